import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { MalformedElementError } from '../../main/core/xml/codec';
import { createLog, describeError } from '../../main/log';
import { openLogFile } from '../../main/log-file';
import { ConnectionError } from '../../main/xmpp/problems';
import { PhoneError } from '../../shared/result';
import { logTo } from '../support/log';
import { everyLeak } from '../support/secrets';

test('every line has one shape and stays one line', () => {
  const lines: string[] = [];
  const log = createLog(
    'shell',
    line => lines.push(line),
    () => new Date(0),
  );
  const why: 'lost' | 'timeout' = 'lost';
  log.info`started`;
  log.warn`${2} of ${3.5} are ${why}, ${true}`;
  expect(lines).toEqual([
    '1970-01-01T00:00:00.000Z info shell: started',
    '1970-01-01T00:00:00.000Z warn shell: 2 of 3.5 are lost, true',
  ]);
});

test('the compiler refuses a line that may hold a name, an address or a secret', () => {
  const lines: string[] = [];
  const log = logTo(text => void lines.push(text));
  const address = ['juliet', 'capulet.lit'].join('@');
  const id: `call-${string}` = `call-${address}`;
  // @ts-expect-error A text may be anything.
  log.info`calls ${address}`;
  // @ts-expect-error Beside what is harmless, too.
  log.info`${1} calls ${address} of ${2}`;
  // @ts-expect-error A text that begins like ours may end like another.
  log.info`calls ${id}`;
  // @ts-expect-error Also where it is one of several.
  log.info`calls ${lines.length > 99 ? 'nobody' : address}`;
  // @ts-expect-error The message of an error may be anything.
  log.warn`${new Error(address).message}`;
  // @ts-expect-error An error has to be described.
  log.warn`${new Error(address)}`;
  // @ts-expect-error A thing may hold anything.
  log.warn`${{ address }}`;
  // @ts-expect-error A line is a template.
  expect(() => log.info(address)).toThrow();
  // @ts-expect-error What our errors say is ours.
  expect(new PhoneError('internal', address)).toBeInstanceOf(Error);
  // @ts-expect-error What our errors say is ours.
  expect(new ConnectionError('internal', `no ${address}`)).toBeInstanceOf(Error);
  // @ts-expect-error The parts are known.
  createLog(address, line => lines.push(line));
  expect(lines).toHaveLength(7); // this is what the compiler is for
});

test.each(everyLeak)('an error tells no more than what it is: %s: %s', (_kind, text, ...untold) => {
  const plain = new Error(text);
  const system = Object.assign(new Error(`ENOENT: no such file, open '${text}'`), { code: 'ENOENT', path: text });
  const named = Object.assign(new TypeError(text), { name: text, code: text, condition: text });
  const liar = Object.assign(new Error('x'), { stack: `Error: x\n    at ${text} (${text})\n    at ${text}` });
  const several = new AggregateError([plain], text, { cause: plain });
  for (const error of [plain, system, named, liar, several, text, { message: text }]) {
    const told = createdLine(error);
    for (const secret of untold) expect(told).not.toContain(secret);
  }
});

const createdLine = (error: unknown): string => {
  const lines: string[] = [];
  createLog('shell', line => lines.push(line)).warn`failed: ${describeError(error)}`;
  return lines.join('\n');
};

test('an error tells what helps: its kind, its code and where it was', () => {
  const disk = Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC', syscall: 'write', errno: -28 });
  expect(createdLine(disk)).toMatch(/failed: Error ENOSPC write at .*log\.test\.ts:\d+:\d+/);
  expect(createdLine(Object.assign(new TypeError('x'), { errcode: 11 }))).toMatch(/failed: TypeError 11 at /);
  expect(createdLine(new ConnectionError('timeout', 'no session in time'))).toMatch(
    /failed: ConnectionError: no session in time$/,
  );
  expect(createdLine(new MalformedElementError(`<jingle/> lacks 'sid'`))).toMatch(/<jingle\/> lacks 'sid'$/);
  expect(createdLine('a text')).toMatch(/failed: something that is no error$/);
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
