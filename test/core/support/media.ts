/** What the peer connections of a test say: a real description of Electron, with credentials as asked. */
import type { MediaSignal } from '../../../shared/media';
import { fixture } from './xml';

const real = fixture('sdp/electron-41-audio-offer.sdp');

export interface Said {
  ufrag: string;
  /** As an answer says it. */
  setup?: 'active' | 'passive';
}

const pwdOf = (ufrag: string) => ufrag.padEnd(22, 'x');

/** SDP of one audio line, without candidates. */
export const sdpOf = ({ ufrag, setup }: Said): string =>
  real
    .replace(/a=ice-ufrag:.*(?=\r)/, `a=ice-ufrag:${ufrag}`)
    .replace(/a=ice-pwd:.*(?=\r)/, `a=ice-pwd:${pwdOf(ufrag)}`)
    .replace(/a=setup:.*(?=\r)/, `a=setup:${setup ?? 'actpass'}`);

export const offer = (ufrag = 'ours'): MediaSignal => ({ description: { type: 'offer', sdp: sdpOf({ ufrag }) } });

export const answer = (ufrag = 'ours', setup: 'active' | 'passive' = 'active'): MediaSignal => ({
  description: { type: 'answer', sdp: sdpOf({ ufrag, setup }) },
});

export const candidate = (ufrag = 'ours', port = 5000, sdpMid = '0'): MediaSignal => ({
  candidate: {
    candidate: `candidate:1 1 udp 2122194687 192.0.2.2 ${port} typ host generation 0 ufrag ${ufrag} network-id 1`,
    sdpMid,
    usernameFragment: ufrag,
  },
});

/** What an SDP says of ICE and DTLS. */
export const told = (sdp: string) => ({
  ufrag: /a=ice-ufrag:(.*)\r/.exec(sdp)?.[1],
  setup: /a=setup:(.*)\r/.exec(sdp)?.[1],
});
