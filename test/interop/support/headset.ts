/** A speaker that can be listened to and a microphone that can be spoken into, on a sound server of their own. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { supervise } from '../../../scripts/servers/supervised.mjs';
import { beeps } from '../../../scripts/tone.mjs';
import { startSoundCard, type SoundCard } from '../../support/sound';

const RATE = 48_000;

/** Plays $0 for ever. A player with more latency would hand out its first block up to two seconds late. */
const SPEAK = `
while cat "$0"; do :; done |
pacat --playback --device=mouth --raw --format=float32le --rate=${RATE} --channels=1 --latency-msec=20
`;

/** @throws if PulseAudio or its tools are not installed, or it does not come up */
export async function startHeadset(tone: number): Promise<SoundCard> {
  const card = await startSoundCard();
  const folder = mkdtempSync(join(tmpdir(), 'headset-'));
  const pactl = (...words: string[]) => promisify(execFile)('pactl', words, { env: { ...process.env, ...card.env } });
  const remove = async () => {
    await card.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await pactl('load-module', 'module-null-sink', 'sink_name=mouth', `rate=${RATE}`, 'channels=1');
    await pactl('load-module', 'module-remap-source', 'source_name=microphone', 'master=mouth.monitor', 'channels=1');
    await pactl('set-default-sink', 'speaker');
    await pactl('set-default-source', 'microphone');
    const sound = join(folder, 'sound.raw');
    writeFileSync(sound, beeps(tone, 20));
    const mouth = supervise({
      command: 'sh',
      args: ['-c', SPEAK, sound],
      log: join(folder, 'mouth.log'),
      env: { ...process.env, ...card.env },
      asSelf: true,
    });
    return {
      ...card,
      stop: async () => {
        await mouth.end('SIGTERM');
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
