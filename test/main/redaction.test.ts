/** The net under logs and reports, with what it has to catch and what it has to let through. */
import { expect, test } from 'vitest';
import { redact } from '../../main/redaction';
import { everyLeak } from '../support/secrets';

test.each(everyLeak)('%s: %s', (_kind, text, ...untold) => {
  for (const secret of untold) expect(redact(text)).not.toContain(secret);
  expect(redact(redact(text))).toBe(redact(text));
});

test.each([
  ['to romeo@montague.lit/orchard now', 'to [address] now'],
  ['<message from="juliet@capulet.lit/balcony"/>', '<message from="[address]"/>'],
  ['xmpp:juliet@capulet.lit?call', 'xmpp:[address]?call'],
  ['connect 192.168.1.20:5222 failed', 'connect [ip]:5222 failed'],
  ['from 2001:db8::7334 via fe80::1', 'from [ip] via [ip]'],
  ['a=ice-ufrag:8hhY a=ice-pwd:YH75Fviy6338Vbrhrlp8Yh', 'a=ice-ufrag:[secret] a=ice-pwd:[secret]'],
  ['{"password":"a \\"b\\" c","x":1}', '{"password":[secret],"x":1}'],
])('what is around it stays: %s', (text, redacted) => {
  expect(redact(text)).toBe(redacted);
});

test.each(['/home', 'file:///Users', 'C:\\Users'])('whose folder it is below %s stays untold', folders => {
  const sign = folders.includes('\\') ? '\\' : '/';
  const told = (name: string) => `EACCES: mkdir '${[folders, name, 'tsuwa.log'].join(sign)}'`;
  expect(redact(told('romeo'))).toBe(told('[person]'));
});

test.each([
  '2026-01-31T12:34:56.000Z info shell: quit',
  'Tsuwa 0.1.0, Electron 41.3.0, Chrome 146.0.7680.31',
  'at begin (file:///app/node_modules/@xmpp/client/index.js:10:19)',
  'the password could not be stored',
  'XEP-0353: propose, proceed',
  'refused 12 of 4096, 16:9, 1.5 s, a=b',
  'Error ENOSPC at SettingsFile.change (index.js:1203:11) at tell (index.js:99:3)',
])('what is no secret stays: %s', text => {
  expect(redact(text)).toBe(text);
});
