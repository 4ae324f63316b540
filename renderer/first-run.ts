/** The first steps: which one is shown, and when they are. */
import { computed, ref, type ComputedRef, type Ref } from 'vue';
import type { Phone } from './phone';
import type { Mirror } from './state';

/** In their order; the last one is no step any more. */
export const firstSteps = ['account', 'sound', 'reach', 'done'] as const;
export type FirstStep = (typeof firstSteps)[number];

/** How many the person is told there are. */
export const STEP_COUNT = firstSteps.length - 1;

export interface FirstRun {
  /** The steps lie over everything but a call. */
  readonly shown: ComputedRef<boolean>;
  readonly step: Readonly<Ref<FirstStep>>;
  /** Shows the steps again, from the settings. */
  open(): void;
  next(): void;
  back(): void;
  /** The person is through, or wants no more of it. */
  leave(): void;
}

export function firstRunOn(phone: Pick<Phone, 'welcomed'>, { state }: Pick<Mirror, 'state'>): FirstRun {
  const step = ref<FirstStep>('sound');
  const again = ref(false);
  const left = ref(false);
  const go = (by: 1 | -1) => {
    step.value = firstSteps[firstSteps.indexOf(step.value) + by] ?? step.value;
  };
  return {
    shown: computed(() => again.value || (state.value?.firstRun === true && !left.value)),
    step,
    open() {
      step.value = 'sound';
      again.value = true;
    },
    next: () => go(1),
    back: () => go(-1),
    leave() {
      again.value = false;
      left.value = true;
      step.value = 'sound';
      phone.welcomed({}).catch((error: unknown) => console.error(error));
    },
  };
}
