/** Keeps the history of one account: its calls as they happen, and what other devices do meanwhile. */
import type { LineCall } from '../core/call/view';
import type { Phone } from '../core/phone';
import type { PhoneInbox } from '../xmpp/account';
import { CatchUp, type CatchUpPorts } from './catch-up';
import type { History } from './history';

/** What a recorder needs from the world. */
export interface RecorderPorts extends CatchUpPorts {
  history: Pick<History, 'merge' | 'mark' | 'setMark' | 'hasOpen' | 'record' | 'lasts'>;
}

/** How far off the written length of a call may be if the app is killed in it. */
export const LASTS_MS = 5_000;

export class Recorder {
  readonly #ports: RecorderPorts;
  readonly #catchUp: CatchUp;
  #cancelLasts: (() => void) | undefined;

  constructor(ports: RecorderPorts) {
    this.#ports = ports;
    this.#catchUp = new CatchUp(ports);
  }

  /** Some call is not what it was. */
  record(phone: Phone): void {
    const { account, history } = this.#ports;
    const calls = phone.known().map(call => ({ ...call, sid: phone.wireOf(call.id).sid }));
    history.record(account, calls);
    const isTalking = calls.some(goesOn);
    if (isTalking && !this.#cancelLasts) this.#await(phone);
    else if (!isTalking) this.#endWait();
  }

  #await(phone: Phone): void {
    const { account, history, clock } = this.#ports;
    this.#cancelLasts = clock.after(LASTS_MS, () => {
      this.#cancelLasts = undefined;
      const talking = phone.calls().filter(goesOn);
      if (talking.length === 0) return;
      history.lasts(
        account,
        talking.map(({ id }) => id),
      );
      this.#await(phone);
    });
  }

  #endWait(): void {
    this.#cancelLasts?.();
    this.#cancelLasts = undefined;
  }

  /** There is a connection: what came without us is in the archive. */
  online(): void {
    this.#catchUp.read();
  }

  /** The way to the phone, past us: what other devices of the account say and hear is told by the archive. */
  inbox(phone: Phone): PhoneInbox {
    return {
      requested: (from, jingle) => phone.requested(from, jingle),
      messaged: message => {
        phone.messaged(message);
        if (message.carbon) this.#catchUp.soon();
      },
      stream: event => phone.stream(event),
    };
  }

  stop(): void {
    this.#endWait();
    this.#catchUp.stop();
  }
}

/** People talk in it, as far as anybody here can tell. */
const goesOn = ({ phase }: LineCall): boolean => phase === 'active';
