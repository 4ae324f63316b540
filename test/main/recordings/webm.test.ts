import { expect, test } from 'vitest';
import { durationOf, withRoom } from '../../../main/recordings/webm';

/** The head that `MediaRecorder` of Chromium writes: EBML, a segment of unknown size, its Info, then its Tracks. */
const ebml = [0x1a, 0x45, 0xdf, 0xa3, 0x84, 0x42, 0x86, 0x81, 0x01];
const segment = [0x18, 0x53, 0x80, 0x67, 0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
const info = [0x15, 0x49, 0xa9, 0x66, 0x87, 0x2a, 0xd7, 0xb1, 0x83, 0x0f, 0x42, 0x40];
const tracks = [0x16, 0x54, 0xae, 0x6b, 0x80, 0x1f, 0x43];
const part = Uint8Array.from([...ebml, ...segment, ...info, ...tracks]);

test('room for the duration is made at the end of the Info, and everything else stays as it is', () => {
  const { part: told, at } = withRoom(part);
  const infoAt = ebml.length + segment.length;
  expect(at).toBe(infoAt + info.length);
  expect([...told.subarray(0, infoAt)]).toEqual([...ebml, ...segment]);
  expect([...told.subarray(infoAt, at)]).toEqual([...info.slice(0, 4), 0x80 | (7 + 11), ...info.slice(5)]);
  expect([...told.subarray(at, (at ?? 0) + 11)]).toEqual([0xec, 0x89, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  expect([...told.subarray((at ?? 0) + 11)]).toEqual(tracks);
});

test('the duration fits into its room', () => {
  expect([...durationOf(1000)]).toEqual([0x44, 0x89, 0x88, 0x40, 0x8f, 0x40, 0, 0, 0, 0, 0]);
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
  expect(withRoom(odd)).toEqual({ part: odd, at: undefined });
});
