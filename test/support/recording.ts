/** What a file of a recorded call is to any program that knows WebM: the page of one of the apps. */
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { App } from './app';
import { loudnessAt } from './sound';

/** Does what the menu of the call says: `Record` or `Stop recording`. */
export async function record({ page }: App, word: string): Promise<void> {
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: word, exact: true }).click();
}

export interface Decoded {
  /** What a player says, in seconds. */
  duration: number;
  channels: Float32Array[];
}

/** What a page says of a file: samples of 16 bits, in Base64. */
interface Played {
  duration: number;
  channels: string[];
}

/** Whatever has a page, which plays. */
export interface Player {
  page: { evaluate(play: (base64: string) => Promise<Played>, base64: string): Promise<Played> };
}

/** Plays a file to its end at once. `file`: its path, or what is in it. @throws what the player throws */
export async function decoded({ page }: Player, file: string | Buffer): Promise<Decoded> {
  const { duration, channels } = await page.evaluate(
    async base64 => {
      const bytes = Uint8Array.from(atob(base64), letter => letter.charCodeAt(0));
      const audio = new Audio(URL.createObjectURL(new Blob([bytes], { type: 'audio/webm' })));
      await new Promise((resolve, reject) => {
        audio.addEventListener('loadedmetadata', resolve);
        audio.addEventListener('error', reject);
      });
      const sound = await new OfflineAudioContext(2, 1, 48_000).decodeAudioData(bytes.buffer);
      // As bytes in text: a number each would be many times as much.
      const all = Array.from({ length: sound.numberOfChannels }, (_, i) => {
        const samples = new Int16Array(
          sound.getChannelData(i).map(sample => Math.max(-1, Math.min(1, sample)) * 32_767),
        );
        const raw = new Uint8Array(samples.buffer);
        let text = '';
        for (let at = 0; at < raw.length; at += 8_192) text += String.fromCharCode(...raw.subarray(at, at + 8_192));
        return btoa(text);
      });
      return { duration: audio.duration, channels: all };
    },
    (typeof file === 'string' ? readFileSync(file) : file).toString('base64'),
  );
  return {
    duration,
    channels: channels.map(text => {
      const raw = Buffer.from(text, 'base64');
      return Float32Array.from({ length: raw.length / 2 }, (_, i) => raw.readInt16LE(i * 2) / 32_767);
    }),
  };
}

/** How loud `hz` is in the tenth of a second where it is loudest: everything here comes in beeps. */
export const loudest = (samples: Float32Array, hz: number): number =>
  Math.max(
    ...Array.from({ length: Math.floor(samples.length / 4_800) }, (_, i) =>
      loudnessAt(samples.subarray(i * 4_800, (i + 1) * 4_800), hz),
    ),
  );

/** What a file without a reader would not have: our voice on the left, theirs on the right, and neither on the other. */
export function expectBothSides({ channels }: Decoded, ours: number, theirs: number): void {
  const [left = new Float32Array(), right = new Float32Array()] = channels;
  const [near, far] = [loudest(left, ours), loudest(right, theirs)];
  expect(near).toBeGreaterThan(0.03);
  expect(far).toBeGreaterThan(0.03);
  expect(loudest(left, theirs)).toBeLessThan(near / 8);
  expect(loudest(right, ours)).toBeLessThan(far / 8);
}

/** A player goes to any moment of the file; its index leads to where the sound of that moment is. */
export async function expectSeekable({ page }: App, path: string, duration: number): Promise<void> {
  const file = readFileSync(path);
  const reached = await page.evaluate(async base64 => {
    const bytes = Uint8Array.from(atob(base64), letter => letter.charCodeAt(0));
    const audio = new Audio(URL.createObjectURL(new Blob([bytes], { type: 'audio/webm' })));
    const once = (name: string) =>
      new Promise((resolve, reject) => {
        audio.addEventListener(name, resolve, { once: true });
        audio.addEventListener('error', reject, { once: true });
      });
    await once('loadedmetadata');
    const places: number[] = [];
    for (const part of [0.9, 0.1, 0.5]) {
      const seeked = once('seeked');
      audio.currentTime = audio.duration * part;
      await seeked;
      places.push(audio.currentTime / audio.duration);
    }
    return { places, end: audio.seekable.end(0) };
  }, file.toString('base64'));
  expect(reached.places.map(place => Math.round(place * 100))).toEqual([90, 10, 50]);
  expect(Math.abs(reached.end - duration)).toBeLessThan(0.1);
  expect(cuesIn(file).length).toBeGreaterThan(duration / 40);
}

/** The places in the index of a file. @throws if one of them leads to no cluster */
export function cuesIn(file: Buffer): number[] {
  const segment = file.indexOf(Buffer.from('18538067', 'hex')) + 12;
  const cues = file.lastIndexOf(Buffer.from('1c53bb6b', 'hex'));
  const places: number[] = [];
  for (let at = file.indexOf(CUE_PLACE, cues); at >= 0; at = file.indexOf(CUE_PLACE, at + 1)) {
    const place = segment + Number(file.readBigUInt64BE(at + CUE_PLACE.length));
    if (file.readUInt32BE(place) !== 0x1f43b675) throw new Error(`no cluster at ${place}`);
    places.push(place);
  }
  return places;
}

/** `CueTrack` 1, and `CueClusterPosition` of eight bytes. */
const CUE_PLACE = Buffer.from('f78101f188', 'hex');
