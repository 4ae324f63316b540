/** Keeps the history of one account: its calls as they happen, and what other devices do meanwhile. */
import type { Phone } from '../core/phone';
import type { PhoneInbox } from '../xmpp/account';
import { CatchUp, type CatchUpPorts } from './catch-up';
import type { History } from './history';

/** What a recorder needs from the world. */
export interface RecorderPorts extends CatchUpPorts {
  history: Pick<History, 'merge' | 'mark' | 'setMark' | 'hasOpen' | 'record'>;
}

export class Recorder {
  readonly #ports: RecorderPorts;
  readonly #catchUp: CatchUp;

  constructor(ports: RecorderPorts) {
    this.#ports = ports;
    this.#catchUp = new CatchUp(ports);
  }

  /** Some call is not what it was. */
  record(phone: Phone): void {
    const { account, history } = this.#ports;
    const calls = phone.calls().map(call => ({ ...call, sid: phone.wireOf(call.id).sid }));
    history.record(account, calls);
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
    this.#catchUp.stop();
  }
}
