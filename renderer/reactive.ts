/** Facts about the world as refs; each ends with the component that asked. */
import { onScopeDispose, ref, watchEffect, type Ref } from 'vue';

/** Milliseconds since 1970, renewed every `everyMs` while somebody wants it: a page that shows no time has no timer. */
export function useNow(everyMs = 250, wanted: () => boolean = () => true): Readonly<Ref<number>> {
  const now = ref(Date.now());
  watchEffect(onCleanup => {
    if (!wanted()) return;
    const renew = () => (now.value = Date.now());
    renew();
    const timer = setInterval(renew, everyMs);
    onCleanup(() => clearInterval(timer));
  });
  return now;
}

/** True once `ms` have passed: what is awaited is only shown when the wait is felt. */
export function useLater(ms: number): Readonly<Ref<boolean>> {
  const later = ref(false);
  const timer = setTimeout(() => (later.value = true), ms);
  onScopeDispose(() => clearTimeout(timer));
  return later;
}
