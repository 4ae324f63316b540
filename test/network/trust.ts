/**
 * A home folder whose owner trusts an authority. Chromium's own network code speaks TLS with a relay, so certificates are
 * checked as for a web page: against Chromium's root store and, on Linux, the person's NSS database.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Home {
  /** For the app whose home it is. */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** Makes one that trusts the authority in a PEM file, or nobody. Needs `certutil` of NSS. */
export function makeHome(caFile?: string): Home {
  const home = mkdtempSync(join(tmpdir(), 'home-'));
  const folder = join(home, '.pki', 'nssdb');
  const certutil = (...words: string[]) => execFileSync('certutil', ['-d', `sql:${folder}`, ...words]);
  mkdirSync(folder, { recursive: true });
  certutil('-N', '--empty-password');
  if (caFile !== undefined) certutil('-A', '-n', 'authority', '-t', 'C,,', '-i', caFile);
  return {
    env: { HOME: home },
    stop: async () => {
      rmSync(home, { recursive: true, force: true, maxRetries: 10 });
      return Promise.resolve();
    },
  };
}
