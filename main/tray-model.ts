/** What the tray shows: a pure function of the phone's state. */
import type { CallView } from '../shared/call';
import type { PhoneState } from '../shared/ipc';
import { connectionWords } from './words';

export const trayIcons = ['offline', 'connecting', 'online', 'ringing', 'in-call', 'muted'] as const;
export type TrayIconName = (typeof trayIcons)[number];

/** What a row of the menu does. */
export type TrayAction = 'answer' | 'decline' | 'mute' | 'unmute' | 'hang-up' | 'open' | 'quit';

/** A row of the menu; without an action it only says something. */
export type TrayRow = { label: string; action?: TrayAction } | 'separator';

export interface TrayModel {
  icon: TrayIconName;
  tooltip: string;
  menu: TrayRow[];
}

/** The call that rings here and waits for the person; the first one if several do. Strangers do not ring. */
export const ringingCall = (calls: readonly CallView[]): CallView | undefined =>
  calls.find(call => call.phase === 'ringing' && !call.stranger);

/** The call the person takes part in; the newest of those that are not on hold if there are several. */
export function currentCall(calls: readonly CallView[]): CallView | undefined {
  const live = calls.filter(({ phase }) => phase !== 'ended' && phase !== 'ringing');
  return live.toSorted((a, b) => Number(a.held) - Number(b.held) || b.createdAt - a.createdAt)[0];
}

/** The tray for `state`; `nameOf` turns an address into what the person calls its owner. */
export function trayModel(state: PhoneState, nameOf: (address: string) => string): TrayModel {
  const ringing = ringingCall(state.calls);
  const current = currentCall(state.calls);
  const connection = connectionWords(state.connection, state.account !== undefined);
  const menu: TrayRow[] = [
    ...(ringing ? ringingRows(nameOf(ringing.peer)) : []),
    ...(current ? currentRows(current, nameOf(current.peer)) : []),
    { label: connection },
    { label: 'Open Tsuwa', action: 'open' },
    { label: 'Quit', action: 'quit' },
  ];
  const news = ringing
    ? `${nameOf(ringing.peer)} is calling`
    : current
      ? inCallWith(current, nameOf(current.peer))
      : connection;
  return { icon: iconFor(state, ringing, current), tooltip: `Tsuwa: ${news}`, menu };
}

const ringingRows = (name: string): TrayRow[] => [
  { label: `${name} is calling` },
  { label: 'Answer', action: 'answer' },
  { label: 'Decline', action: 'decline' },
  'separator',
];

const currentRows = (call: CallView, name: string): TrayRow[] => [
  { label: inCallWith(call, name) },
  call.muted ? { label: 'Unmute', action: 'unmute' } : { label: 'Mute', action: 'mute' },
  { label: 'Hang up', action: 'hang-up' },
  'separator',
];

const inCallWith = ({ phase }: CallView, name: string): string =>
  phase === 'proposing' ? `Calling ${name}` : `In a call with ${name}`;

function iconFor({ connection }: PhoneState, ringing?: CallView, current?: CallView): TrayIconName {
  if (ringing) return 'ringing';
  if (current) return current.muted ? 'muted' : 'in-call';
  return connection.status === 'reconnecting' ? 'connecting' : connection.status;
}
