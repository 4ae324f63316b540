/** Three real apps: hold, a second call, swapping, verification words and handing over, by what each of them hears. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Status } from '../../main/status';
import { hears, hearsNothing, isOnline, liveCall, startApp, type App } from '../support/app';
import { startServer, type Server } from '../support/server';

const tones = { alice: 440, bob: 660, carol: 1000 };

describe('three people', () => {
  let server: Server;
  let alice: App;
  let bob: App;
  let carol: App;

  beforeAll(async () => {
    server = await startServer();
    const start = (user: keyof typeof tones) => startApp({ server, user, tone: tones[user] });
    [alice, bob, carol] = await Promise.all([start('alice'), start('bob'), start('carol')]);
    await Promise.all([alice, bob, carol].map(app => app.until('online', isOnline)));
  });

  afterAll(async () => {
    await Promise.all([alice?.stop(), bob?.stop(), carol?.stop()]);
    await server?.stop();
  });

  beforeEach(async () => {
    await alice.cli('--call', bob.address, '--yes');
    await bob.page.getByRole('button', { name: 'Answer', exact: true }).click();
    await Promise.all([alice.until('hears Bob', hears(tones.bob)), bob.until('hears Alice', hears(tones.alice))]);
  });

  afterEach(async () => {
    for (const app of [alice, bob, carol]) {
      while ((await app.cli('--hangup')).code === 0) await app.status();
      await app.until('free', status => liveCall(status) === undefined);
      for (const close of await app.page.getByRole('button', { name: 'Close', exact: true }).all()) await close.click();
    }
  });

  /** What Bob hears of `peer`; several calls may be there. */
  const fromIn = (peer: App, hz: number) => (status: Status) => {
    const heard = callWith(peer)(status)?.statistics?.heardHz;
    return heard !== undefined && Math.abs(heard - hz) < hz * 0.05;
  };
  const callWith = (peer: App) => (status: Status) =>
    status.calls.find(call => call.peer === peer.address && call.state !== 'ended');

  test('hold is silence on both sides, and both are told; then they hear each other again', async () => {
    await bob.page.getByRole('button', { name: 'Hold' }).click();
    await Promise.all([alice.until('hears nothing', hearsNothing), bob.until('hears nothing', hearsNothing)]);
    expect(liveCall(await alice.status())).toMatchObject({ heldByPeer: true, held: false });
    await alice.page
      .getByText(/put you on hold/i)
      .first()
      .waitFor();
    await bob.page.getByRole('button', { name: 'Resume' }).click();
    await Promise.all([alice.until('hears Bob', hears(tones.bob)), bob.until('hears Alice', hears(tones.alice))]);
  });

  test('the words are the same at both ends', async () => {
    const [one, other] = await Promise.all(
      [alice, bob].map(app => app.until('has words', status => Boolean(liveCall(status)?.words))),
    );
    expect(one && liveCall(one)?.words).toHaveLength(4);
    expect(one && liveCall(one)?.words).toEqual(other && liveCall(other)?.words);
  });

  test('a second call is answered on top, swapped with the first, and hung up', async () => {
    await carol.cli('--call', bob.address, '--yes');
    await bob.page.getByRole('button', { name: 'Hold and answer' }).click();
    await carol.until('hears Bob', hears(tones.bob));
    await bob.until('hears Carol', fromIn(carol, tones.carol));
    await alice.until('hears nothing', hearsNothing);

    await bob.page.getByRole('button', { name: /^swap/i }).click();
    await alice.until('hears Bob', hears(tones.bob));
    await bob.until('hears Alice', fromIn(alice, tones.alice));
    await carol.until('hears nothing', hearsNothing);
  });

  test('two callers are connected to each other, and who connected them is out of it', async () => {
    await carol.cli('--call', bob.address, '--yes');
    await bob.page.getByRole('button', { name: 'Hold and answer' }).click();
    await carol.until('hears Bob', hears(tones.bob));

    await bob.page.getByRole('button', { name: 'More' }).click();
    await bob.page.getByRole('menuitem', { name: /^connect/i }).click();
    // Whoever of them is asked to call the other decides.
    const call = ({ page }: App) =>
      page.getByRole('dialog').or(page.getByRole('alertdialog')).getByRole('button', { name: 'Call', exact: true });
    const asked = await Promise.race(
      [alice, carol].map(app =>
        call(app)
          .waitFor()
          .then(() => app),
      ),
    );
    await call(asked).click();
    await bob.until('out of both calls', status => liveCall(status) === undefined);
    await Promise.all([
      alice.until('hears Carol', fromIn(carol, tones.carol)),
      carol.until('hears Alice', fromIn(alice, tones.alice)),
    ]);
  });
});
