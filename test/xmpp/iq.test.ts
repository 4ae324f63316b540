import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { XmlElement } from '../../main/core/xml/codec';
import { Iqs, type Reply } from '../../main/xmpp/iq';
import { logTo } from '../support/log';

const SELF = 'alice@example.test/desk';
let sent: XmlElement[];
let log: string[];
let iqs: Iqs;

beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
  log = [];
  iqs = new Iqs(
    { send: stanza => sent.push(stanza), self: () => SELF },
    logTo(text => void log.push(text)),
  );
  iqs.resume();
});
afterEach(() => vi.useRealTimers());

const payload = { name: 'query', attrs: { xmlns: 'x' }, children: [] };
const lastId = () => sent.at(-1)?.attrs['id'] ?? '';

function ask(to?: string, deadline?: number): Reply[] {
  const replies: Reply[] = [];
  iqs.request('get', to, payload, reply => replies.push(reply), deadline);
  return replies;
}

const reply = (id: string, from?: string, type = 'result') =>
  iqs.take({ name: 'iq', attrs: { type, id, ...(from === undefined ? {} : { from }) }, children: [] });

test.each([
  [undefined, undefined, true],
  [undefined, 'alice@example.test', true],
  [undefined, SELF, true],
  [undefined, 'example.test', true],
  [undefined, 'mallory@example.test', false],
  ['alice@example.test', undefined, true],
  ['example.test', 'example.test', true],
  ['example.test', undefined, true],
  ['example.test', 'other.test', false],
  ['bob@example.test/x', 'bob@example.test/x', true],
  ['Bob@Example.TEST/x', 'bob@example.test/x', true],
  ['bob@example.test/x', 'bob@example.test/X', false],
  ['bob@example.test/x', 'bob@example.test', false],
  ['bob@example.test/x', undefined, false],
  ['bob@example.test/x', 'example.test', false],
])('a request to %s is answered by %s: %s', (to, from, taken) => {
  const replies = ask(to);
  reply(lastId(), from);
  expect(replies).toHaveLength(taken ? 1 : 0);
});

test('a request is answered once, whatever else comes', () => {
  const replies = ask('bob@example.test/x');
  const id = lastId();
  reply(id, 'bob@example.test/x');
  reply(id, 'bob@example.test/x', 'error');
  iqs.lose();
  vi.advanceTimersByTime(60_000);
  expect(replies.map(({ type }) => type)).toEqual(['result']);
});

test('an answer that comes while the request is being sent is taken', () => {
  const replies: Reply[] = [];
  const eager: Iqs = new Iqs(
    {
      send: ({ attrs }) => eager.take({ name: 'iq', attrs: { type: 'result', id: attrs['id'] ?? '' }, children: [] }),
      self: () => SELF,
    },
    { info: () => undefined, warn: () => undefined, debug: () => undefined },
  );
  eager.request('get', undefined, payload, answer => replies.push(answer));
  expect(replies).toHaveLength(1);
});

test('an error without a condition is an error all the same', () => {
  const replies = ask('bob@example.test/x');
  reply(lastId(), 'bob@example.test/x', 'error');
  expect(replies).toEqual([{ type: 'error', error: { type: 'cancel', condition: 'undefined-condition' } }]);
});

test('the deadline runs only while the stream is up', () => {
  const replies = ask('bob@example.test/x', 1000);
  vi.advanceTimersByTime(900);
  iqs.pause();
  vi.advanceTimersByTime(60_000);
  expect(replies).toEqual([]);
  iqs.resume();
  vi.advanceTimersByTime(90);
  expect(replies).toEqual([]);
  vi.advanceTimersByTime(20);
  expect(replies).toEqual([{ type: 'timeout' }]);
});

test('a request made while the stream is down waits for it with its whole time', () => {
  iqs.pause();
  const replies = ask('bob@example.test/x', 1000);
  vi.advanceTimersByTime(5000);
  expect(replies).toEqual([]);
  iqs.resume();
  vi.advanceTimersByTime(1000);
  expect(replies).toEqual([{ type: 'timeout' }]);
});

test('with the session go the requests that were sent in it, not those that still wait', () => {
  const gone = ask('bob@example.test/x');
  const waiting = ask('bob@example.test/x');
  iqs.lose(new Set([lastId()]));
  expect(gone).toEqual([{ type: 'lost' }]);
  expect(waiting).toEqual([]);
});

test('ids are not to be guessed', () => {
  ask();
  expect(lastId()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('a handler that breaks is answered for, and what follows an answer cannot break the stream', () => {
  iqs.handle('get', { name: 'query', xmlns: 'x' }, () => {
    throw new Error('broken');
  });
  iqs.handle('set', { name: 'query', xmlns: 'x' }, () => ({
    result: undefined,
    then: () => {
      throw new Error('broken later');
    },
  }));
  for (const type of ['get', 'set'])
    iqs.take({ name: 'iq', attrs: { type, id: type, from: 'b@c/d' }, children: [payload] });
  expect(sent.map(({ attrs }) => `${attrs['id']} ${attrs['type']}`)).toEqual(['get error', 'set result']);
  expect(log).toEqual([
    expect.stringMatching(/^a request could not be answered: Error at iq\.test\.ts/),
    expect.stringMatching(/^after an answer: Error at Object\.then \(iq\.test\.ts/),
  ]);
});
