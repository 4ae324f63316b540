/** The language of this page, and its words; whoever reads them in a template or a `computed` follows a change. */
import { computed, shallowRef } from 'vue';
import { wordsIn, type Words } from '../../shared/words';
import { speechFor, type LanguageChoice, type Speech } from '../../shared/words/languages';

const speech = shallowRef<Speech>(speechFor('system', []));
const current = computed(() => wordsIn(speech.value));

/** How the page speaks now. */
export const spoken = (): Speech => speech.value;

/** Speaks as `choice` says from now on; `preferred` are the system's languages, the best first. */
export function speak(choice: LanguageChoice, preferred: readonly string[]): void {
  const next = speechFor(choice, preferred);
  if (next.language !== speech.value.language || next.locale !== speech.value.locale) speech.value = next;
}

/** Everything the person reads, in the language of the moment. */
export const words: Words = new Proxy(current.value, {
  get: (_, group) => Reflect.get(current.value, group) as unknown,
});

/** Something that depends on the locale, such as a format of `Intl`, made once for each. */
export function perLocale<T>(make: (locale: string) => T): () => T {
  const made = computed(() => make(speech.value.locale));
  return () => made.value;
}
