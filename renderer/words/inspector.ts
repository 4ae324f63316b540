/** What was said for a call, and the ways it may go, in words. */
import type { CandidatePair } from '../../shared/call';
import type { TraceEntry } from '../../shared/trace';
import { formatDuration } from '../duration';
import { words } from './language';
import { listed } from './sentences';

/** How many seconds after the first stanza another went, such as "+0.412", or "+1:02:03" where it is long. */
export const offsetInWords = (milliseconds: number): string =>
  milliseconds < 100_000
    ? `+${(milliseconds / 1000).toFixed(milliseconds < 10_000 ? 3 : 2)}`
    : `+${formatDuration(milliseconds)}`;

/** What a screen reader says of a row of the ladder; `other` is who is at its other end. */
export function stanzaAloud(
  { direction, kind, answers, note, name }: TraceEntry,
  offset: number,
  other: string,
): string {
  const way = direction === 'sent' ? words.inspector.sent({ to: other }) : words.inspector.received({ from: other });
  const what = kind === 'error' ? words.inspector.failed({ name }) : name;
  const whole = answers === undefined ? what : words.inspector.reply({ name: what, question: answers });
  const said = words.inspector.stanza({ at: offsetInWords(offset), way, name: whole });
  return listed(note === undefined ? [said] : [said, note]);
}

/** How a pair of candidates is reached and does, such as "UDP, IPv4, works". */
export function pairInWords({ protocol, relayProtocol, ipv6, state }: CandidatePair): string {
  const inner = protocol.toUpperCase();
  return listed([
    relayProtocol && relayProtocol !== protocol
      ? words.inspector.over({ inner, outer: relayProtocol.toUpperCase() })
      : inner,
    ipv6 ? 'IPv6' : 'IPv4',
    words.inspector.pairStates[state],
  ]);
}

/** Those that have words of their own. */
export const candidateTypes = ['host', 'srflx', 'prflx', 'relay'] as const;

/** What kind of candidate `type` is (RFC 8839 §5.1); one that is not known is called as it calls itself. */
export function candidateInWords(type: string | undefined): string {
  const known = candidateTypes.find(name => name === type);
  return known ? words.inspector.candidateTypes[known] : (type ?? words.quality.none);
}
