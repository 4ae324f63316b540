/** The people of the roster, as the renderer shows them. */
import * as v from 'valibot';
import { messageFailures } from './message';

/** Best availability over a contact's devices (RFC 6121 §4.7.2.1). */
export const availabilities = ['offline', 'online', 'chat', 'away', 'xa', 'dnd'] as const;
export type Availability = (typeof availabilities)[number];

export const subscriptions = ['none', 'from', 'to', 'both'] as const;
export type Subscription = (typeof subscriptions)[number];

/** The SHA-1 of the bytes that came, in lower-case hexadecimal digits. */
export const avatarIdSchema = v.pipe(v.string(), v.regex(/^[0-9a-f]{40}$/));

export const contactSchema = v.strictObject({
  /** Bare JID. */
  address: v.string(),
  /** Whose contact it is: those of our accounts that have them in their roster, the default one first. */
  accounts: v.array(v.string()),
  name: v.optional(v.string()),
  groups: v.array(v.string()),
  availability: v.picklist(availabilities),
  /** The person's own words beside their availability. */
  status: v.optional(v.string()),
  /** Some device of theirs takes audio calls; undefined while nothing is known. */
  callable: v.optional(v.boolean()),
  /** Who sees whose presence (RFC 6121 §2.1.2.5): `to`: we see theirs, `from`: they see ours. */
  subscription: v.picklist(subscriptions),
  /** We have asked to see their presence, and they have not answered. */
  asked: v.boolean(),
  /** That question came back, and why: they have not seen it. */
  bounced: v.optional(v.picklist(messageFailures)),
  /** Known to this phone only. */
  favourite: v.boolean(),
  /** Their picture, for `avatarUrl`. */
  avatar: v.optional(avatarIdSchema),
  /** They, or all of their server, are on the block list (XEP-0191). */
  blocked: v.boolean(),
});
export type Contact = v.InferOutput<typeof contactSchema>;

/** Where our pages find pictures: as we drew them, and as they came. */
export const AVATARS = 'app://bundle/avatar/';
export const UNDRAWN = 'app://bundle/undrawn/';

/** Of the longer side of a picture that we draw, in pixels: twice the largest face. */
export const FACE_SIDE = 192;
/** Of such a picture; one of noise takes half of it. */
export const FACE_BYTES = 64 * 1024;

/** Where our pages find the picture of that name. */
export const avatarUrl = (avatar: string): string => `${AVATARS}${avatar}`;

/** Somebody who asks to see our presence (RFC 6121 §3.1.3). */
export const subscriptionRequestSchema = v.strictObject({
  /** Bare JID. */
  address: v.string(),
  /** Whom of ours they asked, a bare JID. */
  account: v.optional(v.string()),
  /** What they call themselves (XEP-0172); they may claim to be anybody. */
  name: v.optional(v.string()),
});
export type SubscriptionRequest = v.InferOutput<typeof subscriptionRequestSchema>;
