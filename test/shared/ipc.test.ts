/** The border between the processes: what each schema lets through and what not. */
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { callPhases, nextPhases, qualitySchema } from '../../shared/call';
import { commandSchemas, type Command } from '../../shared/ipc';

const id = '7c9e6679-7425-40de-944b-e07fc1f90ae7';
const offer = { description: { type: 'offer', sdp: 'v=0\r\n' } };
const candidate = {
  candidate: { candidate: 'candidate:1 1 udp 1 192.0.2.1 9 typ host', sdpMid: '0', usernameFragment: 'u' },
};

const good: Record<Command, unknown[]> = {
  attach: [{}],
  signIn: [
    { address: 'a@b', password: 'p', remember: true },
    { address: 'a@b', password: 'p', remember: false, host: 'h', port: 5222, caFile: 'ca.pem' },
    {
      address: 'a@b',
      password: 'p',
      remember: true,
      proxy: { type: 'socks5', host: 'h', port: 1080, username: 'u' },
      proxyPassword: 'x',
    },
    { address: 'a@b', password: 'p', remember: true, proxy: 'none' },
  ],
  signOut: [{ account: 'a@b' }, { account: 'a@b', data: true }],
  changePassword: [
    { account: 'a@b', current: 'old', password: 'new' },
    { account: 'a@b', current: 'old', password: 'new', values: { first: ['A'] } },
  ],
  deleteAccount: [{ account: 'a@b' }, { account: 'a@b', data: true, values: {} }],
  preferAccount: [{ account: 'a@b' }],
  setCallsFrom: [{ peer: 'c@d' }, { peer: 'c@d', account: 'a@b' }],
  chooseCaFile: [{}],
  connectAgain: [{}, { account: 'a@b' }],
  acceptWeaker: [{ account: 'a@b' }],
  askRegistration: [{ server: 'b' }, { server: 'b', host: 'h', port: 5222, caFile: 'ca.pem' }],
  register: [{ values: {} }, { values: { username: ['a'], topics: ['x', 'y'] } }],
  leaveRegistration: [{}],
  openPage: [{ page: 'providers' }, { page: 'registration' }],
  welcomed: [{}],
  tryNotification: [{}],
  record: [{ id, on: true }],
  recorded: [{ id, part: Uint8Array.of(1, 2), last: false }],
  showRecording: [{ recording: id }],
  dismissRecording: [{ recording: id }],
  chooseRecordingFolder: [{}],
  place: [
    { id, peer: 'a@b', offer },
    { id, peer: 'a@b', offer, account: 'c@d' },
  ],
  accept: [
    { id, others: 'hold' },
    { id, others: 'end' },
  ],
  end: [{ id }, { id, because: 'no-microphone' }],
  signal: [{ id, signals: [offer, candidate] }],
  media: [
    { id, state: 'connected' },
    { id, state: 'failed', failure: 'no-relay' },
  ],
  quality: [{ id, quality: { relayed: false } }],
  heard: [{ id, at: 1 }],
  mute: [{ id, muted: true }],
  hush: [{ id }],
  dismiss: [{ id }],
  dialled: [{ id, yes: true }],
  declineWith: [{ id, text: 'Later.' }],
  conversation: [{ peer: 'a@b' }, { peer: 'a@b', account: 'c@d' }],
  sendMessage: [{ peer: 'a@b', text: 'x'.repeat(2000) }],
  retryMessage: [{ peer: 'a@b', id: 'm1' }],
  readMessages: [{ peer: 'a@b' }],
  forgetMessages: [{ peer: 'a@b' }],
  openLink: [{ text: 'xmpp:a@b' }],
  linkTaken: [{ id }],
  linkClaims: [{}],
  claimLinks: [{ claim: true }],
  hold: [{ id, held: true }],
  transfer: [{ id, to: 'c@d' }],
  join: [{ id, with: '00000000-0000-4000-8000-000000000000' }],
  setPreferences: [
    {},
    { theme: 'dark' },
    { autoBusy: true, strangers: 'ring', privacy: { contacts: 'relay', strangers: 'relay' } },
    { privacy: { contacts: 'ringing', strangers: 'direct' } },
  ],
  setPrivacy: [{ peer: 'a@b' }, { peer: 'a@b', privacy: 'after-answer' }, { peer: 'a@b', privacy: 'ringing' }],
  trace: [{ id }],
  exportTrace: [{ id }],
  history: [{ limit: 100 }, { limit: 1, text: 'juliet', only: 'missed', before: { createdAt: 1, id } }],
  forget: [{ ids: [] }, { ids: [id] }],
  forgetAll: [{}],
  seen: [{}],
  forgetTurnedAway: [{}],
  lookForUpdate: [{}],
  takeUpdate: [{}],
  putOffUpdate: [{}],
  autostart: [{}],
  setAutostart: [{ mode: 'off' }, { mode: 'hidden' }, { mode: 'shown' }],
  logLines: [{}],
  saveLog: [{}],
  showLogFolder: [{}],
  problemReport: [{}],
  drawn: [{ id: 'a'.repeat(40) }, { id: 'a'.repeat(40), bytes: new Uint8Array(10) }],
  saveReport: [{}],
  exportSettings: [{}],
  addRingTone: [{}],
  removeRingTone: [{ id: '0123456789abcdef0123456789abcdef01234567' }],
  setRingToneOf: [{ peer: 'juliet@capulet.lit' }, { peer: 'juliet@capulet.lit', tone: 'koto' }],
  openImport: [{}],
  takeImport: [{}],
  addContact: [{ address: 'a@b' }, { address: 'a@b', name: 'A', groups: ['Friends'], account: 'c@d' }],
  editContact: [{ address: 'a@b', name: '', groups: [] }],
  removeContact: [{ address: 'a@b' }, { address: 'a@b', account: 'c@d' }],
  setFavourite: [{ address: 'a@b', favourite: true }],
  answerSubscription: [{ address: 'a@b', yes: false }],
  block: [{ address: 'a@b' }, { address: 'b' }],
  unblock: [{ address: 'a@b' }],
};

const bad: Partial<Record<Command, unknown[]>> = {
  signIn: [
    { address: 'a@b', password: '', remember: true },
    { address: 'a@b', password: 'p'.repeat(1025), remember: true },
    { address: 'a@b', password: 'p', remember: true, port: 0 },
    { address: 'a@b', password: 'p', remember: true, port: 80.5 },
  ],
  place: [
    { id: 'x', peer: 'a@b', offer },
    { id, peer: 'a@b', offer: { description: { type: 'rollback', sdp: '' } } },
    { id, peer: 'a@b', offer: { description: { type: 'offer', sdp: 'x'.repeat(64 * 1024 + 1) } } },
  ],
  end: [{ id, because: 'boredom' }],
  declineWith: [{ id }, { id, text: '' }, { id, text: 'x'.repeat(2001) }],
  sendMessage: [{ peer: 'a@b', text: '' }],
  openLink: [{ text: 'x'.repeat(8193) }],
  askRegistration: [{}, { server: 'b', port: 0 }],
  register: [{ values: { username: 'a' } }, { values: { username: ['a'.repeat(4_001)] } }],
  openPage: [{ page: 'https://example.org/' }, {}],
  history: [{}, { limit: 0 }, { limit: 501 }, { limit: 1, only: 'outgoing' }, { limit: 1, text: 'x'.repeat(3072) }],
  forget: [{}, { ids: id }, { ids: Array.from({ length: 501 }, () => id) }],
  signal: [
    { id, signals: Array.from({ length: 257 }, () => candidate) },
    { id, signals: [{ ...offer, ...candidate }] },
  ],
  media: [
    { id, state: 'new' },
    { id, state: 'failed', failure: 'bad luck' },
  ],
  quality: [
    { id, quality: { relayed: false, loss: 1.1 } },
    { id, quality: { relayed: false, roundTripMs: -1 } },
    { id, quality: { relayed: false, roundTripMs: Infinity } },
    { id, quality: {} },
  ],
  accept: [{ id, others: 'mute' }],
  join: [{ id, with: 'the other' }],
  setPreferences: [
    { theme: 'pink' },
    { privacy: { contacts: 'relay' } },
    { privacy: { contacts: 'relay', strangers: 'ringing' } },
    { strangers: 'eat' },
  ],
  setPrivacy: [{ peer: 'a@b', privacy: 'none' }],
  addContact: [{}, { address: 'a@b', name: 'x'.repeat(257) }, { address: 'a@b', groups: [''] }],
  editContact: [
    { address: 'a@b', name: 'A' },
    { address: 'a@b', name: 'A', groups: 'Friends' },
  ],
  setFavourite: [{ address: 'a@b' }],
  answerSubscription: [{ address: 'a@b', yes: 'yes' }],
};

const commands = Object.keys(commandSchemas) as Command[];

describe.each(commands)('%s', command => {
  const takes = (input: unknown) => v.safeParse(commandSchemas[command], input).success;

  test('takes what it is for', () => {
    for (const input of good[command]) expect([input, takes(input)]).toEqual([input, true]);
  });

  test('refuses everything else, and anything more than it knows', () => {
    const [first] = good[command];
    const anything = [undefined, null, 1, 'x', [1], { ...Object(first), extra: 1 }, ...(bad[command] ?? [])];
    for (const input of anything) expect([input, takes(input)]).toEqual([input, false]);
  });
});

test('a measurement may be as empty as a call that just began', () => {
  expect(v.parse(qualitySchema, { relayed: false })).toEqual({ relayed: false });
});

test('a call that ended stays so, and every other phase can end', () => {
  expect(nextPhases.ended).toEqual([]);
  for (const phase of callPhases.filter(name => name !== 'ended')) expect(nextPhases[phase]).toContain('ended');
});
