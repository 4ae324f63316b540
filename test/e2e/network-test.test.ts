/** What the test of the network says of a real STUN and TURN server: one that works, one that refuses, one that is gone. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { issueCertificate, makeAuthority } from '../../scripts/servers/authority.mjs';
import { freePorts, handOver } from '../../scripts/servers/supervised.mjs';
import { en } from '../../shared/words/en';
import { makeHome, type Home } from '../network/trust';
import { isOnline, startApp, type App } from '../support/app';
import { startCoturn, type Coturn } from '../support/coturn';
import { startServer, type Server } from '../support/server';

const { trial } = en;
const HOST = '127.0.0.1';
const SECRET = 'network-secret';

/** Where this computer goes out, and is its own: a server there sees the address that the computer has anyway. */
let own = HOST;
let folder = '';
let home: Home;
let relay: Coturn;
/** Knows another secret than the XMPP server gives credentials for. */
let foreign: Coturn;
/** Takes what comes by TCP and says nothing. */
const mute = createServer(socket => socket.on('error', () => undefined).resume());
let server: Server;
let app: App;
let [tlsPort, gone] = [0, 0];

beforeAll(async () => {
  own = await addressTowards('8.8.8.8');
  folder = mkdtempSync(join(tmpdir(), 'tsuwa-relay-'));
  makeAuthority(folder);
  issueCertificate(folder, ['localhost']);
  handOver(folder);
  home = makeHome(join(folder, 'ca.crt'));
  [tlsPort = 0, gone = 0] = await freePorts(2);
  const tls = { port: tlsPort, cert: join(folder, 'server.crt'), key: join(folder, 'server.key') };
  await new Promise<void>(resolve => mute.listen(0, HOST, resolve));
  [relay, foreign] = await Promise.all([
    startCoturn({ secret: SECRET, tls, addresses: [...new Set([HOST, own])] }),
    startCoturn({ secret: 'another' }),
  ]);
  const relayAt = (port: number, transport: 'udp' | 'tcp') => ({ type: 'turn', host: HOST, port, transport }) as const;
  server = await startServer({
    servicesSecret: SECRET,
    services: [
      { type: 'stun', host: own, port: relay.port, transport: 'udp' },
      relayAt(relay.port, 'udp'),
      relayAt(relay.port, 'tcp'),
      { type: 'turns', host: 'localhost', port: tlsPort, transport: 'tcp' },
      // Its certificate is for another name.
      { type: 'turns', host: HOST, port: tlsPort, transport: 'tcp' },
      relayAt(foreign.port, 'udp'),
      relayAt(gone, 'udp'),
      relayAt(mutePort(), 'tcp'),
      { type: 'stun', host: HOST, port: gone, transport: 'udp' },
    ],
  });
  app = await startApp({ server, user: 'alice', tone: 523, env: home.env });
  await app.until('online', isOnline);
  // Only the window that has the keyboard may write to the clipboard.
  await app.electron.evaluate(({ BrowserWindow: windows }) => windows.getAllWindows()[0]?.focus());
  await app.page.waitForFunction(() => document.hasFocus());
  await app.page.getByRole('button', { name: en.places.settings }).click();
  await button(trial.open).click();
});

afterAll(async () => {
  await app?.stop();
  await server?.stop();
  await Promise.all([relay?.stop(), foreign?.stop(), home?.stop()]);
  mute.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The address that the system would send from; nothing is sent. Without a way there, the one to itself. */
async function addressTowards(there: string): Promise<string> {
  const socket = createSocket('udp4');
  socket.connect(53, there);
  try {
    await once(socket, 'connect');
    return socket.address().address;
  } catch {
    return HOST;
  } finally {
    socket.close();
  }
}
const mutePort = () => (mute.address() as AddressInfo).port;
const button = (name: string) => app.page.getByRole('button', { name, exact: true });
/** All that a person reads of the network, in lines: how calls will go, then each server. */
const read = async (): Promise<{ expectation: string[]; servers: string[][] }> => {
  const card = app.page.locator('[data-trial] [role="status"]').locator('..');
  const lines = async (part: ReturnType<typeof card.locator>) =>
    await part.locator('p').evaluateAll(all => all.map(line => (line.textContent ?? '').replace(/\s+/g, ' ').trim()));
  const rows = await card.locator('li').all();
  return {
    expectation: await lines(card.getByRole('status')),
    servers: await Promise.all(rows.map(row => lines(row))),
  };
};
const shown = (
  kind: 'stun' | 'turn',
  transport: string,
  port: number,
  said: { what: string; next?: string },
  host = HOST,
) => [
  `${trial.server[kind].replace('{transport}', transport)} ${host}:${port}`,
  said.what,
  ...(said.next === undefined ? [] : [said.next]),
];

test('each server is told of in words, with what to do, and so is how calls will go', async () => {
  await button(trial.start).click();
  await button(trial.again).waitFor();
  const { verdicts, unreachable, expectations } = trial;
  expect(await read()).toEqual({
    expectation: [expectations['direct-and-relay'].what],
    servers: [
      shown('stun', 'UDP', relay.port, verdicts.open, own),
      shown('turn', 'UDP', relay.port, verdicts.relays),
      shown('turn', 'TCP', relay.port, verdicts.relays),
      shown('turn', 'TLS', tlsPort, verdicts.relays, 'localhost'),
      shown('turn', 'TLS', tlsPort, unreachable.tls),
      shown('turn', 'UDP', foreign.port, verdicts.refused),
      shown('turn', 'UDP', gone, unreachable.udp),
      shown('turn', 'TCP', mutePort(), unreachable.tcp),
      shown('stun', 'UDP', gone, unreachable.udp),
    ],
  });
});

test('the report has what helps, which candidates came and which errors, and no address and no secret', async () => {
  await button(trial.copy).click();
  await button(trial.copied).waitFor();
  const report = await app.electron.evaluate(({ clipboard }) => clipboard.readText());
  const lines = report.split('\n');
  expect(lines[1]).toBe(trial.expectations['direct-and-relay'].what);
  expect(lines).toContainEqual(expect.stringMatching(/^STUN over UDP: Works: .*\(host\)$/));
  expect(lines).toContainEqual(expect.stringMatching(/^Relay over TLS: Works: .*\(.*relay.*\)$/));
  expect(lines).toContainEqual(expect.stringMatching(/^Relay over UDP: Refuses .*error 401/));
  expect(lines).toContainEqual(expect.stringMatching(/^Relay over TCP: Does not answer\./));
  for (const secret of [HOST, own, 'localhost', SECRET, app.address, server.domain, server.password('alice')]) {
    expect(report).not.toContain(secret);
  }
  for (const port of [relay.port, foreign.port, tlsPort, gone]) expect(report).not.toContain(String(port));
  // Credentials of TURN are made of the time and of Base64.
  expect(report).not.toMatch(/\d{8}|[\w+/]{20}/);
});
