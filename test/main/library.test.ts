/**
 * The XMPP library is held by its private parts (main/xmpp/hardening.ts): when one of the files that they are in changes,
 * somebody has to read it again before it ships. What is wrong with it is in docs/upstream.md; try `npm run demo:stock`.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as v from 'valibot';

const root = join(import.meta.dirname, '..', '..');
const read = (...path: string[]) => readFileSync(join(root, ...path), 'utf8');

const VERSION = '0.14.0';

test('the library is the one that was read, in all its packages', () => {
  const wanted = v.parse(
    v.object({ dependencies: v.record(v.string(), v.string()) }),
    JSON.parse(read('package.json')),
  ).dependencies;
  expect(wanted['@xmpp/client']).toBe(VERSION);
  const versions = readdirSync(join(root, 'node_modules', '@xmpp')).map(name => [
    name,
    v.parse(v.object({ version: v.string() }), JSON.parse(read('node_modules', '@xmpp', name, 'package.json'))).version,
  ]);
  expect(versions.filter(([, version]) => version !== VERSION)).toEqual([]);
});

test.each([
  ['@xmpp/client/index.js', '5604d2d4837d408c'],
  ['@xmpp/client-core/lib/Client.js', '4a0ba1b340a1b66f'],
  ['@xmpp/client-core/src/bind2/bind2.js', '0b1319b0415b6ebc'],
  ['@xmpp/client-core/src/fast/fast.js', '16099256e421df77'],
  ['@xmpp/connection/index.js', 'a7eed125a95f6dc9'],
  ['@xmpp/iq/caller.js', '4a7e73284da72227'],
  ['@xmpp/reconnect/index.js', '5c003e89d5ceacd3'],
  ['@xmpp/resource-binding/index.js', 'ff369052ead56680'],
  ['@xmpp/sasl/index.js', 'fe824a388634c34d'],
  ['@xmpp/sasl2/index.js', '11347d1ad5ceef09'],
  ['@xmpp/stream-features/index.js', '19be5af44515f780'],
  ['saslmechanisms/lib/factory.js', 'ab850387b46504c8'],
])('%s is as it was when it was read', (file, hash) => {
  const text = read('node_modules', ...file.split('/'));
  expect(createHash('sha256').update(text).digest('hex').slice(0, 16)).toBe(hash);
});

test('only one file of ours touches what is private to it', () => {
  const folder = join(root, 'main', 'xmpp');
  const touching = readdirSync(folder)
    .filter(name => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .filter(name =>
      /\.\s*_[a-z]|\['_[a-z]/i.test(readFileSync(join(folder, name), 'utf8').replace(/'_xmpps?-client\._tcp'/g, '')),
    );
  expect(touching).toEqual(['hardening.ts']);
});
