/** What the system's notifications are to say now, and keeping them so. */
import { isMissed, type CallView } from '../shared/call';
import type { PhoneState } from '../shared/ipc';
import { readySentences, type Conversation } from '../shared/message';
import { doubtAbout } from '../shared/lookalikes';
import { noticeLevelOf, type NoticeDetail } from '../shared/notice-level';
import { isQuiet } from '../shared/quiet';
import { plainText } from './plain-text';
import { timeWords, words } from './words';

/** What a click on a notification does; `open` is the click on its text, `message` declines with a text. */
export const noticeActions = ['open', 'answer', 'decline', 'message', 'call-back'] as const;
export type NoticeAction = (typeof noticeActions)[number];

/** Told what the person did with the notice of `call`; `text` is what they wrote in it. */
export type NoticeAct = (call: string, action: NoticeAction, text?: string) => void;

/** One notification; its text is plain. */
export interface Notice {
  /** The call it is about, or the name of a conversation. */
  call: string;
  kind: 'incoming' | 'missed' | 'message';
  title: string;
  body: string;
  /** Its buttons, from the most likely on. */
  buttons: readonly { action: NoticeAction; label: string }[];
  /** In place of the button `message`, where a text can be written into a notification: what the field is for. */
  writes?: string;
}

/** What shows notices, and says what the person does with them. A notice replaces the one before of the same call. */
export interface NoticeBoard {
  show(notice: Notice): void;
  /** Takes away the notice of this call, if it still has one. */
  close(call: string): void;
  /** Takes everything away; nothing is shown after it. */
  stop(): Promise<void>;
}

/** What a notice says of a missed call. */
export type MissedCall = Pick<CallView, 'id' | 'account' | 'peer' | 'createdAt'>;

/** The notices for `state`; `missed` are the missed calls that the person has not seen. */
export function noticesFor(
  {
    accounts,
    calls,
    preferences,
    conversations = [],
    turnedAway,
  }: Pick<PhoneState, 'accounts' | 'calls' | 'preferences' | 'conversations' | 'turnedAway'>,
  missed: readonly MissedCall[],
  nameOf: (address: string) => string,
  now = Date.now(),
  contacts: readonly string[] = [],
): Notice[] {
  const level = noticeLevelOf(preferences);
  if (level === 'off') return [];
  const waiting = calls.filter(({ rings }) => rings === 'ring' || rings === 'soft');
  // Only what answers us is worth a disturbance, and nothing is when the person wants quiet.
  const answers = isQuiet(preferences, now) ? [] : conversations.filter(({ unread, answers }) => unread > 0 && answers);
  const told = (call: MissedCall, notice: Notice): Notice =>
    level === 'all' && accounts.length > 1 ? toOneOf(call.account, notice) : notice;
  return [
    ...waiting.map(call =>
      told(call, doubted(incoming(call, plainText(nameOf(call.peer)), level, preferences.sentences), call, contacts)),
    ),
    ...missed.map(call => told(call, missedNotice(call, plainText(nameOf(call.peer)), level, now))),
    // However many there are, it is said once: what changes while they call is no news.
    ...(turnedAway && !isQuiet(preferences, now) ? [turnedAwayNotice()] : []),
    ...answers.map(talk => messageNotice(talk, plainText(nameOf(talk.peer)), level)),
  ];
}

/** Says in a second line which account of ours is called. */
const toOneOf = (account: string, notice: Notice): Notice => ({
  ...notice,
  body: `${notice.body}\n${words.account.to({ address: plainText(account) })}`,
});

/** Warns of who could be mistaken for another, unless nobody is to read who calls. */
function doubted(notice: Notice, { peer }: CallView, contacts: readonly string[]): Notice {
  const doubt = notice.title === words.call.incoming ? undefined : doubtAbout(peer, contacts);
  if (!doubt) return notice;
  const { like } = doubt;
  const warning = like === undefined ? words.requests.mixed : words.requests.like({ address: plainText(like) });
  return { ...notice, body: [notice.body, warning].filter(line => line !== '').join('\n') };
}

const incoming = (
  { id, peer, rings }: CallView,
  name: string,
  detail: NoticeDetail,
  sentences: readonly string[] | undefined,
): Notice => ({
  call: id,
  kind: 'incoming',
  title: detail === 'call' ? words.call.incoming : words.call.alsoCalling({ name }),
  body:
    rings === 'soft'
      ? words.notices.duringCall
      : detail !== 'all'
        ? ''
        : name === peer
          ? words.call.incoming
          : plainText(peer),
  buttons: [
    { action: 'answer', label: rings === 'soft' ? words.call.holdAndAnswer : words.call.answer },
    { action: 'decline', label: words.call.decline },
    ...quickReplies(sentences),
  ],
  writes: words.messages.decline,
});

/** The button that declines with the first of the ready sentences; none where the person wants none. */
const quickReplies = (sentences: readonly string[] | undefined): Notice['buttons'] =>
  readySentences(sentences, words.messages.ready)
    .slice(0, 1)
    .map(text => ({ action: 'message', label: words.messages.declineBy({ text: plainText(text) }) }));

const missedNotice = ({ id, createdAt }: MissedCall, name: string, detail: NoticeDetail, now: number): Notice => ({
  call: id,
  kind: 'missed',
  title: detail === 'call' ? words.notices.missedCall : words.notices.missed({ name }),
  body: detail === 'all' ? timeWords(createdAt, now) : '',
  buttons: [{ action: 'call-back', label: words.call.back }],
});

const turnedAwayNotice = (): Notice => ({
  call: 'turned away',
  kind: 'missed',
  title: words.turnedAway.title,
  body: words.turnedAway.next,
  buttons: [],
});

/** How the notice of a conversation is named. */
const nameOfTalk = ({ account, peer }: Conversation): string => `message ${account} ${peer}`;

/** The conversation that a notice is about; `undefined` for that of a call. */
export const talkOf = (call: string, conversations: readonly Conversation[] | undefined): Conversation | undefined =>
  conversations?.find(talk => nameOfTalk(talk) === call);

const messageNotice = (talk: Conversation, name: string, detail: NoticeDetail): Notice => ({
  call: nameOfTalk(talk),
  kind: 'message',
  title:
    detail === 'call'
      ? words.notices.message
      : talk.failed
        ? words.messages.failedTo({ name })
        : words.messages.from({ name }),
  body: detail === 'all' ? plainText(talk.latest ?? words.messages.encrypted) : '',
  buttons: [],
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
  calls.filter(call => isMissed(call) && !call.late && !call.stranger && !seen.has(call.id));
