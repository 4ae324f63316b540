/**
 * An app that nobody installed (AppImage, unpacked folder) in the menus of its person: an entry that opens links too, and
 * an icon. Written when asked, and taken away without a trace when asked.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { replaceFile } from './atomic-file';
import { ENTRY, entryText, folderOfPerson, ICON, programIn, quoted, tryExec, type Environment } from './desktop-entry';

/** Where its parts belong. */
export interface LauncherPaths {
  entry: string;
  icon: string;
  /** Which programs the person has chosen for what (MIME Applications Associations 1.0). */
  choices: string;
}

export function launcherPaths(env: Environment, home: string): LauncherPaths {
  const data = folderOfPerson(env, 'XDG_DATA_HOME', home, join('.local', 'share'));
  return {
    entry: join(data, 'applications', ENTRY),
    icon: join(data, 'icons', 'hicolor', '256x256', 'apps', `${ICON}.png`),
    choices: join(folderOfPerson(env, 'XDG_CONFIG_HOME', home, '.config'), 'mimeapps.list'),
  };
}

const actions = {
  answer: ['Answer', '応答', '--answer'],
  'hang-up': ['Hang up', '終了', '--hangup'],
  'do-not-disturb': ['Do not disturb', '応答不可', '--do-not-disturb', 'toggle'],
} as const;

/** The same entry as a deb or rpm installs, for `command`. */
export function launcherEntry(command: readonly string[]): string {
  const exec = command.map(quoted).join(' ');
  return entryText({
    'Desktop Entry': {
      Type: 'Application',
      Version: '1.5',
      Name: 'Tsuwa',
      GenericName: 'Softphone',
      'GenericName[ja]': 'ソフトフォン',
      Comment: 'Voice calls over XMPP',
      'Comment[ja]': 'XMPP で音声通話',
      ...tryExec(command[0] ?? ''),
      Exec: `${exec} %U`,
      Icon: ICON,
      Terminal: 'false',
      Categories: 'Network;Telephony;',
      MimeType: 'x-scheme-handler/xmpp;x-scheme-handler/tel;',
      StartupNotify: 'true',
      StartupWMClass: ENTRY.replace('.desktop', ''),
      Actions: `${Object.keys(actions).join(';')};`,
    },
    ...Object.fromEntries(
      Object.entries(actions).map(([id, [name, japanese, ...words]]) => [
        `Desktop Action ${id}`,
        { Name: name, 'Name[ja]': japanese, Exec: [exec, ...words].join(' ') },
      ]),
    ),
  });
}

/** Throws what the file system throws. */
export function writeLauncher(paths: LauncherPaths, command: readonly string[], icon: Uint8Array): void {
  for (const path of [paths.entry, paths.icon]) mkdirSync(dirname(path), { recursive: true });
  writeFileSync(paths.icon, icon);
  replaceFile(paths.entry, launcherEntry(command));
}

/** Throws what the file system throws. */
export function removeLauncher(paths: LauncherPaths): void {
  rmSync(paths.entry, { force: true });
  rmSync(paths.icon, { force: true });
  if (!existsSync(paths.choices)) return;
  const choices = readFileSync(paths.choices, 'utf8');
  const others = withoutUs(choices);
  if (others !== choices) replaceFile(paths.choices, others);
}

/** `choices` without ours: other programs that were chosen for the same stay. */
export const withoutUs = (choices: string): string =>
  choices
    .split('\n')
    .flatMap(line => {
      const [, key, value] = /^([^=[#]+)=(.*)$/.exec(line) ?? [];
      if (key === undefined || value === undefined) return [line];
      const chosen = value.split(';').filter(name => name.trim() !== '');
      const others = chosen.filter(name => name.trim() !== ENTRY);
      if (others.length === chosen.length) return [line];
      return others.length === 0 ? [] : [`${key}=${others.join(';')};`];
    })
    .join('\n');

/** The app was moved: an entry that led to where it was leads to where it is. Throws what the file system throws. */
export function launcherFollowsMove(paths: LauncherPaths, command: readonly string[]): void {
  if (!existsSync(paths.entry)) return;
  const program = programIn(readFileSync(paths.entry, 'utf8'));
  if (program !== undefined && !existsSync(program)) replaceFile(paths.entry, launcherEntry(command));
}
