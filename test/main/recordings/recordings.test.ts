import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Recordings, type RecordingsPorts } from '../../../main/recordings/recordings';
import { callWith } from '../../renderer/snapshots';
import { logTo } from '../../support/log';

let home: string;
beforeEach(() => void (home = mkdtempSync(join(tmpdir(), 'recordings-'))));
afterEach(() => rmSync(home, { recursive: true, force: true }));

function started(rest: Partial<RecordingsPorts> = {}) {
  let now = Date.now();
  let ids = 0;
  let changes = 0;
  const told: [call: string, recording: boolean][] = [];
  const timers: { at: number; then: () => void }[] = [];
  const lines: string[] = [];
  const folder = join(home, 'Tsuwa recordings');
  const recordings = new Recordings({
    folder: () => folder,
    clock: {
      now: () => now,
      after: (ms, then) => {
        const timer = { at: now + ms, then };
        timers.push(timer);
        return () => void timers.splice(timers.indexOf(timer), 1);
      },
    },
    newId: () => `recording-${(ids += 1)}`,
    log: logTo(text => void lines.push(text)),
    told: (call, recording) => void told.push([call, recording]),
    changed: () => (changes += 1),
    ...rest,
  });
  const pass = (ms: number) => {
    now += ms;
    for (const timer of timers.filter(({ at }) => at <= now)) timer.then();
  };
  const files = () => readdirSync(folder);
  const contents = () => files().map(name => readFileSync(join(folder, name)).toString());
  return { recordings, folder, pass, files, contents, lines, told, changes: () => changes };
}

const active = callWith({ phase: 'active', answeredAt: 1, connectedAt: 1 });
const bytes = (text: string) => new Uint8Array(Buffer.from(text));

test('what comes is in the file at once, in its order, and readable by its owner only', async () => {
  const { recordings, folder, files, contents } = started();
  await recordings.start(active, 'Juliet');
  for (const part of ['one ', 'two ', 'three']) recordings.write(active.id, bytes(part), false);
  await expect.poll(contents).toEqual(['one two three']);
  expect(files()).toEqual([expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d Juliet\.webm$/)]);
  expect(statSync(join(folder, files()[0] ?? '')).mode & 0o777).toBe(0o600);
  expect(recordings.list).toMatchObject([{ call: active.id, state: 'running' }]);
  await recordings.close();
});

test('it is over when the person stops it, and saved with the last part', async () => {
  const { recordings, folder, files, contents, told } = started();
  await recordings.start(active, 'Juliet');
  expect(told).toEqual([[active.id, true]]);
  recordings.write(active.id, bytes('one '), false);
  recordings.stop(active.id);
  expect(recordings.list).toMatchObject([{ state: 'finishing' }]);
  recordings.write(active.id, bytes('last'), true);
  recordings.write(active.id, bytes('too late'), false);
  expect(recordings.list).toMatchObject([{ state: 'saved', name: files()[0] }]);
  await recordings.close();
  expect(contents()).toEqual(['one last']);
  expect(told).toEqual([
    [active.id, true],
    [active.id, false],
  ]);
  expect(recordings.pathOf('recording-1')).toBe(join(folder, files()[0] ?? ''));
});

test('it ends with the call, also when the page never sends the last part', async () => {
  const { recordings, pass } = started();
  await recordings.start(active, 'Juliet');
  recordings.follow([active]);
  expect(recordings.list).toMatchObject([{ state: 'running' }]);
  recordings.follow([{ ...active, phase: 'ended', end: 'answered' }]);
  expect(recordings.list).toMatchObject([{ state: 'finishing' }]);
  pass(3_000);
  expect(recordings.list).toMatchObject([{ state: 'saved' }]);
  await recordings.close();
});

test('a page that is gone leaves a whole file', async () => {
  const { recordings, contents } = started();
  await recordings.start(active, 'Juliet');
  recordings.write(active.id, bytes('all there is'), false);
  recordings.pageGone();
  expect(recordings.list).toMatchObject([{ state: 'saved' }]);
  await recordings.close();
  expect(contents()).toEqual(['all there is']);
});

test('the file says how long it lasts as soon as it is closed', async () => {
  const head = '1a45dfa3844286810118538067 01ffffffffffffff 1549a966872ad7b1830f4240 1654ae6b80'.replace(/ /g, '');
  const sound = '1f43b67501ffffffffffffff e78113 a38581000080ff a38581003c80ff'.replace(/ /g, '');
  const { recordings, folder, files } = started();
  await recordings.start(active, 'Juliet');
  recordings.write(active.id, Uint8Array.from(Buffer.from(head, 'hex')), false);
  recordings.write(active.id, Uint8Array.from(Buffer.from(sound, 'hex')), true);
  await recordings.close();
  const file = readFileSync(join(folder, files()[0] ?? ''));
  const at = file.indexOf(Buffer.from([0x44, 0x89, 0x88]));
  expect(file.readDoubleBE(at + 3)).toBe(0x13 + 120);
  expect(file.indexOf(Buffer.from('1c53bb6b', 'hex'), at + 60)).toBeGreaterThan(
    file.indexOf(Buffer.from('1f43b675', 'hex')),
  );
});

test('two recordings of one second have two files, and nothing there is ever overwritten', async () => {
  const { recordings, files, contents } = started();
  for (const text of ['first', 'second']) {
    await recordings.start(active, 'Juliet');
    recordings.write(active.id, bytes(text), true);
  }
  await recordings.close();
  expect(files()).toHaveLength(2);
  expect(contents().toSorted()).toEqual(['first', 'second']);
});

test('asked twice it is recorded once', async () => {
  const { recordings, files } = started();
  await Promise.all([recordings.start(active, 'Juliet'), recordings.start(active, 'Juliet')]);
  await recordings.start(active, 'Juliet');
  expect(files()).toHaveLength(1);
  await recordings.close();
});

test.each([
  ['that has no sound yet', callWith({ phase: 'connecting' })],
  ['that is over', { ...active, phase: 'ended' as const }],
  ['that there is not', undefined],
])('a call %s is not recorded', async (_which, call) => {
  await expect(started().recordings.start(call, 'Juliet')).rejects.toMatchObject({ code: 'bad-request' });
});

test('a folder that cannot be is told of before anything is recorded', async () => {
  writeFileSync(join(home, 'file'), '');
  const { recordings, lines } = started({ folder: () => join(home, 'file', 'recordings') });
  await expect(recordings.start(active, 'Juliet')).rejects.toMatchObject({ code: 'folder-unwritable' });
  expect(recordings.list).toEqual([]);
  expect(lines.join()).not.toContain(home);
});

test('a disk that is full ends the recording, and says so', async () => {
  // Every write to it is refused by the system with ENOSPC.
  const { recordings } = started({ create: () => open('/dev/full', 'w') });
  await recordings.start(active, 'Juliet');
  recordings.write(active.id, bytes('one'), false);
  await expect.poll(() => recordings.list).toMatchObject([{ state: 'saved', problem: 'disk-full' }]);
  recordings.write(active.id, bytes('two'), true);
  await recordings.close();
});

test('a disk that does not keep up is not waited for without end', async () => {
  const never = new Promise<never>(() => undefined);
  const create = () =>
    Promise.resolve({ write: () => never, close: () => Promise.resolve(), sync: () => Promise.resolve() });
  const { recordings } = started({ create });
  await recordings.start(active, 'Juliet');
  for (let i = 0; i < 20; i += 1) recordings.write(active.id, new Uint8Array(512 * 1024), false);
  expect(recordings.list).toMatchObject([{ state: 'saved', problem: 'too-slow' }]);
});

test('what was put away is not shown again, and what runs cannot be put away', async () => {
  const { recordings } = started();
  await recordings.start(active, 'Juliet');
  expect(() => recordings.dismiss('recording-1')).toThrow(expect.objectContaining({ code: 'bad-request' }));
  recordings.write(active.id, bytes('x'), true);
  recordings.dismiss('recording-1');
  expect(recordings.list).toEqual([]);
  expect(() => recordings.pathOf('recording-1')).toThrow(expect.objectContaining({ code: 'bad-request' }));
  await recordings.close();
});
