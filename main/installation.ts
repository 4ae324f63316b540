/** How the app came onto this machine: what may update it, and what it may write beside itself. Pure. */
import { join, posix } from 'node:path';
import type { Environment } from './desktop-entry';

export type Installation =
  | 'development'
  | 'appimage'
  | 'deb'
  | 'rpm'
  /** Flatpak, Snap: whoever packaged it so looks after everything. */
  | 'confined'
  /** NSIS on Windows, the app bundle on macOS. */
  | 'installed'
  /** Unpacked from a tar.gz or zip. */
  | 'folder';

export interface Traces {
  platform: NodeJS.Platform;
  isPackaged: boolean;
  isConfined: boolean;
  env: Environment;
  executable: string;
  /** What the package left beside the app, if anything: the kind of package on Linux, an uninstaller on Windows. */
  packageType?: string | undefined;
  hasUninstaller: boolean;
}

/** Where deb and rpm put the app; the same files unpacked elsewhere are a folder. */
const SYSTEM_FOLDER = '/opt/Tsuwa';

export function installationOf(traces: Traces): Installation {
  const { platform, isPackaged, isConfined, env, executable, packageType, hasUninstaller } = traces;
  if (!isPackaged) return 'development';
  if (platform === 'darwin') return 'installed';
  if (platform === 'win32') return hasUninstaller ? 'installed' : 'folder';
  if (isConfined) return 'confined';
  if (env['APPIMAGE'] !== undefined) return 'appimage';
  if (posix.dirname(executable) === SYSTEM_FOLDER && (packageType === 'deb' || packageType === 'rpm'))
    return packageType;
  return 'folder';
}

/** The folder beside an unpacked app that, once the person has made it, holds all that the app keeps. */
export const portableFolder = (installation: Installation, folder: string): string | undefined =>
  installation === 'folder' ? join(folder, 'tsuwa-data') : undefined;
