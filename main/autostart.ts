/** Starting with the person's session on Linux: a file in the autostart folder (Desktop Application Autostart 0.5). */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { AutostartMode } from '../shared/desk';
import { replaceFile } from './atomic-file';
import {
  ENTRY,
  entryText,
  folderOfPerson,
  ICON,
  programIn,
  quoted,
  tryExec,
  valueIn,
  type Environment,
} from './desktop-entry';

const HIDDEN = '--hidden';

/** Where the file belongs. */
export const autostartPath = (env: Environment, home: string): string =>
  join(folderOfPerson(env, 'XDG_CONFIG_HOME', home, '.config'), 'autostart', ENTRY);

/** Whoever packages the app this way decides themselves what starts with the session. */
export const isConfined = (env: Environment): boolean =>
  env['FLATPAK_ID'] !== undefined || env['SNAP'] !== undefined || existsSync('/.flatpak-info');

/** The file that starts `command`; nothing happens by it once the program is gone. */
export const autostartEntry = (command: readonly string[], mode: Exclude<AutostartMode, 'off'>): string =>
  entryText({
    'Desktop Entry': {
      Type: 'Application',
      Version: '1.0',
      Name: 'Tsuwa',
      ...tryExec(command[0] ?? ''),
      Exec: [...command.map(quoted), ...(mode === 'hidden' ? [HIDDEN] : [])].join(' '),
      Icon: ICON,
      Terminal: 'false',
      'X-GNOME-Autostart-enabled': 'true',
    },
  });

/** What the file says: the person may have changed it, or turned it off in their desktop's settings. */
export function modeIn(entry: string): AutostartMode {
  if (valueIn(entry, 'Hidden') === 'true' || valueIn(entry, 'X-GNOME-Autostart-enabled') === 'false') return 'off';
  const exec = valueIn(entry, 'Exec');
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

/** The app was moved: what started it where it was starts it from now on where it is. Throws what the file system throws. */
export function followMove(path: string, command: readonly string[]): void {
  if (!existsSync(path)) return;
  const entry = readFileSync(path, 'utf8');
  const program = programIn(entry);
  if (program === undefined || existsSync(program)) return;
  const mode = modeIn(entry);
  if (mode !== 'off') writeAutostart(path, command, mode);
}
