import { expect, test } from 'vitest';
import { trayModel, type TrayModel } from '../../main/tray-model';
import type { CallPhase, CallView } from '../../shared/call';
import type { ConnectionState, PhoneState } from '../../shared/ipc';
import { usualSound } from '../../shared/sound';

const online: ConnectionState = { status: 'online', attempt: 0 };

const call = (phase: CallPhase, more: Partial<CallView> = {}): CallView => ({
  id: phase,
  peer: 'juliet@capulet.lit',
  direction: phase === 'ringing' ? 'incoming' : 'outgoing',
  media: ['audio'],
  phase,
  heardRinging: false,
  alerting: false,
  stranger: false,
  muted: false,
  held: false,
  heldByPeer: false,
  mutedByPeer: false,
  transferable: false,
  createdAt: 1,
  ...more,
});

function model(calls: CallView[], connection = online, account = 'romeo@montague.lit'): TrayModel {
  const state: PhoneState = {
    account: account === '' ? undefined : account,
    connection,
    calls,
    iceServers: [],
    iceTransportPolicy: 'all',
    preferences: {
      theme: 'system',
      autoBusy: false,
      strangers: 'request',
      privacy: { contacts: 'direct', strangers: 'after-answer' },
      devices: {},
      sound: usualSound,
    },
    privacyOf: {},
    gateways: [],
    passwordStorage: 'safe',
    tray: true,
    missed: 0,
    measureAudio: false,
    version: '1.0.0',
  };
  return trayModel(state, address => (address === 'juliet@capulet.lit' ? 'Juliet' : address));
}

const lines = ({ menu }: TrayModel) =>
  menu.map(row => (row === 'separator' ? '--' : row.action ? `${row.label} [${row.action}]` : row.label));

const always = ['Open Tsuwa [open]', 'Quit [quit]'];
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
    ['In a call with Juliet', 'Mute [mute]', 'Hang up [hang-up]', '--', 'Online', ...always],
  ],
  [
    'muted',
    model([call('active', { muted: true })]),
    'muted',
    'Tsuwa: In a call with Juliet',
    ['In a call with Juliet', 'Unmute [unmute]', 'Hang up [hang-up]', '--', 'Online', ...always],
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
      'Hang up [hang-up]',
      '--',
      'Online',
      ...always,
    ],
  ],
  [
    'a call while the connection is away',
    model([call('active')], { status: 'reconnecting', attempt: 2 }),
    'in-call',
    'Tsuwa: In a call with Juliet',
    ['In a call with Juliet', 'Mute [mute]', 'Hang up [hang-up]', '--', 'Reconnecting… (2nd try)', ...always],
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
  const shown = model([], connection);
  expect([shown.icon, lines(shown)[0], shown.tooltip]).toEqual([icon, words, `Tsuwa: ${words}`]);
});

test('without an account the tray says so', () => {
  expect(lines(model([], { status: 'offline', attempt: 0 }, ''))[0]).toBe('Signed out');
});
