/** Calls carried from one computer to another in a file with settings. */
import { randomUUID } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import { History } from '../../../main/history/history';
import { defaultSettings } from '../../../main/settings';
import {
  callsFor,
  MOST_CALLS,
  parseTransfer,
  summaryOf,
  takeCalls,
  transferText,
  type TransferFile,
} from '../../../main/settings-transfer';
import type { CallEnd } from '../../../shared/call';

const romeo = 'romeo@montague.lit';
const log = { info: () => undefined, warn: () => undefined, debug: () => undefined };
const open: History[] = [];
afterEach(() => open.splice(0).forEach(history => history.close()));

function history(): History {
  const made = new History({ path: ':memory:', log, newId: randomUUID, now: () => 10_000_000 });
  open.push(made);
  return made;
}
const over = (end: CallEnd, at: number, rest: { answeredAt?: number } = {}) => ({
  id: randomUUID(),
  sid: `wire-${at}`,
  peer: 'juliet@capulet.lit',
  direction: 'incoming' as const,
  phase: 'ended' as const,
  createdAt: at,
  endedAt: at + 20_000,
  end,
  ...rest,
});
const listed = (from: History) => from.page([romeo], { limit: 100 }, []).calls;
const carried = (from: History): TransferFile => {
  const file = parseTransfer(transferText(defaultSettings(), callsFor(from, [romeo])));
  if (typeof file === 'string') throw new Error(file);
  return file;
};

test('calls that are carried over are the same there, but none is pointed out as missed', () => {
  const [here, there] = [history(), history()];
  here.record(romeo, [over('answered', 1_000, { answeredAt: 4_000 }), over('no-answer', 2_000)]);
  const file = carried(here);
  expect(summaryOf(file).calls).toBe(2);
  expect(takeCalls(there, file)).toBe(2);
  expect(listed(there)).toEqual(listed(here).map(call => ({ ...call, unseen: false })));
  expect(there.missed([romeo])).toBe(0);
});

test('what is known already is not doubled: neither by taking a file twice nor by the name on the wire', () => {
  const [here, there] = [history(), history()];
  const both = over('answered', 1_000);
  here.record(romeo, [both, over('cancelled', 2_000)]);
  // The archive of the server told this computer of it, under an id of its own.
  there.record(romeo, [{ ...both, id: randomUUID() }]);
  const file = carried(here);
  expect(takeCalls(there, file)).toBe(1);
  expect(takeCalls(there, file)).toBe(0);
  expect(takeCalls(here, file)).toBe(0);
  expect(listed(there)).toHaveLength(2);
});

test('calls stay with the account they were of', () => {
  const [here, there] = [history(), history()];
  here.record(romeo, [over('answered', 1_000)]);
  takeCalls(there, carried(here));
  expect(there.page(['romeo@work.example'], { limit: 100 }, []).calls).toEqual([]);
});

test('without the wish for it there is no call in the file', () => {
  expect(transferText(defaultSettings())).not.toContain('calls"');
});

test('the newest go with the file when there are more than it takes', () => {
  const call = (at: number) => ({
    ...{ peer: 'juliet@capulet.lit', id: randomUUID(), sid: `wire-${at}`, direction: 'outgoing' as const },
    ...{ end: 'busy' as const, createdAt: at, answeredAt: undefined, connectedAt: undefined, endedAt: at },
    ...{ elsewhere: false, final: true, seen: true },
  });
  const many = Array.from({ length: MOST_CALLS + 1 }, (_, at) => call(at));
  const file = callsFor({ written: () => many }, [romeo]);
  expect(file).toHaveLength(MOST_CALLS);
  expect(Math.min(...file.map(({ createdAt }) => createdAt))).toBe(1);
  expect(parseTransfer(transferText(defaultSettings(), file))).toMatchObject({ calls: { length: MOST_CALLS } });
});

test.each([
  ['a call that is under way', { end: undefined }],
  ['a time that is none', { createdAt: -1 }],
  ['an id that is none', { id: '../x' }],
  ['an address that is none', { peer: '' }],
  ['a field more', { secret: 'x' }],
])('a file with %s is refused', (_, wrong) => {
  const here = history();
  here.record(romeo, [over('answered', 1_000)]);
  const [call] = callsFor(here, [romeo]);
  const file = JSON.parse(transferText(defaultSettings())) as object;
  expect(parseTransfer(JSON.stringify({ ...file, calls: [call] }))).toMatchObject({ calls: [{}] });
  expect(parseTransfer(JSON.stringify({ ...file, calls: [{ ...call, ...wrong }] }))).toBe('malformed');
});
