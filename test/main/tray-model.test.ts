import { expect, test } from 'vitest';
import { trayModel, type TrayModel, type TrayNews, type TrayRow } from '../../main/tray-model';
import type { CallPhase, CallView } from '../../shared/call';
import type { AccountState, ConnectionState, PhoneState } from '../../shared/ipc';
import { usualSound } from '../../shared/sound';

const online: ConnectionState = { status: 'online', attempt: 0 };

const call = (phase: CallPhase, more: Partial<CallView> = {}): CallView => ({
  id: phase,
  account: 'romeo@montague.lit',
  peer: 'juliet@capulet.lit',
  direction: phase === 'ringing' ? 'incoming' : 'outgoing',
  media: ['audio'],
  phase,
  heardRinging: false,
  alerting: false,
  stranger: false,
  ...(phase === 'ringing' && { rings: 'ring' }),
  muted: false,
  held: false,
  heldByPeer: false,
  mutedByPeer: false,
  transferable: false,
  createdAt: 1,
  ...more,
});

const accountOf = (address: string, connection: ConnectionState): AccountState => ({
  ...{ address, connection, passwordStorage: 'safe', iceServers: [], gateways: [] },
});

interface Around {
  connection?: ConnectionState;
  account?: string | undefined;
  /** Beside the first. */
  others?: AccountState[];
  preferences?: Partial<PhoneState['preferences']>;
  missed?: number;
  recent?: TrayNews['recent'];
}

/** A minute after the calls were connected. */
const now = new Date(2026, 10, 22, 12, 0).getTime();

function model(calls: CallView[], { connection = online, ...around }: Around = {}): TrayModel {
  const state: PhoneState = {
    accounts:
      'account' in around && around.account === undefined
        ? []
        : [accountOf('romeo@montague.lit', connection), ...(around.others ?? [])],
    callsFrom: {},
    calls,
    iceTransportPolicy: 'all',
    preferences: {
      theme: 'system',
      autoBusy: false,
      strangers: 'request',
      privacy: { contacts: 'direct', strangers: 'after-answer' },
      devices: {},
      sound: usualSound,
      ...around.preferences,
    },
    privacyOf: {},
    subscriptionRequests: [],
    blockable: true,
    blocked: [],
    tray: true,
    missed: around.missed ?? 0,
    measureAudio: false,
    version: '1.0.0',
  };
  return trayModel(state, { now, recent: around.recent ?? [] }, address =>
    address === 'juliet@capulet.lit' ? 'Juliet' : address,
  );
}

const line = (row: TrayRow): string => {
  if (row === 'separator') return '--';
  const { label, action, rows } = row;
  if (rows) return `${label} > ${rows.map(line).join(', ')}`;
  return action ? `${label} [${typeof action === 'string' ? action : Object.values(action).join()}]` : label;
};
const lines = ({ menu }: TrayModel) => menu.map(line);

const pauses =
  'For 30 minutes [half-hour], For 1 hour [hour], Until tomorrow morning [tomorrow], Until I turn it off [always]';
const always = [`Do not disturb > ${pauses}`, 'Open Tsuwa [open]', 'Quit [quit]'];
const whileRinging = ['Juliet is calling', 'Answer [answer]', 'Decline [decline]', '--'];

test.each<[string, TrayModel, TrayModel['icon'], string, string[]]>([
  ['at rest', model([]), 'online', 'Tsuwa: Online', ['Online', ...always]],
  ['an ended call is over', model([call('ended')]), 'online', 'Tsuwa: Online', ['Online', ...always]],
  ['ringing', model([call('ringing')]), 'ringing', 'Tsuwa: Juliet is calling', [...whileRinging, 'Online', ...always]],
  [
    'calling',
    model([call('proposing')]),
    'in-call',
    'Tsuwa: Calling Juliet',
    ['Calling Juliet', 'Mute [mute]', 'Hang up [hang-up]', '--', 'Online', ...always],
  ],
  [
    'in a call',
    model([call('active')]),
    'in-call',
    'Tsuwa: In a call with Juliet',
    ['In a call with Juliet', 'Mute [mute]', 'Hold [hold]', 'Hang up [hang-up]', '--', 'Online', ...always],
  ],
  [
    'in a long call',
    model([call('active', { connectedAt: now - 754_000 })]),
    'in-call',
    'Tsuwa: In a call with Juliet',
    ['In a call with Juliet, 12 min', 'Mute [mute]', 'Hold [hold]', 'Hang up [hang-up]', '--', 'Online', ...always],
  ],
  [
    'in a call on hold',
    model([call('active', { held: true, connectedAt: now - 3_700_000 })]),
    'in-call',
    'Tsuwa: On hold: Juliet',
    ['On hold: Juliet, 1 h 1 min', 'Mute [mute]', 'Resume [resume]', 'Hang up [hang-up]', '--', 'Online', ...always],
  ],
  [
    'somebody calls who is only shown',
    model([call('ringing', { rings: 'silent' })], { preferences: { doNotDisturb: {} } }),
    'do-not-disturb',
    'Tsuwa: Online',
    [...whileRinging, 'Online', `Do not disturb > ${pauses}, --, Turn off [disturb]`, ...always.slice(1)],
  ],
  [
    'a stranger asks',
    model([call('ringing', { rings: 'silent', stranger: true })]),
    'online',
    'Tsuwa: Online',
    ['Online', ...always],
  ],
  [
    'after missed calls',
    model([], { missed: 2, recent: ['juliet@capulet.lit', 'mercutio@verona.lit'] }),
    'missed',
    'Tsuwa: 2 missed calls',
    [
      '2 missed calls [open]',
      'Online',
      'Recent calls > Juliet [juliet@capulet.lit], mercutio@verona.lit [mercutio@verona.lit]',
      ...always,
    ],
  ],
  [
    'muted',
    model([call('active', { muted: true })]),
    'muted',
    'Tsuwa: In a call with Juliet',
    ['In a call with Juliet', 'Unmute [unmute]', 'Hold [hold]', 'Hang up [hang-up]', '--', 'Online', ...always],
  ],
  [
    'somebody rings during a call',
    model([call('active', { peer: 'mercutio@verona.lit' }), call('ringing')]),
    'ringing',
    'Tsuwa: Juliet is calling',
    [
      ...whileRinging,
      'In a call with mercutio@verona.lit',
      'Mute [mute]',
      'Hold [hold]',
      'Hang up [hang-up]',
      '--',
      'Online',
      ...always,
    ],
  ],
  [
    'a call while the connection is away',
    model([call('active')], { connection: { status: 'reconnecting', attempt: 2 } }),
    'in-call',
    'Tsuwa: In a call with Juliet',
    [
      'In a call with Juliet',
      'Mute [mute]',
      'Hold [hold]',
      'Hang up [hang-up]',
      '--',
      'Reconnecting… (2nd try)',
      ...always,
    ],
  ],
])('%s', (_what, shown, icon, tooltip, menu) => {
  expect({ icon: shown.icon, tooltip: shown.tooltip, menu: lines(shown) }).toEqual({ icon, tooltip, menu });
});

test.each<[ConnectionState, TrayModel['icon'], string]>([
  [{ status: 'offline', attempt: 0 }, 'offline', 'Offline'],
  [{ status: 'offline', attempt: 1, problem: 'wrong-password' }, 'offline', 'Wrong password'],
  [{ status: 'connecting', attempt: 1 }, 'connecting', 'Connecting…'],
  [{ status: 'reconnecting', attempt: 1 }, 'connecting', 'Reconnecting…'],
  [{ status: 'reconnecting', attempt: 3 }, 'connecting', 'Reconnecting… (3rd try)'],
  [{ status: 'reconnecting', attempt: 11 }, 'connecting', 'Reconnecting… (11th try)'],
  [online, 'online', 'Online'],
])('the connection %j is told by icon and words', (connection, icon, words) => {
  const shown = model([], { connection });
  expect([shown.icon, lines(shown)[0], shown.tooltip]).toEqual([icon, words, `Tsuwa: ${words}`]);
});

test('without an account the tray says so', () => {
  expect(lines(model([], { connection: { status: 'offline', attempt: 0 }, account: undefined }))[0]).toBe('Signed out');
});

test('do not disturb shows until when, and quiet hours show too', () => {
  const until = new Date(2026, 10, 22, 14, 30).getTime();
  const shown = model([], { preferences: { doNotDisturb: { until } } });
  expect(shown.icon).toBe('do-not-disturb');
  expect(lines(shown)[1]).toMatch(/^Do not disturb until .*30.* > .*Turn off \[disturb\]$/);
  expect(model([], { preferences: { doNotDisturb: { until: now } } }).icon).toBe('online');
  const quietHours = { from: 11 * 60, to: 13 * 60, days: [0] };
  expect(model([], { preferences: { quietHours } }).icon).toBe('do-not-disturb');
});

test('a missed call is shown over do not disturb, and a connection that is away over both', () => {
  const around = { preferences: { doNotDisturb: {} }, missed: 1 };
  expect(model([], around).icon).toBe('missed');
  expect(model([], { ...around, connection: { status: 'connecting', attempt: 1 } }).icon).toBe('connecting');
});

test('with several accounts the menu has the state of each, and every call says which it is of', () => {
  const work = accountOf('romeo@work.example', { status: 'offline', attempt: 1, problem: 'wrong-password' });
  const shown = model([call('active', { peer: 'mercutio@verona.lit' }), call('ringing', { account: work.address })], {
    others: [work],
  });
  expect(lines(shown)).toEqual([
    'Juliet is calling',
    'To romeo@work.example',
    ...whileRinging.slice(1),
    'In a call with mercutio@verona.lit',
    'From romeo@montague.lit',
    'Mute [mute]',
    'Hold [hold]',
    'Hang up [hang-up]',
    '--',
    'romeo@montague.lit: Online',
    'romeo@work.example: Wrong password',
    ...always,
  ]);
});
