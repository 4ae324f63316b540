import { expect, test } from 'vitest';
import { externalAddress } from '../../main/external';

test('a page of the web is opened by the address as it was understood', () => {
  expect(externalAddress('https://EXAMPLE.org/a b?c=d#e')).toBe('https://example.org/a%20b?c=d#e');
  expect(externalAddress('https:\\\\example.org\\x')).toBe('https://example.org/x');
});

test.each([
  'http://example.org/',
  'file:///etc/passwd',
  'smb://example.org/share',
  'ms-msdt:/id',
  'javascript:alert(1)',
  'data:text/html,x',
  'xmpp:juliet@capulet.lit',
  'mailto:juliet@capulet.lit',
  ' https:/',
  'https://user:secret@example.org/',
  'https://user@example.org/',
  'nothing',
  '',
  `https://example.org/${'x'.repeat(2_000)}`,
])('%s is not opened', address => {
  expect(() => externalAddress(address)).toThrow();
});
