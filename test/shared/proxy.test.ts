import { expect, test } from 'vitest';
import { isSameProxy, proxyIn } from '../../shared/proxy';

test.each([
  ['DIRECT', undefined],
  ['', undefined],
  ['PROXY proxy.example:3128', { type: 'http', host: 'proxy.example', port: 3128 }],
  ['SOCKS5 127.0.0.1:9050; DIRECT', { type: 'socks5', host: '127.0.0.1', port: 9050 }],
  ['SOCKS [::1]:1080', { type: 'socks5', host: '::1', port: 1080 }],
  ['HTTPS secure.example:443; PROXY plain.example:80', { type: 'http', host: 'plain.example', port: 80 }],
  ['HTTPS secure.example:443; DIRECT', undefined],
  ['HTTPS secure.example:443', null],
  ['SOCKS4 old.example:1080', null],
  ['PROXY proxy.example:99999', null],
  ['PROXY', null],
])('a system that says %j means %j', (answer, way) => {
  expect(proxyIn(answer)).toEqual(way);
});

test('the same proxy is the one that is signed in to as the same', () => {
  const proxy = { type: 'http', host: 'p', port: 1, username: 'u' } as const;
  expect(isSameProxy(proxy, { ...proxy })).toBe(true);
  expect(isSameProxy(proxy, { ...proxy, username: 'v' })).toBe(false);
  expect(isSameProxy(proxy, 'system')).toBe(false);
  expect(isSameProxy('none', 'none')).toBe(false);
});
