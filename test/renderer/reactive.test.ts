import { effectScope, nextTick, ref } from 'vue';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { useNow } from '../../renderer/reactive';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a time that nobody wants has no timer; one that is wanted is right at once, and goes on', async () => {
  const scope = effectScope();
  const wanted = ref(false);
  const now = scope.run(() => useNow(1000, () => wanted.value));
  const begin = now?.value ?? 0;
  expect(vi.getTimerCount()).toBe(0);
  vi.advanceTimersByTime(5500);
  expect(now?.value).toBe(begin);
  wanted.value = true;
  await nextTick();
  expect(now?.value).toBe(begin + 5500);
  vi.advanceTimersByTime(1000);
  expect(now?.value).toBe(begin + 6500);
  wanted.value = false;
  await nextTick();
  expect(vi.getTimerCount()).toBe(0);
  wanted.value = true;
  await nextTick();
  scope.stop();
  expect(vi.getTimerCount()).toBe(0);
});
