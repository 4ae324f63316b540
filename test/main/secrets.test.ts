import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SecretFile, type SafeStorage, type Secret } from '../../main/secrets';

const log = { info: () => undefined, warn: () => undefined, debug: () => undefined };
const secret: Secret = {
  address: 'romeo@montague.lit',
  password: 'wherefore',
  saved: { token: { token: 'art-thou' } },
};

let folder = '';
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'tsuwa-secrets-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const path = () => join(folder, 'secret');

/** A keyring with a key of its own, that counts how often it is asked. */
function keyring(available = true, key = 0x5a) {
  const asked = { times: 0 };
  const turned = (bytes: Buffer) => Buffer.from(bytes.map(byte => byte ^ key));
  const storage: SafeStorage = {
    likely: () => available,
    available: () => {
      asked.times += 1;
      return Promise.resolve(available);
    },
    encrypt: text => Promise.resolve(turned(Buffer.from(`sealed ${text}`))),
    decrypt: sealed => {
      const text = turned(sealed).toString();
      return text.startsWith('sealed ') ? Promise.resolve(text.slice(7)) : Promise.reject(new Error('wrong key'));
    },
  };
  return { storage, asked };
}

test('whether there is a keyring is told before anything is kept, and without waking it', () => {
  const { storage, asked } = keyring();
  expect(new SecretFile(path(), storage, log).canKeep()).toBe(true);
  expect(new SecretFile(path(), keyring(false).storage, log).canKeep()).toBe(false);
  expect(asked.times).toBe(0);
});

test('a secret comes back at the next start and never lies there in plain text', async () => {
  const { storage } = keyring();
  expect(await new SecretFile(path(), storage, log).keep(secret)).toBe('safe');
  const bytes = readFileSync(path(), 'utf8');
  expect(bytes + Buffer.from(bytes, 'base64').toString('latin1')).not.toMatch(/wherefore|art-thou|romeo/);
  expect(statSync(path()).mode & 0o777).toBe(0o600);
  expect(await new SecretFile(path(), storage, log).read(secret.address)).toEqual(secret);
});

test('without a keyring nothing is written, and what was there is taken away', async () => {
  await new SecretFile(path(), keyring().storage, log).keep(secret);
  expect(await new SecretFile(path(), keyring(false).storage, log).keep(secret)).toBe('session');
  expect(existsSync(path())).toBe(false);
});

test('a secret that cannot be decrypted is asked for again', async () => {
  await new SecretFile(path(), keyring().storage, log).keep(secret);
  expect(await new SecretFile(path(), keyring(true, 0x11).storage, log).read(secret.address)).toBeUndefined();
  expect(await new SecretFile(path(), keyring(false).storage, log).read(secret.address)).toBeUndefined();
  writeFileSync(path(), 'no secret at all');
  expect(await new SecretFile(path(), keyring().storage, log).read(secret.address)).toBeUndefined();
});

test('the keyring is left alone while there is nothing to read', async () => {
  const { storage, asked } = keyring();
  expect(await new SecretFile(path(), storage, log).read(secret.address)).toBeUndefined();
  expect(asked.times).toBe(0);
});

test('writes keep their order, and forgetting is the last word', async () => {
  const file = new SecretFile(path(), keyring().storage, log);
  const kept = [file.keep(secret), file.keep({ ...secret, password: 'second' })];
  expect(await file.read(secret.address)).toMatchObject({ password: 'second' });
  await Promise.all([...kept, file.keep(secret), file.forget(secret.address)]);
  expect(await file.read(secret.address)).toBeUndefined();
});

const another: Secret = { address: 'romeo@work.example', password: 'business' };

test('each account has its own secret, and forgetting one leaves the other', async () => {
  const file = new SecretFile(path(), keyring().storage, log);
  await file.keep(secret);
  await file.keep(another);
  expect([await file.read(secret.address), await file.read(another.address)]).toEqual([secret, another]);
  await file.forget(secret.address);
  expect([await file.read(secret.address), await file.read(another.address)]).toEqual([undefined, another]);
  await file.forget(another.address);
  expect(existsSync(path())).toBe(false);
});

test('a secret that cannot be read costs no other', async () => {
  const [old, now] = [keyring(true, 0x11).storage, keyring().storage];
  await new SecretFile(path(), old, log).keep(secret);
  const file = new SecretFile(path(), now, log);
  await file.keep(another);
  expect([await file.read(secret.address), await file.read(another.address)]).toEqual([undefined, another]);
});

test('the one secret of the first version is still read, and stays apart from what comes after', async () => {
  const { storage } = keyring();
  writeFileSync(path(), (await storage.encrypt(JSON.stringify(secret))).toString('base64'));
  expect(await new SecretFile(path(), storage, log).read(another.address)).toBeUndefined();
  const file = new SecretFile(path(), storage, log);
  await file.keep(another);
  expect([await file.read(secret.address), await file.read(another.address)]).toEqual([secret, another]);
});

test('a file that was broken is begun anew', async () => {
  writeFileSync(path(), '{"version": 2, "secr');
  const file = new SecretFile(path(), keyring().storage, log);
  expect(await file.read(secret.address)).toBeUndefined();
  await file.keep(secret);
  expect(await file.read(secret.address)).toEqual(secret);
});
