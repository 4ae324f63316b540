/**
 * What a WebM file says of itself once it is whole (RFC 9559): how long it lasts, how large its parts are, and where to find
 * each moment. What records while it plays cannot know that and leaves it out; players then show no length and cannot seek.
 * Until it is written, there is room for it, and the file plays as it is. Pure.
 */

const EBML = 0x1a45dfa3;
const SEGMENT = 0x18538067;
const INFO = 0x1549a966;
const CLUSTER = 0x1f43b675;
const TIMESTAMP = 0xe7;
const SIMPLE_BLOCK = 0xa3;
const CUES = [0x1c, 0x53, 0xbb, 0x6b] as const;
const VOID = 0xec;
/** `Duration` (0x4489), a number of eight bytes. */
const DURATION = [0x44, 0x89, 0x88] as const;
const DURATION_ROOM = DURATION.length + 8;
/** A `SeekHead` with one entry, for the cues: 26 bytes. */
const SEEK_ROOM = 26;
/** Moments that are closer to each other need no entries of their own; in milliseconds. */
const CUE_EVERY = 1_000;
/** How much of an element has to be there to be read, at most; in bytes. */
const REST = 64;
/** What sizes have that are written later. */
const SIZE_LENGTH = 8;

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

/** The segment of a file and its `Info`, if the first part of it has it whole. */
function headIn(bytes: Uint8Array): { segment: Element; info: Element } | undefined {
  const head = elementAt(bytes, 0);
  if (head?.id !== EBML || head.to === undefined) return undefined;
  const segment = elementAt(bytes, head.to);
  // Elements behind would have to be told that they moved; while it is recorded, a segment has no size and no index.
  if (segment?.id !== SEGMENT || segment.to !== undefined) return undefined;
  let at = segment.from;
  for (let child = elementAt(bytes, at); child?.to !== undefined; child = elementAt(bytes, at)) {
    if (child.id === INFO) return child.to <= bytes.length ? { segment, info: child } : undefined;
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

/** Where in a file there is room for what is known at its end. */
export interface Rooms {
  /** Where the size of the segment is, and where its content begins. */
  segmentSizeAt: number;
  segmentFrom: number;
  durationAt: number;
  seekAt: number;
}

/**
 * The first part of a file with room for what is known at its end, and where that is; the part as it is, if it is not what
 * `MediaRecorder` writes.
 */
export function withRoom(part: Uint8Array): { part: Uint8Array; rooms: Rooms | undefined } {
  const { segment, info } = headIn(part) ?? {};
  const size = info?.to === undefined ? undefined : sized(info.to - info.from + DURATION_ROOM, info.from - info.sizeAt);
  if (!segment || info?.to === undefined || !size) return { part, rooms: undefined };
  const told = Uint8Array.from([
    ...part.subarray(0, info.sizeAt),
    ...size,
    ...part.subarray(info.from, info.to),
    ...voidOf(DURATION_ROOM),
    ...voidOf(SEEK_ROOM),
    ...part.subarray(info.to),
  ]);
  const durationAt = info.to;
  return {
    part: told,
    rooms: {
      segmentSizeAt: segment.sizeAt,
      segmentFrom: segment.from,
      durationAt,
      seekAt: durationAt + DURATION_ROOM,
    },
  };
}

/** Nothing, in `room` bytes. */
const voidOf = (room: number): number[] => [VOID, 0x80 | (room - 2), ...Array.from({ length: room - 2 }, () => 0)];

/** Bytes that belong at a place of the file. */
export interface Patch {
  at: number;
  bytes: Uint8Array;
}

interface Cluster {
  at: number;
  sizeAt: number;
  from: number;
  /** It has room for a size that is not known yet. */
  open: boolean;
  /** Of its first sound, in milliseconds. */
  time: number;
}

/** Follows a file as it is written, and tells at its end what is to be written where. */
export class WebmIndex {
  readonly #rooms: Rooms;
  readonly #clusters: Cluster[] = [];
  /** What could not be read yet, and where in the file it begins. */
  #rest = new Uint8Array();
  #at = 0;
  /** Bytes of the present element that are still to come. */
  #skip = 0;
  /** When the last sound begins and how long the one before it was, in milliseconds. */
  #last = 0;
  #frame = 0;
  #lost = false;

  /** Of a file that begins as `withRoom` says. */
  constructor(rooms: Rooms) {
    this.#rooms = rooms;
    this.#skip = rooms.seekAt + SEEK_ROOM;
  }

  /** Takes what is written next. What is not as it must be leaves the file without an index. */
  take(part: Uint8Array): void {
    if (this.#lost) return;
    const skipped = Math.min(this.#skip, part.length);
    this.#skip -= skipped;
    this.#at += skipped;
    let bytes = part.subarray(skipped);
    if (this.#rest.length > 0) bytes = Uint8Array.from([...this.#rest, ...bytes]);
    let read = 0;
    for (let length = this.#element(bytes, read); length > 0; length = this.#element(bytes, read)) {
      const there = Math.min(length, bytes.length - read);
      this.#skip = length - there;
      this.#at += there;
      read += there;
    }
    this.#rest = bytes.slice(read);
    // More than a head and a number is no WebM: nothing of the file is kept here.
    if (this.#rest.length > REST) this.#lose();
  }

  /** What is to be written where, in this order, behind a file of `size` bytes; nothing if that is not known. */
  patches(size: number): Patch[] {
    const { segmentSizeAt, segmentFrom, durationAt, seekAt } = this.#rooms;
    const duration = { at: durationAt, bytes: Uint8Array.from([...DURATION, ...float(this.#last + this.#frame)]) };
    const [first] = this.#clusters;
    if (this.#lost || !first) return [];
    const cues = cuesOf(this.#clusters, segmentFrom);
    const ends = [...this.#clusters.slice(1).map(({ at }) => at), size];
    return [
      { at: size, bytes: cues },
      { at: seekAt, bytes: seekTo(size - segmentFrom) },
      ...this.#clusters.flatMap(({ sizeAt, from, open }, i) =>
        open ? [{ at: sizeAt, bytes: long((ends[i] ?? size) - from) }] : [],
      ),
      ...(segmentFrom - segmentSizeAt === SIZE_LENGTH
        ? [{ at: segmentSizeAt, bytes: long(size + cues.length - segmentFrom) }]
        : []),
      duration,
    ];
  }

  #lose(): 0 {
    this.#lost = true;
    this.#rest = new Uint8Array();
    return 0;
  }

  /** Reads the element at `at`: how far the next one is, 0 while too little of it is there. */
  #element(bytes: Uint8Array, at: number): number {
    const element = elementAt(bytes, at);
    if (!element) return 0;
    const { id, sizeAt, from, to } = element;
    if (id === CLUSTER) {
      const open = to === undefined && from - sizeAt === SIZE_LENGTH;
      const shift = this.#at - at;
      this.#clusters.push({ at: this.#at, sizeAt: sizeAt + shift, from: from + shift, open, time: this.#last });
      return from - at;
    }
    if (to === undefined) return this.#lose();
    const cluster = this.#clusters.at(-1);
    const content = bytes.subarray(from, to);
    if (cluster && id === TIMESTAMP) {
      if (to - from > 8) return this.#lose();
      if (content.length < to - from) return 0;
      cluster.time = content.reduce((sum, byte) => sum * 256 + byte, 0);
    }
    if (cluster && id === SIMPLE_BLOCK) {
      const track = vint(content, 0);
      if (!track || content.length < track.length + 2) return 0;
      const time = cluster.time + new DataView(content.buffer, content.byteOffset + track.length, 2).getInt16(0);
      this.#frame = Math.max(0, time - this.#last);
      this.#last = time;
    }
    return to - at;
  }
}

/** An element with an id, and its content. */
const element = (id: readonly number[], content: readonly number[]): number[] => [
  ...id,
  ...(sized(content.length, content.length < 127 ? 1 : 4) ?? []),
  ...content,
];
const unsigned = (value: number, length: number): number[] =>
  Array.from({ length }, (_, i) => Math.floor(value / 256 ** (length - 1 - i)) % 256);
/** A size of as many bytes as one that is written later has. */
const long = (value: number): Uint8Array => Uint8Array.from(sized(value, SIZE_LENGTH) ?? []);

function float(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value);
  return bytes;
}

/** `Cues` (§5.1.5): when each cluster begins, and where, counted from the content of the segment. */
function cuesOf(clusters: readonly Cluster[], segmentFrom: number): Uint8Array {
  let told = -CUE_EVERY;
  const points = clusters.flatMap(({ at, time }) => {
    if (time - told < CUE_EVERY) return [];
    told = time;
    const place = [...element([0xf7], [1]), ...element([0xf1], unsigned(at - segmentFrom, 8))];
    return element([0xbb], [...element([0xb3], unsigned(time, 8)), ...element([0xb7], place)]);
  });
  return Uint8Array.from(element(CUES, points));
}

/** A `SeekHead` (§5.1.1) that tells where the cues are. */
const seekTo = (place: number): Uint8Array =>
  Uint8Array.from(
    element(
      [0x11, 0x4d, 0x9b, 0x74],
      element([0x4d, 0xbb], [...element([0x53, 0xab], CUES), ...element([0x53, 0xac], unsigned(place, 8))]),
    ),
  );
