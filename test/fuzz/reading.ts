/** Bytes to stanzas, stanzas to values, and back. */
import fc from 'fast-check';
import { StringDecoder } from 'node:string_decoder';
import { readChat } from '../../main/core/chat';
import { parseCandidate, formatCandidate, sendable } from '../../main/core/jingle/candidate';
import { describedBy, forPeers, linesOf, type Description } from '../../main/core/jingle/description';
import { fromSdp, toSdp } from '../../main/core/jingle/sdp';
import { in2008, modernised } from '../../main/core/protocol/jingle2008';
import { CLIENT } from '../../main/core/protocol/namespaces';
import { stanzaError } from '../../main/core/protocol/rfc6120';
import { presence, rosterQuery } from '../../main/core/protocol/rfc6121';
import { dataForm } from '../../main/core/protocol/xep0004';
import { discoInfo, discoItems } from '../../main/core/protocol/xep0030';
import { vCard } from '../../main/core/protocol/xep0054';
import { eventItems, itemsIn } from '../../main/core/protocol/xep0060';
import { AVATAR_METADATA, avatarData, avatarMetadata } from '../../main/core/protocol/xep0084';
import { capsText } from '../../main/core/protocol/xep0115';
import { jingle } from '../../main/core/protocol/xep0166';
import { candidate } from '../../main/core/protocol/xep0176';
import { services } from '../../main/core/protocol/xep0215';
import { findCarbon } from '../../main/core/protocol/xep0280';
import { fin, findArchived } from '../../main/core/protocol/xep0313';
import { decodeCallMessage, encodeCallMessage, findCallMessage } from '../../main/core/protocol/xep0353';
import { elements, MalformedElementError, type XmlElement } from '../../main/core/xml/codec';
import { candidatesIn, credentialsIn, notesOn } from '../../main/trace-entry';
import { printXml } from '../../main/xml-text';
import { iceServersOf } from '../../main/xmpp/ice-servers';
import { StreamParser } from '../../main/xmpp/parser';
import { serialize } from '../../main/xmpp/serialize';
import { formatJid, parseJid, toBare, toPersonAddress } from '../../shared/jid';
import { parseLink } from '../../shared/link';
import { plainLines } from '../../shared/message';
import { plainLine } from '../../shared/plain-text';
import { fixture } from '../core/support/xml';
import { jingles, stanzas } from './corpus';
import { holds, same, type Fuzzer } from './fuzzer';
import { evil, mutated } from './mutate';

/** What `read` gives, `undefined` where it is malformed; whatever else it throws is a defect. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof MalformedElementError) return undefined;
    throw error;
  }
}

const HEADER = `<stream:stream xmlns="${CLIENT}" xmlns:stream="http://etherx.jabber.org/streams" version="1.0">`;

/** What a parser makes of `chunks`. */
function parsed(chunks: readonly (Buffer | string)[]): { found: XmlElement[]; errors: number; afterwards: number } {
  const parser = new StreamParser();
  const decoder = new StringDecoder('utf8');
  const found: XmlElement[] = [];
  let [errors, afterwards, over] = [0, 0, false];
  parser.on('element', (element: XmlElement) => {
    if (over) afterwards += 1;
    found.push(element);
  });
  parser.on('end', () => (over = true));
  parser.on('error', () => {
    errors += 1;
    over = true;
  });
  for (const chunk of chunks) parser.write(typeof chunk === 'string' ? chunk : decoder.write(chunk));
  return { found, errors, afterwards };
}

/** As a stream would carry it and a parser give it. */
const carried = (element: XmlElement): XmlElement | undefined => parsed([HEADER, serialize(element)]).found[0];

const plain = ({ name, attrs, children }: XmlElement): XmlElement => ({
  name,
  attrs: { ...attrs },
  children: children.map(child => (typeof child === 'string' ? child : plain(child))),
});

const texts = stanzas.map(stanza => Buffer.from(serialize(stanza)));

type Cut = { at: number } & (
  | { do: 'flip'; byte: number }
  | { do: 'delete'; length: number }
  | { do: 'insert'; bytes: Uint8Array }
  | { do: 'copy'; from: number; length: number }
);
const position = fc.nat(20_000);
const cut: fc.Arbitrary<Cut> = fc.oneof(
  fc.record({ at: position, do: fc.constant('flip' as const), byte: fc.integer({ min: 1, max: 255 }) }),
  fc.record({ at: position, do: fc.constant('delete' as const), length: fc.integer({ min: 1, max: 40 }) }),
  fc.record({
    ...{ at: position, do: fc.constant('insert' as const) },
    bytes: fc.oneof(
      fc.uint8Array({ maxLength: 6 }),
      fc.constantFrom(
        ...['<', '>', '/>', '&', '&#0;', '&#x85;', '&lt;', '"', "'", ']]>', '<!--', '<?x?>', '<!DOCTYPE a>', '<![CDATA['],
        ...['xmlns=""', ' xmlns:a="b"', '<a:b/>', '\0', '\ufeff', '\u2028', '</stream:stream>', '&a;', '&#xD800;', 'a="1" '],
      ).map(text => new Uint8Array(Buffer.from(text))), // prettier-ignore
    ),
  }),
  fc.record({
    at: position,
    do: fc.constant('copy' as const),
    from: position,
    length: fc.integer({ min: 1, max: 80 }),
  }),
);

function cutUp(text: Buffer, cuts: readonly Cut[]): Buffer {
  return cuts.reduce<Buffer>((bytes, change) => {
    const place = bytes.length === 0 ? 0 : change.at % bytes.length;
    const before = bytes.subarray(0, place);
    switch (change.do) {
      case 'flip': {
        const copy = Buffer.from(bytes);
        copy[place] = (copy[place] ?? 0) ^ change.byte;
        return copy;
      }
      case 'delete':
        return Buffer.concat([before, bytes.subarray(place + change.length)]);
      case 'insert':
        return Buffer.concat([before, change.bytes, bytes.subarray(place)]);
      case 'copy': {
        const from = change.from % Math.max(1, bytes.length);
        return Buffer.concat([before, bytes.subarray(from, from + change.length), bytes.subarray(place)]);
      }
    }
  }, text);
}

const bytes: Fuzzer = {
  name: 'bytes of captured stanzas, changed and torn apart',
  share: 35,
  property: () =>
    fc.property(
      fc.nat(texts.length - 1),
      fc.array(cut, { minLength: 1, maxLength: 4 }),
      fc.array(position, { maxLength: 3 }),
      (which, cuts, tears) => {
        const text = cutUp(texts[which] ?? Buffer.alloc(0), cuts);
        const places = tears.map(tear => tear % (text.length + 1)).toSorted((a, b) => a - b);
        const chunks = [0, ...places].map((from, index) => text.subarray(from, places[index] ?? text.length));
        const { found, errors, afterwards } = parsed([HEADER, ...chunks]);
        holds('one error at most', errors <= 1);
        holds('nothing comes behind the end', afterwards === 0);
        for (const element of found) {
          const tree = plain(element);
          same('what is read can be written and read again', carried(tree) && plain(carried(tree) ?? tree), tree);
          readAll(tree);
        }
      },
    ),
};

/** Reads an element by its definition, as often as asked; what it gives can be written and read again. */
const reader = <V>(one: {
  name: string;
  xmlns: string;
  decode(source: XmlElement): V;
  encode(value: V): XmlElement;
}) => ({
  fits: ({ name, attrs }: XmlElement): boolean => name === one.name && attrs['xmlns'] === one.xmlns,
  survives: (source: XmlElement): void => {
    const value = attempt(() => one.decode(source));
    if (value === undefined) return;
    const again = carried(one.encode(value));
    holds('what is read can be written', again !== undefined);
    same(`<${one.name}/>`, one.decode(again), value);
  },
});

const readers = [
  ...[reader(presence), reader(rosterQuery), reader(dataForm), reader(discoInfo), reader(discoItems), reader(vCard)],
  ...[reader(avatarMetadata), reader(avatarData), reader(services), reader(fin), reader(stanzaError)],
];

/** Everything in the project that looks at a stanza as it came. */
function readAll(stanza: XmlElement): void {
  attempt(() => readChat(stanza));
  const call = findCallMessage(findCarbon(stanza)?.message ?? stanza);
  if (call) {
    const value = attempt(() => decodeCallMessage(call));
    if (value) {
      const again = carried(encodeCallMessage(value));
      same('a call message', again && decodeCallMessage(again), value);
    }
  }
  attempt(() => findArchived(stanza));
  attempt(() => eventItems(stanza, AVATAR_METADATA));
  candidatesIn(stanza);
  credentialsIn(stanza);
  notesOn(stanza);
  holds('a printed stanza is no longer than it may be', printXml(stanza, 2000).length <= 2100);
  for (const part of [stanza, ...elements(stanza)]) {
    for (const { fits, survives } of readers) if (fits(part)) survives(part);
  }
  for (const payload of elements(stanza)) {
    attempt(() => itemsIn(payload, AVATAR_METADATA));
    if (payload.name === 'query') attempt(() => capsText(payload));
    if (payload.name === 'services') iceServersOf(attempt(() => services.decode(payload))?.services ?? []);
    if (payload.name === 'jingle') readJingle(modernised(payload) ?? payload);
  }
}

/** What a description may be in SDP: lines of printable text, and no more of them than it has parts. */
export function checkSdp(sdp: string): void {
  holds('SDP ends its lines by CR LF, and nothing else ends one', /^(?:[a-z]=[^\p{Cc}\p{Zl}\p{Zp}]*\r\n)+$/u.test(sdp));
  holds('an SDP is no longer than a page can bear', sdp.length < 256 * 1024);
}

function linesAllowed({ contents, groups }: Description): number {
  const sum = (list: readonly { length: number }[]) => list.reduce((all, { length }) => all + length, 0);
  return contents.reduce(
    (all, { description: d }) =>
      all + 16 + d.payloadTypes.length * 2 + d.feedback.length + d.headerExtensions.length + d.sourceGroups.length +
      sum(d.payloadTypes.map(({ feedback, feedbackIntervals }) => [...feedback, ...feedbackIntervals])) +
      sum(d.sources.map(({ parameters }) => parameters)),
    8 + groups.length,
  ); // prettier-ignore
}

function readJingle(payload: XmlElement): void {
  const value = attempt(() => jingle.decode(payload));
  if (!value) return;
  const again = carried(jingle.encode(value));
  holds('a Jingle request can be written', again !== undefined);
  same('a Jingle request', jingle.decode(again), value);
  const old = carried(in2008(jingle.encode(value)));
  holds('a Jingle request can be written as in 2008', old !== undefined);
  for (const type of ['offer', 'answer'] as const) {
    const described = describedBy(value, type);
    if (typeof described === 'string') continue;
    for (const by of ['initiator', 'responder'] as const) {
      const lines = linesOf(described);
      const sdp = toSdp(described, by, lines);
      checkSdp(sdp);
      holds('no line more than it has parts', sdp.split('\r\n').length <= linesAllowed(described));
      const back = fromSdp(sdp, by, lines);
      holds('what is written as SDP can be read', back !== undefined);
      same('the description', told(back), told(described));
    }
  }
  for (const { transport } of value.contents) {
    for (const found of transport?.candidates ?? []) {
      const line = formatCandidate(found);
      holds('a candidate is one line', /^candidate:[^\p{Cc}\p{Zl}\p{Zp}]+$/u.test(line));
      const { id: _, network: __, ...rest } = found;
      same('a candidate', parseCandidate(line), rest);
    }
  }
}

/** What SDP has to keep of a description: that of which it has no word is left out, as are defaults. */
const told = ({ contents, groups }: Description) => ({
  groups: groups
    .map(({ semantics, contents: members }) => ({
      semantics,
      contents: members.filter(({ name }) => contents.some(content => content.name === name)),
    }))
    .filter(({ contents: members }) => members.length > 0),
  contents: contents.map(({ name, senders, transport: { ufrag, pwd, fingerprint }, description }) => ({
    ...{ name, senders: senders ?? 'both', ufrag, pwd },
    fingerprint: { ...fingerprint, value: fingerprint.value.toUpperCase() },
    media: description.media,
    payloads: description.payloadTypes.map(({ id, name: codec, clockrate, channels }) => 
      // A static one is known by its number alone.
      codec === undefined ? { id } : { id, codec, clockrate, channels },
    ),
  })), // prettier-ignore
});

const trees: Fuzzer = {
  name: 'stanzas of every kind, edited',
  share: 20,
  property: () =>
    fc.property(mutated(stanzas), stanza => {
      const tree = carried(stanza);
      if (tree) readAll(plain(tree));
    }),
};

const descriptions: Fuzzer = {
  name: 'Jingle to description to SDP and back',
  share: 10,
  property: () =>
    fc.property(mutated(jingles), stanza => {
      const tree = carried(stanza);
      for (const payload of tree ? elements(tree) : []) {
        if (payload.name === 'jingle') readJingle(modernised(payload) ?? payload);
      }
    }),
};

const sdps = ['chromium-audio-video-offer', 'electron-41-audio-offer', 'electron-41-audio-answer'].map(name =>
  fixture(`sdp/${name}.sdp`).split(/\r?\n/),
);

const sdpLines: Fuzzer = {
  name: 'SDP with lines changed, to Jingle',
  share: 3,
  property: () =>
    fc.property(
      fc.nat(2),
      fc.array(fc.record({ at: fc.nat(200), from: fc.nat(200), text: fc.option(evil) }), { maxLength: 4 }),
      fc.constantFrom('initiator' as const, 'responder' as const),
      (which, changes, by) => {
        const lines = [...(sdps[which] ?? [])];
        for (const { at, from, text } of changes) {
          const line = lines[at % lines.length] ?? '';
          if (text === null) lines.splice(at % lines.length, 1, ...lines.slice(from % lines.length).slice(0, 2));
          else lines[at % lines.length] = line.slice(0, from % (line.length + 1)) + text;
        }
        const found = fromSdp(lines.join('\r\n'), by);
        if (!found) return;
        const contents = forPeers(found).contents.map(content => ({ ...content }));
        const value = { action: 'session-initiate' as const, sid: 's', contents, groups: [...found.groups] };
        const again = carried(jingle.encode(value));
        if (contents.length <= 32) holds('what a page says can be sent', again !== undefined && jingle.decode(again).contents.length === contents.length);
      },
    ), // prettier-ignore
};

const line = fc.array(fc.oneof(evil, fc.constantFrom('1', 'udp', '192.0.2.1', 'fd00::1', 'x.local', 'typ', 'host', 'relay', 'raddr', 'rport', 'tcptype', 'active', 'generation', '9')), { maxLength: 14 }); // prettier-ignore

const candidates: Fuzzer = {
  name: 'candidates as lines and as elements',
  share: 25,
  property: () =>
    fc.property(line, fc.dictionary(fc.constantFrom('component', 'foundation', 'generation', 'id', 'ip', 'network', 'port', 'priority', 'protocol', 'rel-addr', 'rel-port', 'tcptype', 'type'), evil, { noNullPrototype: true, minKeys: 6 }), (words, attrs) => {
      const read = [
        parseCandidate(`candidate:${words.join(' ')}`),
        attempt(() => candidate.decode({ name: 'candidate', attrs: { ...good, ...attrs }, children: [] })),
      ];
      for (const found of read) {
        if (!found) continue;
        const text = formatCandidate(found);
        holds('a candidate is one line', /^candidate:[^\p{Cc}\p{Zl}\p{Zp}]+$/u.test(text));
        const { id: _, network: __, ...rest } = found;
        same('a candidate', parseCandidate(text), rest);
        const sent = sendable(found);
        if (sent) same('a candidate on the wire', candidate.decode(candidate.encode(sent)), sent);
      }
    }), // prettier-ignore
};

const good = { component: '1', foundation: '1', ip: '192.0.2.1', port: '5', priority: '1', protocol: 'udp', type: 'host' }; // prettier-ignore

const text = fc.oneof(evil, fc.string({ unit: 'grapheme', maxLength: 20 }), fc.webUrl());

const names: Fuzzer = {
  name: 'addresses, links and names',
  share: 15,
  property: () =>
    fc.property(text, text, text, (one, two, three) => {
      for (const address of [one, `${one}@${two}`, `${one}@${two}/${three}`, `xmpp:${one}@${two}?${three}`]) {
        const jid = parseJid(address);
        if (jid) same('an address', parseJid(formatJid(jid)), jid);
        const bare = toBare(address);
        if (bare !== undefined) same('a bare address', toBare(bare), bare);
        const person = toPersonAddress(address);
        if (person !== undefined) holds('a person has one line', !/[\p{Cc}\p{Bidi_Control}\s]/u.test(person));
        parseLink(address);
      }
      for (const name of [one, one + two + three]) {
        const shown = plainLine(name, 80);
        holds('a name is one line', !/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u.test(shown));
        holds('a name is short', Array.from(shown).length <= 80);
        same('a name that is plain', plainLine(shown, 80), shown);
        same('a text that is plain', plainLines(plainLines(name)), plainLines(name));
      }
    }),
};

export const reading: readonly Fuzzer[] = [bytes, trees, descriptions, sdpLines, candidates, names];
