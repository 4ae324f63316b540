import { expect, test } from 'vitest';
import { Notices, noticesFor, talkOf, unseenMissed, type Notice, type NoticeBoard } from '../../main/notices';
import { escapeMarkup, plainText } from '../../main/plain-text';
import { callEnds, type CallView } from '../../shared/call';
import { accountWith, callWith, online } from '../renderer/snapshots';

const nameOf = (address: string) => (address === 'juliet@capulet.lit' ? 'Juliet' : address);
const incoming = (changes: Partial<CallView>) => callWith({ direction: 'incoming', phase: 'ringing', ...changes });
const during = (...calls: CallView[]) => ({ ...online, calls });
const offered = (notices: Notice[]) =>
  notices.map(({ kind, title, buttons }) => [kind, title, ...buttons.map(({ label }) => label)]);

test('a call that rings is told of with an answer and a refusal', () => {
  expect(offered(noticesFor(during(incoming({ rings: 'ring' })), [], nameOf))).toEqual([
    ['incoming', 'Juliet is calling', 'Answer', 'Decline', 'Decline: “I’ll call you back.”'],
  ]);
});

test('a second call is told of, and what an answer does to the first', () => {
  expect(offered(noticesFor(during(incoming({ rings: 'soft' })), [], nameOf))).toEqual([
    ['incoming', 'Juliet is calling', 'Hold and answer', 'Decline', 'Decline: “I’ll call you back.”'],
  ]);
});

test.each<[string, CallView]>([
  ['a call that is only shown', incoming({ rings: 'silent' })],
  ['a call of ours', callWith({})],
  ['a call that goes on', callWith({ direction: 'incoming', phase: 'active' })],
])('%s is not told of', (_what, call) => {
  expect(noticesFor(during(call), [], nameOf)).toEqual([]);
});

test('a missed call is told of, with a way to call back, until it is seen', () => {
  const missed = incoming({ phase: 'ended', end: 'cancelled' });
  const notices = noticesFor(during(missed), unseenMissed([missed], new Set()), nameOf);
  expect(offered(notices)).toEqual([['missed', 'Missed call from Juliet', 'Call back']]);
  expect(unseenMissed([missed], new Set([missed.id]))).toEqual([]);
});

test('a call that came while the phone was off is told of once, out of the list, and with its day', () => {
  const late = incoming({ phase: 'ended', end: 'no-answer', late: true });
  expect(unseenMissed([late], new Set())).toEqual([]);
  const now = new Date(2026, 5, 2, 9, 0).getTime();
  const told = (createdAt: number) =>
    noticesFor(
      during(),
      [{ id: 'row', account: 'romeo@montague.lit', peer: 'juliet@capulet.lit', createdAt }],
      nameOf,
      now,
    ).map(({ title, body }) => [title, body]);
  expect(told(new Date(2026, 5, 2, 8, 5).getTime())).toEqual([
    ['Missed call from Juliet', expect.stringMatching(/^0?8:05/)],
  ]);
  expect(told(new Date(2026, 5, 1, 8, 5).getTime())).toEqual([
    ['Missed call from Juliet', expect.stringMatching(/Jun.*8:05/)],
  ]);
});

test('missed is what the person here could have answered; strangers have a list of their own', () => {
  const ended = (changes: Partial<CallView>) => incoming({ phase: 'ended', ...changes });
  const missed = (changes: Partial<CallView>) =>
    callEnds.filter(end => unseenMissed([ended({ end, ...changes })], new Set()).length > 0);
  expect(missed({})).toEqual(['busy', 'no-answer', 'cancelled']);
  expect(missed({ stranger: true })).toEqual([]);
  expect(missed({ direction: 'outgoing' })).toEqual([]);
});

test.each([
  ['call', ['Incoming call', ''], ['Missed call', '']],
  ['name', ['Juliet is calling', ''], ['Missed call from Juliet', '']],
] as const)('at the level “%s” a notification gives no more away', (noticeDetail, ringing, missedOne) => {
  const missed = incoming({ id: 'missed', phase: 'ended', end: 'cancelled' });
  const state = {
    ...during(incoming({ rings: 'ring' })),
    preferences: { ...online.preferences, noticeDetail },
  };
  const told = noticesFor(state, [missed], nameOf);
  expect(told.map(({ title, body }) => [title, body])).toEqual([ringing, missedOne]);
  expect(JSON.stringify(told)).not.toContain('capulet');
});

test('whoever wants no notifications gets none', () => {
  const state = {
    ...during(incoming({ rings: 'ring' })),
    preferences: { ...online.preferences, notifications: false },
  };
  expect(noticesFor(state, [incoming({ phase: 'ended', end: 'cancelled' })], nameOf)).toEqual([]);
});

test('a name cannot turn the text around, break the line, hide in it or fill the screen', () => {
  expect(plainText('Ju\u202eteil\u2069\n\u0007 Ca\u200bpulet\u{e0041}')).toBe('Juteil Capulet');
  expect(plainText('\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645')).toBe(
    '\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645',
  );
  expect(Array.from(plainText('山'.repeat(200)))).toHaveLength(80);
  expect(escapeMarkup('<b>R&D</b>')).toBe('&lt;b&gt;R&amp;D&lt;/b&gt;');
});

test('the first of the person’s own sentences is offered, or none', () => {
  const ringing = during(incoming({ rings: 'ring' }));
  const preferring = (sentences: string[]) => ({ ...ringing, preferences: { ...ringing.preferences, sentences } });
  const labels = (sentences: string[]) => offered(noticesFor(preferring(sentences), [], nameOf))[0]?.slice(-1);
  expect(labels(['Bin im Zug', 'Später'])).toEqual(['Decline: “Bin im Zug”']);
  expect(labels([])).toEqual(['Decline']);
});

const talk = {
  ...{ account: 'romeo@montague.lit', peer: 'juliet@capulet.lit', unread: 1, at: 0, latest: 'Good night' },
  ...{ failed: false, answers: true },
};

test.each([
  ['an answer is told of', {}, ['Message from Juliet', 'Good night']],
  [
    'one in another app’s code too',
    { latest: undefined },
    ['Message from Juliet', 'This message is encrypted for another app.'],
  ],
  ['what did not arrive is told of', { failed: true }, ['Not delivered to Juliet', 'Good night']],
  ['what was seen is not', { unread: 0 }, undefined],
  ['what answers nothing is not', { answers: false }, undefined],
])('%s', (_what, changes, told) => {
  const [notice] = noticesFor({ ...online, conversations: [{ ...talk, ...changes }] }, [], nameOf);
  expect(notice && [notice.title, notice.body]).toEqual(told);
});

test('a message disturbs nobody who wants quiet, and its notice leads to its conversation', () => {
  const conversations = [talk];
  const quiet = { ...online.preferences, doNotDisturb: {} };
  expect(noticesFor({ ...online, preferences: quiet, conversations }, [], nameOf)).toEqual([]);
  const [notice] = noticesFor({ ...online, conversations }, [], nameOf);
  expect(talkOf(notice?.call ?? '', conversations)).toBe(talk);
  expect(talkOf('a call', conversations)).toBeUndefined();
});

test('a board is told only of what is new, has changed or is over', () => {
  const told: string[] = [];
  const board: NoticeBoard = {
    show: ({ call, title }) => told.push(`show ${call} ${title}`),
    close: call => told.push(`close ${call}`),
    stop: () => Promise.resolve(),
  };
  const notice = (call: string, title: string): Notice => ({ call, kind: 'incoming', title, body: '', buttons: [] });
  const notices = new Notices(board);
  notices.follow([notice('a', 'one')]);
  notices.follow([notice('a', 'one')]);
  notices.follow([notice('a', 'two'), notice('b', 'one')]);
  notices.follow([notice('b', 'one')]);
  notices.follow([]);
  expect(told).toEqual(['show a one', 'show a two', 'show b one', 'close a', 'close b']);
});

test('where there are several accounts, a call says whose it is to whoever may read that', () => {
  const accounts = [accountWith({}), accountWith({ address: 'romeo@work.example' })];
  const call = incoming({ rings: 'ring', account: 'romeo@work.example' });
  const state = { ...during(call), accounts };
  expect(noticesFor(state, [], nameOf)[0]?.body).toMatch(/\nTo romeo@work\.example$/);
  expect(noticesFor({ ...state, calls: [] }, [call], nameOf)[0]?.body).toMatch(/\nTo romeo@work\.example$/);
  const preferences = { ...online.preferences, noticeDetail: 'name' as const };
  expect(noticesFor({ ...state, preferences }, [], nameOf)[0]?.body).not.toContain('romeo@work.example');
  expect(noticesFor(during(call), [], nameOf)[0]?.body).not.toContain('romeo@work.example');
});

test('who could be mistaken for a contact is told of as such, unless nobody is to read who calls', () => {
  const call = incoming({ rings: 'ring', peer: 'jullet@capulet.lit' });
  const bodyAt = (noticeDetail: 'all' | 'name' | 'call', contacts: string[]) =>
    noticesFor({ ...during(call), preferences: { ...online.preferences, noticeDetail } }, [], nameOf, 0, contacts)[0]
      ?.body;
  const warning = 'This is not juliet@capulet.lit from your contacts: the address only looks like it.';
  expect(bodyAt('all', ['juliet@capulet.lit'])).toBe(`Incoming call\n${warning}`);
  expect(bodyAt('name', ['juliet@capulet.lit'])).toBe(warning);
  expect(bodyAt('call', ['juliet@capulet.lit'])).toBe('');
  expect(bodyAt('all', [])).toBe('Incoming call');
});
