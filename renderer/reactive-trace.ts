/** The trace of a call, renewed while somebody looks at it. */
import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue';
import type { Trace } from '../shared/trace';
import { adviceFor } from './actions';
import type { Phone } from './phone';
import type { Advice } from './words';

const EVERY_MS = 1000;

/** `trace` is `undefined` until the first answer; `problem` is why the last question had none. */
export function useTrace(
  phone: Pick<Phone, 'trace'>,
  id: () => string,
): { trace: Readonly<ShallowRef<Trace | undefined>>; problem: Readonly<ShallowRef<Advice | undefined>> } {
  const trace = shallowRef<Trace>();
  const problem = shallowRef<Advice>();
  /** Counts the questions: an answer to an older one is no news. */
  let asked = 0;
  let waiting = false;
  async function ask(): Promise<void> {
    const turn = ++asked;
    waiting = true;
    try {
      const news = await phone.trace({ id: id() });
      if (turn !== asked) return;
      problem.value = undefined;
      if (isNews(trace.value, news)) trace.value = news;
    } catch (error) {
      if (turn === asked) problem.value = adviceFor(error);
    } finally {
      if (turn === asked) waiting = false;
    }
  }
  watch(
    id,
    () => {
      trace.value = undefined;
      void ask();
    },
    { immediate: true },
  );
  const timer = setInterval(() => {
    if (!waiting && document.visibilityState === 'visible') void ask();
  }, EVERY_MS);
  onScopeDispose(() => clearInterval(timer));
  return { trace, problem };
}

/** Entries are only ever added, so what is as long and has lost as much is the same. */
const isNews = (known: Trace | undefined, news: Trace): boolean =>
  !known || known.entries.length !== news.entries.length || known.dropped !== news.dropped;
