/** Newer versions from our server, by electron-updater: described by a file that we have signed, which names their hashes. */
import { parseUpdateInfo, Provider, resolveFiles } from 'electron-updater/out/providers/Provider.js';
import type { ProviderRuntimeOptions } from 'electron-updater/out/providers/Provider.js';
import {
  AppImageUpdater,
  DebUpdater,
  MacUpdater,
  NsisUpdater,
  type AppUpdater,
  type UpdateInfo,
} from 'electron-updater';
import { app } from 'electron';
import { chmodSync, copyFileSync, renameSync, rmSync } from 'node:fs';
import type { Installation } from './installation';
import { plainText } from './plain-text';
import { isSignedBy } from './updates/signature';
import { UpdateError, type UpdateFeed } from './updates/updates';

/** Where they are, and whose signature is believed: a SubjectPublicKeyInfo in base64. */
export interface UpdateSource {
  url: string;
  publicKey: string;
}

/** Longer than anybody reads. */
const NOTES_LIMIT = 4_000;

class SignedProvider extends Provider<UpdateInfo> {
  readonly #source: UpdateSource;

  constructor(source: UpdateSource, runtime: ProviderRuntimeOptions) {
    super(runtime);
    this.#source = source;
  }

  async getLatestVersion(): Promise<UpdateInfo> {
    const { publicKey } = this.#source;
    const file = `${this.getDefaultChannelName()}.yml`;
    const url = this.#base(file);
    const [text, signature] = await Promise.all([this.httpRequest(url), this.httpRequest(this.#base(`${file}.sig`))]);
    if (text === null || signature === null || !isSignedBy(publicKey, text, signature))
      throw new UpdateError('unsigned');
    return parseUpdateInfo(text, file, url);
  }

  resolveFiles(info: UpdateInfo) {
    return resolveFiles(info, this.#base(''));
  }

  #base = (path: string): URL => new URL(path, this.#source.url.replace(/\/*$/, '/'));
}

/** What electron-updater calls that which puts a version in, on each system. */
const updaters: Readonly<Partial<Record<Installation | 'mac', () => AppUpdater>>> = {
  appimage: () => new AppImageUpdater(),
  deb: () => new DebUpdater(),
  installed: () => new NsisUpdater(),
  mac: () => new MacUpdater(),
};

export type SystemFeed = UpdateFeed & {
  /** Puts in what was fetched and starts it with `words`. Throws if the system does not let it; then the old one is whole. */
  install(words: readonly string[]): void;
};

/** `undefined` where the app cannot update itself. */
export function systemFeed(installation: Installation, source: UpdateSource): SystemFeed | undefined {
  const updater = updaters[process.platform === 'darwin' && installation === 'installed' ? 'mac' : installation]?.();
  if (!updater) return undefined;
  updater.logger = null;
  updater.autoDownload = false;
  updater.autoInstallOnAppQuit = false;
  updater.disableWebInstaller = true;
  updater.on('error', () => undefined); // told where it was asked for
  updater.setFeedURL({
    provider: 'custom',
    updateProvider: class extends SignedProvider {
      constructor(_options: unknown, _updater: AppUpdater, runtime: ProviderRuntimeOptions) {
        super(source, runtime);
      }
    },
  });
  let fetched: string | undefined;
  return {
    async look() {
      const result = await updater.checkForUpdates().catch((error: unknown) => {
        throw error instanceof UpdateError ? error : new UpdateError('unreachable', error);
      });
      if (!result?.isUpdateAvailable) return undefined;
      const { version, releaseNotes } = result.updateInfo;
      return { version, ...(typeof releaseNotes === 'string' && { notes: notesOf(releaseNotes) }) };
    },
    async fetch(told) {
      const progress = ({ percent }: { percent: number }) => told(percent);
      updater.on('download-progress', progress);
      try {
        [fetched] = await updater.downloadUpdate();
      } catch (error) {
        const changed = error instanceof Error && 'code' in error && error.code === 'ERR_CHECKSUM_MISMATCH';
        throw new UpdateError(changed ? 'unsigned' : 'unreachable', error);
      } finally {
        updater.off('download-progress', progress);
      }
    },
    install(words) {
      if (installation === 'appimage') replaceAppImage(fetched);
      else if (process.platform !== 'linux') return updater.quitAndInstall(true, true);
      else if (!(updater instanceof DebUpdater && updater.install(true, false))) throw new UpdateError('not-installed');
      const execPath = process.env['APPIMAGE'] ?? process.execPath;
      app.relaunch({ execPath, args: [...words] });
    },
  };
}

/** The file keeps its name, so that whatever starts it goes on doing so, and is at every moment the old one or the new one. */
function replaceAppImage(fetched: string | undefined): void {
  const path = process.env['APPIMAGE'];
  if (path === undefined || fetched === undefined) throw new UpdateError('not-installed');
  const fresh = `${path}.new`;
  try {
    copyFileSync(fetched, fresh);
    chmodSync(fresh, 0o755);
    renameSync(fresh, path);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw new UpdateError('not-installed', error);
  }
}

/** Markdown reads well enough as it is; whoever wrote HTML meant its text. */
const notesOf = (notes: string): string =>
  notes
    .replace(/<[^>]*>/g, '')
    .split('\n')
    .map(plainText)
    .join('\n')
    .trim()
    .slice(0, NOTES_LIMIT);
