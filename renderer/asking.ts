/** What the person is being asked about a contact; one thing at a time, whichever view it was asked from. */
import { inject, provide, shallowRef, type InjectionKey, type ShallowRef } from 'vue';
import type { Contact } from '../shared/contact';

export type Asking =
  | { kind: 'add'; address?: string; name?: string }
  | { kind: 'edit' | 'remove'; contact: Contact }
  | { kind: 'block' | 'unblock'; address: string };

const key: InjectionKey<ShallowRef<Asking | undefined>> = Symbol('asking');

/** Gives the views below the one question; whoever provides it shows it. */
export function provideAsking(): ShallowRef<Asking | undefined> {
  const asking = shallowRef<Asking>();
  provide(key, asking);
  return asking;
}

/** Asks, from a view below; only in `setup`. */
export function useAsking(): (what: Asking) => void {
  const asking = inject(key);
  if (!asking) throw new Error('A question was asked where nobody shows it.');
  return what => (asking.value = what);
}
