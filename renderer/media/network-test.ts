/** Whether each server for ICE does what calls will need of it, and how calls can be expected to go. */
import type { IceServer } from '../../shared/media';
import { isRefusal } from './failure';
import { isRelay, usable, type Ice } from './ice';
import type { After } from './web';

/** Retransmissions of STUN take 9.5 s until they are given up (RFC 8489 §6.2.1, as libwebrtc does it). */
const LIMIT_MS = 12_000;

/** What one server was seen to do. */
export interface ServerTrial {
  readonly kind: 'stun' | 'turn';
  /** How it is reached. */
  readonly transport: 'udp' | 'tcp' | 'tls';
  /** It cannot even be asked: the address or the credentials are not as they must be. */
  readonly unusable: boolean;
  /** The types of candidates that came. */
  readonly found: readonly RTCIceCandidateType[];
  /** The codes of `icecandidateerror`s. */
  readonly errors: readonly number[];
  /** Gathering ended by itself. */
  readonly complete: boolean;
}

export interface NetworkTrial {
  readonly servers: readonly ServerTrial[];
  /** This computer has an address in some network. */
  readonly connected: boolean;
  /** All calls go through relays, because the person started Tsuwa so. */
  readonly relayOnly: boolean;
}

export const verdicts = [
  'works',
  'open', // STUN: reached, and it sees the address that the computer has anyway
  'refused', // TURN: turned our credentials down
  'full', // TURN: no capacity left, or our share is used up
  'unreachable',
  'unusable',
] as const;
export type Verdict = (typeof verdicts)[number];

/** Allocation Quota Reached and Insufficient Capacity (RFC 8656 §19). */
const FULL = [486, 508];

/** What is to be thought of one server. */
export function verdictOf({ kind, unusable, found, errors, complete }: ServerTrial): Verdict {
  if (unusable) return 'unusable';
  if (kind === 'turn') {
    if (found.includes('relay')) return 'works';
    if (errors.some(code => FULL.includes(code))) return 'full';
    return errors.some(isRefusal) ? 'refused' : 'unreachable';
  }
  if (found.includes('srflx')) return 'works';
  return complete && errors.length === 0 && found.includes('host') ? 'open' : 'unreachable';
}

export const expectations = [
  'no-network',
  'direct-and-relay',
  'direct', // and no relay where that fails
  'relay', // direct ways are not to be expected
  'relay-tcp', // not even the relay by UDP
  'relay-by-choice',
  'no-relay-by-choice', // only relays are wanted, and none works
  'local', // servers are there, but none can be reached
  'no-servers',
] as const;
export type Expectation = (typeof expectations)[number];

/** How calls can be expected to go. */
export function expectationOf({ servers, connected, relayOnly }: NetworkTrial): Expectation {
  const relays = servers.filter(server => server.kind === 'turn' && verdictOf(server) === 'works');
  const direct = servers.some(
    server => server.found.includes('srflx') || (server.kind === 'stun' && verdictOf(server) === 'open'),
  );
  if (!connected && !direct && relays.length === 0) return 'no-network';
  if (relayOnly) return relays.length > 0 ? 'relay-by-choice' : 'no-relay-by-choice';
  if (direct) return relays.length > 0 ? 'direct-and-relay' : 'direct';
  if (relays.length > 0) return relays.some(({ transport }) => transport === 'udp') ? 'relay' : 'relay-tcp';
  return servers.length > 0 ? 'local' : 'no-servers';
}

/** An `RTCPeerConnection` that gathers and never connects. */
export type ProbeConnection = Pick<
  RTCPeerConnection,
  'createDataChannel' | 'setLocalDescription' | 'close' | 'iceGatheringState'
> & {
  addEventListener(type: 'icecandidate', listener: (event: { candidate: Candidate | null }) => void): void;
  addEventListener(type: 'icecandidateerror', listener: (event: { errorCode: number }) => void): void;
  addEventListener(type: 'icegatheringstatechange', listener: () => void): void;
};
type Candidate = Pick<RTCIceCandidate, 'type' | 'candidate'>;

export interface ProbePorts {
  connect(iceServers: RTCIceServer[]): ProbeConnection;
  after: After;
}

/** Asks every server of `state` by itself, and the network without any. `told` hears of each as soon as it is known. */
export async function testNetwork(
  { iceServers, iceTransportPolicy }: Ice,
  ports: ProbePorts,
  told: (trial: ServerTrial, index: number) => void,
): Promise<NetworkTrial> {
  const alone = gather([], undefined, ports);
  const servers = await Promise.all(
    iceServers.map(async (server, index) => {
      const trial = await tryServer(server, ports);
      told(trial, index);
      return trial;
    }),
  );
  const connected = (await alone).found.length > 0;
  return { servers, connected, relayOnly: iceTransportPolicy === 'relay' };
}

async function tryServer(server: IceServer, ports: ProbePorts): Promise<ServerTrial> {
  const kind = isRelay(server.urls) ? 'turn' : 'stun';
  const transport = transportOf(server.urls);
  const accepted = usable([server]);
  if (accepted.length === 0) return { kind, transport, unusable: true, found: [], errors: [], complete: false };
  const gathered = await gather(accepted, kind === 'turn' ? 'relay' : 'srflx', ports);
  return { kind, transport, unusable: false, ...gathered };
}

/** As RFC 7064 and RFC 7065 say: `turns` is TLS, and without a word UDP. */
export function transportOf(urls: string): ServerTrial['transport'] {
  if (/^(turn|stun)s:/i.test(urls)) return 'tls';
  return /\?transport=tcp$/i.test(urls) ? 'tcp' : 'udp';
}

/** Gathers until `wanted` has come, or all there is, or the time is over. */
async function gather(
  iceServers: RTCIceServer[],
  wanted: RTCIceCandidateType | undefined,
  ports: ProbePorts,
): Promise<Pick<ServerTrial, 'found' | 'errors' | 'complete'>> {
  const found = new Set<RTCIceCandidateType>();
  const own = new Set<string>();
  const errors: number[] = [];
  const connection = ports.connect(iceServers);
  try {
    const complete = await new Promise<boolean>((resolve, reject) => {
      const cancel = ports.after(LIMIT_MS, () => resolve(false));
      const done = () => {
        cancel();
        resolve(true);
      };
      connection.addEventListener('icecandidate', ({ candidate }) => {
        if (candidate?.type && candidate.candidate !== '') {
          const place = placeOf(candidate.candidate);
          if (candidate.type === 'host') own.add(place);
          // What a server sees is no other way to us where it is an address of our own.
          found.add(own.has(place) ? 'host' : candidate.type);
        }
        if (candidate?.type && candidate.type === wanted) done();
      });
      connection.addEventListener('icecandidateerror', ({ errorCode }) => void errors.push(errorCode));
      connection.addEventListener('icegatheringstatechange', () => {
        if (connection.iceGatheringState === 'complete') done();
      });
      connection.createDataChannel('probe');
      connection.setLocalDescription().catch(reject);
    });
    return { found: [...found], errors, complete };
  } catch {
    // A configuration that WebRTC refuses is one that no call can use either.
    return { found: [...found], errors, complete: false };
  } finally {
    connection.close();
  }
}

/** Address and port of a candidate (RFC 8839 §5.1). */
const placeOf = (candidate: string): string => candidate.split(' ').slice(4, 6).join(' ');
