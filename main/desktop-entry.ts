/** Files by which a Linux desktop starts programs (Desktop Entry Specification 1.5). Pure. */
import { isAbsolute, join } from 'node:path';

/** The name of ours, wherever it lies: also that of our windows. */
export const ENTRY = 'im.tsuwa.Tsuwa.desktop';
/** The name of our icon in a theme. */
export const ICON = 'tsuwa';

export type Environment = Readonly<Record<string, string | undefined>>;

/** A folder of the person (XDG Base Directory §3): a relative one is to be ignored. */
export function folderOfPerson(env: Environment, variable: string, home: string, fallback: string): string {
  const chosen = env[variable];
  return chosen && isAbsolute(chosen) ? chosen : join(home, fallback);
}

/** What starts the app: an AppImage by its own file, for its contents are mounted elsewhere each time. */
export const startCommand = (env: Environment, executable: string, app: readonly string[]): string[] => [
  env['APPIMAGE'] ?? executable,
  ...app,
];

/** A string of the file (§4). */
const escaped = (value: string): string => value.replaceAll('\\', '\\\\');

/**
 * One argument of an `Exec` key (§7): quoted, its own characters escaped, percent signs doubled; then the backslashes once
 * more, as in every string of the file (§4).
 */
export const quoted = (argument: string): string =>
  escaped(`"${argument.replace(/["`$\\]/g, '\\$&').replace(/%/g, '%%')}"`);

/** A whole file: its groups with their keys in order. */
export const entryText = (groups: Readonly<Record<string, Readonly<Record<string, string>>>>): string =>
  Object.entries(groups)
    .map(([group, keys]) =>
      [`[${group}]`, ...Object.entries(keys).map(([key, value]) => `${key}=${value}`), ''].join('\n'),
    )
    .join('\n');

/** The program without which a desktop passes over the file (§6). */
export const tryExec = (program: string): Record<string, string> => ({ TryExec: escaped(program) });

/** The value of `key`, in whichever group it comes first. */
export const valueIn = (entry: string, key: string): string | undefined =>
  new RegExp(`^${key}\\s*=\\s*(.*?)\\s*$`, 'm').exec(entry)?.[1];

/** The program that the file starts, if it says so. */
export const programIn = (entry: string): string | undefined => valueIn(entry, 'TryExec')?.replaceAll('\\\\', '\\');
