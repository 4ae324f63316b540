/**
 * A trace as a report that can be given away: who, where and with what keys is replaced by labels that stay the same
 * throughout, so that what belongs together can still be seen. Nothing passes that is not known to be harmless.
 */
import type { CallView } from '../shared/call';
import { bareOf, parseJid } from '../shared/jid';
import { TRACE_HEAD, type Trace, type TraceEntry } from '../shared/trace';
import { JINGLE_MESSAGE } from './core/protocol/namespaces';
import { readXml, type XmlPiece } from './xml-text';

/** What the report says besides the trace. */
export interface ReportFacts {
  /** Of this app. */
  version: string;
  call: CallView;
}

/** The report: how the call went, its ladder in plain text, and every stanza. */
export function exportText(trace: Trace, facts: ReportFacts): string {
  const read = trace.entries.map(entry => ({ entry, pieces: readXml(entry.xml) }));
  const labels = new Labels(facts.call.peer, read);
  const start = trace.entries[0]?.at ?? facts.call.createdAt;
  const gap = (at: number): string[] =>
    trace.dropped > 0 && at === TRACE_HEAD ? [`     … ${trace.dropped} left out …`] : [];
  return [
    ...headOf(facts),
    '',
    'Signalling',
    ...read.flatMap(({ entry }, at) => [...gap(at), ...ladderLines(entry, at, start, labels)]),
    '',
    'Stanzas',
    ...read.flatMap(({ entry, pieces }, at) => [
      ...gap(at),
      '',
      `#${at + 1} ${entry.direction} ${offset(entry.at - start)}`,
      xmlText(pieces, labels),
    ]),
    '',
  ].join('\n');
}

// The report around the stanzas

function headOf({ version, call }: ReportFacts): string[] {
  const since = (at: number | undefined) => (at === undefined ? [] : [offset(at - call.createdAt)]);
  const rows: [string, string[]][] = [
    ['Tsuwa', [version]],
    ['Began', [new Date(call.createdAt).toISOString()]],
    ['Direction', [call.direction]],
    ['Phase', [call.phase]],
    ['Answered', since(call.answeredAt)],
    ['Connected', since(call.connectedAt)],
    ['Ended', [...since(call.endedAt), ...(call.end ? [call.end] : [])]],
    ['Codec', [word(call.quality?.codec ?? '')]],
  ];
  const pairs = (call.quality?.pairs ?? []).map(pair =>
    [
      `  ${pair.local} - ${pair.remote}`,
      pair.protocol,
      ...(pair.relayProtocol ? [`relay over ${pair.relayProtocol}`] : []),
      pair.ipv6 ? 'IPv6' : 'IPv4',
      pair.state,
      ...(pair.roundTripMs === undefined ? [] : [`${Math.round(pair.roundTripMs)} ms`]),
      ...(pair.selected ? ['in use'] : []),
    ].join(', '),
  );
  return [
    'Report of a call. Addresses, names and keys are replaced by labels.',
    '',
    ...rows.flatMap(([name, values]) => {
      const value = values.filter(text => text !== '').join(', ');
      return value === '' ? [] : [`${name}: ${value}`];
    }),
    ...(pairs.length > 0 ? ['Candidate pairs:', ...pairs] : []),
  ];
}

function ladderLines(entry: TraceEntry, at: number, start: number, labels: Labels): string[] {
  const other = labels.jid(entry.address);
  const arrow = entry.direction === 'sent' ? `us -> ${other}` : `us <- ${other}`;
  const answers = entry.answers === undefined ? '' : ` to ${word(entry.answers)}`;
  const note = entry.note === undefined ? '' : ` (${entry.note.split(', ').map(word).join(', ')})`;
  const failed = entry.kind === 'error' ? 'error ' : '';
  return [
    `${`#${at + 1}`.padStart(4)} ${offset(entry.at - start).padStart(10)}  ${arrow}  ${failed}${word(entry.name)}${answers}${note}`,
    ...entry.candidates.map(
      ({ type, protocol, address, port }) =>
        `${' '.repeat(18)}${word(type)} ${word(protocol)} ${labels.address(address, type)} port ${port}`,
    ),
  ];
}

const offset = (ms: number): string => `${ms < 0 ? '-' : '+'}${(Math.abs(ms) / 1000).toFixed(3)} s`;

/** A term of the protocol as it is; anything else is none of the report's business. */
const word = (text: string): string => (/^[a-z][a-z0-9_/-]{0,47}$/i.test(text) ? text : text === '' ? '' : HIDDEN);

const HIDDEN = '…';

// Labels

interface Read {
  entry: TraceEntry;
  pieces: XmlPiece[];
}

/** What stands for each address, person and key; the same in, the same out. */
class Labels {
  readonly #given = new Map<string, string>();
  readonly #counts = new Map<string, number>();
  readonly #peer: string;
  readonly #selves = new Set<string>();

  /** Looks the whole trace through first, so that an address is called by what it is and not by where it is met first. */
  constructor(peer: string, read: readonly Read[]) {
    this.#peer = peer;
    for (const { entry, pieces } of read) {
      const root = pieces.find(piece => piece.type === 'open');
      const ours = root?.attributes.find(({ name }) => name === (entry.direction === 'sent' ? 'from' : 'to'));
      for (const self of [ours?.value, entry.with === 'own-devices' ? entry.address : undefined]) {
        const jid = self === undefined ? undefined : parseJid(self);
        if (jid) this.#selves.add(bareOf(jid));
      }
    }
    for (const { entry } of read) {
      for (const { address, type } of entry.candidates) this.address(address, type);
    }
  }

  /** `ufrag-1` and so on. */
  tag(kind: string, value: string): string {
    return this.#label(kind, value, count => `${kind}-${count}`);
  }

  /** `peer@…/device-1`, `us@…`. */
  jid(text: string): string {
    const jid = parseJid(text);
    if (!jid) return this.tag('address', text);
    const bare = bareOf(jid);
    const who = bare === this.#peer ? 'peer@…' : this.#selves.has(bare) ? 'us@…' : `${this.tag('other', bare)}@…`;
    return jid.resource === undefined ? who : `${who}/${this.tag('device', `${bare}/${jid.resource}`)}`;
  }

  /** `host-ipv4-a`; by the first `type` it is seen with. */
  address(text: string, type: string): string {
    if (/^(0\.0\.0\.0|::)$/.test(text)) return 'any';
    const kind = /^(host|srflx|prflx|relay)$/.test(type) ? type : 'address';
    const family = /\.local$/i.test(text) ? 'mdns' : text.includes(':') ? 'ipv6' : 'ipv4';
    return this.#label('ip', text.toLowerCase(), () => {
      const count = this.#next(`${kind}-${family}`);
      return `${kind}-${family}-${letters(count)}`;
    });
  }

  #label(kind: string, value: string, make: (count: number) => string): string {
    const key = `${kind} ${value}`;
    const label = this.#given.get(key) ?? make(this.#next(kind));
    this.#given.set(key, label);
    return label;
  }

  #next(kind: string): number {
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    return count;
  }
}

/** 1 as `a`, 26 as `z`, 27 as `aa`. */
const letters = (count: number): string =>
  count <= 26
    ? String.fromCharCode(96 + count)
    : letters(Math.floor((count - 1) / 26)) + letters(((count - 1) % 26) + 1);

// Stanzas

type Opening = Extract<XmlPiece, { type: 'open' }>;
type Attribute = Opening['attributes'][number];

/** A stanza again, of its labelled attributes and without its text. */
function xmlText(pieces: readonly XmlPiece[], labels: Labels): string {
  const path: Opening[] = [];
  const lines: string[] = [];
  const indent = () => '  '.repeat(path.length);
  /** What came since the last tag. */
  let run = '';
  for (const piece of pieces) {
    if (piece.type === 'text') {
      if (piece.text.trim() === '') continue;
      lines.push(`${indent()}${textOf(path, piece.text.trim(), labels)}`);
      run += ' text';
    } else if (piece.type === 'close') {
      path.pop();
      // What has nothing but text in it stays in one line.
      const inside = run === 'open text' ? lines.splice(-2).map(line => line.trim()) : [];
      lines.push(`${indent()}${inside.join('')}</${elementName(piece.name)}>`);
      run = '';
    } else {
      const attributes = piece.attributes.map(
        each => ` ${elementName(each.name)}="${valueOf(each, piece, path.at(-1), labels)}"`,
      );
      lines.push(`${indent()}<${elementName(piece.name)}${attributes.join('')}${piece.empty ? '/>' : '>'}`);
      if (!piece.empty) path.push(piece);
      run = piece.empty ? '' : 'open';
    }
  }
  return lines.join('\n');
}

const elementName = (name: string): string => (/^[a-z][\w:-]{0,63}$/i.test(name) ? name : HIDDEN);

/** Nothing that anyone wrote is kept; a fingerprint keeps its identity. */
const textOf = (path: readonly Opening[], text: string, labels: Labels): string =>
  path.at(-1)?.name === 'fingerprint' ? labels.tag('fingerprint', text.toLowerCase()) : HIDDEN;

const keyword = /^[a-z][a-z0-9-]{0,31}$/i;
const integer = /^\d{1,10}$/;
const identity = /^(\d{1,2}|audio|video|voice|data)$/i;

/** What attributes are harmless as long as they look as they should, by `element attribute`. */
const harmless = new Map<string, RegExp>([
  ...['iq type', 'message type', 'error type', 'jingle action', 'content creator', 'content senders'].map(
    key => [key, keyword] as const,
  ),
  ...['content name', 'mute name', 'unmute name'].map(key => [key, identity] as const),
  ...['description media', 'group semantics', 'rtp-hdrext senders', 'mute creator', 'unmute creator'].map(
    key => [key, keyword] as const,
  ),
  ...['type', 'protocol', 'tcptype'].map(name => [`candidate ${name}`, keyword] as const),
  ...['component', 'generation', 'network', 'port', 'rel-port', 'rel_port', 'priority'].map(
    name => [`candidate ${name}`, integer] as const,
  ),
  ...['clockrate', 'channels', 'ptime', 'maxptime'].map(name => [`payload-type ${name}`, integer] as const),
  ['payload-type id', /^\d{1,3}$/],
  ['payload-type name', keyword],
  ['rtcp-fb type', keyword],
  ['rtcp-fb subtype', keyword],
  ['rtcp-fb-trr-int value', integer],
  ['rtp-hdrext id', /^\d{1,3}$/],
  ['rtp-hdrext uri', /^(urn:ietf:params:rtp-hdrext:|http:\/\/www\.(webrtc|ietf)\.org\/)[\w/:-]{1,64}$/],
  ['fingerprint hash', /^(sha|md)-?\d{1,3}$/i],
  ['fingerprint setup', keyword],
  ['fingerprint required', keyword],
  ['error code', integer],
]);

/** What other attributes are called by, by name. */
const tags = ['ufrag', 'pwd', 'foundation', 'ssrc', 'cname', 'msid'] as const;
const jids = new Set(['from', 'to', 'initiator', 'responder', 'jid', 'by']);
const namespace = /^(urn:(xmpp|ietf):|jabber:|http:\/\/(jabber\.org|gultsch\.de)\/)[a-z0-9:/#._-]{1,80}$/i;

function valueOf({ name, value }: Attribute, owner: Opening, parent: Opening | undefined, labels: Labels): string {
  if (name === 'xmlns') return namespace.test(value) ? value : labels.tag('namespace', value);
  if (jids.has(name)) return labels.jid(value);
  if (name === 'sid' || (name === 'id' && xmlnsOf(owner) === JINGLE_MESSAGE)) return labels.tag('sid', value);
  if (owner.name === 'candidate') {
    const type = owner.attributes.find(attribute => attribute.name === 'type')?.value ?? '';
    if (name === 'ip') return labels.address(value, type);
    if (name === 'rel-addr' || name === 'rel_addr') return labels.address(value, '');
  }
  const tag = tags.find(known => known === name);
  if (tag) return labels.tag(tag, value);
  if (owner.name === 'parameter' && parent?.name === 'payload-type' && /^(name|value)$/.test(name))
    return /^[\w-]{1,24}$/.test(value) ? value : HIDDEN;
  if (harmless.get(`${owner.name} ${name}`)?.test(value)) return value;
  if (owner.name === 'crypto') return HIDDEN;
  return name === 'id' ? labels.tag('id', value) : HIDDEN;
}

const xmlnsOf = ({ attributes }: Opening): string | undefined => attributes.find(({ name }) => name === 'xmlns')?.value;
