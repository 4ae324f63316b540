/** What the phone does for a person's ears and mouth in a call: louder than loud, and a word when nobody can hear them. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { hears, isOnline, startApp, type App } from '../support/app';
import { startServer, type Server } from '../support/server';
import { loudnessAt, startSoundCard, type SoundCard } from '../support/sound';

const ALICE = 440;
const DESK = 660;

let card: SoundCard;
let server: Server;
let alice: App;
let bob: App;

beforeAll(async () => {
  card = await startSoundCard();
  server = await startServer();
  await card.plugMicrophone('desk', 'Desk microphone', DESK);
  // A tone of no frequency is silence: a switch that is off, or a broken plug.
  await card.plugMicrophone('dead', 'Dead microphone', 0);
  [alice, bob] = await Promise.all([
    startApp({ server, user: 'alice', tone: ALICE }),
    startApp({ server, user: 'bob', env: card.env }),
  ]);
  await Promise.all([alice.until('online', isOnline), bob.until('online', isOnline)]);
  await alice.cli('--call', bob.address, '--yes');
  await bob.page.getByRole('button', { name: 'Answer', exact: true }).click();
  await Promise.all([alice.until('hears the desk', hears(DESK)), bob.until('hears Alice', hears(ALICE))]);
});

afterAll(async () => {
  await Promise.all([alice?.stop(), bob?.stop()]);
  await server?.stop();
  await card?.stop();
});

// Whatever is open.
afterEach(() => bob.page.keyboard.press('Escape'));

/** How loud Alice is at Bob's speaker where she is loudest in three seconds. */
async function loudness(): Promise<number> {
  const samples = await card.record(3);
  return Math.max(
    ...Array.from({ length: Math.floor(samples.length / 4_800) }, (_, i) =>
      loudnessAt(samples.subarray(i * 4_800, (i + 1) * 4_800), ALICE),
    ),
  );
}

async function openSound(): Promise<void> {
  await bob.page.getByRole('button', { name: 'More', exact: true }).click();
  await bob.page.getByRole('menuitem', { name: 'Sound…' }).click();
}

test('a voice at 200 % is louder than at 100 %, which is louder than at half, and at none it is gone', async () => {
  await openSound();
  const slider = bob.page.getByRole('slider', { name: /^How loud/ });
  const at = async (share: number) => {
    await slider.press('Home');
    for (let now = 0; now < share * 20; now += 1) await slider.press('ArrowRight');
    expect(await slider.getAttribute('aria-valuenow')).toBe(String(share * 100));
    await card.record(1); // what was on its way at the volume before
    return loudness();
  };
  await card.record(8); // until the gain at her end has settled
  const [half, usual, twice, none] = [await at(0.5), await at(1), await at(2), await at(0)];
  expect(usual).toBeGreaterThan(0.01);
  expect(none).toBeLessThan(usual / 50);
  expect(half).toBeLessThan(usual * 0.7);
  expect(twice).toBeGreaterThan(usual * 1.4);
});

test('who speaks while muted is told, until they can be heard', async () => {
  const told = bob.page.getByText('You are speaking, but you are muted');
  expect(await told.count()).toBe(0);
  await bob.page.getByRole('button', { name: 'Mute', exact: true }).click();
  await told.first().waitFor();
  await bob.page.getByRole('button', { name: 'Unmute', exact: true }).click();
  await expect.poll(() => told.count(), { timeout: 10_000 }).toBe(0);
  await alice.until('hears the desk again', hears(DESK));
});

test('whose microphone gives nothing is told that nobody can hear them, until it does', async () => {
  const told = bob.page.getByText('They can’t hear you: your microphone gives no sound');
  const choose = async (device: string) => {
    await openSound();
    await bob.page.getByRole('button', { name: /^Microphone:/ }).click();
    await bob.page.getByRole('menuitemradio', { name: device }).click();
    await bob.page.getByRole('button', { name: new RegExp(`^Microphone: ${device}`) }).waitFor();
    await bob.page.keyboard.press('Escape');
  };
  expect(await told.count()).toBe(0);
  await choose('Dead microphone');
  await told.first().waitFor();
  await choose('Desk microphone');
  await expect.poll(() => told.count(), { timeout: 10_000 }).toBe(0);
});
