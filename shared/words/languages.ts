/** The languages Tsuwa speaks, and which of them a person gets. */

export const languages = ['en', 'ja'] as const;
/** As BCP 47 tags. */
export type Language = (typeof languages)[number];

export const languageChoices = ['system', ...languages] as const;
/** What the person has chosen: a language, or the first of the system's that Tsuwa speaks. */
export type LanguageChoice = (typeof languageChoices)[number];

/** A language, and how dates and numbers are written in it. */
export interface Speech {
  language: Language;
  /** A BCP 47 tag with the person's region where that is known, such as `en-GB`. */
  locale: string;
}

/** `de-AT` as `de`; an unreadable tag is no language. */
function languageOf(tag: string): string | undefined {
  try {
    return new Intl.Locale(tag).language;
  } catch {
    return undefined;
  }
}

const isSpoken = (language: string | undefined): language is Language => languages.some(known => known === language);

/** What is spoken for `choice`; `preferred` are the languages of the system as BCP 47 tags, the best first. */
export function speechFor(choice: LanguageChoice, preferred: readonly string[]): Speech {
  const language = choice === 'system' ? (preferred.map(languageOf).find(isSpoken) ?? 'en') : choice;
  return { language, locale: preferred.find(tag => languageOf(tag) === language) ?? language };
}

/** Right-to-left scripts of languages in use (ISO 15924). */
const rightToLeft: ReadonlySet<string> = new Set(['Arab', 'Hebr', 'Syrc', 'Thaa', 'Nkoo', 'Adlm', 'Rohg']);

/** Which way `locale` (BCP 47) is written. */
export function directionOf(locale: string): 'ltr' | 'rtl' {
  const { script } = new Intl.Locale(locale).maximize();
  return script !== undefined && rightToLeft.has(script) ? 'rtl' : 'ltr';
}
