/** What kind of sound some bytes are, read off their first bytes only: a name can say anything. */

/** The type that a tone is served as. */
export type SoundType =
  'audio/wav' | 'audio/ogg' | 'audio/mpeg' | 'audio/aac' | 'audio/mp4' | 'audio/flac' | 'audio/webm';

/** The type of the sound in `bytes`; `undefined` if it is of no kind that Chromium decodes. */
export function soundTypeOf(bytes: Uint8Array): SoundType | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return rows.find(([, is]) => is(view))?.[0];
}

type Test = (view: DataView) => boolean;

const has = (view: DataView, signature: string, at = 0): boolean =>
  view.byteLength >= at + signature.length &&
  Array.from(signature).every((sign, index) => view.getUint8(at + index) === sign.charCodeAt(0));

/** RFC 3533 §6: the first page; behind its header and table of segments comes what names the codec. */
const ogg: Test = view => {
  if (!has(view, 'OggS') || view.byteLength < 28) return false;
  const payload = 27 + view.getUint8(26);
  return ['OpusHead', '\x01vorbis', '\x7fFLAC'].some(codec => has(view, codec, payload));
};

/** ISO 14496-12 §4.3: pictures come in the same kind of file, under other brands. */
const mp4: Test = view =>
  has(view, 'ftyp', 4) &&
  ['M4A ', 'M4B ', 'isom', 'iso2', 'iso4', 'iso5', 'iso6', 'mp41', 'mp42', 'dash'].some(brand => has(view, brand, 8));

/** ISO 11172-3 §2.4.1.3: a frame of layer III, of a version, bit rate and sampling rate that there are. */
const mpegFrame: Test = view => {
  if (view.byteLength < 4) return false;
  const [first, second] = [view.getUint16(0), view.getUint8(2)];
  const version = (first >> 3) & 3;
  const layer = (first >> 1) & 3;
  const [bitRate, samplingRate] = [second >> 4, (second >> 2) & 3];
  return first >> 5 === 0x7ff && version !== 1 && layer === 1 && bitRate > 0 && bitRate < 15 && samplingRate !== 3;
};

/** ISO 14496-3 §1.A.3.2: the layer of an ADTS frame is always 0, and there are thirteen sampling rates. */
const adts: Test = view =>
  view.byteLength >= 7 && (view.getUint16(0) & 0xfff6) === 0xfff0 && ((view.getUint8(2) >> 2) & 15) < 13;

/** RFC 8794 §11.2.4: the document type is within the head, which is short. */
const webm: Test = view =>
  has(view, '\x1a\x45\xdf\xa3') &&
  Array.from({ length: 48 }, (_, at) => at + 4).some(at => has(view, '\x42\x82\x84webm', at));

const rows: readonly (readonly [SoundType, Test])[] = [
  ['audio/wav', view => has(view, 'RIFF') && has(view, 'WAVE', 8)],
  ['audio/ogg', ogg],
  ['audio/flac', view => has(view, 'fLaC')],
  ['audio/mp4', mp4],
  ['audio/webm', webm],
  ['audio/mpeg', view => has(view, 'ID3') || mpegFrame(view)],
  ['audio/aac', adts],
];
