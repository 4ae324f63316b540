import { expect, test } from 'vitest';
import { opusFirst, redundancyFirst } from '../../../renderer/media/codecs';

test('Opus is offered first and nothing is lost', () => {
  const mimeTypes = (...names: string[]) => names.map(mimeType => ({ mimeType }));
  expect(opusFirst(mimeTypes('audio/PCMU', 'audio/red', 'audio/OPUS', 'audio/telephone-event'))).toEqual(
    mimeTypes('audio/OPUS', 'audio/PCMU', 'audio/red', 'audio/telephone-event'),
  );
});

const sdp = (payloads: string, ...lines: string[]) =>
  ['v=0', `m=audio 9 UDP/TLS/RTP/SAVPF ${payloads}`, 'c=IN IP4 0.0.0.0', ...lines, ''].join('\r\n');
const opus = 'a=rtpmap:111 opus/48000/2';
const red = 'a=rtpmap:63 red/48000/2';

test('redundant audio comes first where the peer takes it', () => {
  expect(redundancyFirst(sdp('111 63 0', opus, red))).toBe(sdp('63 111 0', opus, red));
});

test('a peer without redundant audio is taken at its word', () => {
  expect(redundancyFirst(sdp('111 0', opus))).toBe(sdp('111 0', opus));
  expect(redundancyFirst(sdp('111', opus, red))).toBe(sdp('111', opus, red));
  expect(redundancyFirst(sdp('111 63', opus, 'a=rtpmap:63 red/8000'))).toBe(
    sdp('111 63', opus, 'a=rtpmap:63 red/8000'),
  );
});
