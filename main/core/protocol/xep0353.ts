/** XEP-0353: Jingle Message Initiation (0.8.0), with the `<accept/>` of its versions before 0.4. */
import type { MediaKind } from '../../../shared/call';
import {
  sessionId,
  attr,
  element,
  elements,
  flag,
  mapped,
  oneOf,
  optionalAttr,
  optionalChild,
  tolerant,
  wellFormedChildren,
  xmlnsOf,
  MalformedElementError,
  type Infer,
  type XmlElement,
} from '../xml/codec';
import { JINGLE_MESSAGE, RTP } from './namespaces';
import { reason } from './xep0166';

const id = attr('id', sessionId);

const description = element('description', RTP, { media: attr('media', oneOf('audio', 'video')) });

/** Which media a call is about; other kinds of sessions leave it empty. */
const media = mapped(
  wellFormedChildren(description),
  (found): MediaKind[] => [...new Set(found.map(({ media }) => media))],
  kinds => kinds.map(media => ({ media })),
);

const migrated = element('migrated', JINGLE_MESSAGE, { to: optionalAttr('to') });

const farewell = {
  id,
  reason: tolerant(optionalChild(reason)),
  tieBreak: flag('tie-break'),
  migrated: tolerant(optionalChild(migrated)),
};

/** One definition per step; the key is both the element name and the step. */
const definitions = {
  propose: element('propose', JINGLE_MESSAGE, { id, media }),
  ringing: element('ringing', JINGLE_MESSAGE, { id }),
  proceed: element('proceed', JINGLE_MESSAGE, { id }),
  /** To the other devices of who sends it; gone since 0.4, still read and sent by Dino and Conversations. */
  accept: element('accept', JINGLE_MESSAGE, { id }),
  reject: element('reject', JINGLE_MESSAGE, farewell),
  retract: element('retract', JINGLE_MESSAGE, farewell),
  finish: element('finish', JINGLE_MESSAGE, farewell),
};

export type CallStep = keyof typeof definitions;

type Farewell = Infer<typeof definitions.finish>;

/** A step of an invitation; `id` becomes the `sid` of the session. */
export type CallMessage =
  | { step: 'propose'; id: string; media: MediaKind[] }
  | { step: 'ringing' | 'proceed' | 'accept'; id: string }
  | ({ step: 'reject' | 'retract' | 'finish' } & Omit<Farewell, 'tieBreak'> & { tieBreak?: boolean | undefined });

export const callSteps = ['propose', 'ringing', 'proceed', 'accept', 'reject', 'retract', 'finish'] as const;

/** The call message in a message stanza, undecoded; `undefined` where there is none. */
export const findCallMessage = (message: XmlElement): XmlElement | undefined =>
  elements(message).find(found => xmlnsOf(found, '') === JINGLE_MESSAGE && stepOf(found) !== undefined);

const stepOf = ({ name }: XmlElement): CallStep | undefined => callSteps.find(step => step === name);

/** Reads what `findCallMessage` found. Throws MalformedElementError. */
export function decodeCallMessage(element: XmlElement): CallMessage {
  const step = stepOf(element);
  switch (step) {
    case undefined:
      throw new MalformedElementError(`<${element.name}/> is no call message`);
    case 'propose':
      return { step, ...definitions.propose.decode(element) };
    case 'ringing':
    case 'proceed':
    case 'accept':
      return { step, ...definitions[step].decode(element) };
    case 'reject':
    case 'retract':
    case 'finish':
      return { step, ...definitions[step].decode(element) };
  }
}

/** The element to place in a message stanza. */
export function encodeCallMessage(message: CallMessage): XmlElement {
  switch (message.step) {
    case 'propose':
      return definitions.propose.encode(message);
    case 'ringing':
    case 'proceed':
    case 'accept':
      return definitions[message.step].encode(message);
    case 'reject':
    case 'retract':
    case 'finish':
      return definitions[message.step].encode({ ...message, tieBreak: message.tieBreak ?? false });
  }
}
