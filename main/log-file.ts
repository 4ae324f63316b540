/** The log on disk: appended to, and set aside once when it grows too large. */
import { appendFileSync, existsSync, renameSync, statSync } from 'node:fs';
import type { LineSink } from './log';

/** Lines to the file at `path`, readable by its owner only; beyond `limit` bytes it becomes `path.1`. */
export function openLogFile(path: string, limit = 1_000_000): LineSink {
  let size = existsSync(path) ? statSync(path).size : 0;
  let broken = false;
  return line => {
    if (broken) return;
    try {
      const bytes = Buffer.byteLength(line) + 1;
      if (size > 0 && size + bytes > limit) {
        renameSync(path, `${path}.1`);
        size = 0;
      }
      appendFileSync(path, `${line}\n`, { mode: 0o600 });
      size += bytes;
    } catch (error) {
      // A full disk must not end a call, and one line about it is enough.
      broken = true;
      process.stderr.write(`The log file cannot be written: ${error instanceof Error ? error.message : 'unknown'}\n`);
    }
  };
}
