import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  autostartEntry,
  autostartPath,
  followMove,
  isConfined,
  modeIn,
  readAutostart,
  writeAutostart,
} from '../../main/autostart';
import { startCommand } from '../../main/desktop-entry';

let folder = '';
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'tsuwa-autostart-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const path = () => autostartPath({ XDG_CONFIG_HOME: folder }, '/people/romeo');

test('the file is in the autostart folder of the person, by the folder that their desktop uses', () => {
  expect(autostartPath({}, '/people/romeo')).toBe('/people/romeo/.config/autostart/im.tsuwa.Tsuwa.desktop');
  expect(path()).toBe(join(folder, 'autostart', 'im.tsuwa.Tsuwa.desktop'));
  expect(autostartPath({ XDG_CONFIG_HOME: 'relative' }, '/people/romeo')).toContain('/people/romeo/.config/');
});

test('what is written is read back, and taken away again', () => {
  for (const mode of ['hidden', 'shown', 'off'] as const) {
    writeAutostart(path(), ['/apps/Tsuwa/tsuwa'], mode);
    expect(readAutostart(path())).toBe(mode);
  }
  expect(existsSync(path())).toBe(false);
});

test('turned off in the desktop’s own settings, it is off', () => {
  const entry = autostartEntry(['/apps/tsuwa'], 'hidden');
  expect(modeIn(`${entry}Hidden=true\n`)).toBe('off');
  expect(modeIn(entry.replace('enabled=true', 'enabled=false'))).toBe('off');
  expect(modeIn('[Desktop Entry]\n')).toBe('off');
});

test('an AppImage starts by its own file', () => {
  expect(startCommand({ APPIMAGE: '/people/romeo/Tsuwa.AppImage' }, '/mounted/tsuwa', [])).toEqual([
    '/people/romeo/Tsuwa.AppImage',
  ]);
  expect(startCommand({}, '/apps/tsuwa', ['/src'])).toEqual(['/apps/tsuwa', '/src']);
});

test('an AppImage that was moved starts from where it is now, as it did', () => {
  const [old, moved] = [join(folder, 'old.AppImage'), join(folder, 'moved.AppImage')];
  writeFileSync(old, '');
  writeAutostart(path(), [old], 'hidden');
  followMove(path(), [moved]);
  expect(readFileSync(path(), 'utf8')).toContain(`Exec="${old}" --hidden`);
  renameSync(old, moved);
  followMove(path(), [moved]);
  expect(readFileSync(path(), 'utf8')).toBe(autostartEntry([moved], 'hidden'));
});

test('what the person has turned off is not turned on by a move', () => {
  writeAutostart(path(), ['/gone/tsuwa'], 'hidden');
  const off = `${readFileSync(path(), 'utf8')}Hidden=true\n`;
  writeFileSync(path(), off);
  followMove(path(), ['/apps/tsuwa']);
  expect(readFileSync(path(), 'utf8')).toBe(off);
  writeAutostart(path(), [], 'off');
  followMove(path(), ['/apps/tsuwa']);
  expect(existsSync(path())).toBe(false);
});

test('inside Flatpak and Snap it is not offered', () => {
  expect([isConfined({ FLATPAK_ID: 'im.tsuwa.Tsuwa' }), isConfined({ SNAP: '/snap/tsuwa/1' })]).toEqual([true, true]);
});

test('a path with everything that a shell or the format could stumble over stays one argument', () => {
  const odd = '/people/a "b" $c `d` 100% \\e/Tsuwa';
  const exec = /^Exec=(.*)$/m.exec(autostartEntry([odd], 'hidden'))?.[1] ?? '';
  // As a desktop reads it: the string first (§4), then the quotes (§7), then the percent signs.
  const unquoted = /^"((?:[^"\\]|\\.)*)" --hidden$/s.exec(exec.replaceAll('\\\\', '\\'))?.[1] ?? '';
  expect(unquoted.replace(/\\(["`$\\])/g, '$1').replaceAll('%%', '%')).toBe(odd);
});
