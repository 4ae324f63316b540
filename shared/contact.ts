/** The people of the roster, as the renderer shows them. */

/** Best availability over a contact's devices (RFC 6121 §4.7.2.1). */
export const availabilities = ['offline', 'online', 'chat', 'away', 'xa', 'dnd'] as const;
export type Availability = (typeof availabilities)[number];

export interface Contact {
  /** Bare JID. */
  address: string;
  name?: string | undefined;
  groups: string[];
  availability: Availability;
  /** The person's own words beside their availability. */
  status?: string | undefined;
  /** Some device of theirs takes audio calls; undefined while nothing is known. */
  callable?: boolean | undefined;
}
