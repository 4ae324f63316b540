/**
 * A way into the telephone network as cheogram-sip is one, without a telephone behind it: a component (XEP-0114) that
 * proceeds at once when it is called, never says that it rings, wants all candidates inside the descriptions, and answers
 * or calls when the test says so.
 */
import { createHash, randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { StringDecoder } from 'node:string_decoder';
import { parseCandidate } from '../../main/core/jingle/candidate';
import { fromSdp } from '../../main/core/jingle/sdp';

import {
  DTLS,
  ICE_UDP,
  JINGLE,
  JINGLE_MESSAGE,
  OFFER_ANSWER,
  RTP,
  RTP_AUDIO,
} from '../../main/core/protocol/namespaces';
import { DISCO_INFO, discoInfo } from '../../main/core/protocol/xep0030';
import { jingle, type Jingle } from '../../main/core/protocol/xep0166';
import {
  decodeCallMessage,
  encodeCallMessage,
  findCallMessage,
  type CallMessage,
} from '../../main/core/protocol/xep0353';
import { elements, xmlnsOf, type XmlElement } from '../../main/core/xml/codec';
import { StreamParser } from '../../main/xmpp/parser';
import { serialize } from '../../main/xmpp/serialize';
import { until } from './device';
import { recordedSdp } from './page';
import type { Server } from './server';

/** What a server has to be started with for a gateway. */
export const gatewayComponent = { host: 'gateway.example.test', secret: 'a component' };

/** A call to or from a number. */
export interface GatewayCall {
  sid: string;
  /** Full JID of the phone, once it is known. */
  phone: string;
  /** `+number@gateway/sip`. */
  self: string;
}

export interface Gateway {
  readonly domain: string;
  /** The address of a number such as `+15550100`. */
  address(number: string): string;
  /** The next call that a phone makes; the gateway has proceeded already. */
  proceeds(): Promise<GatewayCall>;
  /** The offer of that call. */
  offered(call: GatewayCall): Promise<Jingle>;
  /** Somebody picks up: accepts with a description that has its candidates inside. */
  answers(call: GatewayCall, sdp?: string): void;
  /** Somebody dials the phone: an invitation, and the offer as soon as the phone proceeds. */
  calls(person: string, number: string, sdp?: string): Promise<GatewayCall>;
  /** Ends a call as the telephone network did: `success`, `busy`, `decline`, `timeout`, … */
  ends(call: GatewayCall, reason: NonNullable<Jingle['reason']>['condition']): void;
  /** The first Jingle request in a call with this action. */
  requested(call: GatewayCall, action: Jingle['action']): Promise<Jingle>;
  /** All stanzas so far. */
  readonly stanzas: readonly XmlElement[];
  write(stanza: XmlElement): void;
  stop(): Promise<void>;
}

export interface GatewayOptions {
  /** Of its identity (XEP-0030). Default `pstn`. */
  type?: 'pstn' | 'sms';
  /** Features of the domain besides those of discovery. */
  features?: readonly string[];
}

const COMPONENT = 'jabber:component:accept';
const RESOURCE = 'sip';

/** What a number can do. */
const features = [JINGLE, JINGLE_MESSAGE, RTP, RTP_AUDIO, ICE_UDP, DTLS, OFFER_ANSWER];

const CANDIDATE = 'a=candidate:3735928559 1 udp 2122194687 192.0.2.8 30000 typ host\r\n';

/** Recorded SDP with a candidate inside. */
export const gatewaySdp = (type: 'offer' | 'answer'): string => `${recordedSdp(type)}${CANDIDATE}`;

/** Connects to a server that was started with `gatewayComponent`. @throws if the server does not take it */
export async function startGateway(
  server: Server,
  { type = 'pstn', features: own = [] }: GatewayOptions = {},
): Promise<Gateway> {
  const { host: domain, secret } = gatewayComponent;
  const socket = connect(server.componentPort, server.host);
  const parser = new StreamParser();
  const decoder = new StringDecoder('utf8');
  const stanzas: XmlElement[] = [];
  const given = new Set<XmlElement>();
  let stream: string | undefined;
  parser.on('start', (root: XmlElement) => (stream = root.attrs['id']));
  parser.on('element', (stanza: XmlElement) => {
    stanzas.push(stanza);
    if (stanza.name === 'iq') answerIq(stanza);
    if (stanza.name === 'message') proceed(stanza);
  });
  parser.on('error', () => socket.destroy());
  socket.on('data', (data: Buffer) => parser.write(decoder.write(data)));
  socket.on('error', () => parser.end());

  const next = async (what: string, fits: (stanza: XmlElement) => boolean): Promise<XmlElement> => {
    const found = await until(what, () => stanzas.find(stanza => !given.has(stanza) && fits(stanza)));
    given.add(found);
    return found;
  };
  const write = (stanza: XmlElement): void => void socket.write(serialize(stanza));
  const message = (from: string, to: string, step: CallMessage): void =>
    write({
      name: 'message',
      attrs: { from, to, id: `${step.step === 'propose' ? 'proposal' : step.step}%${step.id}`, type: 'normal' },
      children: [encodeCallMessage(step)],
    });
  const request = ({ self, phone }: GatewayCall, value: Jingle): void =>
    write({
      name: 'iq',
      attrs: { from: self, to: phone, id: randomUUID(), type: 'set' },
      children: [jingle.encode(value)],
    });

  const answerIq = (iq: XmlElement): void => {
    const { type: kind, id = '', from = '', to = '' } = iq.attrs;
    if (kind !== 'get' && kind !== 'set') return;
    const [payload] = elements(iq);
    const attrs = { id, to: from, from: to };
    if (payload && xmlnsOf(payload, '') === DISCO_INFO) {
      const identities = to.includes('@')
        ? [{ category: 'client', type: 'phone' }]
        : [{ category: 'gateway', type, name: 'A gateway' }];
      const offered = to.includes('@') ? features : own;
      const info = discoInfo.encode({ identities, features: [DISCO_INFO, ...offered].map(name => ({ var: name })) });
      write({ name: 'iq', attrs: { ...attrs, type: 'result' }, children: [info] });
    } else if (payload && xmlnsOf(payload, '') === JINGLE) {
      write({ name: 'iq', attrs: { ...attrs, type: 'result' }, children: [] });
    } else {
      const condition = {
        name: 'service-unavailable',
        attrs: { xmlns: 'urn:ietf:params:xml:ns:xmpp-stanzas' },
        children: [],
      };
      const error = { name: 'error', attrs: { type: 'cancel' }, children: [condition] };
      write({ name: 'iq', attrs: { ...attrs, type: 'error' }, children: [error] });
    }
  };
  const proceed = (stanza: XmlElement): void => {
    const step = stepIn(stanza);
    const { from = '', to = '' } = stanza.attrs;
    if (step?.step === 'propose') message(`${bare(to)}/${RESOURCE}`, from, { step: 'proceed', id: step.id });
  };

  const contents = (sdp: string, by: 'initiator' | 'responder'): Pick<Jingle, 'contents' | 'groups'> => {
    const description = fromSdp(sdp, by);
    if (!description) throw new Error('the SDP describes nothing');
    const candidates = [...sdp.matchAll(/^a=(candidate:.*?)\r?$/gm)].flatMap(
      ([, line = '']) => parseCandidate(line) ?? [],
    );
    return {
      contents: description.contents.map(content => ({ ...content, transport: { ...content.transport, candidates } })),
      groups: [],
    };
  };
  const requested = async ({ sid }: GatewayCall, action: Jingle['action']): Promise<Jingle> => {
    const iq = await next(action, stanza => {
      const found = requestIn(stanza);
      return found?.attrs['sid'] === sid && found.attrs['action'] === action;
    });
    const found = requestIn(iq);
    if (!found) throw new Error('a request without one');
    return jingle.decode(found);
  };

  socket.write(
    `<?xml version='1.0'?><stream:stream to='${domain}' xmlns='${COMPONENT}' xmlns:stream='http://etherx.jabber.org/streams'>`,
  );
  const id = await until('the stream of a component', () => stream);
  socket.write(`<handshake>${createHash('sha1').update(`${id}${secret}`).digest('hex')}</handshake>`);
  await next('the handshake', ({ name }) => name === 'handshake');

  return {
    domain,
    address: number => `${number}@${domain}`,
    proceeds: async () => {
      const stanza = await next('an invitation', each => stepIn(each)?.step === 'propose');
      const { from = '', to = '' } = stanza.attrs;
      return { sid: stepIn(stanza)?.id ?? '', phone: from, self: `${bare(to)}/${RESOURCE}` };
    },
    offered: async call => await requested(call, 'session-initiate'),
    answers: (call, sdp = gatewaySdp('answer')) => {
      const offer = stanzas.map(requestIn).find(found => found?.attrs['sid'] === call.sid);
      const names = offer ? jingle.decode(offer).contents.map(({ name }) => name) : [];
      const { contents: answered, groups } = contents(sdp, 'responder');
      const named = answered.map((content, index) => ({ ...content, name: names[index] ?? content.name }));
      request(call, { action: 'session-accept', sid: call.sid, contents: named, groups });
    },
    calls: async (person, number, sdp = gatewaySdp('offer')) => {
      const sid = randomUUID();
      const self = `${number}@${domain}/${RESOURCE}`;
      message(self, person, { step: 'propose', id: sid, media: ['audio'] });
      const proceeded = await next('proceed', stanza => {
        const step = stepIn(stanza);
        return step?.step === 'proceed' && step.id === sid;
      });
      const call = { sid, phone: proceeded.attrs['from'] ?? '', self };
      request(call, { action: 'session-initiate', sid, initiator: self, ...contents(sdp, 'initiator') });
      return call;
    },
    ends: (call, condition) =>
      request(call, { action: 'session-terminate', sid: call.sid, contents: [], groups: [], reason: { condition } }),
    requested,
    stanzas,
    write,
    stop: async () => {
      socket.end('</stream:stream>');
      await Promise.race([
        new Promise(resolve => socket.once('close', resolve)),
        new Promise(resolve => setTimeout(resolve, 500)),
      ]);
      socket.destroy();
    },
  };
}

const bare = (address: string): string => address.split('/')[0] ?? '';

function stepIn(stanza: XmlElement): CallMessage | undefined {
  const found = stanza.name === 'message' && stanza.attrs['type'] !== 'error' ? findCallMessage(stanza) : undefined;
  return found && decodeCallMessage(found);
}

const requestIn = (stanza: XmlElement): XmlElement | undefined =>
  stanza.name === 'iq' && stanza.attrs['type'] === 'set'
    ? elements(stanza).find(payload => payload.name === 'jingle' && xmlnsOf(payload, '') === JINGLE)
    : undefined;
