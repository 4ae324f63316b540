/** One phone with everything it says written down, and a peer that the test plays. */
import { Phone } from '../../../main/core/phone';
import type { Redial } from '../../../main/core/call/call';
import type { Answer, IncomingMessage, Reach } from '../../../main/core/ports';
import type { StanzaError } from '../../../main/core/protocol/rfc6120';
import type { Jingle, JingleAction } from '../../../main/core/protocol/xep0166';
import type { CallMessage } from '../../../main/core/protocol/xep0353';
import { fromSdp } from '../../../main/core/jingle/sdp';
import type { LineCall } from '../../../main/core/call/view';
import type { MediaSignal } from '../../../shared/media';
import type { Privacy } from '../../../shared/privacy';
import { FakeClock } from './clock';
import { sdpOf } from './media';

export const self = 'me@example.test/desk';
export const peer = 'juliet@capulet.example';
export const device = 'juliet@capulet.example/balcony';

export const ids = {
  low: '10000000-0000-4000-8000-000000000000',
  middle: '50000000-0000-4000-8000-000000000000',
  high: '90000000-0000-4000-8000-000000000000',
};

export interface Sent {
  to: string;
  jingle: Jingle;
  answered: (answer: Answer) => void;
}

export class Bench {
  readonly clock = new FakeClock();
  readonly requests: Sent[] = [];
  readonly messages: { to: string; message: CallMessage }[] = [];
  readonly signals: MediaSignal[] = [];
  /** What an answer is to be prepared by. */
  readonly early: MediaSignal[] = [];
  readonly redials: Redial[] = [];
  /** What is known of other people; everybody is a contact unless they are named here. */
  readonly strangers = new Set<string>();
  readonly gateways = new Set<string>();
  readonly features = new Map<string, ReadonlySet<string>>();
  readonly met: string[] = [];
  reach: Reach = { by: 'propose' };
  privacy: Privacy = 'direct';
  preferences: { autoBusy: boolean; strangers: 'request' | 'ring' } = { autoBusy: false, strangers: 'request' };
  /** The phones of the person's other accounts. */
  others: readonly Phone[] = [];
  readonly phone: Phone;
  self: string | undefined = self;
  changes = 0;
  #ids = 0;

  constructor() {
    this.phone = new Phone({
      wire: {
        self: () => this.self,
        request: (to, jingle, answered) => void this.requests.push({ to, jingle, answered }),
        message: (to, message) => void this.messages.push({ to, message }),
      },
      media: { signal: (_, signal, early) => void (early ? this.early : this.signals).push(signal) },
      people: {
        reach: () => this.reach,
        isContact: bare => !this.strangers.has(bare),
        isGateway: bare => this.gateways.has(bare.split('@')[1] ?? bare),
        has: (full, feature) => this.features.get(full)?.has(feature),
        meet: full => void this.met.push(full),
        privacy: () => this.privacy,
        preferences: () => this.preferences,
      },
      clock: this.clock,
      newId: () => `ffffffff-0000-4000-8000-${String(++this.#ids).padStart(12, '0')}`,
      others: () => this.others,
      changed: () => {
        this.changes++;
      },
      redial: redial => void this.redials.push(redial),
    });
  }

  /** The newest call. */
  get call(): LineCall {
    const [call] = this.phone.calls();
    if (!call) throw new Error('no call');
    return call;
  }

  /** The last request sent. */
  get request(): Sent {
    const request = this.requests.at(-1);
    if (!request) throw new Error('no request');
    return request;
  }

  /** Steps sent and to whom, since the last time asked. */
  said(): [string, string][] {
    return this.messages.splice(0).map(({ to, message }) => [message.step, to]);
  }

  /** Actions sent and to whom, since the last time asked. */
  asked(): [JingleAction, string][] {
    return this.requests.splice(0).map(({ to, jingle }) => [jingle.action, to]);
  }

  hear(message: CallMessage, rest: Partial<IncomingMessage> = {}): void {
    this.phone.messaged({ from: device, to: self, message, ...rest });
  }

  /** A request of the peer, carried at once; its reply. */
  receive(action: JingleAction, sid: string, rest: Partial<Jingle> = {}, from = device): 'acknowledge' | StanzaError {
    const { reply, carry } = this.phone.requested(from, { action, sid, contents: [], groups: [], ...rest });
    carry();
    return reply;
  }

  offer(sid: string, from = device): 'acknowledge' | StanzaError {
    return this.receive('session-initiate', sid, described('them'), from);
  }

  accept(sid: string): 'acknowledge' | StanzaError {
    return this.receive('session-accept', sid, described('them', 'active'));
  }
}

export const described = (ufrag: string, setup?: 'active'): Pick<Jingle, 'contents' | 'groups'> => {
  const description = fromSdp(sdpOf({ ufrag, ...(setup && { setup }) }), 'initiator');
  if (!description) throw new Error('no description');
  return { contents: [...description.contents], groups: [...description.groups] };
};
