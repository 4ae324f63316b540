/** Whether Chromium's sandbox can work for an Electron that was unpacked, not installed. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

const RESTRICTED = '/proc/sys/kernel/apparmor_restrict_unprivileged_userns';

/**
 * @param {string} electron Path of the executable.
 * @returns {string | undefined} why it would not start with its sandbox, in words
 */
export function sandboxProblem(electron) {
  if (process.platform !== 'linux') return undefined;
  if (process.getuid?.() === 0) return 'Chromium does not sandbox what root runs.';
  if (!existsSync(RESTRICTED) || readFileSync(RESTRICTED, 'utf8').trim() !== '1') return undefined;
  const helper = statSync(join(dirname(electron), 'chrome-sandbox'), { throwIfNoEntry: false });
  if (helper?.uid === 0 && (helper.mode & 0o4000) !== 0) return undefined;
  return 'This system keeps unprivileged programs from making user namespaces (Ubuntu 24.04 and later).';
}
