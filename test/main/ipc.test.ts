import { expect, test } from 'vitest';
import { createBorder, type Sender } from '../../main/ipc';
import type { Log } from '../../main/log';
import type { commandSchemas } from '../../shared/ipc';
import { type CommandHandlers } from '../../shared/ipc';
import { PhoneError } from '../../shared/result';
import { usualSound } from '../../shared/sound';
import { logTo } from '../support/log';

const origin = 'app://bundle';
const ours: Sender = { isMainFrame: true, origin };
const id = '123e4567-e89b-42d3-a456-426614174000';

/** A border whose handlers write down what got through. */
function border(fail?: Error) {
  const through: string[] = [];
  const lines: string[] = [];
  const log = logTo(text => void lines.push(text));
  const note = (name: string) => (input: object) => {
    through.push(`${name} ${JSON.stringify(input)}`);
    if (fail) throw fail;
  };
  const handlers: CommandHandlers = {
    attach: () => ({ state: stateOf(), contacts: [] }),
    chooseCaFile: () => 'ca.pem',
    connectAgain: note('connectAgain'),
    acceptWeaker: note('acceptWeaker'),
    askRegistration: () => Promise.resolve({}),
    register: () => Promise.resolve({}),
    leaveRegistration: note('leaveRegistration'),
    openPage: note('openPage'),
    welcomed: note('welcomed'),
    tryNotification: () => true,
    signIn: note('signIn'),
    signOut: note('signOut'),
    changePassword: () => Promise.resolve({}),
    deleteAccount: () => Promise.resolve({}),
    preferAccount: note('preferAccount'),
    setCallsFrom: note('setCallsFrom'),
    place: note('place'),
    accept: note('accept'),
    end: note('end'),
    signal: note('signal'),
    media: note('media'),
    quality: note('quality'),
    heard: note('heard'),
    mute: note('mute'),
    hush: note('hush'),
    dismiss: note('dismiss'),
    dialled: note('dialled'),
    declineWith: note('declineWith'),
    conversation: () => [],
    sendMessage: note('sendMessage'),
    retryMessage: note('retryMessage'),
    readMessages: note('readMessages'),
    forgetMessages: note('forgetMessages'),
    openLink: () => 'no-person',
    linkTaken: note('linkTaken'),
    lookForUpdate: () => undefined,
    takeUpdate: () => undefined,
    putOffUpdate: () => undefined,
    linkClaims: () => ({ xmpp: true, tel: false, by: 'both' }),
    claimLinks: () => ({ xmpp: true, tel: true, by: 'both' }),
    hold: note('hold'),
    transfer: note('transfer'),
    join: note('join'),
    setPreferences: note('setPreferences'),
    setPrivacy: note('setPrivacy'),
    trace: () => ({ entries: [], dropped: 0 }),
    exportTrace: () => 'report.txt',
    record: note('record'),
    recorded: note('recorded'),
    showRecording: note('showRecording'),
    dismissRecording: note('dismissRecording'),
    chooseRecordingFolder: note('chooseRecordingFolder'),
    history: () => ({ calls: [], more: false }),
    forget: note('forget'),
    forgetAll: note('forgetAll'),
    seen: note('seen'),
    forgetTurnedAway: note('forgetTurnedAway'),
    autostart: () => ({ offered: true, mode: 'off' }),
    setAutostart: ({ mode }) => ({ offered: true, mode }),
    logLines: () => [],
    saveLog: () => undefined,
    showLogFolder: note('showLogFolder'),
    problemReport: () => '',
    drawn: note('drawn'),
    saveReport: () => undefined,
    exportSettings: () => undefined,
    addRingTone: () => undefined,
    removeRingTone: () => undefined,
    setRingToneOf: () => undefined,
    openImport: () => undefined,
    takeImport: note('takeImport'),
    addContact: note('addContact'),
    editContact: note('editContact'),
    removeContact: note('removeContact'),
    setFavourite: note('setFavourite'),
    answerSubscription: note('answerSubscription'),
    block: note('block'),
    unblock: note('unblock'),
  };
  return { send: createBorder(handlers, origin, log), through, lines };
}

const stateOf = () => ({
  accounts: [],
  callsFrom: {},
  calls: [],
  iceTransportPolicy: 'all' as const,
  preferences: {
    theme: 'system' as const,
    autoBusy: false,
    strangers: 'request' as const,
    privacy: { contacts: 'direct' as const, strangers: 'after-answer' as const },
    devices: {},
    sound: usualSound,
  },
  privacyOf: {},
  subscriptionRequests: [],
  blockable: true,
  blocked: [],
  tray: false,
  missed: 0,
  measureAudio: false,
  version: '1.0.0',
});

test('a page that is given a part of the commands has no others', async () => {
  const log: Log = { info: () => undefined, warn: () => undefined, debug: () => undefined };
  const send = createBorder({ end: () => undefined }, origin, log);
  expect(await send(ours, 'end', { id })).toEqual({ ok: true, value: undefined });
  expect(await send(ours, 'signOut', {})).toEqual(refused);
});

const refused = { ok: false, failure: { code: 'bad-request' } };

test('a command of our page reaches its handler, and its result the page', async () => {
  const { send, through } = border();
  expect(await send(ours, 'accept', { id, others: 'hold' })).toEqual({ ok: true, value: undefined });
  expect(await send(ours, 'chooseCaFile', {})).toEqual({ ok: true, value: 'ca.pem' });
  expect(through).toEqual([`accept {"id":"${id}","others":"hold"}`]);
});

test.each<[string, Sender | undefined]>([
  ['a frame that is gone', undefined],
  ['a frame in our page', { isMainFrame: false, origin }],
  ['another page', { isMainFrame: true, origin: 'https://example.org' }],
  ['a host of our scheme that is none', { isMainFrame: true, origin: 'app://bundle.example' }],
  ['a page of a file', { isMainFrame: true, origin: 'file://' }],
])('%s is refused', async (_who, sender) => {
  const { send, through, lines } = border();
  expect(await send(sender, 'accept', { id, others: 'hold' })).toEqual(refused);
  expect(through).toEqual([]);
  expect(lines).toHaveLength(1);
});

test.each([['launch'], ['toString'], ['__proto__'], ['constructor'], [''], [7], [undefined], [{}]])(
  'the unknown command %j is refused',
  async command => {
    const { send, through } = border();
    expect(await send(ours, command, {})).toEqual(refused);
    expect(through).toEqual([]);
  },
);

test.each<[keyof typeof commandSchemas, unknown]>([
  ['accept', undefined],
  ['accept', {}],
  ['accept', { id: 'not a uuid' }],
  ['accept', { id, others: 'hold', more: true }],
  ['end', { id, because: 'boredom' }],
  ['place', { id, peer: 'a@b.lit', offer: { description: { type: 'rollback', sdp: '' } } }],
  ['place', { id, peer: 'a@b.lit', offer: { description: { type: 'offer', sdp: 'x'.repeat(100_000) } } }],
  ['signal', { id, signals: 'all of them' }],
  ['quality', { id, quality: { relayed: false, loss: 2 } }],
  ['signIn', { address: 'a@b.lit', password: '', remember: true }],
  ['signIn', { address: 'a@b.lit', password: 'p', remember: true, port: 0 }],
  ['setPreferences', { theme: 'pink' }],
])('a malformed %s is refused before its handler sees it', async (command, input) => {
  const { send, through, lines } = border();
  expect(await send(ours, command, input)).toEqual(refused);
  expect(through).toEqual([]);
  expect(lines).toEqual([`refused a malformed '${command}'`]);
});

test('a refused command leaves nothing of its content in the log', async () => {
  const { send, lines } = border();
  await send(ours, 'signIn', { address: 'romeo@montague.lit', password: 'juliet', remember: 'yes' });
  expect(lines.join()).not.toMatch(/romeo|juliet/);
});

test('a failure crosses as its code, an error as nothing but internal', async () => {
  expect(await border(new PhoneError('busy')).send(ours, 'accept', { id, others: 'hold' })).toEqual({
    ok: false,
    failure: { code: 'busy' },
  });
  expect(await border(new Error('secret path')).send(ours, 'accept', { id, others: 'hold' })).toEqual({
    ok: false,
    failure: { code: 'internal' },
  });
});
