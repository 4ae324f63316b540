/** Whether it is worth asking for a Tsuwa that runs. */
import { lstatSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Whether a Tsuwa may be running on `profile`. Who only wants to ask one must not take the lock of a Tsuwa that starts in
 * this moment: ending, they would take its lock away, and nobody would find it any more. Chromium's lock is a link that
 * leads nowhere; on Windows it is none.
 */
export const mayBeRunning = (profile: string): boolean =>
  process.platform === 'win32' || lstatSync(join(profile, 'SingletonLock'), { throwIfNoEntry: false }) !== undefined;
