/** The page follows the person's language: its words, its `lang`, and which way it is written. */
import { watchEffect } from 'vue';
import { directionOf } from '../shared/words/languages';
import type { Mirror } from './state';
import { speak, spoken } from './words';

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

/** Keeps `root` and all words as the preferences want them. */
export function followLanguage(
  { state }: Pick<Mirror, 'state'>,
  { languages, direction }: System,
  root: Pick<HTMLElement, 'lang' | 'dir'>,
): void {
  watchEffect(() => {
    speak(state.value?.preferences.language ?? 'system', languages);
    const { language } = spoken();
    root.lang = language;
    root.dir = direction ?? directionOf(language);
  });
}
