/**
 * Errands in the main process of an app, however forgetful the debugger is. V8 holds a promise that it awaits for a debugger only
 * weakly: where the garbage is collected at that moment, the answer is lost, and nobody knows whether anything was done
 * ("Resulting promise was garbage collected"). So what an errand comes to is kept in the main process and fetched from there;
 * to begin it and to fetch it may both be asked again, since each errand is begun once.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { ElectronApplication } from 'playwright-core';

/** What runs in the main process, with Electron's modules; takes and gives what JSON can say. */
export type Errand<T, A> = (electron: typeof import('electron'), given: A) => T | Promise<T>;

type Outcome = { value: unknown } | { failed: string };

/** How often the debugger may forget what it was asked. */
const TRIES = 20;
const POLL_MS = 50;

let errands = 0;

/** Does an errand in the main process. @throws what it throws, or if nothing has come of it after `ms` */
export async function inMain<T, A = undefined>(
  app: ElectronApplication,
  errand: Errand<T, A>,
  given: A,
  ms = 30_000,
): Promise<T> {
  const key = `errand ${(errands += 1)}`;
  const deadline = Date.now() + ms;
  const task = { key, source: errand.toString(), given };
  await again(() =>
    app.evaluate((electron, { key: name, source, given: input }) => {
      const kept = globalThis as unknown as Record<string, { outcome?: Outcome } | undefined>;
      if (kept[name]) return;
      const begun: { outcome?: Outcome } = (kept[name] = {});
      const run = (0, eval)(`(${source})`) as Errand<unknown, unknown>;
      Promise.resolve()
        .then(() => run(electron, input))
        .then(
          value => (begun.outcome = { value }),
          (error: unknown) => (begun.outcome = { failed: String(error) }),
        );
    }, task),
  );
  for (;;) {
    const outcome = await again(() =>
      app.evaluate((_, name) => (globalThis as unknown as Record<string, { outcome?: Outcome }>)[name]?.outcome, key),
    );
    if (outcome && 'failed' in outcome) throw new Error(outcome.failed);
    if (outcome) return outcome.value as T;
    if (Date.now() > deadline) throw new Error(`nothing has come of it after ${ms} ms: ${task.source}`);
    await wait(POLL_MS);
  }
}

async function again<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await ask();
    } catch (error) {
      if (tries === TRIES || !String(error).includes('garbage collected')) throw error;
    }
  }
}
