import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { effectScope, nextTick, ref } from 'vue';
import { useTrace } from '../../renderer/reactive-trace';
import { PhoneError } from '../../shared/result';
import type { Trace } from '../../shared/trace';

const page = { visibilityState: 'visible' };
beforeEach(() => {
  vi.useFakeTimers();
  page.visibilityState = 'visible';
  vi.stubGlobal('document', page);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const entry: Trace['entries'][number] = {
  at: 1,
  direction: 'sent',
  with: 'person',
  address: 'juliet@capulet.lit',
  name: 'propose',
  kind: 'message',
  candidates: [],
  xml: '<message/>',
};

function looking(answer: (id: string) => Promise<Trace>) {
  const asked: string[] = [];
  const id = ref('one');
  const scope = effectScope();
  const seen = scope.run(() => useTrace({ trace: input => (asked.push(input.id), answer(input.id)) }, () => id.value));
  if (!seen) throw new Error('the scope is not active');
  return { ...seen, asked, id, stop: () => scope.stop() };
}

test('the trace is there at once and renewed every second as long as somebody looks', async () => {
  let entries = [entry];
  const { trace, asked, stop } = looking(async () => ({ entries, dropped: 0 }));
  await vi.advanceTimersByTimeAsync(0);
  expect(trace.value?.entries).toHaveLength(1);
  const first = trace.value;
  await vi.advanceTimersByTimeAsync(1000);
  expect(trace.value).toBe(first); // Nothing new is nothing to draw.
  entries = [entry, entry];
  await vi.advanceTimersByTimeAsync(1000);
  expect(trace.value?.entries).toHaveLength(2);
  page.visibilityState = 'hidden';
  await vi.advanceTimersByTimeAsync(5000);
  expect(asked).toHaveLength(3);
  page.visibilityState = 'visible';
  stop();
  await vi.advanceTimersByTimeAsync(5000);
  expect(asked).toHaveLength(3);
});

test('a late answer about another call is no news', async () => {
  const late: ((trace: Trace) => void)[] = [];
  const { trace, id } = looking(which =>
    which === 'one' ? new Promise(resolve => late.push(resolve)) : Promise.resolve({ entries: [entry], dropped: 0 }),
  );
  id.value = 'two';
  await nextTick();
  await vi.advanceTimersByTimeAsync(0);
  for (const resolve of late) resolve({ entries: [], dropped: 0 });
  await vi.advanceTimersByTimeAsync(0);
  expect(trace.value?.entries).toHaveLength(1);
});

test('a failure has words, and goes when the next question is answered', async () => {
  let fails = true;
  const { trace, problem } = looking(async () => {
    if (fails) throw new PhoneError('no-such-call');
    return { entries: [], dropped: 0 };
  });
  await vi.advanceTimersByTimeAsync(0);
  expect(problem.value?.what).toMatch(/call/);
  expect(trace.value).toBeUndefined();
  fails = false;
  await vi.advanceTimersByTimeAsync(1000);
  expect(problem.value).toBeUndefined();
  expect(trace.value?.entries).toEqual([]);
});
