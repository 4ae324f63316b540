/** What main itself says to people, in their language: in the tray, in notifications and in its dialogs. */
import type { ConnectionState } from '../shared/ipc';
import { wordsIn, type Words } from '../shared/words';
import { speechFor, type LanguageChoice, type Speech } from '../shared/words/languages';

/** Words and formats are made anew only when the language changes. */
const speaking = (speech: Speech) => ({
  speech,
  words: wordsIn(speech),
  clock: new Intl.DateTimeFormat(speech.locale, { timeStyle: 'short' }),
  moment: new Intl.DateTimeFormat(speech.locale, { dateStyle: 'medium', timeStyle: 'short' }),
});
let current = speaking(speechFor('system', []));

/**
 * Speaks as `choice` says from now on, and tells whether that is a change; `preferred` are the system's languages as
 * BCP 47 tags, the best first.
 */
export function speak(choice: LanguageChoice, preferred: readonly string[]): boolean {
  const speech = speechFor(choice, preferred);
  if (speech.language === current.speech.language && speech.locale === current.speech.locale) return false;
  current = speaking(speech);
  return true;
}

/** Everything that can be said, in the language of the moment: read it anew each time. */
export const words: Words = new Proxy(current.words, {
  get: (_, group) => Reflect.get(current.words, group) as unknown,
});

/** The connection in a few words: `Online`, `Connecting… (2nd try)`, `Wrong password`. */
export function connectionWords({ status, attempt, problem }: ConnectionState, signedIn = true): string {
  if (status === 'online') return words.connection.online;
  if (status === 'offline') {
    if (problem) return words.connection.problems[problem];
    return signedIn ? words.connection.offline : words.connection.signedOut;
  }
  const doing = status === 'connecting' ? words.connection.connecting : words.connection.reconnecting;
  return attempt > 1 ? words.connection.tries({ doing, attempt }) : doing;
}

/** A time of the day as the system writes it; `at` in milliseconds since 1970. */
export const clockWords = (at: number): string => current.clock.format(at);

/** The same with its day, where that is not the one of `now`. */
export const timeWords = (at: number, now: number): string =>
  new Date(at).toDateString() === new Date(now).toDateString() ? clockWords(at) : current.moment.format(at);
