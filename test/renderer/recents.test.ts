import { effectScope, nextTick } from 'vue';
import { describe, expect, test } from 'vitest';
import type { HistoryPage, HistoryQuery, PastCall } from '../../shared/history';
import { byDay, recentsOn, rehearse } from '../../renderer/recents';
import { dayInWords, outcomeInWords } from '../../renderer/words';

const past = (at: number, rest: Partial<PastCall> = {}): PastCall => ({
  id: `call-${at}`,
  account: 'romeo@montague.lit',
  peer: 'juliet@capulet.lit',
  direction: 'incoming',
  end: 'answered',
  createdAt: at,
  elsewhere: false,
  unseen: false,
  ...rest,
});

/** A main process with `count` calls, the newest with the highest number; its answers come when told. */
function phoneWith(count: number) {
  let calls = Array.from({ length: count }, (_, index) => past(count - index));
  const asked: HistoryQuery[] = [];
  const waiting: (() => void)[] = [];
  let held = false;
  return {
    asked,
    set calls(next: PastCall[]) {
      calls = next;
    },
    hold: () => (held = true),
    /** The newest question first. */
    answer: () => waiting.pop()?.(),
    history: (query: HistoryQuery): Promise<HistoryPage> => {
      asked.push(query);
      const { before, limit, text = '' } = query;
      const left = calls.filter(
        ({ createdAt, peer }) => (!before || createdAt < before.createdAt) && peer.includes(text),
      );
      const page = { calls: left.slice(0, limit), more: left.length > limit };
      if (!held) return Promise.resolve(page);
      return new Promise(resolve => waiting.push(() => resolve(page)));
    },
  };
}
const settle = () => new Promise(resolve => setTimeout(resolve));
async function listOn(phone: ReturnType<typeof phoneWith>) {
  const failures: unknown[] = [];
  const list = effectScope().run(() => recentsOn(phone, error => failures.push(error)));
  if (!list) throw new Error('no scope');
  await settle();
  return { list, failures };
}

test('searches are rehearsed one after the other, each when there is time', async () => {
  const [phone, works]: [ReturnType<typeof phoneWith>, (() => void)[]] = [phoneWith(40), []];
  rehearse(phone, work => works.push(work));
  expect(phone.asked).toEqual([]);
  for (let turn = 1; turn <= 8; turn += 1) {
    works.shift()?.();
    await settle();
    expect(phone.asked).toHaveLength(turn);
  }
  works.shift()?.();
  expect([phone.asked.length, works.length]).toEqual([8, 0]);
});

describe('the list of recent calls', () => {
  test('begins with a page, and fetches the next where the last one ends', async () => {
    const phone = phoneWith(230);
    const { list } = await listOn(phone);
    expect(list.calls.value).toHaveLength(30);
    await Promise.all([list.extend(), list.extend()]);
    expect(list.calls.value).toHaveLength(80);
    for (let turn = 0; turn < 4; turn += 1) await list.extend();
    expect(list.calls.value).toHaveLength(230);
    expect(phone.asked).toHaveLength(5);
    expect(new Set(list.calls.value?.map(({ id }) => id)).size).toBe(230);
  });

  test('shows what is searched for last, whatever is answered last', async () => {
    const phone = phoneWith(3);
    const { list } = await listOn(phone);
    phone.hold();
    list.text.value = 'jul';
    await nextTick();
    list.text.value = 'nobody';
    await nextTick();
    phone.answer();
    phone.answer();
    await settle();
    expect(list.calls.value).toEqual([]);
  });

  test('stays as long as it was when the history changes, with what is new on top', async () => {
    const phone = phoneWith(800);
    const { list } = await listOn(phone);
    for (let pages = 0; pages < 6; pages += 1) await list.extend();
    phone.calls = [past(1000), ...(list.calls.value ?? [])];
    await list.refresh();
    expect(list.calls.value).toHaveLength(330);
    expect(list.calls.value?.[0]?.createdAt).toBe(1000);
  });

  test('tells of a failure and keeps what it has', async () => {
    const phone = phoneWith(5);
    const { list, failures } = await listOn(phone);
    phone.history = () => Promise.reject(new Error('gone'));
    await list.refresh();
    expect(failures).toHaveLength(1);
    expect(list.calls.value).toHaveLength(5);
  });
});

test('calls stand under the day that they began', () => {
  const noon = new Date(2026, 10, 22, 12).getTime();
  const calls = [past(noon), past(noon - 3_600_000), past(noon - 24 * 3_600_000)];
  expect(byDay(calls).map(item => (item.kind === 'day' ? 'day' : item.call.createdAt))).toEqual([
    'day',
    noon,
    noon - 3_600_000,
    'day',
    noon - 24 * 3_600_000,
  ]);
});

test('the hour in which the clock is put back belongs to its day', () => {
  const day = new Date(2026, 9, 25);
  const hours = Array.from({ length: 26 }, (_, hour) => past(day.getTime() + (25 - hour) * 3_600_000));
  const dayOf = (at: number) => new Date(at).toDateString();
  const expected = new Set(hours.map(({ createdAt }) => dayOf(createdAt))).size;
  expect(byDay(hours).filter(({ kind }) => kind === 'day')).toHaveLength(expected);
});

test('days are told as people tell them', () => {
  const now = new Date(2026, 10, 22, 0, 5).getTime();
  const ago = (hours: number) => dayInWords(now - hours * 3_600_000, now);
  expect([ago(0), ago(1), ago(24)]).toEqual(['Today', 'Yesterday', 'Yesterday']);
  expect(ago(4 * 24)).toBe(new Intl.DateTimeFormat(undefined, { weekday: 'long' }).format(now - 4 * 86_400_000));
  expect(ago(400 * 24)).toContain('2025');
});

test.each<[Partial<PastCall>, string]>([
  [{ connectedAt: 1000, endedAt: 66_000 }, 'Incoming, 1:05'],
  [{ direction: 'outgoing', connectedAt: 1000, endedAt: 3_724_000 }, 'Outgoing, 1:02:03'],
  [{ end: 'answered-elsewhere', answeredAt: 1000, endedAt: 61_000 }, 'Answered elsewhere, 1:00'],
  [{ end: 'answered-elsewhere', answeredAt: 1000 }, 'Answered elsewhere'],
  [{ end: 'cancelled', endedAt: 9000 }, 'Missed'],
  [{ end: 'cancelled', direction: 'outgoing', endedAt: 9000 }, 'Cancelled'],
  [{ end: 'no-path', connectedAt: 1000, endedAt: 61_000 }, 'Broken off, 1:00'],
  [{ end: 'no-path', endedAt: 61_000 }, 'No connection'],
])('%o is told as %s', (rest, told) => {
  expect(outcomeInWords(past(1, rest))).toBe(told);
});
