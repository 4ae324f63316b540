/** A thousand calls one after another: two phones, each the whole main process of the app, over a real server. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { inPhase, startPhone, type TestPhone } from '../support/phone';
import { startServer, type Server } from '../support/server';
import { countObjects, judge, judgeAll, limits, note, read, type Reading } from './meter';
import { grows, slopeOf, type Sample } from './slope';

const CALLS = 1_000;
/** As many calls are kept in memory once they are over, and some more for the engine to come to rest. */
const WARM_UP = 300;
const EVERY = 10;
/** So many more in which the objects of the heap are counted, how often, and how many may be left of a call. */
const COUNTED = 400;
const COUNTED_EVERY = 40;
const OBJECTS = 3;
const PLANTED = 200;

/**
 * Of PBKDF2 for the words of a call (main/verification.ts), made to take a core for a third of a second: the words are made
 * and waited for here as ever, but a thousand times two of them would be all that this measures.
 */
const ROUNDS = 2 ** 19;

vi.mock(import('node:crypto'), async original => {
  const crypto = await original();
  const pbkdf2: typeof crypto.pbkdf2 = (password, salt, rounds, ...rest) =>
    crypto.pbkdf2(password, salt, rounds === ROUNDS ? 1 : rounds, ...rest);
  return { ...crypto, pbkdf2 };
});

let folder: string;
let server: Server;
let alice: TestPhone;
let bob: TestPhone;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tsuwa-load-'));
  server = await startServer();
  [alice, bob] = (await Promise.all(
    ['alice', 'bob'].map(user => startPhone({ server, user, historyPath: join(folder, `${user}.sqlite`) })),
  )) as [TestPhone, TestPhone];
  await Promise.all([alice.online(), bob.online()]);
});

afterAll(async () => {
  await Promise.all([alice?.stop(), bob?.stop()]);
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** One calls, the other answers, and whoever's turn it is hangs up. */
async function oneCall(n: number): Promise<void> {
  const [caller, callee] = n % 2 === 0 ? [alice, bob] : [bob, alice];
  const id = await caller.call(callee.address);
  const { id: there } = await callee.rings();
  await callee.page.accept(there);
  await Promise.all([inPhase(caller, 'active'), inPhase(callee, 'active')]);
  // Made beside the call, and slower than calls can follow each other: what waits for a core is no leak.
  for (const phone of [caller, callee]) await phone.until('words', () => phone.newest.words !== undefined);
  await (n % 3 === 0 ? caller.page.end(id) : callee.page.end(there));
  await Promise.all([inPhase(caller, 'ended'), inPhase(callee, 'ended')]);
  for (const phone of [alice, bob]) {
    await phone.page.commands.dismiss({ id: phone.newest.id });
    phone.page.forget();
  }
}

const measure = (): Promise<Reading> => read(['alice', 'bob'].map(user => join(folder, `${user}.sqlite`)));

test('a thousand calls leave nothing behind', async () => {
  const began = performance.now();
  const readings: (Reading & { n: number })[] = [];
  for (let n = 1; n <= CALLS; n += 1) {
    await oneCall(n);
    if (n > WARM_UP && n % EVERY === 0) readings.push({ n, ...(await measure()) });
  }
  note('a thousand calls', `${((performance.now() - began) / CALLS).toFixed(0)} ms each, from the propose to the end`);
  // Behind the others: counting takes more memory than anything that is measured.
  const objects: Sample[] = [];
  for (let n = 1; n <= COUNTED; n += 1) {
    await oneCall(n);
    if (n % COUNTED_EVERY === 0) objects.push({ n, value: countObjects() });
  }
  expect([alice.page.failures, bob.page.failures]).toEqual([[], []]);
  judgeAll('1,000 calls', readings);
  judge('400 calls more: objects', objects, OBJECTS);
});

test('a leak that is planted is found', async () => {
  const leak: unknown[] = [];
  const readings: (Reading & { n: number })[] = [];
  for (let n = 1; n <= PLANTED; n += 1) {
    await oneCall(n);
    leak.push(
      Array.from({ length: 500 }, (_, at) => at + Math.random()),
      setTimeout(() => undefined, 3_600_000),
    );
    if (n % EVERY === 0) readings.push({ n, ...(await measure()) });
  }
  const found = (['heap', 'timers'] as const).map(key => {
    const slope = slopeOf(readings.map(reading => ({ n: reading.n, value: reading[key] })));
    note(
      `with a leak planted: ${key}`,
      `${slope.perOne.toFixed(2)} ± ${(2 * slope.error).toFixed(2)} for each call`,
      '',
      'found',
    );
    return grows(slope, limits[key]);
  });
  for (const timer of leak) if (!Array.isArray(timer)) clearTimeout(timer as NodeJS.Timeout);
  expect(found).toEqual([true, true]);
});
