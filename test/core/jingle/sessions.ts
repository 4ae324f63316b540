/** Sessions in every state, what a peer asks of them, and what they make of it in words. */
import { fromSdp } from '../../../main/core/jingle/sdp';
import {
  initiate,
  initiated,
  step,
  type Effect,
  type Input,
  type Opening,
  type Purpose,
  type Session,
  type Step,
} from '../../../main/core/jingle/session';
import { ICE, RAW_UDP } from '../../../main/core/protocol/namespaces';
import type { StanzaError } from '../../../main/core/protocol/rfc6120';
import type { Content, Jingle, JingleAction, Role } from '../../../main/core/protocol/xep0166';
import { answer, offer, sdpOf, told } from '../support/media';

export const parties = { initiator: 'romeo@montague.example/a', responder: 'juliet@capulet.example/b' };

/** Contents of one audio, as an offer or, with `setup`, as an answer. */
export const contentsOf = (ufrag: string, setup?: 'active'): Content[] => {
  const description = fromSdp(sdpOf({ ufrag, ...(setup && { setup }) }), setup ? 'responder' : 'initiator');
  if (!description) throw new Error('no description');
  return [...description.contents];
};

/** The same in the namespace of XEP-0371. */
export const newer = (contents: Content[]): Content[] =>
  contents.map(content =>
    content.transport ? { ...content, transport: { ...content.transport, xmlns: ICE } } : content,
  );

/** The same audio over XEP-0177. */
export const rawUdp = (contents: Content[] = contentsOf('them')): Content[] =>
  contents.map(({ transport: _, ...content }) => ({ ...content, foreignTransport: RAW_UDP }));

export const request = (action: JingleAction, contents: Content[] = [], rest: Partial<Jingle> = {}): Jingle => ({
  ...{ action, sid: 'sid', contents, groups: [], ...rest },
});

/** A transport-info with candidates at these ports, under these credentials. */
export const trickle = (ufrag: string | undefined, ...ports: number[]): Content[] => [
  {
    ...{ creator: 'responder', name: '0' },
    transport: {
      ...(ufrag !== undefined && { ufrag, pwd: ufrag.padEnd(22, 'x') }),
      candidates: ports.map(port => ({
        ...{ component: 1, foundation: 'f', ip: '192.0.2.9', port, priority: 7, protocol: 'udp', type: 'host' },
      })),
    },
  },
];

export const run = (session: Session, ...inputs: Input[]): Step =>
  inputs.reduce<Step>(
    ([current, done], input) => {
      const [next, effects] = step(current, input);
      return [next, [...done, ...effects]];
    },
    [session, []],
  );

export const receive = (jingle: Jingle): Input => ({ type: 'request', jingle });
export const signal = (said: ReturnType<typeof offer>): Input => ({ type: 'signal', signal: said });
export const acknowledged = (purpose: Purpose): Input => ({ type: 'answered', purpose, answer: 'acknowledged' });
export const unanswered = (purpose: Purpose): Input => ({ type: 'answered', purpose, answer: 'unanswered' });
export const refused = (purpose: Purpose, error: Partial<StanzaError> = {}): Input => ({
  ...{ type: 'answered', purpose, answer: { type: 'cancel', condition: 'bad-request', ...error } },
});
export const tieBreak = { condition: 'conflict', jingle: 'tie-break' } as const;

/** The end of our candidates. */
export const last = (ufrag = 'ours', sdpMid = '0'): Input => ({
  ...{ type: 'signal', signal: { candidate: { candidate: '', sdpMid, usernameFragment: ufrag } } },
});

export const sent = (effects: Effect[]) => effects.flatMap(effect => (effect.type === 'send' ? effect.jingle : []));
export const signals = (effects: Effect[]) =>
  effects.flatMap(effect => (effect.type === 'signal' ? effect.signal : []));
export const described = (effects: Effect[]) =>
  signals(effects).flatMap(said =>
    'description' in said ? { type: said.description.type, ...told(said.description.sdp) } : [],
  );
/** The direction of each description that our peer connection gets, and whether the line is rejected. */
export const directions = (effects: Effect[]) =>
  signals(effects).flatMap(said =>
    'description' in said
      ? [...said.description.sdp.matchAll(/^m=(\w+) (\d+)[^]*?a=(sendrecv|sendonly|recvonly|inactive)/gm)].map(
          ([, media, port, direction]) => `${media} ${port === '0' ? 'rejected' : direction}`,
        )
      : [],
  );
/** The ports of the candidates that our peer connection gets; `end` where they end. */
export const ports = (effects: Effect[]) =>
  signals(effects).flatMap(said =>
    'candidate' in said
      ? said.candidate.candidate === ''
        ? 'end'
        : Number(said.candidate.candidate.split(' ')[5])
      : [],
  );

/** Effects as words. */
export const inWords = (effects: Effect[]): string[] =>
  effects.map(effect => {
    switch (effect.type) {
      case 'refuse':
        return effect.refusal;
      case 'send': {
        const { action, reason } = effect.jingle;
        return reason ? `${action} ${reason.condition}` : action;
      }
      case 'signal':
        return 'description' in effect.signal ? effect.signal.description.type : 'candidate';
      case 'informed':
        return effect.info.type;
      case 'ended':
        return effect.cause.by === 'refusal' ? 'refused' : `ended by ${effect.cause.by}`;
      default:
        return effect.type;
    }
  });

const opening: Opening = { trickle: true };

const begin = (options: Opening): Session => {
  const begun = initiate('sid', parties, sdpOf({ ufrag: 'ours' }), options);
  if (!begun) throw new Error('no offer');
  return begun[0];
};

export const unopened = (): Session => begin({ trickle: false });
export const offered = (): Session => begin(opening);
export const replacing = (): Session => initiated(parties, request('session-initiate', rawUdp()), opening)[0];
export const asked = (contents: Content[] = contentsOf('them'), options = opening): Session =>
  initiated(parties, request('session-initiate', contents), options)[0];
export const withholding = (): Session => run(asked(undefined, { trickle: false }), signal(answer()))[0];
export const activeAsInitiator = (contents: Content[] = contentsOf('them', 'active')): Session =>
  run(offered(), acknowledged('initiate'), receive(request('session-accept', contents)))[0];
export const activeAsResponder = (contents?: Content[]): Session => run(asked(contents), signal(answer()))[0];
export const restarting = (role: Role): Session =>
  run(role === 'initiator' ? activeAsInitiator() : activeAsResponder(), signal(offer('new1')))[0];
export const restarted = (role: Role): Session =>
  run(
    role === 'initiator' ? activeAsInitiator() : activeAsResponder(),
    receive(request('transport-info', trickle('new2'))),
  )[0];
export const ended = (role: Role): Session =>
  run(role === 'initiator' ? offered() : asked(), { type: 'terminate', reason: 'success' })[0];
