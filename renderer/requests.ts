/** Calls of strangers that have not been answered: they wait in a list, and never come forward by themselves. */
import { isMissed, type CallView } from '../shared/call';

/** Whether a call belongs into the list of requests and nowhere else; one that takes the place of another does not. */
export const isRequest = (call: CallView): boolean =>
  call.stranger &&
  call.direction === 'incoming' &&
  call.continues === undefined &&
  call.answeredAt === undefined &&
  call.connectedAt === undefined &&
  (call.phase === 'ringing' || call.phase === 'ended');

/** What the list shows: those that wait for an answer, then those that were missed, the newest first. */
export function requestsIn(calls: readonly CallView[]): CallView[] {
  const waits = (call: CallView) => (call.phase === 'ringing' ? 1 : 0);
  return calls
    .filter(call => isRequest(call) && (call.phase === 'ringing' || isMissed(call)))
    .sort((a, b) => waits(b) - waits(a) || b.createdAt - a.createdAt);
}

/**
 * An address with everything in it that does not show, or changes how the rest shows, written as its code point, and
 * every letter of another script than the one before it told: `mixed` is a reason to look twice.
 */
export function addressAsSeen(address: string): { text: string; mixed: boolean } {
  const text = address.replace(
    /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu,
    found => `[U+${(found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`,
  );
  // Parts are judged one by one: a Japanese name at a Latin server is nothing to look twice at.
  const mixed =
    text !== address || address.split(/[@./_-]/).some(part => scripts.filter(one => one.test(part)).length > 1);
  return { text, mixed };
}

/** The scripts whose letters look like those of another (UTS 39). */
const scripts = [/\p{Script=Latin}/u, /\p{Script=Cyrillic}/u, /\p{Script=Greek}/u, /\p{Script=Armenian}/u];
