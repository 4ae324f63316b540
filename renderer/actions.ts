/** What the person does with calls, and what to tell them when it does not work. */
import { shallowRef, type ShallowRef } from 'vue';
import type { CallView } from '../shared/call';
import type { Dial } from '../shared/ipc';
import { PhoneError } from '../shared/result';
import { tonesIn } from './numbers';
import type { Phone } from './phone';
import { isRequest } from './requests';
import { isLive, type Mirror } from './state';
import { words, type Advice } from './words';
import type { MicrophoneErrorKind } from './media/microphone';

/** Calls with their sound: the part of `media/calls.ts` that the views use. */
export interface Calling {
  /** Opens the microphone and calls; the id of the call. */
  place(peer: string, account?: string): Promise<string>;
  placeDial(dial: Dial): Promise<void>;
  /** Answers; what else goes on is put on hold, or ended. */
  accept(id: string, others: 'hold' | 'end'): Promise<void>;
  end(id: string): Promise<void>;
  /** Looks for another way for the sound of a call. */
  reconnect(id: string): Promise<void> | void;
  /** Sends tones (RFC 4733). */
  dial(id: string, digits: string): void;
  /** Whether they would take them. */
  canDial(id: string): boolean;
}

export interface Actions {
  /** What went wrong last, until the person dismisses it or tries again. */
  readonly notice: ShallowRef<Advice | undefined>;
  /** From `account`, or the one that fits best. */
  call(peer: string, account?: string): Promise<void>;
  /** Answers; what else goes on is put on hold unless it is to end. */
  answer(id: string, others?: 'hold' | 'end'): Promise<void>;
  end(id: string): Promise<void>;
  mute(call: CallView): Promise<void>;
  /** Puts it on hold, or takes it off. */
  hold(call: Pick<CallView, 'id' | 'held'>): Promise<void>;
  /** Takes a call off hold, which holds every other: that is also how calls are swapped. */
  resume(id: string): Promise<void>;
  /** Asks the peer of a call to call somebody else; whether they were asked. */
  transfer(id: string, to: string): Promise<boolean>;
  /** Connects the peers of two calls; as `joinable` says. */
  join(calls: { id: string; with: string }): Promise<boolean>;
  reconnect(id: string): Promise<boolean>;
  /** Sends what a telephone has keys for; what was sent. */
  dial(id: string, text: string): string;
  canDial(id: string): boolean;
  dismiss(id: string): Promise<void>;
  /** The person's answer to a dial from outside; a yes places it. */
  dialled(dial: Dial, yes: boolean): Promise<void>;
  /** Runs anything else, with its failure in the notice; whether it worked. */
  attempt(action: () => unknown): Promise<boolean>;
}

/** The actions on `calling` and `phone`; none of them throws. */
export function actionsOn(phone: Phone, calling: Calling, mirror: Pick<Mirror, 'state'>): Actions {
  const notice = shallowRef<Advice>();
  const attempt = async (action: () => unknown) => {
    notice.value = undefined;
    try {
      await action();
      return true;
    } catch (error) {
      notice.value = adviceFor(error);
      return false;
    }
  };
  const attempted = async (action: () => unknown) => {
    await attempt(action);
  };
  /** Calls the person has read about make room for the next one. */
  const clearEnded = async () => {
    const ended = mirror.state.value?.calls.filter(call => !isLive(call) && !isRequest(call)) ?? [];
    await Promise.all(ended.map(({ id }) => phone.dismiss({ id })));
  };
  return {
    notice,
    attempt,
    call: (peer, account) => attempted(async () => (await clearEnded(), calling.place(peer, account))),
    answer: (id, others = 'hold') => attempted(() => calling.accept(id, others)),
    end: id => attempted(() => calling.end(id)),
    mute: ({ id, muted }) => attempted(() => phone.mute({ id, muted: !muted })),
    hold: ({ id, held }) => attempted(() => phone.hold({ id, held: !held })),
    resume: id => attempted(() => phone.hold({ id, held: false })),
    transfer: (id, to) => attempt(() => phone.transfer({ id, to })),
    join: calls => attempt(() => phone.join(calls)),
    reconnect: id => attempt(() => calling.reconnect(id)),
    dial(id, text) {
      const tones = tonesIn(text);
      if (tones !== '') calling.dial(id, tones);
      return tones;
    },
    canDial: id => calling.canDial(id),
    dismiss: id => attempted(() => phone.dismiss({ id })),
    dialled: (dial, yes) =>
      attempted(async () => {
        await phone.dialled({ id: dial.id, yes });
        if (yes) await calling.placeDial(dial);
      }),
  };
}

const isMicrophoneProblem = (kind: unknown): kind is MicrophoneErrorKind =>
  typeof kind === 'string' && Object.hasOwn(words.microphone, kind);

/** Words for whatever was thrown. */
export function adviceFor(error: unknown): Advice {
  if (error instanceof PhoneError) return words.failures[error.code];
  if (error instanceof Error && 'kind' in error && isMicrophoneProblem(error.kind)) return words.microphone[error.kind];
  console.error(error);
  return words.failures.internal;
}
