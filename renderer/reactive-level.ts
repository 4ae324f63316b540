/** How loud the microphone is, as a ref; the microphone is released with the component that asked. */
import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import { adviceFor } from './actions';
import { meterFor } from './media/meter';
import type { SoundView } from './sound';
import type { Advice } from './words';

/** A meter falls slower than it rises, or syllables could not be read. */
const FALL = 0.75;

export interface LevelRefs {
  /** 0 to 1. */
  readonly level: Readonly<Ref<number>>;
  /** The loudest since it was opened, 0 to 1. */
  readonly loudest: Readonly<Ref<number>>;
  /** Why there is no level; gone once a microphone that can be opened is plugged in. */
  readonly problem: Readonly<ShallowRef<Advice | undefined>>;
}

export function useLevel({ media, devices }: Pick<SoundView, 'media' | 'devices'>): LevelRefs {
  const level = ref(0);
  const loudest = ref(0);
  const problem = shallowRef<Advice>();
  let closed = false;
  let close: () => void = () => undefined;

  const open = async () => {
    problem.value = undefined;
    try {
      const stop = await media.meter(loudness => {
        level.value = Math.max(meterFor(loudness), level.value * FALL);
        loudest.value = Math.max(loudest.value, level.value);
      });
      if (closed) stop();
      else close = stop;
    } catch (error) {
      problem.value = adviceFor(error);
    }
  };
  void open();
  watch(devices, () => {
    if (problem.value) void open();
  });
  onScopeDispose(media.watch());
  onScopeDispose(() => {
    closed = true;
    close();
  });
  return { level, loudest, problem };
}
