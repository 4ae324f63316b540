/** Two phones in a world, and the call between them. */
import type { Status } from '../../main/status';
import { goes, hears, isOnline, liveCall, type Way } from '../support/app';
import { startPhone, type NetworkPhone, type PhoneOptions } from './phone';
import type { Person, World } from './world';

/** What their microphones play, in Hz. */
export const tones: Readonly<Record<Person, number>> = { alice: 523, bob: 880 };

export interface Scene {
  readonly alice: NetworkPhone;
  readonly bob: NetworkPhone;
  stop(): Promise<void>;
}

export type Choices = Pick<PhoneOptions, 'words' | 'switches' | 'settings' | 'env'>;

/** Starts both phones and waits until they are online. */
export async function openScene(
  { namespaces, host, caFile }: Pick<World, 'namespaces' | 'host' | 'caFile'>,
  choices: Partial<Record<Person, Choices>> = {},
): Promise<Scene> {
  const phone = (user: Person) => {
    const { words = [], ...rest } = choices[user] ?? {};
    const inside = namespaces.inside(user);
    return startPhone({ user, inside, host, caFile, tone: tones[user], words: ['--hidden', ...words], ...rest });
  };
  const [alice, bob] = [phone('alice'), phone('bob')];
  const stop = async () => {
    await Promise.all([alice.stop(), bob.stop()]);
  };
  try {
    await Promise.all([alice.until('online', isOnline), bob.until('online', isOnline)]);
  } catch (error) {
    await stop();
    throw error;
  }
  return { alice, bob, stop };
}

/** One calls until the other rings; Alice calls Bob unless told otherwise. */
export async function ring(scene: Scene, caller: Person = 'alice'): Promise<NetworkPhone> {
  const callee = caller === 'alice' ? scene.bob : scene.alice;
  await scene[caller].tell('--call', callee.address, '--yes');
  await callee.until('rings', status => liveCall(status)?.state === 'ringing');
  return callee;
}

/** How the sound goes, as one end measures it. */
export type Statistics = NonNullable<Status['calls'][number]['statistics']>;

/** Waits until both hear each other. @throws if they do not */
export async function bothHear({ alice, bob }: Scene, seconds = 30): Promise<Record<Person, Statistics>> {
  const [a, b] = await Promise.all([
    alice.until('hears Bob', hears(tones.bob), seconds),
    bob.until('hears Alice', hears(tones.alice), seconds),
  ]);
  return { alice: statisticsOf(a), bob: statisticsOf(b) };
}

/** Waits until the sound goes as asked at both ends. @throws with the last status if it never does */
export async function goesAlong({ alice, bob }: Scene, ways: Readonly<Record<Person, Way>>): Promise<void> {
  const asked = `goes along ${JSON.stringify(ways)}`;
  await Promise.all([alice.until(asked, goes(ways.alice)), bob.until(asked, goes(ways.bob))]);
}

function statisticsOf(status: Status): Statistics {
  const statistics = liveCall(status)?.statistics;
  if (!statistics) throw new Error('there is no call');
  return statistics;
}

/** One calls, the other answers, and both hear each other. */
export async function talk(scene: Scene, { caller }: { caller?: Person } = {}): Promise<Record<Person, Statistics>> {
  const callee = await ring(scene, caller);
  await callee.tell('--answer');
  return bothHear(scene);
}
