/** A sound card for tests: a PulseAudio of its own whose speakers can be listened to and whose microphones speak. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beeps } from '../../scripts/tone.mjs';

const RATE = 48_000;

export interface SoundCard {
  /** For the app whose speaker this is. */
  readonly env: Readonly<Record<string, string>>;
  /** What comes out of a speaker, the first unless named, in the next `seconds`: samples from -1 to 1, 48 kHz. */
  record(seconds: number, speaker?: string): Promise<Float32Array>;
  /** Plugs in another speaker; `unplug` pulls it out. The system goes on with the first. */
  plugSpeaker(name: string, label: string): Promise<Plugged>;
  /** Plugs in a microphone that hears beeps of `hz`; the first one is the system's. */
  plugMicrophone(name: string, label: string, hz: number): Promise<Plugged>;
  stop(): Promise<void>;
}

/** A device that can be pulled out. */
export interface Plugged {
  unplug(): Promise<void>;
}

/** `open`: to every user of the machine. @throws if PulseAudio does not come up within ten seconds */
export async function startSoundCard({ open = false } = {}): Promise<SoundCard> {
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
  const mouths: ChildProcess[] = [];
  const stop = async () => {
    await Promise.all(mouths.map(ended));
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
  // The daemon has closed its folder to everybody else.
  if (open) chmodSync(folder, 0o755);
  const pactl = async (...words: string[]) => {
    const { stdout } = await promisify(execFile)('pactl', words, { env: { ...process.env, ...env } });
    return stdout.trim();
  };
  const load = async (...words: string[]): Promise<Plugged> => {
    const index = await pactl('load-module', ...words);
    return {
      unplug: async () => {
        await pactl('unload-module', index);
      },
    };
  };
  /** The sink that a microphone listens to, which stays when it is pulled out, by its name. */
  const spoken = new Map<string, Promise<void>>();
  const speakInto = async (mouth: string, hz: number) => {
    await load('module-null-sink', `sink_name=${mouth}`, `rate=${RATE}`, 'channels=1');
    await pactl('set-default-sink', 'speaker');
    const sound = join(folder, `${mouth}.raw`);
    writeFileSync(sound, beeps(hz, 20));
    mouths.push(
      spawn('sh', ['-c', SPEAK, sound, mouth], { env: { ...process.env, ...env }, stdio: 'ignore', detached: true }),
    );
  };
  return {
    env,
    plugSpeaker: async (name, label) => {
      const plugged = await load('module-null-sink', `sink_name=${name}`, `rate=${RATE}`, describing('sink', label));
      await pactl('set-default-sink', 'speaker');
      return plugged;
    },
    plugMicrophone: async (name, label, hz) => {
      const mouth = `mouth-of-${name}`;
      const first = spoken.size === 0;
      const speaking = spoken.get(mouth) ?? speakInto(mouth, hz);
      spoken.set(mouth, speaking);
      await speaking;
      const source = [`source_name=${name}`, `master=${mouth}.monitor`, 'channels=1', describing('source', label)];
      const plugged = await load('module-remap-source', ...source);
      if (first) await pactl('set-default-source', name);
      return plugged;
    },
    record: async (seconds, speaker = 'speaker') => {
      const recorder = spawn(
        'parec',
        [
          `--device=${speaker}.monitor`,
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

/** Plays $0 into the sink $1 for ever; with more latency the first block would come up to two seconds late. */
const SPEAK = `
while cat "$0"; do :; done |
pacat --playback --device="$1" --raw --format=float32le --rate=${RATE} --channels=1 --latency-msec=20
`;

/** The name that a person sees. */
const describing = (kind: 'sink' | 'source', label: string): string =>
  `${kind}_properties="device.description='${label}'"`;

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
  // A shell that was given a group of its own takes its players with it.
  if (child.spawnfile === 'sh' && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  else child.kill('SIGKILL');
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
