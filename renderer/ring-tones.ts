/** Ring tones as they are offered to the person. */
import type { PhoneState } from '../shared/ipc';
import { madeRingTones, usualRingTone, type RingTone } from '../shared/ring-tone';
import { words, type Choice } from './words';

/** All there are: those that the app makes, then the person's own. */
export const ringToneChoices = ({ ringTones }: Pick<PhoneState, 'ringTones'>): (Choice & { value: RingTone })[] => [
  ...madeRingTones.map(value => ({ value, ...words.ringTone.made[value] })),
  ...(ringTones ?? []).map(({ id, name }) => ({ value: id, name, hint: words.ringTone.own })),
];

/** `tone`, or the usual one if it is none of the `choices` any more. */
export const ringToneIn = (choices: readonly { value: RingTone }[], tone: RingTone | undefined): RingTone =>
  choices.find(({ value }) => value === tone)?.value ?? usualRingTone;
