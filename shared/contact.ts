/** The people of the roster, as the renderer shows them. */
import * as v from 'valibot';

/** Best availability over a contact's devices (RFC 6121 §4.7.2.1). */
export const availabilities = ['offline', 'online', 'chat', 'away', 'xa', 'dnd'] as const;
export type Availability = (typeof availabilities)[number];

export const contactSchema = v.strictObject({
  /** Bare JID. */
  address: v.string(),
  name: v.optional(v.string()),
  groups: v.array(v.string()),
  availability: v.picklist(availabilities),
  /** The person's own words beside their availability. */
  status: v.optional(v.string()),
  /** Some device of theirs takes audio calls; undefined while nothing is known. */
  callable: v.optional(v.boolean()),
});
export type Contact = v.InferOutput<typeof contactSchema>;
