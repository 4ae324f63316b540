/** Which of our addresses a peer gets to see (RFC 8828 speaks of the same thing for web pages). */

export const privacies = [
  'direct', // all candidates
  'after-answer', // nothing but relays until the call is answered
  'relay', // nothing but relays
] as const;
export type Privacy = (typeof privacies)[number];

/** What is known of people when it is to be decided what they see. */
export interface KnownPeople {
  /** Bare JIDs; none at all while the roster has not come. */
  contacts: readonly { address: string }[];
  /** What was chosen for single people, by bare JID. */
  privacyOf: Readonly<Partial<Record<string, Privacy>>>;
  defaults: { contacts: Privacy; strangers: Privacy };
}

/** What holds for a peer, a bare JID: what was chosen for them, or the default; the stricter one if we cannot tell. */
export function privacyFor(peer: string | undefined, { contacts, privacyOf, defaults }: KnownPeople): Privacy {
  const chosen = peer === undefined ? undefined : privacyOf[peer];
  if (chosen) return chosen;
  if (contacts.length === 0) return stricter(defaults.contacts, defaults.strangers);
  return contacts.some(({ address }) => address === peer) ? defaults.contacts : defaults.strangers;
}

const stricter = (one: Privacy, other: Privacy): Privacy =>
  privacies.indexOf(one) > privacies.indexOf(other) ? one : other;
