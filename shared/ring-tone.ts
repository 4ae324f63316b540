/** What calls ring with: a tone that the app makes itself, or a file of the person. */
import * as v from 'valibot';

/** Tones that the app makes; the first is the usual one. */
export const madeRingTones = ['bell', 'telephone', 'marimba', 'koto'] as const;
export type MadeRingTone = (typeof madeRingTones)[number];
export const usualRingTone: MadeRingTone = 'bell';

/** An own tone is known by the SHA-1 of its file. */
const ownIdSchema = v.pipe(v.string(), v.regex(/^[0-9a-f]{40}$/));
export const ringToneSchema = v.union([v.picklist(madeRingTones), ownIdSchema]);
/** A made tone by its name, an own one by its id. */
export type RingTone = v.InferOutput<typeof ringToneSchema>;

export const isMadeRingTone = (tone: RingTone): tone is MadeRingTone => madeRingTones.some(made => made === tone);

export const ownRingToneSchema = v.strictObject({ id: ownIdSchema, name: v.pipe(v.string(), v.maxLength(200)) });

/** How many own tones are kept, and how large a file may be in bytes. */
export const RING_TONES = { most: 20, bytes: 10 * 1024 * 1024 } as const;

/** Where our pages find an own tone. */
export const ringToneUrl = (id: string): string => `app://bundle/tone/${id}`;

/** Why a file did not become a ring tone when it was chosen. */
export const ringToneRefusals = [
  'not-audio',
  'too-large',
  'too-many', // own tones already
  'unreadable',
  'not-kept', // the disk did not take it
] as const;
/** Why a ring tone is not heard, found when it is decoded. */
export const ringToneFaults = ['unplayable', 'too-long', 'silent'] as const;
export type RingToneFault = (typeof ringToneFaults)[number];
export type RingToneRefusal = (typeof ringToneRefusals)[number];
export type RingToneProblem = RingToneRefusal | RingToneFault;

export const addedRingToneSchema = v.variant('ok', [
  v.strictObject({ ok: v.literal(true), tone: ownRingToneSchema }),
  v.strictObject({ ok: v.literal(false), problem: v.picklist(ringToneRefusals) }),
]);
export type AddedRingTone = v.InferOutput<typeof addedRingToneSchema>;

export const ringToneCommandSchemas = {
  /** Lets the person pick a file; answered with the tone it became, or nothing if they picked none. */
  addRingTone: v.strictObject({}),
  /** Takes an own tone away; who rang with it rings as usual. */
  removeRingTone: v.strictObject({ id: ownIdSchema }),
  /** With what the calls of a person, a bare JID, ring; without a tone as all others. */
  setRingToneOf: v.strictObject({ peer: v.pipe(v.string(), v.maxLength(3071)), tone: v.optional(ringToneSchema) }),
} as const;

export const ringToneResultSchemas = {
  addRingTone: v.optional(addedRingToneSchema),
  removeRingTone: v.undefined(),
  setRingToneOf: v.undefined(),
} as const satisfies Record<keyof typeof ringToneCommandSchemas, v.GenericSchema>;
