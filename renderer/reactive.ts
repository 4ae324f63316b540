/** Facts about the world as refs; each ends with the component that asked. */
import { onScopeDispose, ref, type Ref } from 'vue';

/** Milliseconds since 1970, renewed every `everyMs`. */
export function useNow(everyMs = 250): Readonly<Ref<number>> {
  const now = ref(Date.now());
  const timer = setInterval(() => (now.value = Date.now()), everyMs);
  onScopeDispose(() => clearInterval(timer));
  return now;
}

/** True once `ms` have passed: what is awaited is only shown when the wait is felt. */
export function useLater(ms: number): Readonly<Ref<boolean>> {
  const later = ref(false);
  const timer = setTimeout(() => (later.value = true), ms);
  onScopeDispose(() => clearTimeout(timer));
  return later;
}
