import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundledFile, originOf, serveBundle } from '../../main/bundle';

test.each([
  ['app://bundle/index.html', '/srv/page/index.html'],
  ['app://bundle/assets/a%20b.js?v=1#x', '/srv/page/assets/a b.js'],
  ['app://bundle//assets//a.js', '/srv/page/assets/a.js'],
  // The URL parser itself takes these dots away.
  ['app://bundle/../../etc/passwd', '/srv/page/etc/passwd'],
  ['app://bundle/%2e%2e/etc/passwd', '/srv/page/etc/passwd'],
])('%s is a file inside the bundle', (url, file) => {
  expect(bundledFile('/srv/page', url)).toBe(file);
});

test.each([
  'app://bundle/..%2f..%2fetc/passwd',
  'app://bundle/assets/..%2F..%2F..%2Fetc%2Fpasswd',
  'app://bundle/%2e%2e%2fpage-of-another',
  'app://bundle/..%5c..%5cetc',
  'app://bundle/.env',
  'app://bundle/a/.git/config',
  'app://bundle/C:/Windows',
  'app://bundle/a%00.html',
  'app://bundle/%E0%A4%A',
  'app://bundle/',
  'app://other/index.html',
  'app://bundle.example/index.html',
  'file:///etc/passwd',
  'https://bundle/index.html',
  'not a url',
])('%s is refused', url => {
  expect(bundledFile('/srv/page', url)).toBeUndefined();
});

test.each([
  ['app://bundle/index.html', 'app://bundle'],
  ['http://localhost:5173/x', 'http://localhost:5173'],
  ['app://bundle@evil.example/', 'app://evil.example'],
  ['nothing', undefined],
])('the origin of %s is %s', (url, origin) => {
  expect(originOf(url)).toBe(origin);
});

let root = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'tsuwa-bundle-'));
  mkdirSync(join(root, 'assets'));
  writeFileSync(join(root, 'index.html'), '<!doctype html>');
});
afterAll(() => rmSync(root, { recursive: true }));

const get = (url: string, method = 'GET') => serveBundle(root, { method, url });

test('the page comes with its type and under a strict policy', async () => {
  const response = await get('app://bundle/index.html');
  expect(response.status).toBe(200);
  expect(await response.text()).toBe('<!doctype html>');
  expect(response.headers.get('content-type')).toMatch('text/html');
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  const policy = response.headers.get('content-security-policy') ?? '';
  expect(policy).toMatch("default-src 'none'");
  expect(policy).toMatch("script-src 'self'");
  expect(policy).not.toMatch(/unsafe|\*|https?:/);
});

test('everything else is a status and nothing more, under the same policy', async () => {
  for (const [url, method, status] of [
    ['app://bundle/index.html', 'POST', 405],
    ['app://bundle/index.html', 'HEAD', 405],
    ['app://bundle/missing.js', 'GET', 404],
    ['app://bundle/assets', 'GET', 404],
    ['app://bundle/.env', 'GET', 403],
    ['app://other/index.html', 'GET', 403],
  ] as const) {
    const response = await get(url, method);
    expect([url, response.status, await response.text()]).toEqual([url, status, '']);
    expect(response.headers.get('content-security-policy')).toMatch("default-src 'none'");
  }
});
