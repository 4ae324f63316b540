/**
 * Two homes and the internet between them, as network namespaces: each person's computer, the router of each of their
 * uplinks, and one for the internet, where the servers are. All packets between two homes pass through that one, which
 * counts them.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Served, Service, Serving } from '../../scripts/network/names.mjs';
import { makeNamespaces, type Namespaces } from '../../scripts/network/namespaces.mjs';

export type Person = 'alice' | 'bob';

/** Where the servers are, for everybody. */
export const server = { ipv4: '192.0.2.1', ipv6: '2001:db8::1' } as const;
/** Of the relay's TLS: what a network that lets little through lets through. */
export const TLS_PORT = 443;

/** What a router does besides refusing what nobody inside asked for. */
export interface Router {
  /**
   * - `none`: addresses go through as they are.
   * - `same-port`: Linux's masquerade keeps the source port, so that a socket has one outer address for everybody
   *   (endpoint-independent mapping, RFC 4787 §4.1); what comes in is filtered by address and port (§5), for Linux has no
   *   "full cone".
   * - `symmetric`: another random port for each destination (address and port-dependent mapping).
   */
  nat: 'none' | 'same-port' | 'symmetric';
  /** `no-udp`: UDP does not get out. `web`: nothing does but TCP to the ports of XMPP and HTTPS. */
  blocked?: 'no-udp' | 'web';
}

/** One way of a person to the internet. */
interface Uplink {
  person: Person;
  /** The interface of the person's computer. */
  device: string;
  router: string;
  number: number;
}

const uplinks = {
  alice: { person: 'alice', device: 'wlan0', router: 'ra', number: 1 },
  bob: { person: 'bob', device: 'wlan0', router: 'rb', number: 2 },
  'alice-2': { person: 'alice', device: 'eth0', router: 'ra2', number: 3 },
} as const satisfies Record<string, Uplink>;

export type UplinkName = keyof typeof uplinks;

export interface WorldOptions {
  routers: Partial<Record<UplinkName, Router>>;
  family: 'ipv4' | 'ipv6';
  services: readonly Service[];
  /** Packets between the homes do not get through; only the servers are reached. */
  apart?: boolean;
}

/** The address of a computer at the end of an uplink, which a router with NAT hides, and that of the router. */
export const addressOf = (uplink: UplinkName, family: 'ipv4' | 'ipv6' = 'ipv4') => {
  const { number } = uplinks[uplink];
  return family === 'ipv4'
    ? { inner: `10.0.${number}.2`, outer: `203.0.113.${4 * number + 2}` }
    : { inner: `2001:db8:1:${number}::2`, outer: `2001:db8:2:${number}::2` };
};

export interface World {
  readonly namespaces: Namespaces;
  /** PEM file with the authority of the servers. */
  readonly caFile: string;
  /** Where the servers are reached. */
  readonly host: string;
  /** Gives the computer its address at this uplink and sends everything there. */
  plug(uplink: UplinkName): void;
  /** Takes the address away, with the link under it. */
  unplug(uplink: UplinkName): void;
  /** How many packets went from one home to the other past the relay. */
  passed(from: UplinkName, to: UplinkName): number;
  /** What the XMPP server has logged: every stanza. */
  log(): string;
  stop(): Promise<void>;
}

/** Makes a world with every uplink plugged in that has a router. */
export async function makeWorld(options: WorldOptions): Promise<World> {
  const { family, services } = options;
  const used = (Object.keys(uplinks) as UplinkName[]).filter(name => options.routers[name]);
  const namespaces = makeNamespaces(['net', 'alice', 'bob', ...used.map(name => uplinks[name].router)]);
  try {
    namespaces.ip('net', 'address', 'add', `${server.ipv4}/32`, 'dev', 'lo');
    namespaces.ip('net', 'address', 'add', `${server.ipv6}/128`, 'dev', 'lo');
    // Where an address that nobody has is sent to: without a way at all, coturn gives up its socket.
    namespaces.ip('net', 'link', 'add', 'void', 'type', 'bridge');
    namespaces.ip('net', 'link', 'set', 'void', 'arp', 'off', 'up');
    namespaces.ip('net', 'route', 'add', 'default', 'dev', 'void');
    namespaces.ip('net', '-6', 'route', 'add', 'default', 'dev', 'void');
    for (const name of used) lay(namespaces, name, family, options.routers[name] ?? { nat: 'none' });
    namespaces.nft('net', countingRules(used, options.apart ?? false));
    for (const name of used) plug(namespaces, name, family);
    const addresses = family === 'ipv4' ? [server.ipv4] : [server.ipv6, server.ipv4];
    const servers = await startServers(namespaces, { addresses, tlsPort: TLS_PORT, services });
    return {
      namespaces,
      caFile: servers.caFile,
      host: server[family],
      plug: name => plug(namespaces, name, family),
      unplug: name => unplug(namespaces, name),
      passed: (from, to) => namespaces.counted('net').get(counterOf(from, to)) ?? 0,
      log: () => readFileSync(servers.log, 'utf8'),
      stop: async () => {
        await servers.stop();
        await namespaces.close();
      },
    };
  } catch (error) {
    await namespaces.close();
    throw error;
  }
}

/** Makes a world of one network only, with nothing behind it. */
export async function makeLan(services: readonly Service[] = []): Promise<Omit<World, 'plug' | 'unplug' | 'passed'>> {
  const namespaces = makeNamespaces(['net', 'alice', 'bob']);
  try {
    namespaces.ip('net', 'link', 'add', 'lan', 'type', 'bridge');
    namespaces.ip('net', 'address', 'add', '10.0.0.1/24', 'dev', 'lan');
    namespaces.ip('net', 'link', 'set', 'lan', 'up');
    (['alice', 'bob'] as const).forEach((person, index) => {
      namespaces.join(person, 'net', 'wlan0', person);
      namespaces.ip('net', 'link', 'set', person, 'master', 'lan');
      namespaces.ip(person, 'address', 'add', `10.0.0.${2 + index}/24`, 'dev', 'wlan0');
    });
    const servers = await startServers(namespaces, { addresses: ['10.0.0.1'], tlsPort: TLS_PORT, services });
    return {
      namespaces,
      caFile: servers.caFile,
      host: '10.0.0.1',
      log: () => readFileSync(servers.log, 'utf8'),
      stop: async () => {
        await servers.stop();
        await namespaces.close();
      },
    };
  } catch (error) {
    await namespaces.close();
    throw error;
  }
}

/** Lays the cables of an uplink and sets up its router; only the person's computer has no address yet. */
function lay(namespaces: Namespaces, name: UplinkName, family: 'ipv4' | 'ipv6', { nat, blocked }: Router): void {
  const { person, device, router, number } = uplinks[name];
  const { inner, outer } = addressOf(name, family);
  const six = family === 'ipv6';
  const neighbour = (address: string, last: number) => address.replace(/\d+$/, String(last));
  namespaces.join(person, router, device, 'lan');
  namespaces.join(router, 'net', 'wan', name);
  namespaces.ip(router, 'address', 'add', `${neighbour(inner, 1)}/${six ? 64 : 24}`, 'dev', 'lan');
  namespaces.ip(router, 'address', 'add', `${outer}/${six ? 64 : 30}`, 'dev', 'wan');
  const gateway = neighbour(outer, six ? 1 : 4 * number + 1);
  namespaces.ip('net', 'address', 'add', `${gateway}/${six ? 64 : 30}`, 'dev', name);
  namespaces.ip(router, 'route', 'add', 'default', 'via', gateway);
  if (nat === 'none') {
    const network = six ? inner.replace(/2$/, '/64') : inner.replace(/2$/, '0/24');
    namespaces.ip('net', 'route', 'add', network, 'via', outer);
  }
  namespaces.nft(router, routerRules(nat, blocked));
}

const masquerade = { 'same-port': 'masquerade', symmetric: 'masquerade random,fully-random' };
const refused = {
  'no-udp': 'iifname "lan" meta l4proto udp drop',
  web: `iifname "lan" tcp dport != { 5222, 5223, ${TLS_PORT} } drop; iifname "lan" meta l4proto != tcp drop`,
};

/** What comes from outside unasked is dropped, for the router itself too: it would take the port that a hole needs. */
const routerRules = (nat: Router['nat'], blocked: Router['blocked']): string => `
table inet guard {
  chain through {
    type filter hook forward priority filter;
    iifname "wan" ct state established,related accept
    iifname "wan" drop
    ${blocked === undefined ? '' : refused[blocked].replaceAll('; ', '\n    ')}
  }
  chain self {
    type filter hook input priority filter;
    iifname "wan" meta l4proto { icmp, ipv6-icmp } accept
    iifname "wan" ct state established,related accept
    iifname "wan" drop
  }
}
${
  nat === 'none'
    ? ''
    : `table ip nat {
  chain out {
    type nat hook postrouting priority srcnat;
    oifname "wan" ${masquerade[nat]}
  }
}`
}`;

const counterOf = (from: UplinkName, to: UplinkName): string => `"${from} to ${to}"`.replaceAll(/["\s]+/g, '_');

function countingRules(names: readonly UplinkName[], apart: boolean): string {
  const pairs = names.flatMap(from => names.filter(to => to !== from).map(to => [from, to] as const));
  return `
table inet count {
  ${pairs.map(([from, to]) => `counter ${counterOf(from, to)} { }`).join('\n  ')}
  chain through {
    type filter hook forward priority filter;
    ${pairs.map(([from, to]) => `iifname "${from}" oifname "${to}" counter name "${counterOf(from, to)}"`).join('\n    ')}
    ${apart ? 'drop' : ''}
  }
}`;
}

function plug(namespaces: Namespaces, name: UplinkName, family: 'ipv4' | 'ipv6'): void {
  const { person, device } = uplinks[name];
  const { inner } = addressOf(name, family);
  namespaces.ip(person, 'link', 'set', device, 'up');
  namespaces.ip(person, 'address', 'add', `${inner}/${family === 'ipv6' ? 64 : 24}`, 'dev', device);
  const gateway = inner.replace(/\d+$/, '1');
  // The newest goes first, as a cable does that is plugged into a laptop on Wi-Fi.
  const metric = String(600 - 100 * uplinks[name].number);
  namespaces.ip(person, 'route', 'add', 'default', 'via', gateway, 'dev', device, 'metric', metric);
}

function unplug(namespaces: Namespaces, name: UplinkName): void {
  const { person, device } = uplinks[name];
  namespaces.ip(person, 'address', 'flush', 'dev', device, 'scope', 'global');
  namespaces.ip(person, 'link', 'set', device, 'down');
}

/** Starts Prosody and coturn in the namespace of the internet. */
async function startServers(namespaces: Namespaces, serving: Serving): Promise<Served & { stop(): Promise<void> }> {
  const [command = '', ...words] = namespaces.inside('net');
  const script = join(import.meta.dirname, '..', '..', 'scripts', 'network', 'serve.mjs');
  const child = spawn(command, [...words, process.execPath, script, JSON.stringify(serving)], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
  });
  const ended = new Promise<void>(resolve => child.once('exit', () => resolve()));
  let output = '';
  const served = new Promise<Served>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('\n')) resolve(JSON.parse(output) as Served);
    });
    child.once('error', reject);
    ended.then(() => reject(new Error('the servers did not start')), reject);
  });
  return {
    ...(await served),
    stop: async () => {
      child.stdin.end();
      await ended;
    },
  };
}
