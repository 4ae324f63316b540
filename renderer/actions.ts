/** What the person does with calls, and what to tell them when it does not work. */
import { shallowRef, type ShallowRef } from 'vue';
import type { CallView } from '../shared/call';
import type { Dial } from '../shared/ipc';
import { PhoneError } from '../shared/result';
import type { Phone } from './phone';
import { isRequest } from './requests';
import { isLive, type Mirror } from './state';
import { failureAdvice, microphoneAdvice, type Advice } from './words';
import type { MicrophoneErrorKind } from './media/microphone';

/** Calls with their sound: the part of `media/calls.ts` that the views use. */
export interface Calling {
  /** Opens the microphone and calls; the id of the call. */
  place(peer: string): Promise<string>;
  placeDial(dial: Dial): Promise<void>;
  accept(id: string): Promise<void>;
  end(id: string): Promise<void>;
}

export interface Actions {
  /** What went wrong last, until the person dismisses it or tries again. */
  readonly notice: ShallowRef<Advice | undefined>;
  call(peer: string): Promise<void>;
  answer(id: string): Promise<void>;
  /** Ends the call in front and answers the one that waits. */
  swap(ended: CallView, answered: CallView): Promise<void>;
  end(id: string): Promise<void>;
  mute(call: CallView): Promise<void>;
  dismiss(id: string): Promise<void>;
  /** The person's answer to a dial from outside; a yes places it. */
  dialled(dial: Dial, yes: boolean): Promise<void>;
  /** Runs anything else, with its failure in the notice. */
  attempt(action: () => Promise<unknown>): Promise<void>;
}

/** The actions on `calling` and `phone`; none of them throws. */
export function actionsOn(phone: Phone, calling: Calling, mirror: Pick<Mirror, 'state'>): Actions {
  const notice = shallowRef<Advice>();
  const attempt = async (action: () => Promise<unknown>) => {
    notice.value = undefined;
    try {
      await action();
    } catch (error) {
      notice.value = adviceFor(error);
    }
  };
  /** Calls the person has read about make room for the next one. */
  const clearEnded = async () => {
    const ended = mirror.state.value?.calls.filter(call => !isLive(call) && !isRequest(call)) ?? [];
    await Promise.all(ended.map(({ id }) => phone.dismiss({ id })));
  };
  return {
    notice,
    attempt,
    call: peer => attempt(async () => (await clearEnded(), calling.place(peer))),
    answer: id => attempt(() => calling.accept(id)),
    swap: (ended, answered) => attempt(async () => (await calling.end(ended.id), calling.accept(answered.id))),
    end: id => attempt(() => calling.end(id)),
    mute: ({ id, muted }) => attempt(() => phone.mute({ id, muted: !muted })),
    dismiss: id => attempt(() => phone.dismiss({ id })),
    dialled: (dial, yes) =>
      attempt(async () => {
        await phone.dialled({ id: dial.id, yes });
        if (yes) await calling.placeDial(dial);
      }),
  };
}

const isMicrophoneProblem = (kind: unknown): kind is MicrophoneErrorKind =>
  typeof kind === 'string' && Object.hasOwn(microphoneAdvice, kind);

/** Words for whatever was thrown. */
export function adviceFor(error: unknown): Advice {
  if (error instanceof PhoneError) return failureAdvice[error.code];
  if (error instanceof Error && 'kind' in error && isMicrophoneProblem(error.kind)) return microphoneAdvice[error.kind];
  console.error(error);
  return failureAdvice.internal;
}
