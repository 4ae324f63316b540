/** Files that are either the old one or the new one, never half of each. */
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Replaces the file at `path`, readable by its owner only. Throws what the file system throws. */
export function replaceFile(path: string, text: string): void {
  const fresh = `${path}.${process.pid}.new`;
  try {
    const file = openSync(fresh, 'w', 0o600);
    try {
      writeFileSync(file, text); // all of it: a plain write may stop in the middle
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(fresh, path);
    settle(dirname(path));
  } catch (error) {
    rmSync(fresh, { force: true });
    throw error;
  }
}

/** A name is only there after a power cut if its folder was written, too; Windows does that by itself and opens no folders. */
function settle(folder: string): void {
  if (process.platform === 'win32') return;
  const directory = openSync(folder, 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}
