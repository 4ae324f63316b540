import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { certificatesIn } from '../../main/certificates';
import { defaultSettings, type Settings } from '../../main/settings';
import { makeAuthority } from '../../scripts/servers/authority.mjs';
import { parseTransfer, summaryOf, transferText, withTransfer } from '../../main/settings-transfer';

const folder = mkdtempSync(join(tmpdir(), 'tsuwa-transfer-'));
const ca = certificatesIn(makeAuthority(folder));
rmSync(folder, { recursive: true });

const romeo: Settings = {
  ...defaultSettings(),
  accounts: [{ address: 'romeo@montague.lit', host: 'xmpp.montague.lit', port: 5223, ca, remember: false }],
  callsFrom: { 'mercutio@verona.lit': 'romeo@montague.lit' },
  favourites: ['juliet@capulet.lit', 'mercutio@verona.lit'],
  privacyOf: { 'tybalt@capulet.lit': 'relay' },
};
romeo.preferences = {
  ...romeo.preferences,
  theme: 'dark',
  textSize: 150,
  noticeDetail: 'name',
  sentences: ['Later'],
  devices: { ringer: { deviceId: 'x', label: 'Bell', groupId: 'y' } },
};
const text = () => transferText(romeo);
const read = (file: string) => {
  const found = parseTransfer(file);
  if (typeof found === 'string') throw new Error(found);
  return found;
};

test('what was saved is there again on another computer, accounts included, except devices and what is secret', () => {
  const fresh = defaultSettings();
  const taken = { ...fresh, ...withTransfer(fresh, read(text())) };
  expect(taken.preferences).toEqual({ ...romeo.preferences, devices: {} });
  expect(taken).toMatchObject({
    favourites: romeo.favourites,
    privacyOf: romeo.privacyOf,
    callsFrom: romeo.callsFrom,
    // They wait for their passwords here.
    accounts: [{ address: 'romeo@montague.lit', host: 'xmpp.montague.lit', port: 5223, ca, remember: true }],
  });
  expect(text()).not.toMatch(/password|token|secret|PRIVATE KEY|Bell/i);
});

test('a service is somebody, too: what is kept of a gateway does not spoil the file', () => {
  const gateway = 'sip.example.org';
  const settings = { ...romeo, favourites: [gateway], privacyOf: { [gateway]: 'relay' as const } };
  expect(read(transferText(settings))).toMatchObject({ favourites: [gateway] });
});

test('before it is taken over, a file says what it brings', () => {
  expect(summaryOf(read(text()))).toMatchObject({
    favourites: 2,
    privacyOf: 1,
    accounts: [{ address: 'romeo@montague.lit', host: 'xmpp.montague.lit', port: 5223, certificates: true }],
  });
});

test('people are added and nobody is removed', () => {
  const here: Settings = {
    ...defaultSettings(),
    accounts: [{ address: 'nurse@capulet.lit', remember: true }],
    favourites: ['nurse@capulet.lit', 'juliet@capulet.lit'],
    privacyOf: { 'tybalt@capulet.lit': 'direct', 'paris@verona.lit': 'relay' },
  };
  const part = withTransfer(here, read(text()));
  expect(part.favourites).toEqual(['nurse@capulet.lit', 'juliet@capulet.lit', 'mercutio@verona.lit']);
  expect(part.privacyOf).toEqual({ 'tybalt@capulet.lit': 'relay', 'paris@verona.lit': 'relay' });
});

test('accounts are added in the order of the file, and one that is here stays as it is', () => {
  const [nurse, work] = [
    { address: 'nurse@capulet.lit', remember: true },
    { address: 'romeo@work.example', host: 'here.example', remember: true },
  ];
  const file = read(
    transferText({ ...romeo, accounts: [...romeo.accounts, { ...work, host: 'there.example', remember: true }] }),
  );
  expect(withTransfer({ ...defaultSettings(), accounts: [nurse, work] }, file).accounts).toEqual([
    { ...romeo.accounts[0], remember: true },
    work,
    nurse,
  ]);
});

const changed = (change: object) => JSON.stringify({ ...(JSON.parse(text()) as object), ...change });

test.each([
  ['nothing', '', 'not-ours'],
  ['no JSON', '{"kind":', 'not-ours'],
  ['a list', '[]', 'not-ours'],
  ['a file of another program', '{"kind":"other","version":1}', 'not-ours'],
  ['deep brackets', '['.repeat(50_000), 'not-ours'],
  ['more than a file of ours can have', ' '.repeat(13_000_000), 'too-large'],
])('%s is refused', (_what, file, problem) => {
  expect(parseTransfer(file)).toBe(problem);
});

test.each([
  ['a newer version', { version: 2, future: true }, 'newer'],
  ['a key that nobody knows', { passwords: [] }, 'malformed'],
  ['a preference that nobody knows', { preferences: { run: 'rm' } }, 'malformed'],
  ['a preference with a value of another kind', { preferences: { theme: 7 } }, 'malformed'],
  ['a favourite that is no address', { favourites: ['@'] }, 'malformed'],
  ['a favourite with a resource', { favourites: ['a@b.example/c'] }, 'malformed'],
  ['an account with a password', { accounts: [{ address: 'a@b.example', password: 'x' }] }, 'malformed'],
  ['an account with certificates that are none', { accounts: [{ address: 'a@b.example', ca: 'x' }] }, 'malformed'],
  ['an account with an impossible port', { accounts: [{ address: 'a@b.example', port: 70_000 }] }, 'malformed'],
  ['a privacy that is none', { privacyOf: [{ address: 'a@b.example', privacy: 'all' }] }, 'malformed'],
])('%s is refused', (_what, change, problem) => {
  expect(parseTransfer(changed(change))).toBe(problem);
});

test('an address like __proto__ is a person like any other', () => {
  const file = read(changed({ privacyOf: [{ address: '__proto__@b.example', privacy: 'relay' }] }));
  expect(withTransfer(defaultSettings(), file).privacyOf).toEqual({ '__proto__@b.example': 'relay' });
});
