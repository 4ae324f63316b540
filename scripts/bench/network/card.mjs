/** Sound cards without a sound: a PulseAudio of our own whose speakers can be listened to. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';

export const RATE = 48_000;

/**
 * @typedef {object} Card
 * @property {Readonly<Record<string, string>>} env Of whom it belongs to.
 * @property {(source: string, channels: number) => { end: () => Promise<Float32Array> }} record
 *   Records a source from now until its `end`; samples from -1 to 1, 48 kHz, one channel after the other.
 * @property {(sink: string, file: string) => void} say Plays raw samples (float, mono, 48 kHz) into a sink, again and again.
 *
 * @param {import('../../lifetime.mjs').Lifetime} lifetime
 * @param {readonly string[]} commands For PulseAudio, see pulse-cli-syntax(5).
 * @returns {Promise<Card>}
 * @throws if PulseAudio does not come up
 */
export async function startCard(lifetime, commands) {
  const folder = mkdtempSync(join(tmpdir(), 'tsuwa-card-'));
  lifetime.own(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }));
  const socket = join(folder, 'native');
  const env = {
    PULSE_SERVER: `unix:${socket}`,
    PULSE_RUNTIME_PATH: folder,
    PULSE_STATE_PATH: folder,
    PULSE_COOKIE: join(folder, 'cookie'),
  };
  // Away from the sound of the person, and from their bus, which takes one PulseAudio only.
  const alone = {
    HOME: folder,
    XDG_RUNTIME_DIR: folder,
    DBUS_SESSION_BUS_ADDRESS: `unix:path=${join(folder, 'no-bus')}`,
  };
  const options = ['-n', '--daemonize=no', '--use-pid-file=no', '--exit-idle-time=-1', '--disallow-exit'];
  const native = `load-module module-native-protocol-unix socket=${socket} auth-anonymous=1`;
  const script = join(folder, 'card.pa');
  writeFileSync(script, [native, ...commands, ''].join('\n'));
  lifetime.spawn('pulseaudio', [...options, '--log-level=error', '-F', script], {
    stdio: 'ignore',
    env: { ...process.env, ...env, ...alone },
  });
  for (let tries = 0; !(await answers(socket)); tries += 1) {
    if (tries === 100) throw new Error('PulseAudio does not come up.');
    await wait(100);
  }
  const raw = ['--raw', '--format=float32le', `--rate=${RATE}`, '--latency-msec=20'];
  return {
    env,
    record: (source, channels) => {
      const recorder = spawn('parec', [`--device=${source}`, ...raw, `--channels=${channels}`], {
        env: { ...process.env, ...env },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const recorded = buffer(recorder.stdout);
      return {
        end: async () => {
          recorder.kill();
          const bytes = await recorded;
          return Float32Array.from({ length: Math.floor(bytes.length / 4) }, (_, at) => bytes.readFloatLE(at * 4));
        },
      };
    },
    say: (sink, file) => {
      const player = `while cat "$0"; do :; done | pacat --playback --device=${sink} ${raw.join(' ')} --channels=1`;
      lifetime.spawn('sh', ['-c', player, file], { env: { ...process.env, ...env }, stdio: 'ignore' });
    },
  };
}

/** @param {string} socket @returns {Promise<boolean>} */
const answers = socket =>
  new Promise(resolve => {
    const probe = connect(socket);
    probe.once('connect', () => (probe.destroy(), resolve(true)));
    probe.once('error', () => resolve(false));
  });
