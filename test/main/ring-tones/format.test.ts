import { expect, test } from 'vitest';
import { soundTypeOf, type SoundType } from '../../../main/ring-tones/format';

/** The first bytes of a file, with enough behind them. */
const file = (...parts: (string | number[])[]) =>
  Uint8Array.from([
    ...parts.flatMap(part => (typeof part === 'string' ? Array.from(part, sign => sign.charCodeAt(0)) : part)),
    ...Array<number>(64).fill(0),
  ]);
const oggPage = (payload: string) => file('OggS', [0, 2], '\0'.repeat(20), [1, payload.length], payload);

const kinds: [what: string, bytes: Uint8Array, type: SoundType][] = [
  ['wav', file('RIFF', [36, 0, 0, 0], 'WAVEfmt '), 'audio/wav'],
  ['opus in ogg', oggPage('OpusHead'), 'audio/ogg'],
  ['vorbis in ogg', oggPage('\x01vorbis'), 'audio/ogg'],
  ['flac in ogg', oggPage('\x7fFLAC'), 'audio/ogg'],
  ['flac', file('fLaC'), 'audio/flac'],
  ['m4a', file([0, 0, 0, 28], 'ftypM4A '), 'audio/mp4'],
  ['webm', file([0x1a, 0x45, 0xdf, 0xa3, 0x9f, 0x42, 0x86, 0x81, 1, 0x42, 0x82, 0x84], 'webm'), 'audio/webm'],
  ['mp3 with ID3', file('ID3', [4, 0]), 'audio/mpeg'],
  ['mp3 from its first frame', file([0xff, 0xfb, 0x90, 0x64]), 'audio/mpeg'],
  ['aac', file([0xff, 0xf1, 0x50, 0x80, 0x02, 0x1f, 0xfc]), 'audio/aac'],
];

test.each(kinds)('%s is known by its bytes', (_, bytes, type) => expect(soundTypeOf(bytes)).toBe(type));

test.each(kinds)('%s that is cut off anywhere is another kind or none, and harms nobody', (_, bytes) => {
  for (let length = 0; length < bytes.length; length += 1)
    expect(() => soundTypeOf(bytes.subarray(0, length))).not.toThrow();
  expect(soundTypeOf(bytes.subarray(0, 2))).toBeUndefined();
});

test.each([
  ['a page', file('<!doctype html><audio>')],
  ['a picture', file('\x89PNG\r\n\x1a\n')],
  ['a picture in the container of m4a', file([0, 0, 0, 28], 'ftypavif')],
  ['a picture in the container of wav', file('RIFF', [36, 0, 0, 0], 'WEBPVP8 ')],
  ['a film in ogg', oggPage('\x80theora')],
  ['another file of Matroska', file([0x1a, 0x45, 0xdf, 0xa3, 0x9f, 0x42, 0x82, 0x88], 'matroska')],
  ['MPEG layer II', file([0xff, 0xfd, 0x90, 0x64])],
  ['a frame without a bit rate', file([0xff, 0xfb, 0xf0, 0x64])],
  ['UTF-16', file([0xff, 0xfe, 0x41, 0])],
  ['a script', file('#!/bin/sh\n')],
  ['nothing', new Uint8Array()],
])('%s is no ring tone', (_, bytes) => expect(soundTypeOf(bytes)).toBeUndefined());
