/** What the page may do about what is written to people. */
import type { CommandHandlers } from '../shared/ipc';
import { toPersonAddress } from '../shared/jid';
import { messageText } from '../shared/message';
import { PhoneError } from '../shared/result';
import type { Line } from './line';

/** What these commands need of the softphone. */
export interface MessageCommandsPorts {
  /** The line of an account of ours; without one that which calls. Throws PhoneError: offline. */
  readonly lineOf: (account: string | undefined) => Line;
  /** The line of a call. Throws PhoneError: no-such-call. */
  readonly lineOfCall: (id: string) => Line;
}

/** Commands about messages. */
export type MessageCommands = Pick<
  CommandHandlers,
  'declineWith' | 'conversation' | 'sendMessage' | 'retryMessage' | 'readMessages' | 'forgetMessages'
>;

export function messageCommands({ lineOf, lineOfCall }: MessageCommandsPorts): MessageCommands {
  const person = (peer: string): string => {
    const address = toPersonAddress(peer);
    if (address === undefined) throw new PhoneError('not-an-address');
    return address;
  };
  return {
    declineWith: ({ id, text }) => {
      const line = lineOfCall(id);
      const call = line.phone.calls().find(known => known.id === id);
      if (call?.phase !== 'ringing') throw new PhoneError('no-such-call');
      // Checked first: a call that was declined without its words could not be taken back.
      if (messageText(text) === undefined) throw new PhoneError('bad-request');
      line.phone.end(id);
      line.messages.send(call.peer, text);
    },
    conversation: ({ account, peer }) => lineOf(account).messages.of(person(peer)),
    sendMessage: ({ account, peer, text }) => lineOf(account).messages.send(person(peer), text),
    retryMessage: ({ account, peer, id }) => lineOf(account).messages.retry(person(peer), id),
    readMessages: ({ account, peer }) => lineOf(account).messages.seen(person(peer)),
    forgetMessages: ({ account, peer }) => lineOf(account).messages.forget(person(peer)),
  };
}
