/** ICE candidates: the `candidate:` line of WebRTC <-> the `<candidate/>` of XEP-0176. */
import type { Candidate } from '../protocol/xep0176';
import { candidate } from '../protocol/xep0176';
import { MalformedElementError, create } from '../xml/codec';
import { ICE_UDP } from '../protocol/namespaces';

const positions = ['foundation', 'component', 'protocol', 'priority', 'ip', 'port'] as const;

/** SDP extension name, attribute. `typ` comes first, as RFC 8839 §5.1 orders it. */
const extensions = [
  ['typ', 'type'],
  ['raddr', 'rel-addr'],
  ['rport', 'rel-port'],
  ['tcptype', 'tcptype'],
  ['generation', 'generation'],
] as const;

/** The candidate in an SDP line, or `undefined` if there is none in it, such as at the end of gathering. */
export function parseCandidate(line: string): Candidate | undefined {
  const words = line
    .replace(/^(a=)?candidate:/, '')
    .trim()
    .split(/ +/);
  const source = create('candidate', ICE_UDP);
  positions.forEach((name, index) => (source.attrs[name] = words[index] ?? ''));
  for (let index = positions.length; index + 1 < words.length; index += 2) {
    const known = extensions.find(([sdp]) => sdp === words[index]);
    if (known) source.attrs[known[1]] = words[index + 1] ?? '';
  }
  try {
    return candidate.decode(source);
  } catch (error) {
    if (error instanceof MalformedElementError) return undefined;
    throw error;
  }
}

/** The SDP line of a candidate, with what `RTCPeerConnection` reads of it. */
export function formatCandidate(value: Candidate): string {
  const { attrs } = candidate.encode(value);
  const head = positions.map(name => attrs[name]);
  const tail = extensions.flatMap(([sdp, name]) => (attrs[name] === undefined ? [] : [sdp, attrs[name]]));
  return `candidate:${[...head, ...tail].join(' ')}`;
}

/**
 * The candidate as every known client takes it, or `undefined` where peers would stumble over it: they know neither TCP
 * nor names of the local network, and with rtcp-mux there is one component.
 */
export function sendable(found: Candidate): Candidate | undefined {
  if (found.protocol !== 'udp' || found.component !== 1 || !isLiteral(found.ip)) return undefined;
  const generation = found.generation ?? 0;
  const id = [found.foundation, generation, found.ip, found.port].join('-');
  const related = found.type === 'host' ? {} : { relAddr: found.relAddr ?? '0.0.0.0', relPort: found.relPort ?? 9 };
  const { relAddr: _, relPort: __, tcpType: ___, ...rest } = found;
  return { ...rest, ...related, id, generation, network: 0 };
}

/** Whether `RTCPeerConnection` can do anything with a candidate of a peer. */
export const usable = ({ component, ip, port }: Candidate): boolean =>
  component === 1 && port > 0 && (isLiteral(ip) || ip.endsWith('.local'));

const isLiteral = (address: string): boolean => /^\d{1,3}(\.\d{1,3}){3}$/.test(address) || address.includes(':');
