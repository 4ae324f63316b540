/** What the tray shows: a pure function of the phone's state. */
import { overallConnection } from '../shared/accounts';
import type { CallView } from '../shared/call';
import type { AccountState, PhoneState } from '../shared/ipc';
import { isQuiet, isUndisturbed, pauses, type Pause } from '../shared/quiet';
import { clockWords, connectionWords, words } from './words';

export const trayIcons = [
  'offline',
  'connecting',
  'online',
  'do-not-disturb',
  'missed',
  'ringing',
  'in-call',
  'muted',
] as const;
export type TrayIconName = (typeof trayIcons)[number];

/** What a row of the menu does. */
export type TrayAction =
  | 'answer'
  | 'decline'
  | 'mute'
  | 'unmute'
  | 'hold'
  | 'resume'
  | 'hang-up'
  | 'open'
  | 'disturb' // do not disturb is over
  | 'quit'
  | { pause: Pause }
  | { call: string };

/** A row of the menu; without an action or rows under it, it only says something. */
export type TrayRow = { label: string; action?: TrayAction; rows?: TrayRow[] } | 'separator';

export interface TrayModel {
  icon: TrayIconName;
  tooltip: string;
  menu: TrayRow[];
}

/** What the tray shows beside the state. */
export interface TrayNews {
  /** Milliseconds since 1970. */
  now: number;
  /** Addresses of the last calls, the newest first. */
  recent: readonly string[];
}

const MINUTE_MS = 60_000;

/** The call that rings here and waits for the person; the first one if several do. */
export const ringingCall = (calls: readonly CallView[]): CallView | undefined =>
  calls.find(({ rings }) => rings === 'ring' || rings === 'soft');

/** One that only waits, since calls are to be silent; strangers have their list in the window. */
const silentCall = (calls: readonly CallView[]): CallView | undefined =>
  calls.find(({ phase, stranger }) => phase === 'ringing' && !stranger);

/** The call the person takes part in; the newest of those that are not on hold if there are several. */
export function currentCall(calls: readonly CallView[]): CallView | undefined {
  const live = calls.filter(({ phase }) => phase !== 'ended' && phase !== 'ringing');
  return live.toSorted((a, b) => Number(a.held) - Number(b.held) || b.createdAt - a.createdAt)[0];
}

/** The tray for `state`; `nameOf` turns an address into what the person calls its owner. */
export function trayModel(state: PhoneState, news: TrayNews, nameOf: (address: string) => string): TrayModel {
  const ringing = ringingCall(state.calls);
  const waiting = ringing ?? silentCall(state.calls);
  const current = currentCall(state.calls);
  const connection = connectionWords(overallConnection(state.accounts), state.accounts.length > 0);
  const several = state.accounts.length > 1;
  const menu: TrayRow[] = [
    ...(waiting ? waitingRows(nameOf(waiting.peer), several ? accountRow(waiting) : []) : []),
    ...(current ? currentRows(current, nameOf(current.peer), news.now, several ? accountRow(current) : []) : []),
    ...(state.missed > 0
      ? [{ label: words.recents.missedCount({ count: state.missed }), action: 'open' } as const]
      : []),
    ...(several ? state.accounts.map(stateRow) : [{ label: connection }]),
    ...(state.accounts.length === 0 ? [] : accountRows(state, news, nameOf)),
    { label: words.tray.open, action: 'open' },
    { label: words.tray.quit, action: 'quit' },
  ];
  const said = ringing
    ? words.call.alsoCalling({ name: nameOf(ringing.peer) })
    : current
      ? inCallWith(current, nameOf(current.peer))
      : state.missed > 0
        ? words.recents.missedCount({ count: state.missed })
        : connection;
  return { icon: iconFor(state, news, ringing, current), tooltip: `Tsuwa: ${said}`, menu };
}

/** Which of our accounts a call goes from or to. */
const accountRow = ({ account: address, direction }: CallView): TrayRow[] => [
  { label: direction === 'incoming' ? words.account.to({ address }) : words.account.from({ address }) },
];

/** How one of several accounts is connected. */
const stateRow = ({ address, connection }: AccountState): TrayRow => ({
  label: words.labelled({ label: address, value: connectionWords(connection, true) }),
});

const waitingRows = (name: string, account: TrayRow[]): TrayRow[] => [
  { label: words.call.alsoCalling({ name }) },
  ...account,
  { label: words.call.answer, action: 'answer' },
  { label: words.call.decline, action: 'decline' },
  'separator',
];

const currentRows = (call: CallView, name: string, now: number, account: TrayRow[]): TrayRow[] => [
  { label: lasting(inCallWith(call, name), call, now) },
  ...account,
  call.muted ? { label: words.call.unmute, action: 'unmute' } : { label: words.call.mute, action: 'mute' },
  ...holdRows(call),
  { label: words.call.hangUp, action: 'hang-up' },
  'separator',
];

function holdRows({ phase, alerting, held }: CallView): TrayRow[] {
  if (phase !== 'active' || alerting) return [];
  return [held ? { label: words.call.resume, action: 'resume' } : { label: words.call.hold, action: 'hold' }];
}

function accountRows(
  { preferences }: PhoneState,
  { now, recent }: TrayNews,
  nameOf: (address: string) => string,
): TrayRow[] {
  const until = preferences.doNotDisturb?.until;
  const undisturbed = isUndisturbed(preferences, now);
  return [
    ...(recent.length === 0
      ? []
      : [
          {
            label: words.tray.recent,
            rows: recent.map(address => ({ label: nameOf(address), action: { call: address } })),
          },
        ]),
    {
      label:
        undisturbed && until !== undefined
          ? words.tray.undisturbedUntil({ time: clockWords(until) })
          : words.quiet.doNotDisturb,
      rows: [
        ...pauses.map(pause => ({ label: words.quiet.pauses[pause], action: { pause } })),
        ...(undisturbed ? ['separator' as const, { label: words.quiet.turnOff, action: 'disturb' as const }] : []),
      ],
    },
  ];
}

const inCallWith = ({ phase, held }: CallView, name: string): string =>
  phase === 'proposing'
    ? words.tray.outgoing({ name })
    : held
      ? words.tray.held({ name })
      : words.tray.inCall({ name });

/** In whole minutes: a menu that changed every second could not be used. */
function lasting(first: string, { connectedAt }: CallView, now: number): string {
  const count = connectedAt === undefined ? 0 : Math.floor((now - connectedAt) / MINUTE_MS);
  if (count < 1) return first;
  const second =
    count < 60
      ? words.tray.minutes({ count })
      : words.tray.hours({ hours: Math.floor(count / 60), minutes: count % 60 });
  return words.list({ first, second });
}

function iconFor(state: PhoneState, { now }: TrayNews, ringing?: CallView, current?: CallView): TrayIconName {
  if (ringing) return 'ringing';
  if (current) return current.muted ? 'muted' : 'in-call';
  const { status } = overallConnection(state.accounts);
  if (status !== 'online') return status === 'reconnecting' ? 'connecting' : status;
  if (state.missed > 0) return 'missed';
  return isQuiet(state.preferences, now) ? 'do-not-disturb' : 'online';
}
