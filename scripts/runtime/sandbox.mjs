/** Whether Chromium's sandbox can work for an Electron that was unpacked, not installed. */
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * @param {string} electron Path of the executable.
 * @returns {string | undefined} why it would not start with its sandbox, in words
 */
export function sandboxProblem(electron) {
  if (process.platform !== 'linux') return undefined;
  if (process.getuid?.() === 0) return 'Chromium does not sandbox what root runs.';
  const helper = statSync(join(dirname(electron), 'chrome-sandbox'), { throwIfNoEntry: false });
  if (helper?.uid === 0 && (helper.mode & 0o4000) !== 0) return undefined;
  // The same steps as Chromium's: a namespace alone is not enough where its rights are taken away again.
  const { error, status } = spawnSync('unshare', ['--user', '--map-root-user', 'true'], { stdio: 'ignore' });
  if (error || status === 0) return undefined; // without `unshare` the likelier case is that it works
  return 'This system keeps ordinary programs from making user namespaces (as containers and Ubuntu since 24.04 do).';
}
