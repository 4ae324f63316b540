/** What is written to people instead of, or around, a call: short texts, one to one. */
import * as v from 'valibot';

/** The longest text that is sent, in UTF-16 units. */
export const MESSAGE_LIMIT = 2000;
/** The longest that is kept of one that comes; the rest is cut off. */
export const RECEIVED_LIMIT = 10_000;
/** Ready sentences, and how long each may be. */
export const SENTENCES = { most: 8, length: 200 } as const;

/** Why a message did not arrive. */
export const messageFailures = [
  'no-such-address',
  'unreachable', // their server does not answer ours
  'not-there', // no device is online, and their server keeps nothing for them
  'refused',
  'other',
] as const;
export type MessageFailure = (typeof messageFailures)[number];

export const messageStates = [
  'received',
  'waiting', // for a connection
  'sent', // our server has it, or will: the stream carries it
  'delivered', // a device of theirs says so (XEP-0184)
  'failed',
] as const;
export type MessageState = (typeof messageStates)[number];

export const chatMessageSchema = v.strictObject({
  id: v.string(),
  direction: v.picklist(['incoming', 'outgoing']),
  /** Milliseconds since 1970. */
  at: v.number(),
  /** Plain; absent where it was encrypted for another app. */
  text: v.optional(v.string()),
  state: v.picklist(messageStates),
  /** With `failed`. */
  failure: v.optional(v.picklist(messageFailures)),
});
export type ChatMessage = v.InferOutput<typeof chatMessageSchema>;

/** Somebody with whom there are messages. */
export const conversationSchema = v.strictObject({
  /** Bare JID of ours. */
  account: v.string(),
  /** Bare JID. */
  peer: v.string(),
  /** Theirs that the person has not seen, and ours that came back. */
  unread: v.number(),
  /** Of the newest, in milliseconds since 1970. */
  at: v.number(),
  /** What the newest says; absent where it was encrypted for another app. */
  latest: v.optional(v.string()),
  /** The newest is ours and did not arrive. */
  failed: v.boolean(),
  /** The person here wrote or called first: what comes is an answer, and worth a notification. */
  answers: v.boolean(),
});
export type Conversation = v.InferOutput<typeof conversationSchema>;

/** `text` in lines as they are written here, without control characters and the white space around it. */
export const plainLines = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    .replace(/(?![\n\t])\p{Cc}/gu, '')
    .trim();

/** `text` as it is sent, `undefined` if there is nothing to send. */
export function messageText(text: string): string | undefined {
  const sent = plainLines(text);
  return sent === '' || sent.length > MESSAGE_LIMIT ? undefined : sent;
}

/** Of a text that is longer than any that a person writes, in messages of ours; the rest is cut off visibly. */
const MOST_PARTS = 20;

/** `text` in as many messages as it takes, each as long as one may be and none cut in the middle of a word if that can be. */
export function messageTexts(text: string): string[] {
  const parts: string[] = [];
  let rest = plainLines(text);
  while (rest !== '' && parts.length < MOST_PARTS) {
    const isLast = parts.length === MOST_PARTS - 1;
    if (rest.length <= MESSAGE_LIMIT) return [...parts, rest];
    const place = cutIn(rest, isLast ? MESSAGE_LIMIT - 1 : MESSAGE_LIMIT);
    parts.push(`${rest.slice(0, place).trimEnd()}${isLast ? '…' : ''}`);
    rest = rest.slice(place).trimStart();
  }
  return parts;
}

/** Where a text is cut that is longer than `limit`: at the end of a line, of a word, or at least not within a character. */
function cutIn(text: string, limit: number): number {
  const head = text.slice(0, limit + 1);
  const place = [head.lastIndexOf('\n'), head.search(/\s\S*$/)].find(found => found > limit / 2);
  if (place !== undefined) return place;
  return /[\uD800-\uDBFF]/.test(text.charAt(limit - 1)) ? limit - 1 : limit;
}

/** What a call can be declined with, the most likely first: what the person has `chosen`, else `usual`. */
export const readySentences = (
  chosen: readonly string[] | undefined,
  usual: Readonly<Record<'later' | 'meeting' | 'whatsUp', string>>,
): readonly string[] => chosen ?? [usual.later, usual.meeting, usual.whatsUp];
