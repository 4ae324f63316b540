import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { logTail } from '../../main/log-tail';
import { problemReport } from '../../main/problem-report';
import { online } from '../renderer/snapshots';

let folder = '';
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'tsuwa-log-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const path = () => join(folder, 'tsuwa.log');

test('before anything was written there is nothing to show', () => {
  expect(logTail(path())).toEqual([]);
});

test('the lines of the file before come first', () => {
  writeFileSync(`${path()}.1`, 'one\ntwo\n');
  writeFileSync(path(), 'three\n');
  expect(logTail(path())).toEqual(['one', 'two', 'three']);
});

test('of a long log only whole lines of its end are read', () => {
  writeFileSync(path(), Array.from({ length: 1000 }, (_, at) => `line ${at}\n`).join(''));
  const lines = logTail(path(), 100);
  expect(lines.at(-1)).toBe('line 999');
  expect(lines.every(line => /^line \d+$/.test(line))).toBe(true);
  expect(lines.join('\n').length).toBeLessThanOrEqual(100);
});

const secrets = ['juliet@capulet.lit', '192.0.2.17', '2001:db8::17', 'hunter2', 'qWeRtYuIoP'];
const unguarded = [
  'info x: calls juliet@capulet.lit/balcony at 192.0.2.17',
  'warn x: password="hunter2" from [2001:db8::17]:5222',
  'debug x: a=ice-pwd:qWeRtYuIoP',
];

test('what an older Tsuwa wrote without care is shown without addresses and secrets', () => {
  writeFileSync(path(), `${unguarded.join('\n')}\n`);
  const text = logTail(path()).join('\n');
  for (const secret of secrets) expect(text).not.toContain(secret);
  expect(text).toContain('[address]');
});

test('a report for somebody else has no names, addresses and secrets, whatever was chosen', () => {
  const device = { deviceId: 'd', label: 'Juliet’s headset', groupId: 'g' };
  const text = problemReport({
    version: '1.0.0',
    system: 'linux',
    connections: [{ status: 'offline', attempt: 3, problem: 'refused' }],
    calls: 2,
    preferences: {
      ...online.preferences,
      devices: { microphone: device },
      sentences: ['Meet me at the orchard'],
      contactList: { view: 'groups', closed: ['Family'] },
    },
    log: unguarded,
  });
  for (const secret of [...secrets, 'headset', 'orchard', 'Family']) expect(text).not.toContain(secret);
  expect(text).toContain('Account 1: offline, try 3, refused');
  expect(text).toContain('"devicesChosen":["microphone"]');
});
