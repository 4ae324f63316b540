import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createLog, redact } from '../../main/log';
import { openLogFile } from '../../main/log-file';

test.each([
  ['to romeo@montague.lit/orchard now', 'to [address] now'],
  ['<message from="juliet@capulet.lit/balcony"/>', '<message from="[address]"/>'],
  ['xmpp:juliet@capulet.lit?call', 'xmpp:[address]'],
  ['connect 192.168.1.20:5222 failed', 'connect [ip]:5222 failed'],
  ['connect ::1 failed', 'connect [ip] failed'],
  ['from 2001:db8::7334 via fe80::1', 'from [ip] via [ip]'],
  ['a=ice-ufrag:8hhY a=ice-pwd:YH75Fviy6338Vbrhrlp8Yh', 'a=ice-ufrag:[secret] a=ice-pwd:[secret]'],
  ['<transport ufrag="8hhY" pwd="YH75"/>', '<transport ufrag=[secret] pwd=[secret]/>'],
  ['{"password":"a \\"b\\" c","x":1}', '{"password":[secret],"x":1}'],
  ["credential: 'abc', token=xyz", 'credential: [secret], token=[secret]'],
])('%s', (text, redacted) => {
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
])('what is no secret stays: %s', text => {
  expect(redact(text)).toBe(text);
});

test('every line has one shape and stays one line', () => {
  const lines: string[] = [];
  const log = createLog(
    'shell',
    line => lines.push(line),
    () => new Date(0),
  );
  log.info('started');
  log.warn('Error: no\n    at a\n    at b');
  expect(lines).toEqual([
    '1970-01-01T00:00:00.000Z info shell: started',
    '1970-01-01T00:00:00.000Z warn shell: Error: no | at a | at b',
  ]);
});

test('a log that grows too large is set aside once', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tsuwa-log-'));
  const path = join(folder, 'tsuwa.log');
  const write = openLogFile(path, 100);
  for (let line = 0; line < 9; line += 1) write(`${line} ${'x'.repeat(28)}`);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readFileSync(`${path}.1`, 'utf8')).toMatch(/^3 x+\n4 x+\n5 x+\n$/);
  expect(readFileSync(path, 'utf8')).toMatch(/^6 x+\n7 x+\n8 x+\n$/);
  // What an earlier run wrote counts as well.
  openLogFile(path, 100)('the next run');
  expect(readFileSync(path, 'utf8')).toBe('the next run\n');
  expect(existsSync(`${path}.2`)).toBe(false);
  rmSync(folder, { recursive: true });
});
