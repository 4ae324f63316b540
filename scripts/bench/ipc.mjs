/**
 * From a candidate to the bytes that tell of it: the page's connection in a call between two real apps has an `icecandidate`
 * event, and the main process writes a stanza to the socket of the server. Beside it a page that says the same candidate to
 * its main process as it is, which writes it to a socket.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { build } from '../build.mjs';
import { startBus } from '../desktop/bus.mjs';
import { startDisplay } from '../desktop/display.mjs';
import { withLifetime } from '../lifetime.mjs';
import { launch } from '../runtime/launch.mjs';
import { startProsody } from '../servers/prosody.mjs';
import { setUp } from '../setup.mjs';
import { writeTone } from '../tone.mjs';
import { connectionsOf } from './network/connections.mjs';
import { median, quarters } from './network/statistics.mjs';

/** @typedef {import('playwright-core').ElectronApplication} App */
/** @typedef {(at: number) => Promise<number>} Say Tells of the candidate with this port; when, in milliseconds since 1970. */

const CANDIDATES = 200;
const BETWEEN_MS = 30;
/** The ports that candidates are told by; nobody else's are so high and follow each other. */
const FIRST_PORT = 61_000;
const PATIENCE_MS = 30_000;

/** @returns {Promise<import('./row').Row[]>} */
export async function run() {
  const { path: electron } = await setUp(['app', 'headless', 'server']);
  build();
  return withLifetime(async lifetime => {
    const folder = mkdtempSync(join(tmpdir(), 'tsuwa-bench-'));
    lifetime.own(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }));
    const desktop = process.platform === 'linux' ? [await startDisplay(lifetime), await startBus(lifetime)] : [];
    const env = Object.assign({ ...process.env }, ...desktop.map(part => part.env));
    const open = async (/** @type {readonly string[]} */ words, /** @type {NodeJS.ProcessEnv} */ more = {}) => {
      const app = await launch(electron, words, { ...env, ...more });
      lifetime.own(() => app.process().kill('SIGKILL'));
      return app;
    };
    const bare = await throughBare(open, lifetime);
    const ours = await throughUs(open, lifetime, folder);
    return [
      {
        what: 'a candidate, from its event to the socket',
        ...{ ms: median(ours), spread: quarters(ours), runs: ours.length, limitMs: Infinity },
        ...{ plain: 'the same text through a bare page', plainMs: median(bare) },
      },
    ];
  });
}

/**
 * @param {(words: readonly string[], more?: NodeJS.ProcessEnv) => Promise<App>} open
 * @param {import('../lifetime.mjs').Lifetime} lifetime
 */
async function throughBare(open, lifetime) {
  const server = createServer(socket => socket.resume());
  await new Promise(resolve => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  lifetime.own(() => void server.close());
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const app = await open([join(import.meta.dirname, 'ipc', 'bare')], { BARE_PORT: String(port) });
  const page = await app.firstWindow();
  await page.waitForFunction('window.bare !== undefined');
  return timesOf(app, at =>
    page.evaluate(`(() => {
      const said = performance.timeOrigin + performance.now();
      window.bare.say(${JSON.stringify(candidate(at))});
      return said;
    })()`),
  );
}

/**
 * @param {(words: readonly string[]) => Promise<App>} open
 * @param {import('../lifetime.mjs').Lifetime} lifetime
 * @param {string} folder
 */
async function throughUs(open, lifetime, folder) {
  const server = await startProsody();
  lifetime.own(() => server.stop());
  const phone = async (/** @type {string} */ user, /** @type {number} */ hz) => {
    const profile = join(folder, user);
    mkdirSync(profile);
    const [sound, provision] = [join(profile, 'sound.wav'), join(profile, 'provision.json')];
    writeTone(sound, hz);
    const { host, port, caFile } = server;
    const account = { jid: server.address(user), password: server.password(user), host, port, caFile };
    writeFileSync(provision, JSON.stringify(account));
    const microphone = ['--use-fake-device-for-media-stream', `--use-file-for-fake-audio-capture=${sound}`];
    const root = join(import.meta.dirname, '..', '..');
    const app = await open([...microphone, root, '--profile', profile, '--provision', provision]);
    const page = await app.firstWindow();
    const search = page.getByRole('searchbox').or(page.getByRole('combobox')).first();
    await search.waitFor({ timeout: PATIENCE_MS });
    await page.getByText('Online').first().waitFor({ timeout: PATIENCE_MS });
    return { app, page, search };
  };
  const [alice, bob] = await Promise.all([phone('alice', 440), phone('bob', 660)]);
  await alice.search.fill(server.address('bob'));
  await alice.page.keyboard.press('Enter');
  await bob.page.getByRole('button', { name: 'Answer', exact: true }).click();
  await alice.page.getByRole('button', { name: 'Hang up' }).waitFor();
  const connections = await connectionsOf(await alice.page.context().newCDPSession(alice.page));
  const connected = () => connections.call('return this.some(one => one.connectionState === "connected")');
  for (let tries = 0; !(await connected()); tries += 1) {
    if (tries > PATIENCE_MS / 100) throw new Error('The call never began.');
    await wait(100);
  }
  return timesOf(alice.app, async at =>
    Number(
      await connections.call(`
        const connection = this.find(one => one.connectionState === 'connected');
        const { sdp } = connection.localDescription;
        const candidate = new RTCIceCandidate({
          candidate: ${JSON.stringify(candidate(at))},
          sdpMid: connection.getTransceivers()[0].mid,
          usernameFragment: /a=ice-ufrag:(\\S+)/.exec(sdp)[1],
        });
        const said = performance.timeOrigin + performance.now();
        connection.dispatchEvent(new RTCPeerConnectionIceEvent('icecandidate', { candidate }));
        return said;`),
    ),
  );
}

/** @param {number} at */
const candidate = at => `candidate:7${at} 1 udp 2122260223 192.0.2.1 ${FIRST_PORT + at} typ host generation 0`;

/**
 * How long each candidate took from `say` until the main process of `app` wrote it to a socket, in milliseconds.
 * @param {App} app
 * @param {Say} say
 */
async function timesOf(app, say) {
  await app.evaluate((_electron, first) => {
    const { Socket } = process.getBuiltinModule('node:net');
    /** @type {Map<number, number>} */
    const written = new Map();
    /** @type {Function} */
    const write = Reflect.get(Socket.prototype, 'write');
    Socket.prototype.write = function (/** @type {unknown[]} */ ...words) {
      const at = performance.timeOrigin + performance.now();
      const port = /\b6[1-4]\d{3}\b/.exec(String(words[0]))?.[0];
      if (port !== undefined) written.set(Number(port) - first, at);
      return Reflect.apply(write, this, words);
    };
    Object.assign(globalThis, { written });
  }, FIRST_PORT);
  /** @type {number[]} */
  const said = [];
  for (let at = 0; at < CANDIDATES; at += 1) {
    said.push(await say(at));
    await wait(BETWEEN_MS);
  }
  /** @type {[number, number][]} */
  const written = await app.evaluate(() => [...Reflect.get(globalThis, 'written')]);
  const times = new Map(written);
  return said.map((from, at) => {
    const to = times.get(at);
    if (to === undefined) throw new Error('A candidate was never written.');
    return to - from;
  });
}
