/**
 * How long a WebM file lasts, written into its head (RFC 9559 §5.1.2.10). What records while it plays cannot know, and leaves it out;
 * players then show no length. Pure.
 */

const EBML = 0x1a45dfa3;
const SEGMENT = 0x18538067;
const INFO = 0x1549a966;
/** `Duration` (0x4489), eight bytes long; and `Void` (0xEC) of the same room. */
const DURATION = [0x44, 0x89, 0x88] as const;
const VOID = [0xec, 0x89] as const;
const ROOM = DURATION.length + 8;

interface Element {
  id: number;
  /** Where its size begins, its content begins, and its content ends; the end is undefined where the size is unknown. */
  sizeAt: number;
  from: number;
  to: number | undefined;
}

/** A number of variable length (RFC 8794 §4): its bytes, and its value without the mark of its length. */
function vint(
  bytes: Uint8Array,
  at: number,
): { length: number; raw: number; value: number; unknown: boolean } | undefined {
  const first = bytes[at];
  if (first === undefined || first === 0) return undefined;
  const length = Math.clz32(first) - 23;
  if (at + length > bytes.length) return undefined;
  let [raw, value] = [first, first & (0xff >> length)];
  let unknown = value === 0xff >> length;
  for (const byte of bytes.subarray(at + 1, at + length)) {
    raw = raw * 256 + byte;
    value = value * 256 + byte;
    unknown &&= byte === 0xff;
  }
  return { length, raw, value, unknown };
}

function elementAt(bytes: Uint8Array, at: number): Element | undefined {
  const id = vint(bytes, at);
  const size = id && vint(bytes, at + id.length);
  if (!id || !size) return undefined;
  const from = at + id.length + size.length;
  return { id: id.raw, sizeAt: at + id.length, from, to: size.unknown ? undefined : from + size.value };
}

/** The `Info` of a file, if the first part of it has it whole. */
function infoIn(bytes: Uint8Array): Element | undefined {
  const head = elementAt(bytes, 0);
  if (head?.id !== EBML || head.to === undefined) return undefined;
  const segment = elementAt(bytes, head.to);
  // Elements behind would have to be told that they moved; while it is recorded, a segment has no size and no index.
  if (segment?.id !== SEGMENT || segment.to !== undefined) return undefined;
  let at = segment.from;
  for (let child = elementAt(bytes, at); child?.to !== undefined; child = elementAt(bytes, at)) {
    if (child.id === INFO) return child.to <= bytes.length ? child : undefined;
    at = child.to;
  }
  return undefined;
}

/** A size in as many bytes as it had. */
function sized(value: number, length: number): number[] | undefined {
  if (value >= 2 ** (7 * length) - 1) return undefined;
  const bytes = Array.from({ length }, (_, i) => Math.floor(value / 256 ** (length - 1 - i)) % 256);
  return bytes.map((byte, i) => (i === 0 ? byte | (0x80 >> (length - 1)) : byte));
}

/**
 * The first part of a file with room for how long it lasts, and where that is; the part as it is, if it is not what
 * `MediaRecorder` writes.
 */
export function withRoom(part: Uint8Array): { part: Uint8Array; at: number | undefined } {
  const info = infoIn(part);
  const size = info?.to === undefined ? undefined : sized(info.to - info.from + ROOM, info.from - info.sizeAt);
  if (info?.to === undefined || !size) return { part, at: undefined };
  const room = [...VOID, ...Array.from({ length: ROOM - VOID.length }, () => 0)];
  return {
    part: Uint8Array.from([
      ...part.subarray(0, info.sizeAt),
      ...size,
      ...part.subarray(info.from, info.to),
      ...room,
      ...part.subarray(info.to),
    ]),
    at: info.to,
  };
}

/** What goes into that room: `ms` in the usual scale of a millisecond. */
export function durationOf(ms: number): Uint8Array {
  const bytes = new Uint8Array(ROOM);
  bytes.set(DURATION);
  new DataView(bytes.buffer).setFloat64(DURATION.length, ms);
  return bytes;
}
