/**
 * Networks of our own on one machine: Linux network namespaces, joined by veth pairs. Whoever made them may go as it
 * likes, even be killed: a keeper ends what runs in them and takes them away.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, existsSync } from 'node:fs';
import { findBinary } from '../setup/machine.mjs';

/** Names begin with this and the process that made them. */
const PREFIX = 'tsuwa-';
/** Where ip-netns(8) keeps them. */
const FOLDER = '/run/netns';

/** Ends everything in the namespaces named by its arguments and removes them, once nobody holds its stdin any more. */
const KEEPER = `
trap : TERM INT HUP
while read -r _; do :; done
for name; do
  ip netns pids "$name" 2>/dev/null | xargs -r kill -KILL 2>/dev/null
  ip netns delete "$name" 2>/dev/null
done
exit 0
`;

/** @returns {string | undefined} why no namespace can be made here, in words for the person */
export function namespaceProblem() {
  if (process.platform !== 'linux') return 'Network namespaces are a thing of Linux.';
  if (process.getuid?.() !== 0) return 'Only root can make network namespaces; try: sudo npm run test:network';
  const missing = ['ip', 'nft'].filter(name => findBinary(name) === undefined);
  if (missing.length > 0) return `This machine lacks: ${missing.join(', ')} (packages iproute2 and nftables).`;
  const probe = `${PREFIX}${process.pid}-probe`;
  try {
    run('ip', ['netns', 'add', probe]);
    // Not every kernel, and not every container, has what a router with NAT needs.
    nft(
      probe,
      'table ip probe { chain out { type nat hook postrouting priority srcnat; masquerade fully-random; }; }\n',
    );
    return undefined;
  } catch (error) {
    return `This machine keeps network namespaces from us: ${error instanceof Error ? error.message : 'unknown'}`;
  } finally {
    if (existsSync(`${FOLDER}/${probe}`)) run('ip', ['netns', 'delete', probe]);
  }
}

/** Removes namespaces whose maker is gone, with all that runs in them; there are some only where a keeper was killed. */
export function removeLeftovers() {
  const names = existsSync(FOLDER) ? readdirSync(FOLDER) : [];
  for (const name of names) {
    const maker = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    if (maker === undefined || existsSync(`/proc/${maker}`)) continue;
    execFileSync('sh', ['-c', KEEPER, 'keeper', name], { input: '' });
  }
}

/**
 * @typedef {object} Namespaces
 * @property {(name: string) => string} name The full name of one of them.
 * @property {(name: string, ...words: string[]) => string} ip Runs `ip <words>` in it; gives what it prints.
 * @property {(name: string, rules: string) => void} nft Adds nftables rules to it.
 * @property {(name: string) => Map<string, number>} counted How many packets its named nftables counters have seen.
 * @property {(name: string, other: string, here: string, there: string) => void} join
 *   Joins two by a cable whose ends are the interfaces `here` and `there`, both up.
 * @property {(name: string) => string[]} inside The words to put before a command that is to run in it.
 * @property {() => Promise<void>} close Ends what runs in them and removes them; may be called twice.
 */

/**
 * Makes namespaces that forward packets between their interfaces, with loopback up and without rules.
 * @param {readonly string[]} names Short, of letters and digits.
 * @returns {Namespaces}
 */
export function makeNamespaces(names) {
  const full = (/** @type {string} */ name) => `${PREFIX}${process.pid}-${name}`;
  const keeper = spawn('sh', ['-c', KEEPER, 'keeper', ...names.map(full)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  const ended = once(keeper, 'exit');
  const ip = (/** @type {string} */ name, /** @type {string[]} */ ...words) => run('ip', ['-n', full(name), ...words]);
  for (const name of names) {
    run('ip', ['netns', 'add', full(name)]);
    ip(name, 'link', 'set', 'lo', 'up');
    run('ip', ['netns', 'exec', full(name), 'sysctl', '-qw', ...switches]);
  }
  return {
    name: full,
    ip,
    nft: (name, rules) => nft(full(name), rules),
    counted: name => countersIn(run('ip', ['netns', 'exec', full(name), 'nft', '--json', 'list', 'counters'])),
    join: (name, other, here, there) => {
      ip(name, 'link', 'add', here, 'type', 'veth', 'peer', 'name', there, 'netns', full(other));
      ip(name, 'link', 'set', here, 'up');
      ip(other, 'link', 'set', there, 'up');
    },
    inside: name => ['ip', 'netns', 'exec', full(name)],
    close: async () => {
      keeper.stdin.end();
      await ended;
    },
  };
}

/** Every one may be a router, and a server in it may listen on any port without being root. */
const switches = [
  'net.ipv4.ip_forward=1',
  'net.ipv6.conf.all.forwarding=1',
  // An address is there as soon as it is given: nobody else can have it.
  'net.ipv6.conf.all.accept_dad=0',
  'net.ipv6.conf.default.accept_dad=0',
  'net.ipv4.ip_unprivileged_port_start=0',
];

/**
 * @param {string} namespace
 * @param {string} rules
 */
const nft = (namespace, rules) => run('ip', ['netns', 'exec', namespace, 'nft', '-f', '-'], rules);

/**
 * @param {string} command
 * @param {readonly string[]} words
 * @param {string} [input]
 * @returns {string} what it prints
 * @throws with what it complains of
 */
function run(command, words, input = '') {
  try {
    return execFileSync(command, words, { input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'] });
  } catch (error) {
    const stderr = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
    throw new Error(`${command} ${words.join(' ')}: ${stderr || 'failed'}`, { cause: error });
  }
}

/** @param {string} json As `nft --json list counters` prints it. */
function countersIn(json) {
  /** @type {{ nftables: { counter?: { name: string, packets: number } }[] }} */
  const { nftables } = JSON.parse(json);
  return new Map(nftables.flatMap(({ counter }) => (counter ? [[counter.name, counter.packets]] : [])));
}
