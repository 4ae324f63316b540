/** The end of the log, for the person to look at; however long it is, only so much of it is read. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { redact } from './redaction';

/** What is read at most, in bytes. */
const LIMIT = 262_144;

/**
 * The last whole lines of the log at `path`, oldest first, with those of the file before it (`log-file.ts`) where there is
 * room for them. Each goes through the net of `redact` once more: an older Tsuwa may have written it.
 */
export function logTail(path: string, limit = LIMIT): string[] {
  const latest = endOf(path, limit);
  const before = latest.length < limit ? endOf(`${path}.1`, limit - latest.length) : '';
  return `${before}${latest}`
    .split('\n')
    .filter(line => line !== '')
    .map(redact);
}

function endOf(path: string, limit: number): string {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return ''; // nothing was written yet
  }
  try {
    const { size } = fstatSync(file);
    const bytes = Buffer.alloc(Math.min(size, limit));
    const read = readSync(file, bytes, 0, bytes.length, size - bytes.length);
    const text = bytes.toString('utf8', 0, read);
    // The first line is whole only where the file begins with it.
    return size > limit ? text.slice(text.indexOf('\n') + 1) : text;
  } finally {
    closeSync(file);
  }
}
