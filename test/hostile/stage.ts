/**
 * A real phone at a real Prosody, and who attacks it: a contact, a stranger, and a component that the server lets speak in
 * anybody's name. None of them does anything by itself.
 */
import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { startProsody } from '../../scripts/servers/prosody.mjs';
import { elements, type XmlElement } from '../../main/core/xml/codec';
import { startComponent } from '../peers/component';
import { startBareClient } from '../support/bare-client';
import { until } from '../support/device';
import { startPhone, type TestPhone } from '../support/phone';
import type { Server } from '../support/server';

/** Somebody who writes whatever they like. */
export interface Attacker {
  /** Full JID, or the domain of a component. */
  readonly self: string;
  write(text: string): void;
  readonly stanzas: readonly XmlElement[];
  stop(): Promise<void>;
}

export interface Stage {
  readonly server: Server;
  readonly bob: TestPhone;
  /** The full JID of his phone. */
  readonly device: string;
  /** In his contacts. */
  readonly alice: Attacker;
  /** Not. */
  readonly mallory: Attacker;
  /** Speaks in the name of anybody, whoever they are. */
  readonly anybody: Attacker;
}

export const DOMAIN = 'example.test';
/** Where the many come from. */
export const CROWD = 'crowd.example.test';

const ns = {
  jingle: 'urn:xmpp:jingle:1',
  message: 'urn:xmpp:jingle-message:0',
  rtp: 'urn:xmpp:jingle:apps:rtp:1',
  ice: 'urn:xmpp:jingle:transports:ice-udp:1',
  dtls: 'urn:xmpp:jingle:apps:dtls:0',
} as const;

let stage: Stage | undefined;

/** The stage of this file. @throws before it is set */
export function onStage(): Stage {
  if (!stage) throw new Error('the stage is not set');
  return stage;
}

export async function setStage(): Promise<void> {
  const server = await startProsody({
    strangers: [{ user: 'mallory', password: 'mallory-pw' }],
    components: [{ host: CROWD, secret: 'crowd' }],
    // So that nothing is kept from the phone that a worse server would let through.
    config: `validate_from_addresses = false
c2s_stanza_size_limit = 8388608
component_stanza_size_limit = 8388608
limits = { c2s = { rate = "1000mb/s" } }`,
  });
  const bob = await startPhone({ server, user: 'bob' });
  await bob.online();
  const clientOf = async (user: string): Promise<Attacker> => {
    const client = await startBareClient({
      ...{ address: server.address(user), password: server.password(user), resource: 'raw' },
      ...{ host: server.host, port: server.port, ca: server.ca },
    });
    client.write('<presence/>');
    return client;
  };
  const [alice, mallory] = [await clientOf('alice'), await clientOf('mallory')];
  const anybody = await startComponent(CROWD, server.componentPort, 'crowd');
  const device = await until('the device', () =>
    alice.stanzas
      .map(({ name, attrs }) => (name === 'presence' ? (attrs['from'] ?? '') : ''))
      .find(from => from.startsWith(`${bob.address}/`)),
  );
  stage = { server, bob, device, alice, mallory, anybody };
}

export async function strikeStage(): Promise<void> {
  const { server, bob, alice, mallory, anybody } = onStage();
  stage = undefined;
  await Promise.all([alice.stop(), mallory.stop(), anybody.stop(), bob.stop()]);
  await server.stop();
}

// What is said

export const id = (): string => randomUUID();

export interface Said {
  /** In whose name; only a component can choose. */
  from?: string | undefined;
  to?: string | undefined;
}

const addressed = ({ from, to = onStage().bob.address }: Said): string =>
  `${from === undefined ? '' : `from="${from}" `}to="${to}"`;

/** A message with `inside`. */
export const message = (inside: string, said: Said & { type?: string } = {}): string =>
  `<message ${addressed(said)} type="${said.type ?? 'chat'}" id="${id()}">${inside}</message>`;

/** A step of an invitation (XEP-0353). */
export const step = (name: string, sid: string, said: Said = {}, inside = ''): string =>
  message(`<${name} xmlns="${ns.message}" id="${sid}">${inside}</${name}>`, said);

export const propose = (sid: string, said: Said = {}): string =>
  step('propose', sid, said, `<description xmlns="${ns.rtp}" media="audio"/>`);

/** What an offer can be spoilt in; every part is text of XML. */
export interface Spoilt {
  media?: string;
  name?: string;
  payloads?: string;
  more?: string;
  ufrag?: string;
  pwd?: string;
  fingerprint?: string;
  candidates?: string;
  transport?: string;
}

export const candidate = (number: number): string =>
  `<candidate component="1" foundation="${number}" generation="0" id="c${number}" ip="192.0.2.${number % 250}" network="0" port="${2000 + (number % 60_000)}" priority="${number}" protocol="udp" type="host"/>`;

const opus = '<payload-type id="111" name="opus" clockrate="48000" channels="2"/>';
const hash = '58:5E:41:58:F8:85:23:6F:53:4C:38:ED:67:BE:06:FF:51:2D:B7:2A:50:89:45:2F:09:E7:FE:44:D7:34:A7:E9';
export const fingerprint = `<fingerprint xmlns="${ns.dtls}" hash="sha-256" setup="actpass">${hash}</fingerprint>`;

export const content = (spoilt: Spoilt = {}): string => {
  const { media = 'audio', name = '0', payloads = opus, more = '', ufrag = 'evil', pwd = 'x'.repeat(24) } = spoilt;
  const { candidates = candidate(1) } = spoilt;
  const transport =
    spoilt.transport ??
    `<transport xmlns="${ns.ice}" ufrag="${ufrag}" pwd="${pwd}">${spoilt.fingerprint ?? fingerprint}${candidates}</transport>`;
  return `<content creator="initiator" name="${name}"><description xmlns="${ns.rtp}" media="${media}">${payloads}<rtcp-mux/>${more}</description>${transport}</content>`;
};

/** A Jingle request as text, and its id. */
export const request = (action: string, sid: string, inside = '', said: Said = {}): { id: string; text: string } => {
  const iq = id();
  const to = said.to ?? onStage().device;
  const text = `<iq ${addressed({ ...said, to })} type="set" id="${iq}"><jingle xmlns="${ns.jingle}" action="${action}" sid="${sid}">${inside}</jingle></iq>`;
  return { id: iq, text };
};

/** The answers to a request: `result`, or the conditions of an error. */
export function answersTo(who: Attacker, iq: string): string[] {
  return who.stanzas
    .filter(({ name, attrs }) => name === 'iq' && attrs['id'] === iq)
    .map(({ attrs, children }) => {
      if (attrs['type'] === 'result') return 'result';
      const error = children.find(child => typeof child !== 'string' && child.name === 'error');
      if (error === undefined || typeof error === 'string') return 'error';
      return [error.attrs['type'], ...elements(error).map(({ name }) => name)].join(' ');
    });
}

/** Asks and waits for the answer. */
export async function ask(who: Attacker, action: string, sid: string, inside = '', said: Said = {}): Promise<string> {
  const { id: iq, text } = request(action, sid, inside, said);
  who.write(text);
  return await until(`an answer to ${action}`, () => answersTo(who, iq)[0]);
}

/** Waits until the phone has taken everything that `who` has written so far. */
/** Waits for what `look` gives. */
export const sees = <T>(what: string, look: () => T | undefined | false): Promise<T> => until(what, look);

export async function settle(who: Attacker, from?: string): Promise<void> {
  const iq = id();
  who.write(
    `<iq ${addressed({ from, to: onStage().device })} type="get" id="${iq}"><ping xmlns="urn:xmpp:ping"/></iq>`,
  );
  await until('an answer to a ping', () => answersTo(who, iq)[0], 60_000);
}

// What is seen

/** Steps of invitations that `who` has heard of a session. */
export const heardSteps = (who: Attacker, sid: string): string[] =>
  who.stanzas
    .filter(({ name }) => name === 'message')
    .flatMap(elements)
    .filter(({ attrs }) => attrs['xmlns'] === ns.message && attrs['id'] === sid)
    .map(({ name }) => name);

/** Jingle requests of a session that `who` has got, each as `action reason`. */
export const heardRequests = (who: Attacker, sid: string): string[] =>
  who.stanzas
    .filter(({ name, attrs }) => name === 'iq' && attrs['type'] === 'set')
    .flatMap(elements)
    .filter(({ name, attrs }) => name === 'jingle' && attrs['sid'] === sid)
    .map(jingle => {
      const reason = elements(jingle).find(({ name }) => name === 'reason');
      return [jingle.attrs['action'], ...(reason ? elements(reason).map(({ name }) => name) : [])].join(' ');
    });

export const calls = () => onStage().bob.softphone.state.calls;
export const live = () => calls().filter(({ phase }) => phase !== 'ended');
export const ringing = () => calls().filter(({ phase }) => phase === 'ringing');

/** `1 call rings`, `no call rings` … */
export const count = (number: number, one: string, many = `${one}s`): string =>
  number === 0 ? `no ${one}` : `${number} ${number === 1 ? one : many}`;

/** Hangs up whatever there is, so that the next attack begins with an idle phone. */
export async function clear(): Promise<void> {
  const { bob } = onStage();
  for (const { id: call } of live()) await bob.page.end(call);
  for (const { id: call } of calls()) await bob.page.commands.dismiss({ id: call });
  expect(bob.page.failures).toEqual([]);
}

/** Whether a contact can still ring: the proof that the phone is usable. */
export async function contactRings(): Promise<string> {
  const { alice, bob } = onStage();
  bob.skip(3_600_000); // however often they have called before
  const sid = id();
  alice.write(propose(sid));
  await settle(alice);
  const call = ringing().find(({ peer }) => peer === `alice@${DOMAIN}`);
  alice.write(step('retract', sid));
  await settle(alice);
  return call?.rings === undefined ? 'a contact does not get through' : 'a contact gets through';
}
