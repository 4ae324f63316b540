/** What a test starts ends with it, however it ends. */
import { afterEach, beforeAll } from 'vitest';
import { namespaceProblem, removeLeftovers } from '../../scripts/network/namespaces.mjs';

interface Ending {
  stop(): Promise<void>;
}

const started: Ending[] = [];

beforeAll(() => {
  const problem = namespaceProblem();
  if (problem !== undefined) throw new Error(`The network tests cannot run here. ${problem}`);
  removeLeftovers();
});

afterEach(async () => {
  for (let last = started.pop(); last; last = started.pop()) await last.stop();
});

/** Waits for what is being started, and stops it after the test; the last first. */
export async function staged<T extends Ending>(starting: Promise<T>): Promise<T> {
  const thing = await starting;
  started.push(thing);
  return thing;
}
