import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { defaultSettings, parseSettings, SettingsFile } from '../../main/settings';

const log = { info: () => undefined, warn: () => undefined, debug: () => undefined };
let folder = '';
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'tsuwa-settings-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const path = () => join(folder, 'settings.json');

test('what is changed is there at the next start, for its owner only', () => {
  new SettingsFile(path(), log).change({
    privacyOf: { 'juliet@capulet.lit': 'relay' },
    accounts: [{ address: 'romeo@montague.lit', port: 5222, remember: true }],
    window: { x: 1, y: 2, width: 400, height: 680 },
  });
  expect(new SettingsFile(path(), log).current).toMatchObject({
    privacyOf: { 'juliet@capulet.lit': 'relay' },
    accounts: [{ address: 'romeo@montague.lit', port: 5222, remember: true }],
    window: { x: 1, y: 2, width: 400, height: 680 },
  });
  expect(statSync(path()).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(['settings.json']);
});

test('a part set to undefined is gone', () => {
  const settings = new SettingsFile(path(), log);
  settings.change({ window: { x: 1, y: 2, width: 400, height: 680 } });
  settings.change({ window: undefined });
  expect(new SettingsFile(path(), log).current.window).toBeUndefined();
});

test.each([
  ['half a file', '{"version": 3, "pre'],
  ['no object', '[]'],
  ['a wrong theme', '{"version": 3, "preferences": {"theme": "pink"}}'],
  ['a wrong privacy', '{"version": 3, "privacyOf": {"juliet@capulet.lit": "none"}}'],
  ['the file of a newer version', '{"version": 99}'],
  ['a wrong theme in the file of the first version', '{"version": 1, "theme": "pink"}'],
  ['a wrong account in the file of the second version', '{"version": 2, "account": 1}'],
  ['no version', '{"theme": "dark"}'],
])('%s is set aside, not erased, and the defaults hold', (_what, text) => {
  writeFileSync(path(), text);
  expect(new SettingsFile(path(), log, () => 42).current).toEqual(defaultSettings());
  expect(readFileSync(`${path()}.unreadable-42`, 'utf8')).toBe(text);
});

test('what became of the file is told', () => {
  expect(new SettingsFile(path(), log).trouble).toBeUndefined();
  writeFileSync(path(), '{"version": 3, "pre');
  expect(new SettingsFile(path(), log).trouble).toBe('set-aside');
  writeFileSync(path(), '{"version": 99, "hologram": true}');
  expect(new SettingsFile(path(), log).trouble).toBe('newer');
});

test('a file that can be neither read nor set aside is not written over', () => {
  mkdirSync(path()); // as unreadable as one of another owner, also for root
  writeFileSync(join(path(), 'kept'), 'x');
  const settings = new SettingsFile(path(), log);
  settings.change({ favourites: ['juliet@capulet.lit'] });
  expect(settings.trouble).toBe('unavailable');
  expect(settings.current.favourites).toEqual(['juliet@capulet.lit']);
  expect(readdirSync(path())).toEqual(['kept']);
});

test('a change that cannot be saved holds, is told, and goes with the next one', () => {
  const settings = new SettingsFile(path(), log);
  settings.change({ favourites: ['juliet@capulet.lit'] });
  const away = `${folder}-away`;
  renameSync(folder, away); // nothing can be written where no folder is
  settings.change({ favourites: [], loginShown: true });
  expect([settings.trouble, settings.current.loginShown]).toEqual(['unsaved', true]);
  renameSync(away, folder);
  expect(new SettingsFile(path(), log).current.favourites).toEqual(['juliet@capulet.lit']);
  settings.change({ callsFrom: {} });
  expect(settings.trouble).toBeUndefined();
  expect(new SettingsFile(path(), log).current).toMatchObject({ favourites: [], loginShown: true });
});

test('what a newer Tsuwa added survives', () => {
  writeFileSync(path(), JSON.stringify({ ...defaultSettings(), hologram: true }));
  new SettingsFile(path(), log).change({ accounts: [] });
  expect(JSON.parse(readFileSync(path(), 'utf8'))).toMatchObject({ hologram: true });
});

test('the theme that was chosen in the first version holds, beside what has come since', () => {
  expect(parseSettings('{"version": 1, "theme": "dark", "hologram": true}')).toEqual({
    ...defaultSettings(),
    hologram: true,
    preferences: { ...defaultSettings().preferences, theme: 'dark' },
  });
});

test('settings of an older version go through every step to this one', () => {
  const steps = {
    [-1]: (old: object) => ({ ...old, version: 0, secret: 'relay' }),
    0: (old: object) => ({ version: 3, privacyOf: { 'juliet@capulet.lit': Reflect.get(old, 'secret') as unknown } }),
  };
  expect(parseSettings('{"version": -1}', steps)).toEqual({
    ...defaultSettings(),
    privacyOf: { 'juliet@capulet.lit': 'relay' },
  });
  expect(parseSettings('{"version": -1}')).toBeUndefined();
});

test('the one account of the second version is the first of this one', () => {
  const account = { address: 'romeo@montague.lit', host: '127.0.0.1', ca: 'PEM', remember: true, hologram: 1 };
  expect(parseSettings(JSON.stringify({ version: 2, account, hologram: true }))).toEqual({
    ...defaultSettings(),
    accounts: [account],
    hologram: true,
  });
  expect(parseSettings('{"version": 2}')).toEqual(defaultSettings());
  expect(parseSettings('{"version": 2, "account": {"address": 1}}')).toBeUndefined();
});
