import { describe, expect, test } from 'vitest';
import { History } from '../../main/history/history';
import { Messages } from '../../main/messages';
import type { ArchivedChat, ReceivedChat } from '../../main/xmpp/chat';

const account = 'romeo@montague.lit';
const juliet = 'juliet@capulet.lit';
const log = { info: () => undefined, warn: () => undefined, debug: () => undefined };

function alone({ contacts = [] as string[], history = newHistory() } = {}) {
  const sent: string[] = [];
  let ids = 0;
  const prefix = `m${Math.random()}-`;
  let now = 1_000_000_000_000;
  let changes = 0;
  const messages = new Messages({
    account,
    kept: (act, otherwise) => history.messages(act, otherwise),
    wire: {
      send: (to, { id, text }) => sent.push(`${to} ${id.slice(prefix.length)} ${text}`),
      acknowledge: (to, id) => sent.push(`${to} has ${id}`),
    },
    isContact: peer => contacts.includes(peer),
    clock: { now: () => (now += 1), after: () => () => undefined },
    newId: () => `${prefix}${(ids += 1)}`,
    changed: () => (changes += 1),
  });
  const last = () => messages.of(juliet).at(-1);
  return { messages, sent, history, last, changes: () => changes };
}
const newHistory = () => new History({ path: ':memory:', log, newId: () => 'past', now: () => 0 });

const said = (text: string | undefined, rest: Partial<ReceivedChat> = {}, id = 'their-1'): ReceivedChat => ({
  ...{ peer: juliet, direction: 'incoming', carbon: false },
  stanza: { kind: 'text', id, text, replaces: undefined, wantsReceipt: false, delayedAt: undefined },
  ...rest,
});
const called = (history: History) =>
  history.record(account, [
    { id: 'c', sid: 'c', peer: juliet, direction: 'outgoing', phase: 'proposing', createdAt: 1_000_000_000_000 },
  ]);

test('what is said goes out at once, and is kept', () => {
  const { messages, sent, last } = alone();
  messages.setOnline(true);
  messages.send(juliet, ' I’ll call you back. ');
  expect(sent).toEqual([`${juliet} 1 I’ll call you back.`]);
  expect(last()).toMatchObject({ direction: 'outgoing', text: 'I’ll call you back.', state: 'sent' });
});

test('without a connection it waits, and goes out once', () => {
  const { messages, sent, last } = alone();
  messages.send(juliet, 'One');
  expect(last()).toMatchObject({ state: 'waiting' });
  messages.setOnline(true);
  expect(last()).toMatchObject({ state: 'sent' });
  messages.setOnline(false);
  messages.setOnline(true);
  expect(sent).toEqual([`${juliet} 1 One`]);
});

test('what our server has not yet for all we know goes out again in the next run, and what it has does not', () => {
  const history = newHistory();
  const before = alone({ history });
  before.messages.setOnline(true);
  before.messages.send(juliet, 'One');
  before.messages.send(juliet, 'Two');
  before.messages.arrived(juliet, before.messages.of(juliet)[0]?.id ?? '');
  expect(before.messages.of(juliet).map(({ state }) => state)).toEqual(['sent', 'sent']);
  const { messages, sent } = alone({ history });
  messages.send(juliet, 'Three');
  expect(messages.of(juliet).map(({ state }) => state)).toEqual(['sent', 'waiting', 'waiting']);
  messages.setOnline(true);
  expect(sent.map(line => line.split(' ').at(-1))).toEqual(['Two', 'Three']);
});

test('what was underway when the connection went is said to wait, and is not handed over twice', () => {
  const { messages, sent, last, changes } = alone();
  messages.setOnline(true);
  messages.send(juliet, 'One');
  const before = changes();
  messages.setOnline(false);
  expect(changes()).toBe(before + 1);
  expect(last()).toMatchObject({ state: 'waiting' });
  messages.setOnline(true);
  expect(last()).toMatchObject({ state: 'sent' });
  expect(sent).toHaveLength(1);
});

test('what is said to have arrived did not come back before', () => {
  const { messages, last } = alone();
  messages.setOnline(true);
  messages.send(juliet, 'One');
  const of = last()?.id ?? '';
  messages.take({ ...said(''), stanza: { kind: 'bounce', of, failure: 'other' } });
  messages.arrived(juliet, of);
  expect(last()).toMatchObject({ state: 'failed' });
});

test('what still waited when the app was quit goes out in the next run, in its order', () => {
  const history = newHistory();
  const before = alone({ history });
  before.messages.send(juliet, 'One');
  before.messages.send(juliet, 'Two');
  const { messages, sent } = alone({ history });
  messages.setOnline(true);
  expect(sent.map(line => line.split(' ').at(-1))).toEqual(['One', 'Two']);
  expect(messages.of(juliet).map(({ state }) => state)).toEqual(['sent', 'sent']);
});

test.each([
  ['nothing', '  '],
  ['too much', 'x'.repeat(2001)],
])('%s cannot be said', (_what, text) => {
  const { messages, sent } = alone();
  expect(() => messages.send(juliet, text)).toThrow('bad-request');
  expect(sent).toEqual([]);
  expect(messages.all()).toEqual([]);
});

test('a stranger is not heard, whatever they write', () => {
  const { messages, changes } = alone();
  messages.take(said('Buy now'));
  messages.take(said(undefined));
  messages.take(said('As if we had said it', { direction: 'outgoing', carbon: true }));
  expect(messages.all()).toEqual([]);
  expect(changes()).toBe(0);
});

test.each<[string, (it: ReturnType<typeof alone>) => void]>([
  ['whom we wrote to', ({ messages }) => messages.send(juliet, 'Later')],
  ['whom we called', ({ history }) => called(history)],
])('a stranger %s is heard, and it is an answer', (_whom, begin) => {
  const it = alone();
  begin(it);
  it.messages.take(said('All right'));
  expect(it.messages.all()).toMatchObject([{ peer: juliet, unread: 1, latest: 'All right', answers: true }]);
});

test('a contact is heard, though it answers nothing; what is not for our eyes is not even mentioned', () => {
  const { messages } = alone({ contacts: [juliet] });
  messages.take(said(undefined));
  expect(messages.all()).toEqual([]);
  messages.take(said('Hello'));
  expect(messages.all()).toMatchObject([{ unread: 1, answers: false }]);
});

test('an answer that was encrypted for another app is there without its words', () => {
  const { messages, last } = alone();
  messages.send(juliet, 'Later');
  messages.take(said(undefined));
  expect(last()).toMatchObject({ direction: 'incoming', state: 'received' });
  expect(last()?.text).toBeUndefined();
});

test('the same message comes once, by whichever way', () => {
  const { messages } = alone({ contacts: [juliet] });
  messages.take(said('Hello'));
  messages.take(said('Hello', { carbon: true }));
  expect(messages.of(juliet)).toHaveLength(1);
});

test('what another device of ours says belongs to a conversation that has begun', () => {
  const { messages } = alone({ contacts: [juliet] });
  const ours = said('From the phone', { direction: 'outgoing', carbon: true }, 'ours-1');
  messages.take(ours);
  expect(messages.of(juliet)).toEqual([]);
  messages.take(said('Hello'));
  messages.take(ours);
  expect(messages.of(juliet).map(({ direction, text }) => [direction, text])).toEqual([
    ['incoming', 'Hello'],
    ['outgoing', 'From the phone'],
  ]);
});

test('a receipt marks it as delivered, and only for who got it', () => {
  const { messages, last } = alone();
  messages.setOnline(true);
  messages.send(juliet, 'Later');
  const receipt = { direction: 'incoming', carbon: false, stanza: { kind: 'receipt', of: last()?.id ?? '' } } as const;
  messages.take({ ...receipt, peer: 'mallory@evil.lit' });
  expect(last()).toMatchObject({ state: 'sent' });
  messages.take({ ...receipt, peer: juliet });
  expect(last()).toMatchObject({ state: 'delivered' });
});

test('one that comes back is told of and can be sent again; one that had arrived does not come back', () => {
  const { messages, last, sent } = alone();
  messages.setOnline(true);
  messages.send(juliet, 'Later');
  const id = last()?.id ?? '';
  messages.take({ ...said(''), stanza: { kind: 'bounce', of: id, failure: 'not-there' } });
  expect(last()).toMatchObject({ state: 'failed', failure: 'not-there', text: 'Later' });
  expect(messages.all()).toMatchObject([{ unread: 1, failed: true }]);
  messages.retry(juliet, id);
  expect(messages.of(juliet)).toHaveLength(1);
  expect(sent).toHaveLength(2);
  expect(messages.all()).toMatchObject([{ unread: 0, failed: false }]);
  messages.take({ ...said(''), stanza: { kind: 'receipt', of: last()?.id ?? '' } });
  messages.take({ ...said(''), stanza: { kind: 'bounce', of: last()?.id ?? '', failure: 'other' } });
  expect(last()).toMatchObject({ state: 'delivered' });
});

test('whoever asks learns that it arrived, but only who is heard', () => {
  const { messages, sent } = alone({ contacts: [juliet] });
  const asking = {
    kind: 'text',
    id: 'q',
    text: 'Hi',
    replaces: undefined,
    wantsReceipt: true,
    delayedAt: undefined,
  } as const;
  messages.take({ ...said(''), stanza: asking });
  messages.take({ ...said(''), carbon: true, stanza: asking });
  messages.take({ ...said(''), peer: 'mallory@evil.lit', stanza: asking });
  expect(sent).toEqual([`${juliet} has q`]);
});

test('seen, forgotten, and no more of them than are kept', () => {
  const { messages } = alone({ contacts: [juliet] });
  for (let at = 0; at < 520; at += 1) messages.take(said(`${at}`, {}, `id-${at}`));
  expect(messages.of(juliet)).toHaveLength(500);
  expect(messages.of(juliet)[0]).toMatchObject({ text: '20' });
  messages.seen(juliet);
  expect(messages.all()).toMatchObject([{ unread: 0 }]);
  messages.forget(juliet);
  expect(messages.all()).toEqual([]);
});

test('a correction takes the place of what it corrects', () => {
  const { messages } = alone({ contacts: [juliet] });
  messages.take(said('Helo'));
  const stanza = {
    kind: 'text',
    id: 'their-2',
    text: 'Hello',
    replaces: 'their-1',
    wantsReceipt: false,
    delayedAt: undefined,
  } as const;
  messages.seen(juliet);
  messages.take({ ...said(''), stanza });
  expect(messages.of(juliet).map(({ text }) => text)).toEqual(['Hello']);
  expect(messages.all()).toMatchObject([{ unread: 1 }]);
});

test('what was said before the last is not rewritten', () => {
  const { messages } = alone({ contacts: [juliet] });
  messages.take(said('I owe you ten'));
  messages.take(said('Bye', {}, 'their-2'));
  const stanza = { ...said('I owe you one', {}, 'their-3').stanza, replaces: 'their-1' };
  messages.take({ ...said(''), stanza });
  expect(messages.of(juliet).map(({ text }) => text)).toEqual(['I owe you ten', 'Bye', 'I owe you one']);
});

test('of a long text only the beginning is told with every news', () => {
  const { messages } = alone({ contacts: [juliet] });
  messages.take(said('x'.repeat(10_000)));
  expect(messages.all()[0]?.latest).toHaveLength(200);
  expect(messages.of(juliet)[0]?.text).toHaveLength(10_000);
});

test('a history that cannot be kept costs no message', () => {
  const sent: string[] = [];
  const messages = new Messages({
    account,
    kept: (_act, otherwise) => otherwise,
    wire: { send: (_to, { text }) => sent.push(text), acknowledge: () => undefined },
    ...{
      isContact: () => false,
      clock: { now: () => 0, after: () => () => undefined },
      newId: () => 'm',
      changed: () => undefined,
    },
  });
  messages.send(juliet, 'Later');
  expect(sent).toEqual(['Later']);
});

describe('out of the archive', () => {
  const archived = (text: string, id: string | undefined, rest: Partial<ArchivedChat> = {}): ArchivedChat => ({
    ...{ peer: juliet, direction: 'incoming', carbon: true, archiveId: `a-${text}`, at: 900 },
    stanza: { kind: 'text', id, text, replaces: undefined, wantsReceipt: false, delayedAt: undefined },
    ...rest,
  });
  const texts = ({ messages }: ReturnType<typeof alone>) => messages.of(juliet).map(({ text }) => text);

  test('what was said while away is there, in its order, once, and to be seen', () => {
    const it = alone({ contacts: [juliet] });
    it.messages.take(said('before', {}, 'known'));
    it.messages.seen(juliet);
    const away = [archived('before', 'known'), archived('one', '1'), archived('two', undefined)];
    it.messages.takeArchived(away);
    const changes = it.changes();
    it.messages.takeArchived(away);
    expect(it.changes()).toBe(changes);
    expect(texts(it)).toEqual(['before', 'one', 'two']);
    expect(it.messages.all()).toMatchObject([{ unread: 2 }]);
    expect(it.messages.of(juliet)[1]).toMatchObject({ at: 900, state: 'received' });
    expect(it.sent).toEqual([]);
  });

  test('what the person answered on another device was read there', () => {
    const it = alone({ contacts: [juliet] });
    it.messages.takeArchived([
      archived('one', '1'),
      archived('yes', '2', { direction: 'outgoing' }),
      archived('good', '3'),
    ]);
    expect(texts(it)).toEqual(['one', 'yes', 'good']);
    expect(it.messages.all()).toMatchObject([{ unread: 1 }]);
  });

  test('strangers are not heard, and receipts mark what arrived', () => {
    const it = alone();
    it.messages.takeArchived([archived('one', '1')]);
    expect(texts(it)).toEqual([]);
    it.messages.setOnline(true);
    it.messages.send(juliet, 'hello');
    const id = it.last()?.id ?? '';
    it.messages.takeArchived([archived('', undefined, { stanza: { kind: 'receipt', of: id } })]);
    expect(it.last()).toMatchObject({ text: 'hello', state: 'delivered' });
  });

  test('a correction is taken once, and what was seen of it stays seen', () => {
    const it = alone({ contacts: [juliet] });
    const correction = archived('right', '2', {
      stanza: { kind: 'text', id: '2', text: 'right', replaces: '1', wantsReceipt: false, delayedAt: undefined },
    });
    it.messages.takeArchived([archived('wrong', '1'), correction]);
    expect(texts(it)).toEqual(['right']);
    it.messages.seen(juliet);
    it.messages.takeArchived([archived('wrong', '1'), correction]);
    expect(texts(it)).toEqual(['right']);
    expect(it.messages.all()).toMatchObject([{ unread: 0 }]);
  });

  test('what was forgotten does not come back; what is said later does', () => {
    const it = alone({ contacts: [juliet] });
    it.messages.takeArchived([archived('one', '1')]);
    it.messages.forget(juliet);
    it.messages.takeArchived([archived('one', '1'), archived('two', '2', { at: 2_000_000_000_000 })]);
    expect(texts(it)).toEqual(['two']);
  });
});
