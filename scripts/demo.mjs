/** `node scripts/demo.mjs [options]`: two phones, a private server, one call; says what each of them hears. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { build } from './build.mjs';
import { help, parseDemoOptions, UsageError } from './demo/options.mjs';
import { startPhone } from './demo/phone.mjs';
import { hasMicrophone } from './demo/sound.mjs';
import { describeReport, reportOf, shortcomings } from './demo/verdict.mjs';
import { startBus } from './desktop/bus.mjs';
import { hasDisplay, startDisplay } from './desktop/display.mjs';
import { withLifetime } from './lifetime.mjs';
import { sandboxProblem } from './runtime/sandbox.mjs';
import { startCoturn } from './servers/coturn.mjs';
import { startProsody } from './servers/prosody.mjs';
import { setUp } from './setup.mjs';
import { writeTone } from './tone.mjs';

/** @typedef {import('./demo/phone.mjs').DemoPhone} DemoPhone */

const root = join(import.meta.dirname, '..');
const pictures = join(root, '.tmp', 'demo');
const WINDOW = { y: 20, width: 400, height: 680 };
const SCREEN = { width: 860, height: 720 };
const LOOKS = 4;

/**
 * @param {import('./demo/options.mjs').DemoOptions} options
 * @param {(line: string) => void} say
 */
const demonstrate = (options, say) =>
  withLifetime(async lifetime => {
    const visible = hasDisplay();
    const fake = options.fake || !visible || !hasMicrophone();
    const runtime = await setUp([
      'app',
      'server',
      ...(visible ? [] : /** @type {const} */ (['headless', 'pictures'])),
      ...(options.relay ? /** @type {const} */ (['relay']) : []),
    ]);
    build();
    say(
      visible ? 'The phones open on this display.' : 'There is no display: the phones run on one of their own, unseen.',
    );
    say(
      fake
        ? `Their microphones play tones: A ${options.toneA} Hz, B ${options.toneB} Hz.`
        : 'Both use the microphone and speaker of this machine: put on a headset, or they hear each other twice.',
    );

    const folder = mkdtempSync(join(tmpdir(), 'tsuwa-demo-'));
    lifetime.own(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }));
    const desktop = visible ? [] : [await startDisplay(lifetime, SCREEN), await startBus(lifetime)];
    const env = Object.assign({ ...process.env, ELECTRON_RUN_AS_NODE: undefined }, ...desktop.map(part => part.env));
    const server = await startServers(lifetime, options.relay);

    const sandbox = sandboxProblem(runtime.path) ? ['--no-sandbox'] : [];
    /** @param {'a' | 'b'} name @param {string} user @param {number} hz @param {number} x */
    const open = (name, user, hz, x) => {
      const tone = join(folder, `${name}.wav`);
      if (fake) writeTone(tone, hz);
      return startPhone(lifetime, {
        name: name.toUpperCase(),
        folder: join(folder, name),
        command: [runtime.path, ...sandbox, '--password-store=basic', root],
        switches: fake ? ['--use-fake-device-for-media-stream', `--use-file-for-fake-audio-capture=${tone}`] : [],
        words: ['--measure-audio', ...(options.relay ? ['--relay-only'] : [])],
        env,
        account: {
          jid: server.address(user),
          password: server.password(user),
          host: server.host,
          port: server.port,
          caFile: server.caFile,
        },
        window: { ...WINDOW, x },
      });
    };
    const a = open('a', 'juliet', options.toneA, 20);
    const b = open('b', 'romeo', options.toneB, 40 + WINDOW.width);

    const photograph = (/** @type {string} */ name) => {
      if (visible) return; // the person's own screen is not ours to keep
      mkdirSync(pictures, { recursive: true });
      const path = join(pictures, `${name}.png`);
      if (spawnSync('import', ['-window', 'root', path], { env, stdio: 'ignore' }).status === 0)
        say(`Screenshot: ${path}`);
    };

    const looks = await call(a, b, server.address('romeo'), options.muteA, say, photograph);
    const report = reportOf(looks.a, looks.b);
    say(describeReport(report));
    const wrong = shortcomings(report, {
      a: fake ? options.toneB : 'sound',
      b: options.muteA ? 'nothing' : fake ? options.toneA : 'sound',
      relay: options.relay,
    });
    for (const line of wrong) say(`WRONG: ${line}`);
    if (options.keep) {
      say('The call goes on; Ctrl-C ends everything.');
      await new Promise(() => setInterval(() => undefined, 60_000));
    }
    await a.tell('--hangup');
    await b.until('out of the call', ({ calls }) => calls.every(({ state }) => state === 'ended'), 10_000);
    await Promise.all([a, b].map(phone => phone.tell('--quit', '--yes')));
    return { report, wrong };
  });

/** @param {import('./lifetime.mjs').Lifetime} lifetime @param {boolean} relay */
async function startServers(lifetime, relay) {
  const secret = 'only for this demonstration';
  const coturn = relay ? await startCoturn({ secret }) : undefined;
  if (coturn) lifetime.own(() => coturn.stop());
  const prosody = await startProsody({
    domain: 'demo.example',
    accounts: [
      { user: 'juliet', password: 'juliet-pw', name: 'Juliet' },
      { user: 'romeo', password: 'romeo-pw', name: 'Romeo' },
    ],
    ...(coturn ? { turn: { port: coturn.port, secret } } : {}),
  });
  lifetime.own(() => prosody.stop());
  return prosody;
}

/**
 * One call from A to B, looked at while both speak.
 * @param {DemoPhone} a
 * @param {DemoPhone} b
 * @param {string} address Of B.
 * @param {boolean} muted Whether A is muted before B answers.
 * @param {(line: string) => void} say
 * @param {(name: string) => void} photograph
 */
async function call(a, b, address, muted, say, photograph) {
  const isOnline = (/** @type {import('./demo/phone.mjs').Status} */ { connection }) => connection.status === 'online';
  await Promise.all([a, b].map(phone => phone.until('online', isOnline, 60_000)));
  say('Both are online.');
  await a.tell('--call', address, '--yes');
  if (muted) {
    await a.until('calling', ({ calls }) => calls.length > 0, 20_000);
    await a.tell('--mute');
  }
  await b.until('ringing', ({ calls }) => calls.some(({ state }) => state === 'ringing'), 30_000);
  say('B rings.');
  photograph('ringing');
  await b.tell('--answer');
  const isActive = (/** @type {import('./demo/phone.mjs').Status} */ { calls }) =>
    calls.some(({ state }) => state === 'active');
  await Promise.all([a, b].map(phone => phone.until('in the call', isActive, 30_000)));
  say('Both are in the call.');
  await a.until('hearing B', ({ calls }) => calls.some(({ heardAt }) => heardAt !== null), 20_000);
  if (!muted) await b.until('hearing A', ({ calls }) => calls.some(({ heardAt }) => heardAt !== null), 20_000);
  await wait(2_000); // statistics are of the last second
  /** @type {Record<'a' | 'b', import('./demo/verdict.mjs').Call[]>} */
  const looks = { a: [], b: [] };
  for (let look = 0; look < LOOKS; look += 1) {
    const [ofA, ofB] = await Promise.all([a.status(), b.status()]);
    looks.a.push(...ofA.calls.slice(0, 1));
    looks.b.push(...ofB.calls.slice(0, 1));
  }
  photograph('call');
  return looks;
}

try {
  const options = parseDemoOptions(process.argv.slice(2));
  if (options.help) {
    console.log(help);
  } else {
    const { report, wrong } = await demonstrate(options, options.json ? console.error : console.log);
    if (options.json) console.log(JSON.stringify(report));
    else console.log(wrong.length === 0 ? 'Both heard what they should.' : 'They did not hear what they should.');
    process.exitCode = wrong.length === 0 ? 0 : 1;
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
