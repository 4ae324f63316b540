/** Which of our addresses a peer gets to see (RFC 8828 speaks of the same thing for web pages). */

export const privacies = [
  'direct', // all candidates
  'after-answer', // nothing but relays until the call is answered
  'relay', // nothing but relays
] as const;
export type Privacy = (typeof privacies)[number];

/** What holds for a peer: their own setting, or the default for contacts and for strangers. */
export const privacyFor = (
  contact: { privacy?: Privacy | undefined } | undefined,
  defaults: { contacts: Privacy; strangers: Privacy },
): Privacy => contact?.privacy ?? (contact ? defaults.contacts : defaults.strangers);
