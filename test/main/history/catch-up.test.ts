/** How far an archive is read, and when. */
import { expect, test } from 'vitest';
import { CatchUp } from '../../../main/history/catch-up';
import type { ArchiveMark } from '../../../main/history/store';
import type { ArchivePlace } from '../../../main/core/protocol/xep0313';
import type { ArchiveFailure, ArchivePage } from '../../../main/xmpp/account';
import { FakeClock } from '../../core/support/clock';

const DAY_MS = 24 * 3600_000;
const page = (last?: string, complete = true): ArchivePage => ({
  messages: [],
  chats: [],
  last: last === undefined ? undefined : { id: last, at: 5 },
  complete,
});
const settle = () => new Promise(resolve => setImmediate(resolve));

/** Reads from a server that gives `pages` one after another. */
function reader(pages: (ArchivePage | ArchiveFailure)[], mark?: ArchiveMark) {
  const clock = new FakeClock();
  const asked: ArchivePlace[] = [];
  const firsts: boolean[] = [];
  const texts: boolean[] = [];
  const state = { mark, open: false };
  const catchUp = new CatchUp({
    account: 'romeo@montague.lit',
    clock,
    log: { info: () => undefined, warn: () => undefined, debug: () => undefined },
    chats: () => void texts.push(firsts.at(-1) ?? true),
    page: place => {
      asked.push(place);
      return Promise.resolve(pages.shift() ?? 'lost');
    },
    history: {
      mark: () => state.mark,
      setMark: (_account, next) => (state.mark = next),
      merge: (_account, _messages, first) => void firsts.push(first),
      hasOpen: () => state.open,
    },
  });
  return { catchUp, clock, asked, firsts, texts, state };
}

test('the first time it goes back thirty days, and all of it is old news', async () => {
  const { catchUp, clock, asked, firsts, texts, state } = reader([page('a', false), page('b')]);
  catchUp.read();
  await settle();
  expect(asked).toEqual([{ start: clock.now() - 30 * DAY_MS }, { after: 'a' }]);
  expect(firsts).toEqual([true, true]);
  expect(texts).toEqual([]);
  expect(state.mark).toEqual({ id: 'b', at: 5 });
});

test('an empty archive counts as read: what comes into it is news', async () => {
  const { catchUp, clock, asked, firsts, texts } = reader([page(), page()]);
  catchUp.read();
  await settle();
  catchUp.read();
  await settle();
  expect(firsts).toEqual([true, false]);
  expect(texts).toEqual([false]);
  expect(asked[1]).toEqual({ start: clock.now() - 600_000 });
});

test('it goes on behind what was read last', async () => {
  const { catchUp, asked, firsts } = reader([page()], { id: 'x', at: 1 });
  catchUp.read();
  await settle();
  expect([asked, firsts]).toEqual([[{ after: 'x' }], [false]]);
});

test('where the server has thrown away what was read last, it goes on from that time', async () => {
  const at = new FakeClock().now() - DAY_MS;
  const { catchUp, asked } = reader(['gone', page('y')], { id: 'x', at });
  catchUp.read();
  await settle();
  expect(asked).toEqual([{ after: 'x' }, { start: at - 600_000 }]);
});

test.each<ArchiveFailure>(['none', 'lost'])(
  'a server that answers %s is left alone, and nothing counts as read',
  async failure => {
    const { catchUp, asked, state } = reader([failure, page()]);
    catchUp.read();
    await settle();
    expect(asked).toHaveLength(1);
    expect(state.mark).toBeUndefined();
  },
);

test('what other devices say one after another is read once, when they are quiet', async () => {
  const { catchUp, clock, asked } = reader([page(), page()]);
  for (let message = 0; message < 5; message += 1) {
    catchUp.soon();
    clock.pass(1000);
  }
  expect(asked).toHaveLength(0);
  clock.pass(1000);
  await settle();
  expect(asked).toHaveLength(1);
});

test('what is asked for while it reads is read after that', async () => {
  const { catchUp, asked } = reader([page(), page(), page()]);
  catchUp.read();
  catchUp.read();
  catchUp.read();
  await settle();
  await settle();
  expect(asked).toHaveLength(2);
});

test('while calls of other devices may still ring it looks again, until it is stopped', async () => {
  const { catchUp, clock, asked, state } = reader([page(), page(), page()]);
  state.open = true;
  catchUp.read();
  await settle();
  clock.pass(200_000);
  await settle();
  expect(asked).toHaveLength(2);
  catchUp.stop();
  clock.pass(400_000);
  await settle();
  expect(asked).toHaveLength(2);
});
