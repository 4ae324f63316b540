/** Two real apps, a real server, real audio: the whole way of a call as two people go it. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { hears, hearsNothing, isOnline, liveCall, startApp, type App } from '../support/app';
import { startServer, type Server } from '../support/server';

const TONE_A = 440;
const TONE_B = 660;

describe('a call between two windows', () => {
  let server: Server;
  let alice: App;
  let bob: App;

  beforeAll(async () => {
    server = await startServer();
    [alice, bob] = await Promise.all([
      startApp({ server, user: 'alice', tone: TONE_A }),
      startApp({ server, user: 'bob', tone: TONE_B }),
    ]);
    await Promise.all([alice.until('online', isOnline), bob.until('online', isOnline)]);
  });

  afterAll(async () => {
    await Promise.all([alice?.stop(), bob?.stop()]);
    await server?.stop();
  });

  afterEach(async () => {
    await Promise.all([alice.cli('--hangup'), bob.cli('--hangup')]);
    await Promise.all([
      alice.until('free', status => liveCall(status) === undefined),
      bob.until('free', status => liveCall(status) === undefined),
    ]);
  });

  /** Alice's screen may still tell of the call before. */
  beforeEach(async () => {
    for (const { page } of [alice, bob]) {
      const close = page.getByRole('button', { name: 'Close', exact: true });
      if (await close.isVisible()) await close.click();
    }
  });

  const aliceCallsBob = async () => {
    await alice.page.getByRole('searchbox').or(alice.page.getByRole('combobox')).first().fill(bob.address);
    await alice.page.keyboard.press('Enter');
    await bob.page.getByRole('button', { name: 'Answer' }).waitFor();
  };

  test('is placed, rings, is answered, heard on both sides, muted and hung up', async () => {
    await aliceCallsBob();
    await alice.page
      .getByText(/ringing/i)
      .first()
      .waitFor();
    await bob.page.getByRole('button', { name: 'Answer' }).click();

    await Promise.all([alice.until('hears Bob', hears(TONE_B)), bob.until('hears Alice', hears(TONE_A))]);

    await alice.page.getByRole('button', { name: 'Mute' }).click();
    await bob.until('hears nothing', hearsNothing);
    await alice.until('still hears Bob', hears(TONE_B));
    await alice.page.getByRole('button', { name: 'Unmute' }).click();
    await bob.until('hears Alice again', hears(TONE_A));

    await bob.page.getByRole('button', { name: 'Hang up' }).click();
    const over = await alice.until('free', status => liveCall(status) === undefined);
    expect(over.calls[0]).toMatchObject({ state: 'ended', end: 'answered', direction: 'outgoing' });
    await bob.until('free', status => liveCall(status) === undefined);
  });

  test('is declined, and the caller is told so', async () => {
    await aliceCallsBob();
    await bob.page.getByRole('button', { name: 'Decline', exact: true }).click();
    const over = await alice.until('free', status => liveCall(status) === undefined);
    expect(over.calls[0]).toMatchObject({ end: 'declined' });
    await alice.page
      .getByText(/declined/i)
      .first()
      .waitFor();
    const declined = await bob.until('free', status => liveCall(status) === undefined);
    expect(declined.calls[0]).toMatchObject({ end: 'declined' });
  });

  test('is given up before it is answered, and counts as missed on the other side', async () => {
    await aliceCallsBob();
    await alice.page.getByRole('button', { name: /hang up|cancel/i }).click();
    const over = await bob.until('free', status => liveCall(status) === undefined);
    expect(over.calls[0]).toMatchObject({ end: 'cancelled', direction: 'incoming' });
    await bob.page.getByRole('button', { name: 'Answer' }).waitFor({ state: 'hidden' });
  });

  test('Enter does not answer a call that came in while the person typed', async () => {
    await bob.page.getByRole('searchbox').or(bob.page.getByRole('combobox')).first().fill('ca');
    await aliceCallsBob();
    await bob.page.keyboard.press('Enter');
    await new Promise(resolve => setTimeout(resolve, 500));
    expect(liveCall(await bob.status())).toMatchObject({ state: 'ringing' });
  });
});
