import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  launcherEntry,
  launcherFollowsMove,
  launcherPaths,
  removeLauncher,
  withoutUs,
  writeLauncher,
} from '../../main/launcher';

let home = '';
beforeEach(() => (home = mkdtempSync(join(tmpdir(), 'tsuwa-launcher-'))));
afterEach(() => rmSync(home, { recursive: true, force: true }));

test('an AppImage is put into the menu with its links and icon, and taken out without a trace', () => {
  const paths = launcherPaths({}, home);
  writeLauncher(paths, ['/people/romeo/Tsuwa.AppImage'], Buffer.from('picture'));
  expect(paths.entry).toBe(join(home, '.local/share/applications/im.tsuwa.Tsuwa.desktop'));
  expect(readFileSync(paths.entry, 'utf8')).toContain('MimeType=x-scheme-handler/xmpp;x-scheme-handler/tel;\n');
  expect(readFileSync(paths.icon, 'utf8')).toBe('picture');
  mkdirSync(dirname(paths.choices), { recursive: true });
  writeFileSync(paths.choices, '[Default Applications]\nx-scheme-handler/xmpp=im.tsuwa.Tsuwa.desktop\n');
  removeLauncher(paths);
  expect([paths.entry, paths.icon].filter(path => existsSync(path))).toEqual([]);
  expect(readFileSync(paths.choices, 'utf8')).toBe('[Default Applications]\n');
});

test('what others have in the person’s choices stays as it was', () => {
  const others = '# mine\n[Default Applications]\ntext/html=browser.desktop\n\n[Added Associations]\ntext/plain=a;b;\n';
  expect(withoutUs(others)).toBe(others);
  expect(withoutUs('x-scheme-handler/tel=phone.desktop;im.tsuwa.Tsuwa.desktop;\n')).toBe(
    'x-scheme-handler/tel=phone.desktop;\n',
  );
});

test('its actions are those of the command line', () => {
  const entry = launcherEntry(['/a b/Tsuwa.AppImage']);
  expect(entry).toContain('Actions=answer;hang-up;do-not-disturb;\n');
  expect([...entry.matchAll(/^Exec=(.*)$/gm)].map(([, exec]) => exec)).toEqual([
    '"/a b/Tsuwa.AppImage" %U',
    '"/a b/Tsuwa.AppImage" --answer',
    '"/a b/Tsuwa.AppImage" --hangup',
    '"/a b/Tsuwa.AppImage" --do-not-disturb toggle',
  ]);
});

test('an entry follows an AppImage that was moved, and only then', () => {
  const paths = launcherPaths({}, home);
  const [old, moved] = [join(home, 'old.AppImage'), join(home, 'moved.AppImage')];
  writeFileSync(old, '');
  launcherFollowsMove(paths, [moved]);
  expect(existsSync(paths.entry)).toBe(false);
  writeLauncher(paths, [old], Buffer.from(''));
  launcherFollowsMove(paths, [moved]);
  expect(readFileSync(paths.entry, 'utf8')).toBe(launcherEntry([old]));
  renameSync(old, moved);
  launcherFollowsMove(paths, [moved]);
  expect(readFileSync(paths.entry, 'utf8')).toBe(launcherEntry([moved]));
});
