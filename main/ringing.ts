/** The one place that decides whether and how a call rings; sound, windows, notifications and the tray follow it. */
import type { CallView, Ring } from '../shared/call';
import { isQuiet, type QuietPreferences } from '../shared/quiet';

/** Somebody is being listened to, or about to be: a call on hold is no conversation. */
const isConversation = ({ phase, held, heldByPeer }: CallView): boolean =>
  phase !== 'ended' && phase !== 'ringing' && !held && !heldByPeer;

/** How `call`, which waits for the person, announces itself among all `calls` at `now` (milliseconds since 1970). */
function ringOf(
  call: CallView,
  calls: readonly CallView[],
  preferences: QuietPreferences,
  now: number,
  isFavourite: (peer: string) => boolean,
): Ring {
  if (call.stranger) return 'silent';
  const mayDisturb = preferences.favouritesDisturb === true && isFavourite(call.peer);
  if (isQuiet(preferences, now) && !mayDisturb) return 'silent';
  // A ring into a conversation would drown it, for both sides.
  return calls.some(isConversation) ? 'soft' : 'ring';
}

/** The calls, each that waits for the person with how it rings; those in `hushed` were told to be still. */
export const withRings = (
  calls: readonly CallView[],
  preferences: QuietPreferences,
  hushed: ReadonlySet<string>,
  now: number,
  isFavourite: (peer: string) => boolean = () => false,
): CallView[] =>
  calls.map(call =>
    call.phase === 'ringing'
      ? {
          ...call,
          rings: ringOf(call, calls, preferences, now, isFavourite),
          ...(hushed.has(call.id) && { hushed: true }),
        }
      : call,
  );
