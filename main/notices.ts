/** What the system's notifications are to say now, and keeping them so. */
import { isMissed, type CallView } from '../shared/call';
import type { PhoneState } from '../shared/ipc';
import { plainText } from './plain-text';
import { clockWords, words } from './words';

/** What a click on a notification does; `open` is the click on its text. */
export const noticeActions = ['open', 'answer', 'decline', 'call-back'] as const;
export type NoticeAction = (typeof noticeActions)[number];

/** One notification; its text is plain. */
export interface Notice {
  /** The call it is about. */
  call: string;
  kind: 'incoming' | 'missed';
  title: string;
  body: string;
  /** Its buttons, from the most likely on. */
  buttons: readonly { action: NoticeAction; label: string }[];
}

/** What shows notices, and says what the person does with them. A notice replaces the one before of the same call. */
export interface NoticeBoard {
  show(notice: Notice): void;
  /** Takes away the notice of this call, if it still has one. */
  close(call: string): void;
  /** Takes everything away; nothing is shown after it. */
  stop(): Promise<void>;
}

/** The notices for `state`; `missed` are the missed calls that the person has not seen. */
export function noticesFor(
  { calls, preferences }: Pick<PhoneState, 'calls' | 'preferences'>,
  missed: readonly CallView[],
  nameOf: (address: string) => string,
): Notice[] {
  if (preferences.notifications === false) return [];
  const waiting = calls.filter(({ rings }) => rings === 'ring' || rings === 'soft');
  return [
    ...waiting.map(call => incoming(call, plainText(nameOf(call.peer)))),
    ...missed.map(call => missedNotice(call, plainText(nameOf(call.peer)))),
  ];
}

const incoming = ({ id, peer, rings }: CallView, name: string): Notice => ({
  call: id,
  kind: 'incoming',
  title: words.call.alsoCalling({ name }),
  body: rings === 'soft' ? words.notices.duringCall : name === peer ? words.call.incoming : plainText(peer),
  buttons: [
    { action: 'answer', label: rings === 'soft' ? words.call.holdAndAnswer : words.call.answer },
    { action: 'decline', label: words.call.decline },
  ],
});

const missedNotice = ({ id, createdAt }: CallView, name: string): Notice => ({
  call: id,
  kind: 'missed',
  title: words.notices.missed({ name }),
  body: clockWords(createdAt),
  buttons: [{ action: 'call-back', label: words.call.back }],
});

/** Keeps a board as the state wants it: shows what is new, replaces what has changed, closes what is over. */
export class Notices {
  readonly #board: NoticeBoard;
  #shown = new Map<string, string>();

  constructor(board: NoticeBoard) {
    this.#board = board;
  }

  follow(wanted: readonly Notice[]): void {
    for (const call of this.#shown.keys()) if (!wanted.some(notice => notice.call === call)) this.#board.close(call);
    for (const notice of wanted) {
      // One that the person has closed stays away: only news brings it back.
      if (this.#shown.get(notice.call) !== JSON.stringify(notice)) this.#board.show(notice);
    }
    this.#shown = new Map(wanted.map(notice => [notice.call, JSON.stringify(notice)]));
  }

  stop(): Promise<void> {
    this.#shown.clear();
    return this.#board.stop();
  }
}

/** Missed calls that the person has not seen; those of strangers wait in a list of their own. */
export const unseenMissed = (calls: readonly CallView[], seen: ReadonlySet<string>): CallView[] =>
  calls.filter(call => isMissed(call) && !call.stranger && !seen.has(call.id));
