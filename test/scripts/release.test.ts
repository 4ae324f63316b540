import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isSignedBy } from '../../main/updates/signature';
import { notesOf, problemsOf } from '../../scripts/release/notes.mjs';
import { newKey, publicKeyOf, signUpdates } from '../../scripts/release/signature.mjs';

const changelog = `# Changelog

## [Unreleased]

## [1.1.0] - 2026-12-01

### Added

- Something [new](https://tsuwa.example)

## [1.0.0] - 2026-11-01

- The first

[1.1.0]: https://tsuwa.example/1.1.0
`;

test('a release says what the changelog has under its version', () => {
  expect(notesOf(changelog, '1.1.0')).toBe('### Added\n\n- Something [new](https://tsuwa.example)');
  expect(notesOf(changelog, '1.0.0')).toBe('- The first');
  expect(notesOf(changelog, '1.1')).toBeUndefined();
});

test('a release that names several versions is none', () => {
  const good = { tag: 'v1.1.0', version: '1.1.0', changelog, metainfo: '<release version="1.1.0" date="2026-12-01"/>' };
  expect(problemsOf(good)).toEqual([]);
  expect(problemsOf({ ...good, tag: 'v1.0.0' })).toHaveLength(1);
  expect(problemsOf({ ...good, tag: '1.1.0' })).toHaveLength(2);
  expect(problemsOf({ ...good, tag: 'v2.0.0', version: '2.0.0' })).toHaveLength(2);
});

test('what describes an update is signed so that the app believes it, on every system', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sign-'));
  try {
    const { privateKey, publicKey } = newKey();
    expect(publicKeyOf(privateKey)).toBe(publicKey);
    for (const name of ['latest.yml', 'latest-mac.yml', 'latest-linux-arm64.yml', 'other.yml'])
      writeFileSync(join(folder, name), `name: ${name}\n`);
    expect(signUpdates(folder, privateKey).toSorted()).toEqual([
      'latest-linux-arm64.yml',
      'latest-mac.yml',
      'latest.yml',
    ]);
    const signature = readFileSync(join(folder, 'latest-mac.yml.sig'), 'utf8');
    expect(isSignedBy(publicKey, 'name: latest-mac.yml\n', signature)).toBe(true);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
