import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ProvisionError, readProvision } from '../../main/cli/provision';

let folder = '';
const file = () => join(folder, 'account.json');

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tsuwa-provision-'));
  const [key, pem] = [join(folder, 'key.pem'), join(folder, 'ca.pem')];
  const words = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-subj', '/CN=test'];
  execFileSync('openssl', [...words, '-keyout', key, '-out', pem], { stdio: 'ignore' });
});
afterAll(() => rmSync(folder, { recursive: true }));

const account = { jid: 'romeo@montague.lit', password: 'wherefore' };

test('an account is read, with its certificates beside it, and the file stays as it is', async () => {
  const text = JSON.stringify({ ...account, host: '127.0.0.1', port: 5222, caFile: 'ca.pem' });
  writeFileSync(file(), text);
  const credentials = await readProvision(file());
  expect(credentials).toMatchObject({
    address: 'romeo@montague.lit',
    password: 'wherefore',
    host: '127.0.0.1',
    port: 5222,
    remember: true,
  });
  expect(credentials.ca).toMatch(/^-----BEGIN CERTIFICATE-----/);
  expect(readFileSync(file(), 'utf8')).toBe(text);
});

test('preferences come along, and are held to what there is to choose', async () => {
  const preferences = { theme: 'dark', noticeDetail: 'name', autoBusy: true };
  writeFileSync(file(), JSON.stringify({ ...account, preferences }));
  expect(await readProvision(file())).toMatchObject({ address: account.jid, preferences });
});

test.each([
  [{ proxy: 'none' }, { proxy: 'none' }],
  [
    { proxy: { type: 'http', host: 'proxy.example', port: 3128 } },
    { proxy: { type: 'http', host: 'proxy.example', port: 3128 } },
  ],
  [
    { proxy: { type: 'socks5', host: 'p', port: 1080, username: 'u', password: 'x' } },
    { proxy: { type: 'socks5', host: 'p', port: 1080, username: 'u' }, proxyPassword: 'x' },
  ],
])('a proxy comes along: %j', async (part, expected) => {
  writeFileSync(file(), JSON.stringify({ ...account, ...part }));
  const { proxy, proxyPassword } = await readProvision(file());
  expect({ proxy, proxyPassword }).toEqual({ proxyPassword: undefined, ...expected });
});

test.each([
  ['a proxy of no kind', JSON.stringify({ ...account, proxy: { type: 'socks4', host: 'p', port: 1 } }), 'proxy'],
  ['no JSON', '{"password": "wherefore"', 'not JSON'],
  ['no account', '[]', 'wrong'],
  ['no password', '{"jid": "romeo@montague.lit"}', 'password'],
  ['an empty password', JSON.stringify({ ...account, password: '' }), 'password'],
  ['no address', JSON.stringify({ ...account, jid: 'romeo' }), 'jid'],
  ['a port that is none', JSON.stringify({ ...account, port: 70_000 }), 'port'],
  ['a preference nobody knows', JSON.stringify({ ...account, preferences: { run: 'x' } }), 'preferences.run'],
  ['a preference of another kind', JSON.stringify({ ...account, preferences: { theme: 1 } }), 'preferences.theme'],
  ['a key nobody knows', JSON.stringify({ ...account, pasword: 'x' }), 'pasword'],
  ['certificates that are not there', JSON.stringify({ ...account, caFile: 'missing.pem' }), 'certificate'],
  ['a key instead of certificates', JSON.stringify({ ...account, caFile: 'key.pem' }), 'certificate'],
])('a file with %s is refused, without a word of its password', async (_what, text, why) => {
  writeFileSync(file(), text);
  const error = await readProvision(file()).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(ProvisionError);
  expect(String(error)).toMatch(new RegExp(why, 'i'));
  expect(String(error)).not.toMatch('wherefore');
});

test('a file that is not there is refused', async () => {
  await expect(readProvision(join(folder, 'nothing.json'))).rejects.toThrow(ProvisionError);
});
