/** What Tsuwa says, in each of its languages. */
import { en } from './en';
import { ja } from './ja';
import type { Language, Speech } from './languages';
import { wordsOf, type ShapeOf, type WordsOf } from './words';

/** Every message in the words of `language`. */
export const catalogues: Readonly<Record<Language, ShapeOf<typeof en>>> = { en, ja };

/** Everything Tsuwa can say. */
export type Words = WordsOf<typeof en>;

/** All words for a speech; messages are parsed when they are first used. */
export const wordsIn = ({ language, locale }: Speech): Words => wordsOf<typeof en>(catalogues[language], locale);
