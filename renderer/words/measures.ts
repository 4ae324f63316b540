/** How well a call goes, in figures. */
import type { Quality } from '../../shared/call';
import { words } from './language';

/** The measures of a call, one per row of its details. */
export function measuresInWords(quality: Quality | undefined): { name: string; value: string }[] {
  const unless = <T>(value: T | undefined, say: (value: T) => string) =>
    value === undefined ? words.quality.none : say(value);
  return [
    {
      name: words.quality.path,
      value: unless(quality?.local && quality, ({ relayed }) =>
        relayed ? words.quality.relayed : words.quality.direct,
      ),
    },
    { name: words.quality.protocol, value: unless(quality?.protocol, protocol => protocol.toUpperCase()) },
    { name: words.quality.codec, value: unless(quality?.codec, codecInWords) },
    { name: words.quality.roundTrip, value: unless(quality?.roundTripMs, millisecondsInWords) },
    { name: words.quality.jitter, value: unless(quality?.jitterMs, millisecondsInWords) },
    { name: words.quality.loss, value: unless(quality?.loss, share => words.quality.share({ share })) },
  ];
}

/** A time as "42 ms". */
export const millisecondsInWords = (milliseconds: number): string =>
  words.quality.milliseconds({ time: Math.round(milliseconds) });

/** `opus/48000/2` as "Opus, 48 kHz". */
function codecInWords(text: string): string {
  const [name = text, rate] = text.split('/');
  const codec = name.charAt(0).toUpperCase() + name.slice(1);
  return rate && Number.isFinite(Number(rate)) ? words.quality.kilohertz({ codec, rate: Number(rate) / 1000 }) : codec;
}
