/** What the buttons of a headset mean in the calls there are, and what its lamps show. Pure. */
import type { CallView } from '../../shared/call';
import { frontOf, isLive } from '../state';
import type { Button, Lamp } from './descriptor';

/** What a headset tells: that a button is down or up, or that one without a state was pressed. */
export type Told = { button: Button; on: boolean } | { button: Button; pressed: true };

export type Act = { do: 'answer' | 'end'; id: string } | { do: 'mute'; id: string; muted: boolean };

/** The call that rings aloud or softly, oldest first; what is only shown has no button. */
const ringingOf = (calls: readonly CallView[]): CallView | undefined =>
  calls
    .filter(({ phase, rings }) => phase === 'ringing' && rings !== undefined && rings !== 'silent')
    .toSorted((one, other) => one.createdAt - other.createdAt)[0];

/** The call that the person has the headset on for. */
const currentOf = (calls: readonly CallView[]): CallView | undefined =>
  frontOf(calls.filter(call => isLive(call) && call.phase !== 'ringing'));

/**
 * What a button does. A headset says of itself that it is off the hook whenever it was told to be: going where the calls
 * already are is no wish of the person's.
 */
export function actOf(told: Told, calls: readonly CallView[]): Act | undefined {
  const [ringing, current] = [ringingOf(calls), currentOf(calls)];
  const state = 'on' in told ? told.on : undefined;
  switch (told.button) {
    case 'hook':
      if (state === undefined)
        return ringing ? { do: 'answer', id: ringing.id } : current && { do: 'end', id: current.id };
      if (state) return ringing && !current ? { do: 'answer', id: ringing.id } : undefined;
      return current && { do: 'end', id: current.id };
    case 'drop': {
      const call = ringing ?? current;
      return call && state !== false ? { do: 'end', id: call.id } : undefined;
    }
    case 'mute': {
      const muted = state ?? !current?.muted;
      return current && current.muted !== muted ? { do: 'mute', id: current.id, muted } : undefined;
    }
  }
}

/** The lamps that are lit while there are `calls`. */
export function lampsFor(calls: readonly CallView[]): ReadonlySet<Lamp> {
  const [ringing, current] = [ringingOf(calls), currentOf(calls)];
  const lit: Readonly<Record<Lamp, boolean>> = {
    ring: ringing !== undefined && !ringing.hushed,
    offHook: current !== undefined,
    mute: current?.muted ?? false,
    hold: current?.held ?? false,
  };
  return new Set((['ring', 'offHook', 'mute', 'hold'] as const).filter(lamp => lit[lamp]));
}
