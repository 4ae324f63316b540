/** The key that plays and pauses, as most headsets have it too: while there is a call it answers and hangs up. */
import type { CallView } from '../shared/call';
import type { Preferences } from '../shared/ipc';
import type { Keys } from './shortcuts';

const KEY = 'MediaPlayPause';

/** Whether the key is ours now: only while a call rings aloud or goes on, and not if the person has given it another use. */
export const wantsMediaKey = (
  calls: readonly Pick<CallView, 'phase' | 'rings'>[],
  { mediaKey = true, shortcuts = {} }: Pick<Preferences, 'mediaKey' | 'shortcuts'>,
): boolean =>
  mediaKey &&
  !Object.values(shortcuts).includes(KEY) &&
  calls.some(({ phase, rings }) =>
    phase === 'ringing' ? rings === 'ring' || rings === 'soft' : phase !== 'ended' && phase !== 'proposing',
  );

/** Takes the key from the system and gives it back, so that music has it when there is no call. */
export class MediaKey {
  readonly #pressed: () => void;
  readonly #keys: Keys;
  #held = false;
  #refused = false;

  constructor(pressed: () => void, keys: Keys) {
    this.#pressed = pressed;
    this.#keys = keys;
  }

  /** Takes the key if it is wanted; where another program has it, that one keeps it until the next call. */
  follow(wanted: boolean): void {
    if (!wanted) return this.close();
    if (this.#held || this.#refused) return;
    this.#held = this.#keys.register(KEY, () => this.#pressed());
    this.#refused = !this.#held;
  }

  close(): void {
    if (this.#held) this.#keys.unregister(KEY);
    this.#held = false;
    this.#refused = false;
  }
}
