/** Do not disturb as it is chosen in menus. */
import type { Preferences } from '../shared/ipc';
import { isUndisturbed, pauses, undisturbedFor, type Pause, type QuietPreferences } from '../shared/quiet';
import { whenInWords, words, type Choice } from './words';

/** A row of the menu: a pause to begin, the end of it, or as it is. */
export type PauseChoice = Pause | 'off' | 'now';

/** How it is at `now`: a name for the button and a sentence; times in milliseconds since 1970. */
export function quietInWords(preferences: QuietPreferences, now: number): Choice {
  const until = preferences.doNotDisturb?.until;
  if (!isUndisturbed(preferences, now)) return words.quiet.off;
  if (until === undefined) return words.quiet.on;
  const when = whenInWords(until, now);
  return { name: words.quiet.until({ when }), hint: words.quiet.on.hint };
}

/** The rows of the menu; `now` is as it is. */
export const pauseChoices = (preferences: QuietPreferences, now: number): (Choice & { value: PauseChoice })[] => [
  { value: 'now', ...quietInWords(preferences, now) },
  ...(isUndisturbed(preferences, now) ? [{ value: 'off' as const, name: words.quiet.turnOff, hint: '' }] : []),
  ...pauses.map(value => ({ value, name: words.quiet.pauses[value], hint: '' })),
];

/** What a choice changes at `now`. */
export const setPause = (choice: PauseChoice, now: number): Pick<Preferences, 'doNotDisturb'> =>
  choice === 'now' ? {} : { doNotDisturb: choice === 'off' ? null : undisturbedFor(choice, now) };
