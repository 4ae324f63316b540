import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { History, type NamedCall } from '../../../main/history/history';
import type { ArchivedMessage } from '../../../main/core/call/archive';
import type { Contact } from '../../../shared/contact';
import { talkedFor, type HistoryQuery } from '../../../shared/history';

const self = 'romeo@montague.lit';
const juliet = 'juliet@capulet.lit';
const log = { info: () => undefined, warn: () => undefined, debug: () => undefined };

let folder: string;
let open: History[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tsuwa-history-'));
  open = [];
});
afterEach(() => {
  for (const history of open) history.close();
  rmSync(folder, { recursive: true, force: true });
});

const path = () => join(folder, 'history.sqlite');
function history(now = 10_000_000): History {
  const made = new History({ path: path(), log, newId: randomUUID, now: () => now });
  open.push(made);
  return made;
}
const call = (rest: Partial<NamedCall> = {}): NamedCall => {
  const id = randomUUID();
  return { id, sid: id, peer: juliet, direction: 'incoming', phase: 'ringing', createdAt: 1000, ...rest };
};
const over = (rest: Partial<NamedCall> = {}): NamedCall =>
  call({ phase: 'ended', end: 'cancelled', endedAt: 2000, ...rest });
const all = (from: History, rest: { text?: string; only?: 'missed' } = {}, contacts: Contact[] = []) =>
  from.page([self], { limit: 100, ...rest }, contacts).calls;
const said = (at: number, step: 'propose' | 'proceed' | 'finish' | 'retract', id: string, by: 'us' | 'them') => {
  const message =
    step === 'propose' ? { step, id, media: ['audio' as const] } : step === 'proceed' ? { step, id } : { step, id };
  const [from, to] = by === 'us' ? [`${self}/desk`, `${juliet}/balcony`] : [`${juliet}/balcony`, self];
  return { at, from, to, message } satisfies ArchivedMessage;
};

describe('calls of this device', () => {
  test('are listed once they are over, with when and how long', () => {
    const kept = history();
    const begun = call({ direction: 'outgoing', phase: 'proposing' });
    kept.record(self, [begun]);
    expect(all(kept)).toEqual([]);
    kept.record(self, [{ ...begun, phase: 'active', answeredAt: 3000, connectedAt: 3200 }]);
    kept.record(self, [
      { ...begun, phase: 'ended', answeredAt: 3000, connectedAt: 3200, endedAt: 63_200, end: 'answered' },
    ]);
    const [listed] = all(kept);
    expect(listed).toMatchObject({ id: begun.id, peer: juliet, account: self, end: 'answered', elsewhere: false });
    expect(listed && talkedFor(listed)).toBe(60_000);
  });

  test('are told of when they end, and not for every measurement in between', () => {
    const kept = history();
    let told = 0;
    kept.onChange(() => (told += 1));
    const live = call({ phase: 'active' });
    for (let round = 0; round < 5; round += 1) kept.record(self, [live]);
    expect(told).toBe(0);
    kept.record(self, [{ ...live, phase: 'ended', end: 'answered', endedAt: 5000 }]);
    kept.record(self, [{ ...live, phase: 'ended', end: 'answered', endedAt: 5000 }]);
    expect(told).toBe(1);
  });

  test('that became the answer to a call of theirs stay one', () => {
    const kept = history();
    const ours = call({ direction: 'outgoing', phase: 'proposing' });
    kept.record(self, [ours]);
    kept.record(self, [{ ...ours, sid: 'theirs', phase: 'ended', end: 'answered', endedAt: 9000 }]);
    expect(all(kept)).toHaveLength(1);
    kept.merge(self, [said(1100, 'propose', 'theirs', 'them')], false);
    expect(all(kept)).toMatchObject([{ id: ours.id, direction: 'outgoing' }]);
  });

  test('belong to their account', () => {
    const kept = history();
    kept.record(self, [over()]);
    kept.record('benvolio@montague.lit', [over(), over()]);
    expect(all(kept)).toHaveLength(1);
    expect(kept.page([self, 'benvolio@montague.lit'], { limit: 10 }, []).calls).toHaveLength(3);
  });
});

describe('missed calls', () => {
  test('count until they are seen', () => {
    const kept = history();
    kept.record(self, [over(), over({ end: 'no-answer' }), over({ end: 'declined' }), over({ direction: 'outgoing' })]);
    expect(kept.missed([self])).toBe(2);
    kept.seen([self]);
    expect(kept.missed([self])).toBe(0);
    expect(all(kept, { only: 'missed' })).toHaveLength(2);
    kept.record(self, [over()]);
    expect(all(kept).filter(({ unseen }) => unseen)).toHaveLength(1);
  });

  test('of the time before this device was ever used are not pointed out', () => {
    const kept = history();
    kept.merge(self, [said(1000, 'propose', 'old', 'them'), said(2000, 'retract', 'old', 'them')], true);
    expect([kept.missed([self]), all(kept, { only: 'missed' }).length]).toEqual([0, 1]);
  });
});

describe('what the archive tells', () => {
  test('is listed with its outcome and its duration, and read again it changes nothing', () => {
    const kept = history();
    let told = 0;
    kept.onChange(() => (told += 1));
    const messages = [
      said(1000, 'propose', 'a', 'them'),
      said(3000, 'proceed', 'a', 'us'),
      said(63_000, 'finish', 'a', 'them'),
      said(70_000, 'propose', 'b', 'us'),
      said(72_000, 'proceed', 'b', 'them'),
      said(90_000, 'finish', 'b', 'us'),
    ];
    for (let round = 0; round < 2; round += 1) kept.merge(self, messages, false);
    expect(all(kept).map(({ direction, end }) => [direction, end])).toEqual([
      ['outgoing', 'answered'],
      ['incoming', 'answered-elsewhere'],
    ]);
    expect(all(kept).map(talkedFor)).toEqual([18_000, 60_000]);
    expect(told).toBe(1);
  });

  test('says how long the other device talked in a call that rang here as well', () => {
    const kept = history();
    const rang = call({ createdAt: 1000 });
    kept.record(self, [rang]);
    kept.record(self, [{ ...rang, phase: 'ended', end: 'answered-elsewhere', endedAt: 4000 }]);
    kept.merge(
      self,
      [
        said(1010, 'propose', rang.sid, 'them'),
        said(3990, 'proceed', rang.sid, 'us'),
        said(34_000, 'finish', rang.sid, 'them'),
      ],
      false,
    );
    const [listed] = all(kept);
    expect(listed).toMatchObject({ id: rang.id, end: 'answered-elsewhere' });
    expect(listed && talkedFor(listed)).toBe(30_000);
  });

  test('never changes a call that ended here', () => {
    const kept = history();
    const here = over({ end: 'answered', answeredAt: 1500, connectedAt: 1600, endedAt: 9000 });
    kept.record(self, [here]);
    const before = all(kept);
    kept.merge(self, [said(900, 'propose', here.sid, 'them'), said(8000, 'retract', here.sid, 'them')], false);
    expect(all(kept)).toEqual(before);
  });

  test('leaves a call alone that goes on here', () => {
    const kept = history();
    const live = call({ phase: 'active', answeredAt: 2000 });
    kept.record(self, [live]);
    kept.merge(self, [said(1000, 'propose', live.sid, 'them'), said(2000, 'proceed', live.sid, 'us')], false);
    expect(all(kept)).toEqual([]);
  });

  test('counts more than what the server delivers late', () => {
    const kept = history();
    const late = call({ createdAt: 1000, phase: 'ended', end: 'no-answer', endedAt: 900_000 });
    const archive = [said(1000, 'propose', late.sid, 'them'), said(9000, 'retract', late.sid, 'them')];
    kept.merge(self, archive, false);
    kept.record(self, [late]);
    expect(all(kept)).toMatchObject([{ end: 'cancelled', endedAt: 9000 }]);
  });

  test('makes what was delivered late whole', () => {
    const kept = history();
    const late = call({ createdAt: 1000, phase: 'ended', end: 'no-answer', endedAt: 900_000 });
    kept.record(self, [late]);
    expect(all(kept)[0]?.endedAt).toBeUndefined();
    kept.merge(self, [said(1000, 'propose', late.sid, 'them'), said(2000, 'proceed', late.sid, 'us')], false);
    expect(all(kept)).toMatchObject([{ end: 'answered-elsewhere', answeredAt: 2000 }]);
    expect(kept.missed([self])).toBe(0);
  });
});

describe('after the app went away in mid-call', () => {
  test('the call went with it, when it was last known to last, whatever the peer said when it gave up waiting', () => {
    const first = history();
    const cut = call({ phase: 'active', answeredAt: 2000, connectedAt: 2100 });
    first.record(self, [cut]);
    first.lasts(self, [cut.id]);
    first.close();
    const kept = history();
    const gone = { id: cut.id, end: 'crashed', connectedAt: 2100, endedAt: 10_000_000 };
    expect(all(kept)).toMatchObject([gone]);
    kept.merge(self, [said(1000, 'propose', cut.sid, 'them'), said(2000, 'proceed', cut.sid, 'us')], false);
    kept.merge(self, [said(50_000, 'finish', cut.sid, 'them')], false);
    expect(all(kept)).toMatchObject([gone]);
  });

  test('so did a call that was answered and had yet to begin, whatever the peer said when it gave up waiting', () => {
    const first = history();
    const cut = call({ phase: 'connecting', direction: 'outgoing', answeredAt: 2000 });
    first.record(self, [cut]);
    first.close();
    const kept = history();
    expect(all(kept)).toMatchObject([{ id: cut.id, end: 'crashed' }]);
    kept.merge(self, [said(1000, 'propose', cut.sid, 'us'), said(2000, 'proceed', cut.sid, 'them')], false);
    const gaveUp = said(32_000, 'finish', cut.sid, 'them');
    const message = { step: 'finish', id: cut.sid, reason: { condition: 'connectivity-error' } } as const;
    kept.merge(self, [{ ...gaveUp, message }], false);
    expect(all(kept)).toMatchObject([{ id: cut.id, end: 'crashed' }]);
  });

  test('what rang was missed, and the archive knows whether another device had it', () => {
    const first = history();
    const rang = call({ phase: 'ringing' });
    first.record(self, [rang]);
    first.close();
    const kept = history();
    expect(all(kept)).toMatchObject([{ id: rang.id, end: 'no-answer', unseen: true }]);
    kept.merge(self, [said(1000, 'propose', rang.sid, 'them'), said(2000, 'proceed', rang.sid, 'us')], false);
    expect(all(kept)).toMatchObject([{ end: 'answered-elsewhere', answeredAt: 2000, unseen: false }]);
  });
});

describe('the list', () => {
  const contact = (address: string, name?: string): Contact => ({
    ...{ address, accounts: [self], name, groups: [], availability: 'offline', subscription: 'both' },
    ...{ asked: false, favourite: false, blocked: false },
  });

  test('comes in pages that leave nothing out and tell nothing twice, though calls begin in the same moment', () => {
    const kept = history();
    kept.record(
      self,
      Array.from({ length: 25 }, (_, at) => over({ createdAt: 1000 + Math.floor(at / 4) })),
    );
    const seen: string[] = [];
    let before: { createdAt: number; id: string } | undefined;
    for (;;) {
      const { calls, more } = kept.page([self], { limit: 4, ...(before ? { before } : {}) }, []);
      seen.push(...calls.map(({ id }) => id));
      before = calls.at(-1);
      if (before) before = { createdAt: before.createdAt, id: before.id };
      if (!more) break;
    }
    expect(new Set(seen).size).toBe(25);
    expect(seen).toHaveLength(25);
  });

  test.each(['juliet', 'CAPULET', 'じゅりえっと', 'ジュリエット capu', 'ｊｕｌ'])('is searched for %s', text => {
    const kept = history();
    kept.record(self, [over(), over({ peer: 'tybalt@verona.lit' })]);
    expect(all(kept, { text }, [contact(juliet, 'ジュリエット')]).map(({ peer }) => peer)).toEqual([juliet]);
  });

  test('has the calls with one person, and not with whoever has their address within their own', () => {
    const kept = history();
    kept.record(self, [
      over({ createdAt: 1 }),
      over({ peer: `x${juliet}`, createdAt: 2 }),
      over({ peer: `${juliet}.example`, createdAt: 3 }),
      over({ createdAt: 4, end: 'declined' }),
    ]);
    const times = (rest: Partial<HistoryQuery>) =>
      kept.page([self], { peer: juliet, limit: 100, ...rest }, []).calls.map(({ createdAt }) => createdAt);
    expect(times({})).toEqual([4, 1]);
    expect(times({ limit: 1 })).toEqual([4]);
    expect(times({ only: 'missed' })).toEqual([1]);
    expect(times({ text: 'capulet' })).toEqual([4, 1]);
    expect(times({ text: 'montague' })).toEqual([]);
    expect(times({ peer: 'capulet.lit' })).toEqual([]);
    expect(kept.page(['paris@verona.lit'], { peer: juliet, limit: 1 }, []).calls).toEqual([]);
  });

  test('finds by a new name as soon as somebody has it', () => {
    const kept = history();
    kept.record(self, [over()]);
    expect(all(kept, { text: 'rose' }, [])).toEqual([]);
    expect(all(kept, { text: 'rose' }, [contact(juliet, 'Rose')])).toHaveLength(1);
    expect(all(kept, { text: 'rose' }, [contact(juliet, 'Violet')])).toEqual([]);
    expect(all(kept, { text: 'violet' }, [contact(juliet, 'Violet')])).toHaveLength(1);
    expect(all(kept, { text: 'violet' }, [])).toEqual([]);
  });

  test('has everybody where everybody fits, and nobody of another account', () => {
    const kept = history();
    kept.record(self, [over({ createdAt: 2 }), over({ peer: 'tybalt@verona.lit', createdAt: 1 })]);
    kept.record('paris@verona.lit', [over({ createdAt: 3 })]);
    expect(all(kept, { text: '.lit' }).map(({ createdAt }) => createdAt)).toEqual([2, 1]);
  });

  test('is found with another letter among those who were found, whoever called or was renamed meanwhile', () => {
    const kept = history();
    const called = (peer: string) => kept.record(self, [call({ peer, phase: 'ended', end: 'answered' })]);
    for (const peer of ['ann@a.example', 'anne@a.example', 'bob@a.example']) called(peer);
    const found = (text: string, contacts: Contact[] = []) =>
      all(kept, { text }, contacts)
        .map(({ peer }) => peer.split('@')[0])
        .toSorted();
    expect(found('an')).toEqual(['ann', 'anne']);
    expect(found('anne')).toEqual(['anne']);
    expect(found('an')).toEqual(['ann', 'anne']);
    called('anna@a.example');
    expect(found('ann')).toEqual(['ann', 'anna', 'anne']);
    expect(found('ann a')).toEqual(['ann', 'anna', 'anne']);
    expect(found('bo')).toEqual(['bob']);
    expect(found('a')).toEqual(['ann', 'anna', 'anne', 'bob']);
    expect(found('anna', [contact('bob@a.example', 'Anna')])).toEqual(['anna', 'bob']);
  });

  test('is searched the same way whether few or many calls fit', () => {
    const kept = history();
    const peers = ['often@a.lit', 'seldom@b.lit'];
    kept.record(
      self,
      Array.from({ length: 6000 }, (_, at) =>
        over({ peer: peers[at % 3000 === 7 ? 1 : 0] ?? '', createdAt: at, end: at % 2 ? 'declined' : 'cancelled' }),
      ),
    );
    const seldom = all(kept, { text: 'seldom' }).map(({ createdAt }) => createdAt);
    expect(seldom).toEqual([3007, 7]);
    const often = kept.page([self], { text: 'often', only: 'missed', limit: 3 }, []).calls;
    expect(often.map(({ createdAt }) => createdAt)).toEqual([5998, 5996, 5994]);
  });

  test('forgets a call, or all of them, and leaves nothing in the file', () => {
    const kept = history();
    const [one, other, live] = [over({ peer: 'mercutio@verona.lit' }), over(), call({ phase: 'active' })];
    kept.record(self, [one, other, live]);
    kept.forget([self], [one.id]);
    expect(all(kept).map(({ id }) => id)).toEqual([other.id]);
    kept.record(self, [one, other]);
    expect(all(kept)).toHaveLength(1);
    kept.forgetAll([self]);
    expect(all(kept)).toEqual([]);
    kept.record(self, [{ ...live, phase: 'ended', end: 'answered', endedAt: 5000 }]);
    expect(all(kept)).toHaveLength(1);
    kept.close();
    const files = readdirSync(folder).map(name => readFileSync(join(folder, name), 'latin1'));
    expect(files.join('')).not.toContain('mercutio');
  });
});

test('an account that is forgotten leaves nothing behind, neither calls nor texts, and the others lose nothing', () => {
  const kept = history();
  const other = 'romeo@verona.lit';
  const text = (peer: string, said: string) =>
    ({ id: said, peer, direction: 'incoming', at: 1, text: said, state: 'received', here: false, seen: true }) as const;
  kept.record(self, [over({ peer: 'mercutio@verona.lit' })]);
  kept.record(other, [over()]);
  kept.setMark(self, { id: 'somewhere', at: 1 });
  for (const account of [self, other]) {
    kept.messages(store => store.put(account, text('tybalt@capulet.lit', `to ${account}`)), false);
  }
  let told = 0;
  kept.onChange(() => (told += 1));
  kept.forgetAccount(self);
  expect(told).toBe(1);
  expect([all(kept), kept.mark(self), kept.missed([self])]).toEqual([[], undefined, 0]);
  expect(kept.messages(store => store.of(self, 'tybalt@capulet.lit'), [])).toEqual([]);
  expect(kept.page([other], { limit: 10 }, []).calls).toHaveLength(1);
  expect(kept.messages(store => store.of(other, 'tybalt@capulet.lit'), [])).toHaveLength(1);
  kept.forgetAccount('nobody@example.org');

  kept.record(self, [over({ peer: 'benvolio@verona.lit' })]);
  expect(all(kept)).toHaveLength(1);
  kept.close();
  const files = readdirSync(folder).map(name => readFileSync(join(folder, name), 'latin1'));
  expect(files.join('')).not.toMatch(/mercutio|to romeo@montague/);
});

describe('the file', () => {
  test('is readable by nobody else, and is a log-structured database', () => {
    const kept = history();
    kept.record(self, [over()]);
    expect(existsSync(`${path()}-wal`)).toBe(true);
  });

  test('of the first version keeps its calls, and takes what people write from now on', () => {
    const first = history();
    first.record(self, [over()]);
    first.close();
    const file = new DatabaseSync(path());
    // All that later versions added.
    file.exec('DROP TABLE message; DROP TABLE forgotten; PRAGMA user_version = 1; PRAGMA journal_mode = DELETE');
    file.close();
    const kept = history();
    expect(all(kept)).toMatchObject([{ peer: juliet, end: 'cancelled' }]);
    const message = { id: 'm', peer: juliet, direction: 'outgoing', at: 1, text: 'Hi', state: 'sent' } as const;
    const put = () => kept.messages(store => store.put(self, { ...message, here: true, seen: true }), false);
    expect([put(), put()]).toEqual([true, false]);
    expect(kept.messages(store => store.of(self, juliet), [])).toMatchObject([{ text: 'Hi' }]);
  });

  test('of a newer Tsuwa is not touched, and the list says so', () => {
    history().close();
    const newer = new DatabaseSync(path());
    newer.exec('PRAGMA user_version = 99; CREATE TABLE future (x)');
    newer.close();
    const before = readFileSync(path());
    const kept = history();
    kept.record(self, [over()]);
    expect(kept.page([self], { limit: 1 }, [])).toEqual({ calls: [], more: false, trouble: 'newer' });
    kept.close();
    expect(readFileSync(path()).equals(before)).toBe(true);
  });

  test.each(['nothing that SQLite knows', `SQLite format 3\0${'x'.repeat(5000)}`])(
    'that is broken (%#) is kept under another name, and the list begins anew',
    content => {
      writeFileSync(path(), content);
      const kept = history();
      kept.record(self, [over()]);
      expect(kept.page([self], { limit: 5 }, [])).toMatchObject({ calls: [{ peer: juliet }], trouble: 'set-aside' });
      const aside = readdirSync(folder).find(name => name.includes('.broken-'));
      expect(readFileSync(join(folder, aside ?? ''), 'utf8')).toBe(content);
    },
  );

  test('that breaks later is set aside then', () => {
    const first = history();
    first.record(
      self,
      Array.from({ length: 500 }, () => over()),
    );
    first.close();
    const bytes = readFileSync(path());
    bytes.fill(0xff, 8192);
    writeFileSync(path(), bytes);
    const kept = history();
    kept.record(self, [over()]);
    kept.page([self], { limit: 100 }, []);
    kept.record(self, [over()]);
    expect(kept.page([self], { limit: 100 }, [])).toMatchObject({ trouble: 'set-aside' });
    expect(all(kept).length).toBeGreaterThan(0);
  });

  test('that cannot be made leaves the phone without a history, and nothing fails', () => {
    const kept = new History({ path: join(folder, 'no', 'such', 'folder'), log, newId: randomUUID, now: () => 0 });
    kept.record(self, [over()]);
    kept.forgetAll([self]);
    expect(kept.page([self], { limit: 1 }, [])).toEqual({ calls: [], more: false, trouble: 'unavailable' });
    expect(kept.missed([self])).toBe(0);
  });
});
