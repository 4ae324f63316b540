/**
 * The kill matrix: what becomes of a call, at each end, when something dies in the middle of it. `test/core/survive.test.ts`
 * proves the rows on a clock of its own, `npm run test:survive` with real apps, real servers and sound that is measured.
 *
 * A row says what happens at the end that is struck and at the other: the call lives (it is heard again, is hung up, and
 * both histories say that it was answered), or it ends, as what, within which time, with which sentence, and as what the
 * history has it.
 */
import { ESTABLISH_MS, RECONNECT_MS, RINGING_MS, RING_OUT_MS } from '../../main/core/call/patience';
import type { CallEnd } from '../../shared/call';

export type Party = 'caller' | 'callee';
export const otherParty = (party: Party): Party => (party === 'caller' ? 'callee' : 'caller');

/** Where the call is when the blow falls. */
export const states = {
  ringing: 'it rings',
  answering: 'the callee answers as it happens',
  active: 'they talk',
  held: 'one is on hold',
  recording: 'it is recorded',
  second: 'another call is on hold behind it',
  ending: 'the struck end hangs up as it happens',
} as const;
export type State = keyof typeof states;

/** What happens. */
export const blows = {
  'link-cut': 'its XMPP connection is reset',
  'link-lost': 'its XMPP connection is gone, and stays away',
  'server-killed': 'the server is killed, and is back seconds later',
  'process-killed': 'the app is killed',
  'page-killed': 'the page is killed',
  slept: 'the computer sleeps for ten seconds',
  overslept: 'the computer sleeps for longer than the other waits',
  moved: 'the computer gets another address',
  'relay-cut': 'the relay is killed, and is back seconds later',
  'relay-lost': 'the relay is killed, and there is no other way',
} as const;
export type Blow = keyof typeof blows;

/** How long ICE may take to see that nothing comes any more (Chromium: five seconds, on a machine that has time). */
export const NOTICE_MS = 10_000;
/** What is said at once, and has to go through a server. */
export const AT_ONCE_MS = 3_000;
/** How soon the phone of a page that was killed can be used again. */
export const USABLE_MS = 2_000;
/** How long a stream may take to come back, and what waited for it to arrive. */
export const BACK_MS = 15_000;
/** How long a computer sleeps that sleeps for too long; then it wakes, and hears of it. */
export const OVERSLEPT_MS = NOTICE_MS + RECONNECT_MS + 20_000;

/** The end of a call at one end. */
export interface Ending {
  /** As which of these; more than one where the order in which two stanzas arrive decides. */
  readonly as: readonly CallEnd[];
  /** Milliseconds from the blow. */
  readonly within: number;
  /** What the person reads, `{name}` being who is at the other end; nothing where the app itself was killed. */
  readonly reads: string | undefined;
  /** What the list of recent calls says, without how long it was: one of these. */
  readonly past: readonly string[];
}
export type Fate = 'lives' | Ending;

export interface Row {
  readonly state: State;
  /** Which end is struck; `both` where it is what they share. */
  readonly struck: Party | 'both';
  readonly blow: Blow;
  /** Of who is struck, of the caller where both are. */
  readonly atStruck: Fate;
  readonly atOther: Fate;
}

const ending = (
  as: CallEnd | readonly CallEnd[],
  within: number,
  past: string | readonly string[],
  reads?: string,
): Ending => ({
  as: typeof as === 'string' ? [as] : as,
  past: typeof past === 'string' ? [past] : past,
  ...{ within, reads },
});

const silent = '{name}’s device went silent, and the call was lost.';
const broke = 'The connection to {name} broke.';

const killed = ending('crashed', AT_ONCE_MS, 'Broken off');
const killedEarly = ending('crashed', AT_ONCE_MS, 'Lost');
const crashed = (past: string): Ending =>
  ending('crashed', USABLE_MS, past, 'Tsuwa had to start its window anew, and the call with {name} was lost.');
const vanished = (within: number): Ending => ending('vanished', within, 'Broken off', silent);
const vanishedEarly = (within: number): Ending =>
  ending('vanished', within, 'Lost', '{name}’s device lost the call before it began.');
const noAnswer = (within: number): Ending => ending('no-answer', within, 'No answer', '{name} did not answer.');
const missed = (as: CallEnd, within: number): Ending => ending(as, within, 'Missed', 'You missed a call from {name}.');
const missedWhileKilled = ending('no-answer', AT_ONCE_MS, 'Missed');
const talkedWell = ['Outgoing', 'Incoming'];
const hungUp = (within: number): Ending => ending('answered', within, talkedWell, 'The call has ended.');

const SILENT_MS = NOTICE_MS + RECONNECT_MS;

type Fates = readonly [struck: Fate, other: Fate];
const lives: Fates = ['lives', 'lives'];

const row = (state: State, struck: Row['struck'], blow: Blow, [atStruck, atOther]: Fates): Row => ({
  ...{ state, struck, blow, atStruck, atOther },
});
const either = (state: State, blow: Blow, fates: Fates): Row[] => [
  row(state, 'caller', blow, fates),
  row(state, 'callee', blow, fates),
];

/** The same whoever called, once they talk. */
const talking = (state: State): Row[] => [
  ...either(state, 'link-cut', lives),
  row(state, 'both', 'server-killed', lives),
  // The sound needs no server: they talk on, and the end is only heard by its silence.
  ...either(state, 'link-lost', [hungUp(SILENT_MS), vanished(SILENT_MS)]),
  ...either(state, 'process-killed', [killed, vanished(SILENT_MS)]),
  ...either(state, 'page-killed', [crashed('Broken off'), vanished(AT_ONCE_MS)]),
  ...either(state, 'slept', lives),
  ...either(state, 'overslept', [
    ending(['no-path', 'vanished'], OVERSLEPT_MS + BACK_MS, 'Broken off'),
    vanished(SILENT_MS),
  ]),
  ...either(state, 'moved', lives),
  row(state, 'both', 'relay-cut', lives),
  row(state, 'both', 'relay-lost', [
    ending(['no-relay', 'no-path'], SILENT_MS, 'Broken off', broke),
    ending(['no-relay', 'no-path'], SILENT_MS, 'Broken off', broke),
  ]),
];

/** Every cell there is. */
export const matrix: readonly Row[] = [
  // Nobody has answered: what the person here can see of the other is only what the other's phone says.
  ...either('ringing', 'link-cut', lives),
  row('ringing', 'both', 'server-killed', lives),
  row('ringing', 'caller', 'link-lost', [noAnswer(RING_OUT_MS), missed('no-answer', RINGING_MS)]),
  row('ringing', 'callee', 'link-lost', [missed('no-answer', RINGING_MS), noAnswer(RING_OUT_MS)]),
  row('ringing', 'caller', 'process-killed', [killedEarly, missed('no-answer', RINGING_MS)]),
  row('ringing', 'callee', 'process-killed', [missedWhileKilled, noAnswer(RING_OUT_MS)]),
  row('ringing', 'caller', 'page-killed', [crashed('Lost'), missed('cancelled', AT_ONCE_MS)]),
  // It rings without a page, and is answered in the next one.
  row('ringing', 'callee', 'page-killed', lives),
  ...either('ringing', 'slept', lives),
  row('ringing', 'caller', 'overslept', [noAnswer(OVERSLEPT_MS + AT_ONCE_MS), missed('no-answer', RINGING_MS)]),
  row('ringing', 'callee', 'overslept', [missed('no-answer', RINGING_MS), noAnswer(RING_OUT_MS)]),
  ...either('ringing', 'moved', lives),

  ...either('answering', 'link-cut', lives),
  row('answering', 'both', 'server-killed', lives),
  row('answering', 'caller', 'link-lost', [noAnswer(RING_OUT_MS), vanishedEarly(ESTABLISH_MS)]),
  row('answering', 'callee', 'link-lost', [vanishedEarly(ESTABLISH_MS), noAnswer(RING_OUT_MS)]),
  // How far the answer came decides whether there was a device to miss, or only a way that was never found: of that a
  // server without relays is told, where there is none.
  ...either('answering', 'process-killed', [
    killedEarly,
    ending(['vanished', 'no-path', 'no-relay'], ESTABLISH_MS, ['Lost', 'No connection']),
  ]),
  ...either('answering', 'page-killed', [crashed('Lost'), vanishedEarly(AT_ONCE_MS)]),
  ...either('answering', 'slept', lives),
  ...either('answering', 'moved', lives),

  ...talking('active'),
  ...talking('held'),
  // What was recorded until then is there, and can be played.
  ...either('recording', 'page-killed', [crashed('Broken off'), vanished(AT_ONCE_MS)]),
  ...either('recording', 'process-killed', [killed, vanished(SILENT_MS)]),
  // Both calls are lost with the page, and both peers are told.
  ...either('second', 'link-cut', lives),
  ...either('second', 'page-killed', [crashed('Broken off'), vanished(AT_ONCE_MS)]),

  ...either('ending', 'link-cut', [hungUp(AT_ONCE_MS), hungUp(BACK_MS)]),
  row('ending', 'both', 'server-killed', [
    hungUp(AT_ONCE_MS),
    // Without a store for who is away, a good-bye may come to nobody: then that the session is gone is all that is heard.
    ending(['answered', 'vanished'], SILENT_MS, [...talkedWell, 'Broken off']),
  ]),
  ...either('ending', 'slept', [hungUp(BACK_MS), hungUp(BACK_MS)]),
];

/** How a row is called. */
export const titleOf = ({ state, struck, blow }: Row): string =>
  `${states[state]}: ${struck === 'both' ? '' : `at the ${struck}, `}${blows[blow]}`;
