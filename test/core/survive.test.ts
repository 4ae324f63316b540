/** The kill matrix on a clock of its own: the core of two phones with their histories, and everything around them struck. */
import { afterEach, describe, expect, test } from 'vitest';
import { LASTS_MS } from '../../main/history/recorder';
import { endInWords } from '../../renderer/words/ending';
import { outcomeInWords } from '../../renderer/words/recents';
import { talkedFor } from '../../shared/history';
import {
  AT_ONCE_MS,
  matrix,
  NOTICE_MS,
  otherParty,
  OVERSLEPT_MS,
  titleOf,
  type Fate,
  type Party,
  type Row,
} from '../survive/matrix';
import { Model, type Computer } from '../survive/model';

let model: Model;
afterEach(() => model.close());

const SLEPT_MS = 10_000;
/** Longer than anything in the matrix takes. */
const LONG_MS = 90_000;

/** Takes the call to where the row wants it. */
function reach({ state, struck }: Row): void {
  const { caller, callee } = model.computers;
  caller.place();
  model.pass(2_000);
  expect([caller.call?.phase, callee.call?.phase]).toEqual(['proposing', 'ringing']);
  if (state === 'ringing' || state === 'answering') return;
  callee.accept();
  model.pass(4_000);
  expect([caller.call?.phase, callee.call?.phase]).toEqual(['active', 'active']);
  model.pass(6_000);
  if (state === 'held') model.computers[struck === 'both' ? 'caller' : struck].hold();
  model.pass(1_000);
}

const strikes: Record<Row['blow'], (struck: Computer) => void> = {
  'link-cut': struck => struck.cut(),
  'link-lost': struck => struck.lose(),
  'server-killed': () => {
    model.killServer();
    model.clock.after(4_000, () => model.restartServer());
  },
  'process-killed': struck => struck.killProcess(),
  'page-killed': struck => struck.killPage(),
  slept: struck => {
    struck.sleep();
    model.clock.after(SLEPT_MS, () => struck.wake());
  },
  overslept: struck => {
    struck.sleep();
    model.clock.after(OVERSLEPT_MS, () => struck.wake());
  },
  moved: struck => struck.move(),
  'relay-cut': () => {
    model.killRelay();
    model.clock.after(8_000, () => model.restartRelay());
  },
  'relay-lost': () => model.killRelay(),
};

const nameOf = (party: Party) => (party === 'caller' ? 'Alice' : 'Bob');

/** Holds one end to what the row says of it; `talked` is how long they did, in milliseconds. */
function judge(party: Party, fate: Exclude<Fate, 'lives'>, talked: number | undefined): void {
  const computer = model.computers[party];
  if (!computer.isDead) {
    expect(computer.call).toMatchObject({ phase: 'ended' });
    expect(fate.as, JSON.stringify(computer.call)).toContain(computer.call?.end);
    const { account, ...call } = { ...computer.call, account: computer.bare };
    if (fate.reads !== undefined && computer.call) {
      const said = endInWords({ ...computer.call, account }, nameOf(otherParty(party)), true);
      expect(said?.what).toBe(fate.reads.replace('{name}', nameOf(otherParty(party))));
    }
    expect(call.id).toBeDefined();
  }
  const past = computer.past();
  expect(past).toHaveLength(1);
  const [kept] = past;
  if (!kept) return;
  expect(fate.as).toContain(kept.end);
  const lasted = talkedFor(kept);
  const words = outcomeInWords(kept);
  expect(fate.past).toContain(words.split(',')[0]);
  if (talked === undefined) expect(lasted).toBeUndefined();
  else {
    expect(lasted).toBeGreaterThan(talked - LASTS_MS - 1_000);
    expect(lasted).toBeLessThan(talked + NOTICE_MS);
  }
}

/** With these as it is answered, a call that was connected while it rang is one that they talk in. */
const breaking: ReadonlySet<Row['blow']> = new Set(['process-killed', 'page-killed', 'slept']);

const ended = (computer: Computer): boolean => computer.isDead || computer.call?.phase === 'ended';

describe.each(matrix.filter(({ state }) => state !== 'recording' && state !== 'second'))(
  '$state, $struck, $blow',
  row => {
    const isUnderWay = row.state === 'answering' && breaking.has(row.blow);
    const ways: [early: boolean, ready: boolean][] = [
      [false, false],
      [true, false],
      ...(isUnderWay ? [] : [[true, true] satisfies [boolean, boolean]]),
    ];
    test.each(ways)(`${titleOf(row)}; an early offer: %s; connected while it rings: %s`, (early, ready) => {
      model = new Model(early, ready);
      reach(row);
      const { state, blow, atStruck, atOther } = row;
      const struck = row.struck === 'both' ? 'caller' : row.struck;
      const other = otherParty(struck);
      const { callee } = model.computers;
      const [at, there] = [model.computers[struck], model.computers[other]];
      const connectedAt = at.call?.connectedAt;
      const talked = () => (connectedAt === undefined ? undefined : model.clock.now() - connectedAt);

      const began = model.clock.now();
      const lasted = talked();
      const isKill = blow === 'process-killed' || blow === 'page-killed';
      if (state === 'answering' && isKill) {
        callee.accept();
        model.pass(0);
      }
      strikes[blow](at);
      if (state === 'answering' && !isKill) callee.accept();
      if (state === 'ending') at.end();
      if (blow === 'link-lost' && connectedAt !== undefined) {
        // They talk on; then who is cut off hangs up.
        model.pass(30_000);
        expect([at.hears, there.hears]).toEqual([true, true]);
        const hungUp = model.clock.now();
        const long = talked();
        at.end();
        model.pass(AT_ONCE_MS);
        judge(struck, fateOf(atStruck), long);
        passUntil(() => ended(there), hungUp + within(atOther));
        judge(other, fateOf(atOther), long);
        return;
      }
      if (atStruck === 'lives' || atOther === 'lives') {
        model.pass(LONG_MS / 3);
        if (state === 'ringing') callee.accept();
        model.pass(LONG_MS / 3);
        expect([at.call?.phase, there.call?.phase, at.hears, there.hears]).toEqual(['active', 'active', true, true]);
        const since = at.call?.connectedAt ?? 0;
        const long = model.clock.now() - since;
        there.end();
        model.pass(AT_ONCE_MS);
        const over: Fate = {
          as: ['answered'],
          within: 0,
          reads: 'The call has ended.',
          past: ['Outgoing', 'Incoming'],
        };
        judge(struck, over, long);
        judge(other, over, long);
        return;
      }
      const order = (
        [
          [struck, atStruck],
          [other, atOther],
        ] as const
      ).toSorted((a, b) => a[1].within - b[1].within);
      for (const [party, fate] of order) {
        passUntil(() => ended(model.computers[party]), began + fate.within);
        expect([party, ended(model.computers[party])]).toEqual([party, true]);
      }
      model.pass(LONG_MS);
      for (const [party, fate] of order) judge(party, fate, lasted);
      if (!at.isDead) expect(at.phone.calls().every(({ phase }) => phase === 'ended')).toBe(true);
    });
  },
);

/** Lets time pass until `is` holds, or it is `at`. */
function passUntil(is: () => boolean, at: number): void {
  while (!is() && model.clock.now() < at) model.pass(500);
}

const within = (fate: Fate): number => (fate === 'lives' ? 0 : fate.within);
function fateOf(fate: Fate): Exclude<Fate, 'lives'> {
  if (fate === 'lives') throw new Error('it lives');
  return fate;
}
