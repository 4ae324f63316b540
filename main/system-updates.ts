/// <reference types="vite/types/importMeta.d.ts" />
/** Newer versions on this machine: who brings them depends on how the app came onto it. */
import { app } from 'electron';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Clock } from './core/ports';
import type { Installation } from './installation';
import { describeError, type Log } from './log';
import type { UpdateSource, SystemFeed } from './update-feed';
import { bringsUpdates, isFromRepository, wordsAfterUpdate } from './updates/policy';
import { UpdateError, Updates, type UpdateFeed } from './updates/updates';

export interface SystemUpdatePorts {
  clock: Clock;
  inCall(): boolean;
  /** Ends everything of the app, then does the last thing. */
  end(last: () => void): Promise<void>;
  /** Of the command line that started this app. */
  words: readonly string[];
  log: Log;
}

/** Put in when the package is built; without them nobody is asked. */
function source(): UpdateSource | undefined {
  const url: unknown = import.meta.env['MAIN_VITE_UPDATE_URL'];
  const publicKey: unknown = import.meta.env['MAIN_VITE_UPDATE_KEY'];
  return typeof url === 'string' && typeof publicKey === 'string' && url !== '' ? { url, publicKey } : undefined;
}

export function systemUpdates(installation: Installation, ports: SystemUpdatePorts): Updates {
  const from = source();
  const by = from === undefined ? 'person' : bringsUpdates(installation);
  let loaded: Promise<SystemFeed | undefined> | undefined;
  // The library is large, and most starts of the program only hand over a command line.
  const feed = () =>
    (loaded ??= from ? import('./update-feed').then(({ systemFeed }) => systemFeed(installation, from)) : later());
  const asked: UpdateFeed = {
    look: async () => {
      if (installation === 'deb' && (await isBroughtByApt())) return undefined;
      return (await feed())?.look();
    },
    fetch: async told => (await feed())?.fetch(told),
  };
  return new Updates({
    by,
    feed: by === 'tsuwa' ? asked : undefined,
    clock: ports.clock,
    inCall: () => ports.inCall(),
    log: ports.log,
    install: async () => {
      const ready = await feed();
      if (!ready) throw new UpdateError('not-installed');
      const words = wordsAfterUpdate(ports.words);
      await ports.end(() => {
        try {
          ready.install(words);
        } catch (error) {
          ports.log.warn`the newer version was not put in: ${describeError(error)}`;
          app.relaunch({ execPath: process.env['APPIMAGE'] ?? process.execPath, args: words });
        }
        if (process.platform === 'linux') app.exit(0);
      });
    },
  });
}

const later = () => Promise.resolve(undefined);

/** A person who has our repository gets everything through it. */
async function isBroughtByApt(): Promise<boolean> {
  try {
    const { stdout } = await promisify(execFile)('apt-cache', ['policy', 'tsuwa'], {
      env: { ...process.env, LC_ALL: 'C' },
    });
    return isFromRepository(stdout);
  } catch {
    return false; // no apt: nobody else brings it
  }
}
