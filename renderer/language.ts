/** The page follows the person's language: its words, its `lang`, and which way it is written. */
import { shallowRef, watch, type ShallowRef } from 'vue';
import { directionOf } from '../shared/words/languages';
import type { Mirror } from './state';
import { speak, spoken } from './words';

const written = shallowRef<'ltr' | 'rtl'>('ltr');
/** Which way the page is written, for what lays itself out without style sheets. */
export const direction: Readonly<ShallowRef<'ltr' | 'rtl'>> = written;

/** What main said of the system in the page's address. */
export interface System {
  /** BCP 47 tags, the best first. */
  languages: readonly string[];
  /** A direction to try the page in, whatever the language. */
  direction: 'ltr' | 'rtl' | undefined;
}

/** Reads the query of the page's address; without languages in it, those of the engine hold. */
export function systemIn(query: string, engine: readonly string[]): System {
  const asked = new URLSearchParams(query);
  const direction = asked.get('dir');
  return {
    languages: asked.get('languages')?.split(',') ?? engine,
    direction: direction === 'ltr' || direction === 'rtl' ? direction : undefined,
  };
}

/** Keeps `root` and all words as the preferences want them; the result ends that. */
export function followLanguage(
  { state }: Pick<Mirror, 'state'>,
  system: System,
  root: Pick<HTMLElement, 'lang' | 'dir'>,
): () => void {
  return watch(
    () => state.value?.preferences.language ?? 'system',
    choice => {
      speak(choice, system.languages);
      const { language } = spoken();
      written.value = system.direction ?? directionOf(language);
      root.lang = language;
      root.dir = written.value;
    },
    // Before anything is drawn in the language of before.
    { immediate: true, flush: 'sync' },
  );
}
