/** Which of our addresses a peer gets to see (RFC 8828 speaks of the same thing for web pages). */

/** What may be chosen for whoever is no contact: before the person here calls or answers they learn nothing. */
export const strangerPrivacies = [
  'direct', // all candidates
  'after-answer', // nothing but relays until the call is answered
  'relay', // nothing but relays
] as const;
export const privacies = [
  'ringing', // all candidates, also of a call that rings here: it is connected before it is answered
  ...strangerPrivacies,
] as const;
export type Privacy = (typeof privacies)[number];

/** What is known of people when it is to be decided what they see. */
export interface KnownPeople {
  /** Bare JIDs; none at all while the roster has not come. */
  contacts: readonly { address: string }[];
  /** Domains that lead into the telephone network: every number there is known by them. */
  gateways: readonly { address: string }[];
  /** What was chosen for single people, by bare JID. */
  privacyOf: Readonly<Partial<Record<string, Privacy>>>;
  defaults: { contacts: Privacy; strangers: Privacy };
}

/** What holds for a peer, a bare JID: what was chosen for them, or the default; the stricter one if we cannot tell. */
export function privacyFor(peer: string | undefined, known: KnownPeople): Privacy {
  const { contacts, gateways, privacyOf, defaults } = known;
  const chosen = peer === undefined ? undefined : privacyOf[peer];
  if (chosen) return chosen;
  if (contacts.length === 0) return stricter(defaults.contacts, defaults.strangers);
  const isKnown = contacts.some(({ address }) => address === peer) || isAtGateway(peer, gateways);
  return isKnown ? defaults.contacts : defaults.strangers;
}

/** Whether `peer`, a bare JID, is a number of the telephone network. */
export const isAtGateway = (peer: string | undefined, gateways: readonly { address: string }[]): boolean =>
  gateways.some(({ address }) => peer?.endsWith(`@${address}`));

const stricter = (one: Privacy, other: Privacy): Privacy =>
  privacies.indexOf(one) > privacies.indexOf(other) ? one : other;
