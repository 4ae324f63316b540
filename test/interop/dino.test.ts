/** Calls with Dino as its users see and hear them: what leaves the speakers, what the windows tell. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { hears, hearsNothing, liveCall } from '../support/app';
import { hear, hearNothing } from './support/ear';
import { DINO_TONE, startPair, TSUWA_TONE, type Pair } from './support/pair';

let pair: Pair;

beforeAll(async () => {
  pair = await startPair('calls');
});

afterAll(() => pair?.stop());

afterEach(() => pair.free());

/** Of the call that is under test. */
let id: string | undefined;

const tsuwaCalls = async () => {
  await pair.tsuwa.cli('--call', pair.dino.address, '--yes');
  await pair.dino.rings();
  id = liveCall(await pair.tsuwa.status())?.id;
};

const dinoCalls = async () => {
  await pair.dino.call(pair.tsuwa.address);
  id = liveCall(await pair.tsuwa.until('rings', status => liveCall(status)?.state === 'ringing'))?.id;
};

/** At the speakers of both, and as Tsuwa itself measures. */
const bothHear = () =>
  Promise.all([
    hear(pair.dino.listen, TSUWA_TONE),
    hear(pair.listen, DINO_TONE),
    pair.tsuwa.until('hears Dino', hears(DINO_TONE)),
  ]);

/** How Tsuwa tells of the call when it is over. Ask at once: its page soon puts away what the person there has ended. */
const endedCall = async () => {
  const { calls } = await pair.tsuwa.until('free', status => liveCall(status) === undefined);
  return calls.find(call => call.id === id);
};

describe('a call from Tsuwa to Dino', () => {
  test('rings, is answered, is heard at both ends, and ends when Tsuwa hangs up', async () => {
    await tsuwaCalls();
    await pair.dino.answer();
    await bothHear();
    await pair.tsuwa.cli('--hangup');
    expect(await endedCall()).toMatchObject({ direction: 'outgoing', end: 'answered' });
    expect(await pair.dino.over()).toBe('ended');
    await hearNothing(pair.dino.listen);
  });

  test('ends when Dino hangs up', async () => {
    await tsuwaCalls();
    await pair.dino.answer();
    await bothHear();
    await pair.dino.hangUp();
    expect(await endedCall()).toMatchObject({ direction: 'outgoing', end: 'answered' });
    expect(await pair.dino.over()).toBe('ended');
  });

  test('is declined by Dino, and both tell so', async () => {
    await tsuwaCalls();
    await pair.dino.decline();
    expect(await endedCall()).toMatchObject({ direction: 'outgoing', end: 'declined' });
    expect(await pair.dino.over()).toBe('declined');
  });

  test('is cancelled while it rings, and Dino has missed it', async () => {
    await tsuwaCalls();
    await pair.tsuwa.cli('--hangup');
    expect(await endedCall()).toMatchObject({ direction: 'outgoing', end: 'cancelled' });
    expect(await pair.dino.over()).toBe('missed');
  });
});

describe('a call from Dino to Tsuwa', () => {
  test('rings, is answered, is heard at both ends, and ends when Dino hangs up', async () => {
    await dinoCalls();
    await pair.tsuwa.cli('--answer');
    await bothHear();
    await pair.dino.hangUp();
    expect(await endedCall()).toMatchObject({ direction: 'incoming', end: 'answered' });
    expect(await pair.dino.over()).toBe('ended');
    await hearNothing(pair.dino.listen);
  });

  test('ends when Tsuwa hangs up', async () => {
    await dinoCalls();
    await pair.tsuwa.cli('--answer');
    await bothHear();
    await pair.tsuwa.cli('--hangup');
    expect(await endedCall()).toMatchObject({ direction: 'incoming', end: 'answered' });
    expect(await pair.dino.over()).toBe('ended');
  });

  test('is declined by Tsuwa, and both tell so', async () => {
    await dinoCalls();
    await pair.tsuwa.cli('--decline');
    expect(await endedCall()).toMatchObject({ direction: 'incoming', end: 'declined' });
    expect(await pair.dino.over()).toBe('declined');
  });

  test('is cancelled while it rings, and Tsuwa stops ringing', async () => {
    await dinoCalls();
    await pair.dino.hangUp();
    expect(await endedCall()).toMatchObject({ direction: 'incoming', end: 'cancelled' });
    expect(await pair.dino.over()).toBe('missed');
  });
});

describe.each([
  ['Tsuwa', tsuwaCalls, () => pair.dino.answer()],
  ['Dino', dinoCalls, () => pair.tsuwa.cli('--answer')],
])('in a call that %s made', (_, call, answer) => {
  test('Tsuwa muted is silence at Dino, and only there', async () => {
    await call();
    await answer();
    await bothHear();
    await pair.tsuwa.cli('--mute');
    await hearNothing(pair.dino.listen);
    await hear(pair.listen, DINO_TONE);
    await pair.tsuwa.cli('--unmute');
    await bothHear();
  });

  test('Dino muted is silence at Tsuwa, which shows why', async () => {
    await call();
    await answer();
    await bothHear();
    expect(liveCall(await pair.tsuwa.status())).toMatchObject({ mutedByPeer: false });
    await pair.dino.toggleMute();
    await pair.tsuwa.until('shows that Dino is muted', status => liveCall(status)?.mutedByPeer === true);
    await hearNothing(pair.listen);
    await pair.tsuwa.until('hears nothing', hearsNothing);
    await hear(pair.dino.listen, TSUWA_TONE);
    await pair.dino.toggleMute();
    await pair.tsuwa.until('shows that Dino is back', status => liveCall(status)?.mutedByPeer === false);
    await bothHear();
  });
});
