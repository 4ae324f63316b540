/**
 * One worker of `npm run fuzz`: runs the chunks it is given, and says how each went. Where it stands can be read from
 * `progress` at any time, also while a case does not come to an end.
 */
import fc from 'fast-check';
import { setFlagsFromString, getHeapStatistics } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parentPort, workerData } from 'node:worker_threads';
import { fuzzers } from './fuzzers';
import { seedOf } from './fuzzer';

export interface Task {
  readonly fuzzer: string;
  readonly chunk: number;
  readonly cases: number;
}

export interface Report extends Task {
  readonly seed: number;
  /** Of processor time: how loaded the machine is does not count. */
  readonly slowestMs: number;
  /** Bytes that are in use after the chunk, when everything that is free has been collected. */
  readonly heap: number;
  readonly failure?: { readonly example: string; readonly why: string; readonly path: string };
}

const { seed: run, shared } = workerData as { seed: number; shared: SharedArrayBuffer };
/** The number of the case, and when it began, in milliseconds since 1970. */
const progress = new Float64Array(shared);

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** What went wrong where nobody listened. */
let unheard: unknown;
process.on('unhandledRejection', reason => (unheard ??= reason));

async function work({ fuzzer: name, chunk, cases }: Task): Promise<Report> {
  const fuzzer = fuzzers.find(each => each.name === name);
  if (!fuzzer) throw new Error(`no fuzzer ${name}`);
  const seed = seedOf(run, name, chunk);
  let slowestMs = 0;
  let number = 0;
  const property = fuzzer.property();
  const timed: fc.IRawProperty<unknown> = {
    isAsync: () => property.isAsync(),
    generate: (random, runId) => property.generate(random, runId),
    shrink: value => property.shrink(value),
    runBeforeEach: () => property.runBeforeEach(),
    runAfterEach: () => property.runAfterEach(),
    run: value => {
      progress[0] = number += 1;
      progress[1] = Date.now();
      const began = process.threadCpuUsage();
      const done = <T>(result: T): T => {
        const { user, system } = process.threadCpuUsage(began);
        slowestMs = Math.max(slowestMs, (user + system) / 1000);
        return result;
      };
      const outcome = property.run(value);
      return outcome instanceof Promise ? outcome.then(done) : done(outcome);
    },
  };
  const { failed, counterexample, errorInstance, counterexamplePath } = await fc.check(timed, { seed, numRuns: cases });
  await new Promise(resolve => setImmediate(resolve));
  collect();
  const why: unknown = failed ? errorInstance : unheard;
  unheard = undefined;
  return {
    ...{ fuzzer: name, chunk, cases, seed, slowestMs, heap: getHeapStatistics().used_heap_size },
    ...(why !== undefined && {
      failure: {
        example: JSON.stringify(counterexample) ?? '',
        why: why instanceof Error ? `${why.message}\n${why.stack ?? ''}` : JSON.stringify(why),
        path: counterexamplePath ?? '',
      },
    }),
  };
}

parentPort?.on('message', (task: Task) => {
  progress[1] = Date.now();
  work(task).then(
    report => parentPort?.postMessage(report),
    (error: unknown) => {
      throw error;
    },
  );
});
