/** Tsuwa and Dino, contacts of each other on one server, each with a microphone and a speaker of its own. */
import { join } from 'node:path';
import { isOnline, liveCall, startApp, type App } from '../../support/app';
import { startProsody } from '../../support/prosody';
import { startSoundCard } from '../../support/sound';
import { startDino, type Dino } from './dino';
import type { Listen } from './ear';

/** What their microphones hear, in Hz; neither is a harmonic of the other. */
export const TSUWA_TONE = 440;
export const DINO_TONE = 1100;

const logs = join(import.meta.dirname, '..', '..', '..', '.tmp', 'interop');

export interface Pair {
  readonly tsuwa: App;
  readonly dino: Dino;
  /** At Tsuwa's speaker. */
  readonly listen: Listen;
  /** Ends whatever call there is, and waits until both are free. */
  free(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts both and waits until they are online. The caller stops them.
 * @param name of the folder in `.tmp/interop` that keeps Dino's log for whoever looks into a failure
 */
export async function startPair(name: string): Promise<Pair> {
  const ends: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (let end = ends.pop(); end; end = ends.pop()) await end();
  };
  try {
    const server = await startProsody();
    ends.push(() => server.stop());
    const card = await startSoundCard();
    ends.push(() => card.stop());
    const dino = await startDino({ server, user: 'bob', tone: DINO_TONE, log: join(logs, name, 'dino.log') });
    ends.push(() => dino.stop());
    const tsuwa = await startApp({ server, user: 'alice', tone: TSUWA_TONE, env: card.env });
    ends.push(() => tsuwa.stop());
    await tsuwa.until('online', isOnline);
    return {
      tsuwa,
      dino,
      listen: seconds => card.record(seconds),
      free: async () => {
        await tsuwa.cli('--hangup');
        await tsuwa.until('free', status => liveCall(status) === undefined);
        await dino.over();
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
