/** Starting with the person's session on Linux: a file in the autostart folder (Desktop Application Autostart 0.5). */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import type { AutostartMode } from '../shared/desk';
import { replaceFile } from './atomic-file';

const NAME = 'im.tsuwa.Tsuwa.desktop';
const HIDDEN = '--hidden';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the file belongs; a relative `XDG_CONFIG_HOME` is to be ignored (XDG Base Directory §3). */
export function autostartPath(env: Environment, home: string): string {
  const config = env['XDG_CONFIG_HOME'];
  return join(config && isAbsolute(config) ? config : join(home, '.config'), 'autostart', NAME);
}

/** What starts the app: an AppImage by its own file, for its contents are mounted elsewhere each time. */
export const startCommand = (env: Environment, executable: string, app: readonly string[]): string[] => [
  env['APPIMAGE'] ?? executable,
  ...app,
];

/** Whoever packages the app this way decides themselves what starts with the session. */
export const isConfined = (env: Environment): boolean =>
  env['FLATPAK_ID'] !== undefined || env['SNAP'] !== undefined || existsSync('/.flatpak-info');

/**
 * One argument of an `Exec` key (Desktop Entry Specification §7): quoted, its own characters escaped, percent signs
 * doubled; then the backslashes once more, as in every string of the file (§4).
 */
const quoted = (argument: string): string =>
  `"${argument.replace(/["`$\\]/g, '\\$&').replace(/%/g, '%%')}"`.replaceAll('\\', '\\\\');

/** The file that starts `command`. */
export const autostartEntry = (command: readonly string[], mode: Exclude<AutostartMode, 'off'>): string =>
  [
    '[Desktop Entry]',
    'Type=Application',
    'Version=1.0',
    'Name=Tsuwa',
    `Exec=${[...command.map(quoted), ...(mode === 'hidden' ? [HIDDEN] : [])].join(' ')}`,
    'Icon=im.tsuwa.Tsuwa',
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');

/** What the file says: the person may have changed it, or turned it off in their desktop's settings. */
export function modeIn(entry: string): AutostartMode {
  const valueOf = (key: string) => new RegExp(`^${key}\\s*=\\s*(.*?)\\s*$`, 'm').exec(entry)?.[1];
  if (valueOf('Hidden') === 'true' || valueOf('X-GNOME-Autostart-enabled') === 'false') return 'off';
  const exec = valueOf('Exec');
  if (exec === undefined) return 'off';
  return exec.split(' ').includes(HIDDEN) ? 'hidden' : 'shown';
}

export const readAutostart = (path: string): AutostartMode =>
  existsSync(path) ? modeIn(readFileSync(path, 'utf8')) : 'off';

/** Throws what the file system throws. */
export function writeAutostart(path: string, command: readonly string[], mode: AutostartMode): void {
  if (mode === 'off') return rmSync(path, { force: true });
  mkdirSync(dirname(path), { recursive: true });
  replaceFile(path, autostartEntry(command, mode));
}
