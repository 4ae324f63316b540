/** Reads what the archive of an account's server has to tell of calls and texts, from where it was last read. */
import type { Clock } from '../core/ports';
import type { ArchivePlace } from '../core/protocol/xep0313';
import { describeError, type Log } from '../log';
import type { ArchivedChat, ArchiveFailure, ArchivePage } from '../xmpp/account';
import type { History } from './history';

/** What catching up needs from the world. */
export interface CatchUpPorts {
  /** Bare JID. */
  account: string;
  history: Pick<History, 'merge' | 'mark' | 'setMark' | 'hasOpen'>;
  page(place: ArchivePlace): Promise<ArchivePage | ArchiveFailure>;
  /** Takes texts, oldest first; not those of the time before this device knew the account. */
  chats(chats: readonly ArchivedChat[]): void;
  clock: Clock;
  log: Log;
}

/** How far back the first reading goes. */
const FIRST_MS = 30 * 24 * 3600_000;
/** The clocks of servers differ from ours. */
const MARGIN_MS = 10 * 60_000;
/** An archive without an end is left for another time. */
const PAGES = 500;
/** What belongs to one call comes within this. */
const QUIET_MS = 1_500;
/** By then nobody rings any more for what was open. */
const OPEN_MS = 200_000;

/** One reading at a time; what is asked for in the middle of one is done after it. */
export class CatchUp {
  readonly #ports: CatchUpPorts;
  #state: 'idle' | 'reading' | 'again' | 'stopped' = 'idle';
  #cancel: () => void = () => {};

  constructor(ports: CatchUpPorts) {
    this.#ports = ports;
  }

  /** Reads what is new. */
  read(): void {
    this.#cancel();
    if (this.#state === 'reading') this.#state = 'again';
    if (this.#state !== 'idle') return;
    this.#state = 'reading';
    const { log } = this.#ports;
    this.#through()
      .catch((error: unknown) => log.warn`the archive was not read: ${describeError(error)}`)
      .finally(() => this.#ended());
  }

  /** Other devices are doing something: reads once they are quiet. */
  soon(ms = QUIET_MS): void {
    this.#cancel();
    this.#cancel = this.#ports.clock.after(ms, () => this.read());
  }

  stop(): void {
    this.#cancel();
    this.#state = 'stopped';
  }

  #ended(): void {
    if (this.#state === 'stopped') return;
    const again = this.#state === 'again';
    this.#state = 'idle';
    if (again) this.read();
    else if (this.#ports.history.hasOpen(this.#ports.account)) this.soon(OPEN_MS);
  }

  async #through(): Promise<void> {
    const { account, history, clock, log } = this.#ports;
    const mark = history.mark(account);
    const first = mark === undefined;
    const oldest = clock.now() - FIRST_MS;
    let place: ArchivePlace =
      mark && mark.id !== '' ? { after: mark.id } : { start: Math.max(oldest, (mark?.at ?? 0) - MARGIN_MS) };
    for (let pages = 0; pages < PAGES; pages += 1) {
      const page = await this.#ports.page(place);
      if (this.#state === 'stopped') return;
      if (page === 'gone' && 'after' in place) {
        place = { start: Math.max(oldest, (mark?.at ?? 0) - MARGIN_MS) };
        continue;
      }
      if (typeof page === 'string') return;
      history.merge(account, page.messages, first);
      if (!first) this.#ports.chats(page.chats);
      if (page.last) {
        history.setMark(account, page.last);
        place = { after: page.last.id };
      } else if (first) {
        history.setMark(account, { id: '', at: clock.now() });
      }
      if (page.complete) return log.info`the archive was read: ${pages + 1} pages`;
    }
  }
}
