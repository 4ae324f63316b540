/** A ring tone that a view lets the person hear. */
import { onScopeDispose, shallowRef, type ShallowRef } from 'vue';
import type { RingTone, RingToneFault } from '../shared/ring-tone';
import type { SoundView } from './sound';

/** Plays on the ringer, one at a time, until the view is gone. */
export interface Preview {
  readonly playing: Readonly<ShallowRef<boolean>>;
  /** Plays `tone` once; answered at its end, or at once with why it cannot be heard. */
  play(tone: RingTone): Promise<RingToneFault | undefined>;
  stop(): void;
}

/** A preview for the view whose `setup` calls this. */
export function usePreview({ ringTones }: Pick<SoundView, 'ringTones'>): Preview {
  const playing = shallowRef(false);
  let over = new AbortController();
  const stop = () => {
    over.abort();
    playing.value = false;
  };
  onScopeDispose(stop);
  return {
    playing,
    stop,
    async play(tone) {
      stop();
      const mine = (over = new AbortController());
      playing.value = true;
      try {
        const fault = await ringTones.faultOf(tone);
        if (fault === undefined) await ringTones.preview(tone, mine.signal);
        return fault;
      } finally {
        if (over === mine) playing.value = false;
      }
    },
  };
}
