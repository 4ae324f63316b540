/** What the page may do about calls. */
import { isBlocked } from '../shared/blocking';
import type { CallView } from '../shared/call';
import type { CommandHandlers, CommandResult } from '../shared/ipc';
import { toPersonAddress } from '../shared/jid';
import { PhoneError } from '../shared/result';
import type { Phone } from './core/phone';
import type { Dials } from './dials';
import type { Line } from './line';

/** What these commands need of the softphone. */
export interface CallCommandsPorts {
  readonly calls: () => readonly CallView[];
  /** The line that calls `peer`, that of `account` if it is named. Throws PhoneError: no-such-account. */
  readonly lineTo: (peer: string, account: string | undefined) => Line | undefined;
  /** The line of a call. Throws PhoneError: no-such-call. */
  readonly lineOfCall: (id: string) => Line;
  readonly dials: () => Dials;
  /** Silences the ring of a call. */
  readonly hush: (id: string) => void;
  /** Saves where the person says what was sent for a call; gives the name it got. */
  readonly exportTrace: (call: CallView, trace: CommandResult<'trace'>) => Promise<string | undefined>;
}

/** Commands about calls; each throws PhoneError: no-such-call. */
export type CallCommands = Pick<
  CommandHandlers,
  | 'place'
  | 'accept'
  | 'end'
  | 'signal'
  | 'media'
  | 'quality'
  | 'heard'
  | 'mute'
  | 'hush'
  | 'hold'
  | 'transfer'
  | 'join'
  | 'dismiss'
  | 'dialled'
  | 'trace'
  | 'exportTrace'
>;

export function callCommands({ calls, lineTo, lineOfCall, dials, hush, exportTrace }: CallCommandsPorts): CallCommands {
  const phoneOf = (id: string): Phone => lineOfCall(id).phone;
  const callOf = (id: string): CallView => {
    const call = calls().find(known => known.id === id);
    if (call === undefined) throw new PhoneError('no-such-call');
    return call;
  };
  return {
    place: ({ id, peer, offer, account }) => {
      const line = lineTo(toPersonAddress(peer) ?? peer, account);
      if (line?.connection.status !== 'online') throw new PhoneError('offline');
      if (isBlocked(peer, line.blocks.addresses)) throw new PhoneError('blocked');
      line.phone.place(id, peer, offer, dials().placed(id));
      line.showTo(peer);
    },
    accept: ({ id, others }) => phoneOf(id).accept(id, others),
    end: ({ id, because }) => phoneOf(id).end(id, because),
    signal: ({ id, signals }) => phoneOf(id).signal(id, signals),
    media: ({ id, state, failure }) => phoneOf(id).media(id, state, failure),
    quality: ({ id, quality }) => phoneOf(id).quality(id, quality),
    heard: ({ id, at }) => phoneOf(id).heard(id, at),
    mute: ({ id, muted }) => phoneOf(id).mute(id, muted),
    hush: ({ id }) => {
      if (callOf(id).phase !== 'ringing') throw new PhoneError('no-such-call');
      hush(id);
    },
    hold: ({ id, held }) => phoneOf(id).hold(id, held),
    transfer: ({ id, to }) => phoneOf(id).transfer(id, to),
    join: ({ id, with: other }) => phoneOf(id).join(id, other),
    dismiss: ({ id }) => phoneOf(id).dismiss(id),
    dialled: ({ id }) => dials().answered(id),
    trace: ({ id }) => lineOfCall(id).trace(id),
    exportTrace: ({ id }) => exportTrace(callOf(id), lineOfCall(id).trace(id)),
  };
}
