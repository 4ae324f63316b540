/** Ten calls in a row each way: nothing may be left over from one call that spoils the next. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { liveCall } from '../support/app';
import { hear } from './support/ear';
import { DINO_TONE, startPair, TSUWA_TONE, type Pair } from './support/pair';

const CALLS = 10;

let pair: Pair;

beforeAll(async () => {
  pair = await startPair('ten');
});

afterAll(() => pair?.stop());

afterEach(() => pair.free());

/** Milliseconds: from the call to the ring, and from the answer to the first sound at each speaker. */
interface Times {
  ring: number;
  soundAtTsuwa: number;
  soundAtDino: number;
}

const spread = (values: readonly number[]): string => {
  const sorted = values.map(Math.round).sort((one, other) => one - other);
  return [sorted[0], sorted[Math.floor(sorted.length / 2)], sorted.at(-1)].join('/');
};

const tell = (what: string, times: readonly Times[]) =>
  console.log(
    `${what}, ${times.length} calls, ms as min/median/max: ring ${spread(times.map(({ ring }) => ring))},`,
    `answer to sound at Tsuwa ${spread(times.map(({ soundAtTsuwa }) => soundAtTsuwa))},`,
    `at Dino ${spread(times.map(({ soundAtDino }) => soundAtDino))}`,
  );

/** Answers, listens at both ends, and hangs up at one end and then the other in turn. */
async function talk(turn: number, answer: () => Promise<unknown>): Promise<Omit<Times, 'ring'>> {
  const answeredAt = Date.now();
  await answer();
  const [atDino, atTsuwa] = await Promise.all([hear(pair.dino.listen, TSUWA_TONE), hear(pair.listen, DINO_TONE)]);
  const id = liveCall(await pair.tsuwa.status())?.id;
  if (turn % 2 === 0) await pair.tsuwa.cli('--hangup');
  else await pair.dino.hangUp();
  const { calls } = await pair.tsuwa.until('free', status => liveCall(status) === undefined);
  expect(calls.find(call => call.id === id)).toMatchObject({ end: 'answered' });
  expect(await pair.dino.over()).toBe('ended');
  return { soundAtTsuwa: atTsuwa - answeredAt, soundAtDino: atDino - answeredAt };
}

test('Tsuwa calls Dino ten times in a row', async () => {
  const times: Times[] = [];
  for (let turn = 0; turn < CALLS; turn += 1) {
    await pair.tsuwa.cli('--call', pair.dino.address, '--yes');
    const rangAt = await pair.dino.rings();
    const calledAt = liveCall(await pair.tsuwa.status())?.createdAt ?? NaN;
    times.push({ ring: rangAt - calledAt, ...(await talk(turn, () => pair.dino.answer())) });
  }
  tell('Tsuwa calls Dino', times);
});

test('Dino calls Tsuwa ten times in a row', async () => {
  const times: Times[] = [];
  for (let turn = 0; turn < CALLS; turn += 1) {
    const calledAt = await pair.dino.call(pair.tsuwa.address);
    const status = await pair.tsuwa.until('rings', now => liveCall(now)?.state === 'ringing');
    const rangAt = liveCall(status)?.createdAt ?? NaN;
    times.push({ ring: rangAt - calledAt, ...(await talk(turn, () => pair.tsuwa.cli('--answer'))) });
  }
  tell('Dino calls Tsuwa', times);
});
