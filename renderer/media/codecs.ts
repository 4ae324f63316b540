/** Which codecs we ask for, and what we make of theirs. */

/** The order to offer: Opus first, since some peers (Dino) take the first and nothing else; the rest as it was. */
export const opusFirst = <C extends { mimeType: string }>(codecs: readonly C[]): C[] => [
  ...codecs.filter(isOpus),
  ...codecs.filter(codec => !isOpus(codec)),
];

const isOpus = ({ mimeType }: { mimeType: string }): boolean => mimeType.toLowerCase() === 'audio/opus';

/**
 * A peer's description with redundant audio (RFC 2198) before Opus, where the peer takes it: libwebrtc sends what the
 * other side lists first. At 5 % loss this leaves 0.04 % of the sound to conceal instead of 0.67 %, for 30 kbit/s more.
 * Only what we hand to our own connection is reordered; what goes over the wire is not.
 */
export function redundancyFirst(sdp: string): string {
  const red = /^a=rtpmap:(\d+) red\/48000/im.exec(sdp)?.[1];
  if (red === undefined) return sdp;
  return sdp.replace(/^(m=audio \S+ \S+)((?: \d+)+)/m, (line, start: string, payloads: string) => {
    const others = payloads
      .trim()
      .split(' ')
      .filter(payload => payload !== red);
    return payloads.split(' ').includes(red) ? [start, red, ...others].join(' ') : line;
  });
}
