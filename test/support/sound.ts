/** A sound card for tests: a PulseAudio of its own whose only speaker can be listened to. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const RATE = 48_000;

export interface SoundCard {
  /** For the app whose speaker this is. */
  readonly env: Readonly<Record<string, string>>;
  /** What comes out of the speaker in the next `seconds`: samples from -1 to 1, 48 kHz. */
  record(seconds: number): Promise<Float32Array>;
  stop(): Promise<void>;
}

/** @throws if PulseAudio does not come up within ten seconds */
export async function startSoundCard(): Promise<SoundCard> {
  const folder = mkdtempSync(join(tmpdir(), 'sound-'));
  const socket = join(folder, 'native');
  const env = {
    PULSE_SERVER: `unix:${socket}`,
    PULSE_RUNTIME_PATH: folder,
    PULSE_STATE_PATH: folder,
    PULSE_COOKIE: join(folder, 'cookie'),
  };
  const daemon = spawn(
    'pulseaudio',
    [
      ...['-n', '--daemonize=no', '--use-pid-file=no', '--exit-idle-time=-1', '--disallow-exit', '--log-level=error'],
      ...['-L', `module-native-protocol-unix socket=${socket} auth-anonymous=1`],
      ...['-L', `module-null-sink sink_name=speaker rate=${RATE}`],
    ],
    { env: { ...process.env, ...env, ...alone(folder) }, stdio: 'ignore' },
  );
  const stop = async () => {
    await ended(daemon);
    rmSync(folder, { recursive: true, force: true });
  };
  for (let tries = 0; !(await answers(socket)); tries += 1) {
    if (tries < 100 && daemon.exitCode === null) await new Promise(resolve => setTimeout(resolve, 100));
    else {
      await stop();
      throw new Error('PulseAudio does not come up');
    }
  }
  return {
    env,
    record: async seconds => {
      const recorder = spawn(
        'parec',
        [
          '--device=speaker.monitor',
          '--raw',
          '--format=float32le',
          `--rate=${RATE}`,
          '--channels=1',
          '--latency-msec=20',
        ],
        { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] },
      );
      const wanted = seconds * RATE * 4;
      let bytes = Buffer.alloc(0);
      for await (const chunk of recorder.stdout) {
        bytes = Buffer.concat([bytes, chunk as Buffer]);
        if (bytes.length >= wanted) break;
      }
      await ended(recorder);
      return Float32Array.from({ length: Math.floor(Math.min(bytes.length, wanted) / 4) }, (_, i) =>
        bytes.readFloatLE(i * 4),
      );
    },
    stop,
  };
}

/** Away from the sound of the person, and from their bus, which takes one PulseAudio only. */
const alone = (folder: string) => ({
  HOME: folder,
  XDG_RUNTIME_DIR: folder,
  DBUS_SESSION_BUS_ADDRESS: `unix:path=${join(folder, 'no-bus')}`,
});

const answers = (socket: string): Promise<boolean> =>
  new Promise(resolve => {
    const probe = connect(socket);
    probe.once('connect', () => (probe.destroy(), resolve(true)));
    probe.once('error', () => resolve(false));
  });

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise(resolve => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

/** How strong `hz` is in 48 kHz `samples`, 0 to 1. */
export function loudnessAt(samples: Float32Array, hz: number): number {
  let [real, imaginary] = [0, 0];
  samples.forEach((sample, i) => {
    real += sample * Math.cos((2 * Math.PI * hz * i) / RATE);
    imaginary += sample * Math.sin((2 * Math.PI * hz * i) / RATE);
  });
  return (2 * Math.hypot(real, imaginary)) / samples.length;
}

/** The loudest sample. */
export const peakOf = (samples: Float32Array): number =>
  samples.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0);
