/** The kill matrix with real apps, real servers and sound that is measured: `npm run test:survive`. */
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { LASTS_MS } from '../../main/history/recorder';
import { outcomeInWords } from '../../renderer/words/recents';
import { talkedFor } from '../../shared/history';
import {
  AT_ONCE_MS,
  matrix,
  NOTICE_MS,
  otherParty,
  OVERSLEPT_MS,
  titleOf,
  USABLE_MS,
  type Ending,
  type Fate,
  type Party,
  type Row,
} from './matrix';
import { hearing, live, online, type Survivor } from './phone';
import { decoded, expectBothSides } from '../support/recording';
import { record } from './record';
import { Stage, type Kind } from './stage';

/**
 * What a machine with much to do may add to a time before it is told, which is no time of the phone's: what was seen is in
 * the table, and only what is far beyond its bound fails.
 */
const LAG_MS = 15_000;
const SLEPT_MS = 10_000;
/** How long it is recorded before the blow. */
const RECORDED_MS = 4_000;
/** Samples of a second that was decoded. */
const RATE = 48_000;
/** As many as run at once: vitest.config.ts has the same. */
const LANES = Number(process.env.TSUWA_LANES ?? 1);

const kindOf = ({ state, blow }: Row): Kind => ({ relayed: blow.startsWith('relay'), third: state === 'second' });

// Stages

const idle: Stage[] = [];
let running = 0;
let starting: Promise<unknown> = Promise.resolve();

async function enter(kind: Kind): Promise<Stage> {
  const at = idle.findIndex(stage => stage.kind.relayed === kind.relayed && stage.kind.third === kind.third);
  const [fitting] = at === -1 ? [] : idle.splice(at, 1);
  if (fitting) return fitting;
  if (running >= LANES) await close(idle.shift());
  running += 1;
  // One after another: what starts together starts late.
  const start = starting.then(() => Stage.start(kind));
  starting = start.catch(() => undefined);
  return await start;
}

async function close(stage: Stage | undefined): Promise<void> {
  if (!stage) return;
  running -= 1;
  await stage.stop();
}

afterAll(async () => {
  for (const stage of idle.splice(0)) await close(stage);
});

// A cell

/** The call was under way when the blow fell that was meant for its beginning. */
class TooLate extends Error {}

/** A blow that has to hit a few hundredths of a second is tried so often. */
const TRIES = 4;

async function struck(row: Row, stage: Stage): Promise<{ atStruck: string; atOther: string }> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await new Cell(row, stage).run();
    } catch (error) {
      if (!(error instanceof TooLate) || tries === TRIES) throw error;
    }
  }
}

/** One run of one row. */
class Cell {
  readonly #row: Row;
  readonly #stage: Stage;
  readonly struck: Survivor;
  readonly other: Survivor;
  #id = '';
  #connectedAt: number | undefined;
  /** When the blow fell. */
  #at = 0;
  #notes: string[] = [];

  constructor(row: Row, stage: Stage) {
    const party: Party = row.struck === 'both' ? 'caller' : row.struck;
    this.#row = row;
    this.#stage = stage;
    this.struck = stage.phone(party);
    this.other = stage.phone(otherParty(party));
  }

  async run(): Promise<{ atStruck: string; atOther: string }> {
    const { state, blow, atStruck, atOther } = this.#row;
    for (const phone of this.#stage.phones) await free(phone);
    await this.#reach();
    if (blow === 'link-lost' && this.#connectedAt !== undefined) return await this.#cutOff();
    const landed = this.#strike();
    landed.catch(() => undefined); // told below
    if (state === 'answering' && blow.endsWith('-killed') && blow !== 'server-killed') {
      await landed;
      if (await this.#isUnderWay()) throw new TooLate('the call was under way before the blow');
    }
    if (state === 'ending') await Promise.race([this.#end(this.struck), wait(AT_ONCE_MS)]);
    if (atStruck === 'lives' || atOther === 'lives') {
      await landed;
      return await this.#livesOn();
    }
    const [there, here] = await Promise.all([
      this.#ends(this.other, atOther),
      landed.then(() => this.#ends(this.struck, atStruck)),
    ]);
    if (state === 'recording') this.#notes.push(await this.#recorded());
    return { atStruck: [here, ...this.#notes].join('; '), atOther: there };
  }

  /** Takes the call to where the row wants it. */
  async #reach(): Promise<void> {
    const { caller, callee, third } = this.#stage;
    const { state } = this.#row;
    if (third) {
      await call(this.struck, third);
      await this.#accept(third);
      await Promise.all([
        third.until('hears', hearing(this.struck.tone)),
        this.struck.until('hears', hearing(third.tone)),
      ]);
    }
    this.#id = await call(caller, callee);
    if (state === 'ringing' || state === 'answering') return;
    await this.#accept(callee);
    await this.#bothHear();
    const { connectedAt } = await this.struck.until('the call', state => state.calls.find(({ id }) => id === this.#id));
    this.#connectedAt = connectedAt;
    await wait(LASTS_MS + 1_500); // so that there is something to remember
    if (state === 'held') {
      await this.struck.command('hold', { id: this.#id, held: true });
      await this.other.until('is on hold', state => live(state)?.heldByPeer);
    }
    if (state === 'recording') {
      await this.struck.command('record', { id: this.#id, on: true });
      await this.other.until('knows', state => live(state)?.recordedByPeer);
      await wait(RECORDED_MS);
    }
  }

  /** Resolves when what strikes is over, also where it is repaired at once. */
  async #strike(): Promise<void> {
    const { blow, state } = this.#row;
    const { callee, server } = this.#stage;
    const answer = async () => {
      if (state === 'answering') await this.#accept(callee);
    };
    const asleep = blow === 'slept' || blow === 'overslept';
    const isKill = blow === 'process-killed' || blow === 'page-killed';
    if (isKill || (asleep && this.struck === callee)) await answer();
    this.#at = Date.now();
    switch (blow) {
      case 'link-cut': {
        const before = this.struck.link.connections();
        this.struck.link.cut();
        await answer();
        while (this.struck.link.connections() === before) await wait(50);
        return;
      }
      case 'link-lost':
        this.struck.link.refuse(true);
        this.struck.link.cut();
        return await answer();
      case 'server-killed':
        await server.kill();
        await answer();
        await wait(4_000);
        return await server.restart();
      case 'process-killed':
        await this.struck.kill();
        return await this.struck.begin();
      case 'page-killed':
        await this.struck.killPage();
        return await this.#usable();
      case 'slept':
      case 'overslept': {
        const sleeping = this.struck.sleep(blow === 'slept' ? SLEPT_MS : OVERSLEPT_MS);
        await wait(500);
        if (this.struck !== callee) await answer();
        return await sleeping;
      }
      case 'relay-cut':
        await this.#stage.killRelay();
        await wait(8_000);
        return await this.#stage.restartRelay();
      case 'relay-lost':
        return await this.#stage.killRelay();
      case 'moved':
        throw new Error('only in a network of its own');
    }
  }

  async #isUnderWay(): Promise<boolean> {
    const { state } = await this.other.seen();
    return state?.calls.find(({ id }) => id === this.#id)?.connectedAt !== undefined;
  }

  async #usable(): Promise<void> {
    const drawn =
      "(document.querySelector('#app')?.childElementCount ?? 0) > 0 && document.querySelector('button') !== null";
    const began = performance.now();
    await until('the page is back', async () => await this.struck.inPage<boolean>(drawn, 500).catch(() => false));
    const ms = performance.now() - began;
    this.#notes.push(`usable after ${seconds(ms)}`);
    expect(ms, 'how soon the phone can be used again').toBeLessThan(USABLE_MS + LAG_MS);
  }

  /** The call goes on, is heard, and is hung up by who was not struck. */
  async #livesOn(): Promise<{ atStruck: string; atOther: string }> {
    const { state } = this.#row;
    if (state === 'ringing') await this.#accept(this.#stage.callee);
    if (state === 'held') await this.struck.command('hold', { id: this.#id, held: false });
    await Promise.all([this.struck.forget(), this.other.forget()]);
    const ms = Date.now() - this.#at;
    await this.#bothHear(60);
    const heard = `lives: heard ${seconds(Date.now() - this.#at)} after the blow`;
    await Promise.all([
      this.struck.until('is online again', online, 60),
      this.other.until('is online again', online, 60),
    ]);
    const { connectedAt = 0 } = await this.other.until('the call', now => now.calls.find(({ id }) => id === this.#id));
    // They talk on for longer than a phone needs to see that its sleep is over.
    await wait(Math.max(3_000, 1_000 - ms));
    const long = Date.now() - connectedAt;
    await this.#end(this.other);
    this.#at = Date.now();
    const over: Ending = { as: ['answered'], within: AT_ONCE_MS, reads: undefined, past: ['Outgoing', 'Incoming'] };
    this.#connectedAt = connectedAt;
    await Promise.all([this.#ends(this.struck, over, long), this.#ends(this.other, over, long)]);
    return { atStruck: [heard, ...this.#notes].join('; '), atOther: heard };
  }

  /** Who has lost the server for good is heard all the same; then hangs up. */
  async #cutOff(): Promise<{ atStruck: string; atOther: string }> {
    const { state, atStruck, atOther } = this.#row;
    await this.#strike();
    await this.struck.until('is offline', now => !online(now));
    if (state !== 'held') {
      await wait(10_000);
      await Promise.all([this.struck.forget(), this.other.forget()]);
      await this.#bothHear();
    }
    const long = Date.now() - (this.#connectedAt ?? 0);
    this.#at = Date.now();
    await this.#end(this.struck);
    const [here, there] = await Promise.all([
      this.#ends(this.struck, atStruck, long),
      this.#ends(this.other, atOther, long),
    ]);
    return { atStruck: `talks on; hangs up: ${here}`, atOther: there };
  }

  /** Holds one end to its fate: as what it ends, when, what is read, what the history says. */
  async #ends(phone: Survivor, fate: Fate, talked?: number): Promise<string> {
    if (fate === 'lives') throw new Error('it lives');
    const wasKilled = this.#row.blow === 'process-killed' && phone === this.struck;
    let told = 'killed';
    if (!wasKilled) {
      const deadline = fate.within + LAG_MS;
      await until(`${phone.user} ends`, async () => (await phone.seen()).ended[this.#id] !== undefined, deadline);
      const { ended, state } = await phone.seen();
      const end = state?.calls.find(({ id }) => id === this.#id)?.end;
      told = `${end ?? 'gone'} after ${seconds((ended[this.#id] ?? 0) - this.#at)}`;
      expect(fate.as, `how it ended at ${phone.user}`).toContain(end);
      if (fate.reads !== undefined) {
        const name = phone === this.#stage.caller ? '山田 ボブ' : 'Alice';
        const sentence = fate.reads.replace('{name}', name);
        await until(`${phone.user} reads “${sentence}”`, () => phone.shows(sentence), LAG_MS);
        told += `, reads “${fate.reads.replace('{name}', '…')}”`;
      }
    }
    const past = await until(`${phone.user} remembers`, () => phone.past(this.#id), LAG_MS);
    expect(fate.as, `the history of ${phone.user}`).toContain(past.end);
    const words = outcomeInWords(past);
    expect(fate.past, `the history of ${phone.user}`).toContain(words.split(',')[0]);
    this.#lasted(phone, talkedFor(past), talked);
    return `${told}; history: ${words}`;
  }

  /** However long it was waited for: people talked until the blow, or until they hung up. */
  #lasted(phone: Survivor, lasted: number | undefined, talked = this.#talkedUntilTheBlow()): void {
    const what = `how long they talked, by the history of ${phone.user}`;
    if (talked === undefined) return expect(lasted, what).toBeUndefined();
    expect(lasted, what).toBeGreaterThan(talked - LASTS_MS - 2_000);
    expect(lasted, what).toBeLessThan(talked + NOTICE_MS + LAG_MS);
  }

  #talkedUntilTheBlow(): number | undefined {
    return this.#connectedAt === undefined ? undefined : this.#at - this.#connectedAt;
  }

  /** A player plays what was recorded: both voices, up to the second that a crash may cost and another one for a busy machine. */
  async #recorded(): Promise<string> {
    const file = this.struck.recorded();
    if (!file) throw new Error('nothing was recorded');
    const sound = await decoded(this.other, file);
    expectBothSides(sound, this.struck.tone, this.other.tone);
    const played = (sound.channels[0]?.length ?? 0) * (1000 / RATE);
    expect(played, 'how much of the recording is there').toBeGreaterThan(RECORDED_MS - 2_000);
    return `its recording plays, ${seconds(played)} of both voices`;
  }

  async #accept(phone: Survivor): Promise<void> {
    const call = await phone.until('rings', state => state.calls.find(({ phase }) => phase === 'ringing'));
    await phone.command('accept', { id: call.id, others: 'hold' });
  }

  async #end(phone: Survivor): Promise<void> {
    await phone.command('end', { id: this.#id });
  }

  async #bothHear(patience = 30): Promise<void> {
    const { caller, callee } = this.#stage;
    await Promise.all([
      caller.until('hears the callee', hearing(callee.tone), patience),
      callee.until('hears the caller', hearing(caller.tone), patience),
    ]);
  }
}

/** Calls until it rings; the id of the call. */
async function call(from: Survivor, to: Survivor): Promise<string> {
  expect(await from.app.cli('--call', to.address, '--yes')).toMatchObject({ code: 0 });
  const { id } = await to.until('rings', state => state.calls.find(({ phase }) => phase === 'ringing'));
  return id;
}

/** Repairs what an earlier cell has left, and clears its calls away. */
async function free(phone: Survivor): Promise<void> {
  phone.link.refuse(false);
  if (!phone.isRunning) await phone.begin();
  const { state } = await phone.seen();
  for (const { id, phase } of state?.calls ?? []) {
    if (phase !== 'ended') await phone.command('end', { id });
    await phone.command('dismiss', { id });
  }
  if (state && !online(state)) await phone.until('is online', online, 90);
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

async function until<T>(what: string, look: () => Promise<T | undefined | false>, ms = 30_000): Promise<T> {
  const deadline = Date.now() + ms;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > deadline) throw new Error(`never: ${what}`);
    await wait(100);
  }
}

/** The longest first, so that no lane is alone at the end; what differs only by the hold comes last. */
const length = ({ state, atStruck, atOther, blow }: Row): number =>
  Math.max(
    ...[atStruck, atOther].map(fate => (fate === 'lives' ? 20_000 : fate.within)),
    blow === 'overslept' ? 90_000 : 0,
  ) - (state === 'held' ? 1_000_000 : 0);
const rows = matrix.filter(({ blow }) => blow !== 'moved').toSorted((one, other) => length(other) - length(one));

describe('what becomes of a call', () => {
  test.concurrent.each(rows.map(row => [titleOf(row), row] as const))('%s', async (_, row) => {
    const stage = await enter(kindOf(row));
    const seen = { state: row.state, struck: row.struck, blow: row.blow };
    try {
      const happened = await struck(row, stage);
      await stage.restartRelay();
      record({ ...seen, ...happened, verdict: 'as defined' });
      idle.push(stage);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      record({ ...seen, atStruck: '', atOther: '', verdict: why.split('\n')[0] ?? '' });
      for (const phone of stage.phones)
        if (phone.isRunning) console.error(phone.app.output().split('\n').slice(-25).join('\n'));
      await close(stage).catch((reason: unknown) => console.error(reason));
      throw error;
    }
  });
});
