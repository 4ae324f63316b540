import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { WebmIndex, withRoom } from '../../../main/recordings/webm';

/** The head that `MediaRecorder` of Chromium writes: EBML, a segment of unknown size, its Info, then its Tracks. */
const ebml = [0x1a, 0x45, 0xdf, 0xa3, 0x84, 0x42, 0x86, 0x81, 0x01];
const segment = [0x18, 0x53, 0x80, 0x67, 0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
const info = [0x15, 0x49, 0xa9, 0x66, 0x87, 0x2a, 0xd7, 0xb1, 0x83, 0x0f, 0x42, 0x40];
const tracks = [0x16, 0x54, 0xae, 0x6b, 0x80];
const part = Uint8Array.from([...ebml, ...segment, ...info, ...tracks]);

test('room is made behind the Info and at its end, and everything else stays as it is', () => {
  const { part: told, rooms } = withRoom(part);
  const infoAt = ebml.length + segment.length;
  const durationAt = infoAt + info.length;
  expect(rooms).toEqual({
    segmentSizeAt: ebml.length + 4,
    segmentFrom: infoAt,
    durationAt,
    seekAt: durationAt + 11,
  });
  expect([...told.subarray(0, infoAt)]).toEqual([...ebml, ...segment]);
  expect([...told.subarray(infoAt, durationAt)]).toEqual([...info.slice(0, 4), 0x80 | (7 + 11), ...info.slice(5)]);
  expect([...told.subarray(durationAt, durationAt + 11)]).toEqual([0xec, 0x89, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  expect([...told.subarray(durationAt + 11, durationAt + 13)]).toEqual([0xec, 0x80 | 24]);
  expect([...told.subarray(durationAt + 11 + 26)]).toEqual(tracks);
});

test.each([
  ['nothing', []],
  ['no EBML', [1, 2, 3]],
  ['only zeros', Array.from({ length: 64 }, () => 0)],
  ['a head without a segment', ebml],
  ['an Info that goes on in the next part', [...ebml, ...segment, ...info.slice(0, 8)]],
  ['a segment that has a size, and so an index', [...ebml, 0x18, 0x53, 0x80, 0x67, 0x93, ...info, ...tracks]],
  [
    'an Info whose size has no room to grow',
    [...ebml, ...segment, 0x15, 0x49, 0xa9, 0x66, 0x80 | 120, ...Array.from({ length: 120 }, () => 0)],
  ],
])('%s is left as it is', (_what, bytes) => {
  const odd = Uint8Array.from(bytes);
  expect(withRoom(odd)).toEqual({ part: odd, rooms: undefined });
});

const unknown = [0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
/** A cluster that begins at `time` in milliseconds, with a sound of `length` bytes at each of `offsets`. */
const cluster = (time: number, offsets: number[], size = unknown, length = 3) => [
  ...[0x1f, 0x43, 0xb6, 0x75, ...size, 0xe7, 0x84, 0, time >> 16, (time >> 8) & 0xff, time & 0xff],
  ...offsets.flatMap(offset => [
    ...[0xa3, 0x40, length + 4, 0x81, offset >> 8, offset & 0xff, 0x80],
    ...Array.from({ length }, () => 0xab),
  ]),
];

/** What a file is in the end that comes in these parts. */
function whole(parts: readonly Uint8Array[]): Uint8Array {
  const [first = new Uint8Array(), ...others] = parts;
  const { part: head, rooms } = withRoom(first);
  const written = Uint8Array.from([head, ...others].flatMap(bytes => [...bytes]));
  if (!rooms) return written;
  const index = new WebmIndex(rooms);
  for (const bytes of [head, ...others]) index.take(bytes);
  const patches = index.patches(written.length);
  const file = new Uint8Array(Math.max(written.length, ...patches.map(({ at, bytes }) => at + bytes.length)));
  file.set(written);
  for (const { at, bytes } of patches) file.set(bytes, at);
  return file;
}

interface Read {
  id: string;
  from: number;
  to: number;
}
/** The elements in a file between two places, read without anything of ours. Throws where they do not fit. */
function elements(file: Uint8Array, from: number, to: number): Read[] {
  const found: Read[] = [];
  for (let at = from; at < to;) {
    const idLength = Math.clz32(file[at] ?? 0) - 23;
    const id = Buffer.from(file.subarray(at, at + idLength)).toString('hex');
    const sizeAt = at + idLength;
    const sizeLength = Math.clz32(file[sizeAt] ?? 0) - 23;
    const [head = 0, ...rest] = file.subarray(sizeAt, sizeAt + sizeLength);
    const size = rest.reduce((sum, byte) => sum * 256 + byte, head & (0xff >> sizeLength));
    const content = sizeAt + sizeLength;
    if (content + size > to) throw new Error(`${id} at ${at} ends behind ${to}`);
    found.push({ id, from: content, to: content + size });
    at = content + size;
  }
  return found;
}
const number = (file: Uint8Array, { from, to }: Read) => file.subarray(from, to).reduce((sum, b) => sum * 256 + b, 0);
const one = (list: Read[], id: string): Read => {
  const [found, ...others] = list.filter(each => each.id === id);
  if (!found || others.length > 0) throw new Error(`${others.length + 1} of ${id}`);
  return found;
};
const inside = (file: Uint8Array, parent: Read, id: string) => one(elements(file, parent.from, parent.to), id);

/** What a player learns of a file: how long it lasts, and what the cluster that each entry of the index leads to says of its time. */
function learned(file: Uint8Array): { duration: number; cues: [number, number][] } {
  const body = one(elements(file, 0, file.length), '18538067');
  const parts = elements(file, body.from, body.to);
  const durations = inside(file, one(parts, '1549a966'), '4489');
  const duration = new DataView(file.buffer, durations.from, 8).getFloat64(0);
  const seek = inside(file, one(parts, '114d9b74'), '4dbb');
  const cuesAt = body.from + number(file, inside(file, seek, '53ac'));
  expect(Buffer.from(file.subarray(cuesAt, cuesAt + 4)).toString('hex')).toBe('1c53bb6b');
  const cues = one(elements(file, cuesAt, file.length), '1c53bb6b');
  return {
    duration,
    cues: elements(file, cues.from, cues.to).map(point => {
      const place = inside(file, point, 'b7');
      expect(number(file, inside(file, place, 'f7'))).toBe(1);
      const at = body.from + number(file, inside(file, place, 'f1'));
      const found = elements(file, at, body.to)[0];
      if (found?.id !== '1f43b675') throw new Error('an entry of the index leads to no cluster');
      return [number(file, inside(file, point, 'b3')), number(file, inside(file, found, 'e7'))];
    }),
  };
}

const sounds = [...cluster(0, [0, 60]), ...cluster(5_000, [0, 60, 120]), ...cluster(70_000, [0, 60])];
const file = Uint8Array.from([...part, ...sounds]);

describe('a file that is whole', () => {
  test('says how long it lasts, has a size everywhere, and an index that leads to every cluster', () => {
    expect(learned(whole([file]))).toEqual({
      duration: 70_120,
      cues: [
        [0, 0],
        [5_000, 5_000],
        [70_000, 70_000],
      ],
    });
  });

  test('is the same in whatever parts it came', () => {
    const expected = whole([file]);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: part.length, max: file.length }), { maxLength: 20 }), places => {
        const cuts = [0, ...places.toSorted((a, b) => a - b), file.length];
        const parts = cuts.slice(1).map((to, i) => file.slice(cuts[i], to));
        expect(Buffer.from(whole(parts)).equals(expected)).toBe(true);
      }),
    );
  });

  test('leaves clusters that know their size as they are', () => {
    const closed = cluster(0, [0], [0x80 | 16]);
    expect(learned(whole([Uint8Array.from([...part, ...closed, ...cluster(2_000, [0])])])).cues).toHaveLength(2);
  });

  test('has no more entries than it needs', () => {
    const many = Array.from({ length: 100 }, (_, i) => cluster(i * 100, [0])).flat();
    expect(learned(whole([Uint8Array.from([...part, ...many])])).cues).toHaveLength(10);
  });
});

test.each([
  ['zeros', Array.from({ length: 5_000 }, () => 0)],
  ['an element without an end', [0xa0, 0xff, ...Array.from({ length: 5_000 }, () => 1)]],
  [
    'a time that is too long',
    [...cluster(0, []).slice(0, 12), 0xe7, 0x40, 0xff, ...Array.from({ length: 300 }, () => 1)],
  ],
])('%s between the sounds leave a file as it came, and cost no memory', (_what, odd) => {
  const spoiled = Uint8Array.from([...part, ...odd]);
  const { part: head, rooms } = withRoom(spoiled);
  expect(rooms).toBeDefined();
  expect(Buffer.from(whole([spoiled])).equals(head)).toBe(true);
});

test('no bytes whatsoever stop it', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 64 }), { maxLength: 8 }), parts => {
      whole([part, ...parts]);
    }),
  );
});
