/** Small true snapshots to build tests from. */
import type { CallView } from '../../shared/call';
import type { Contact } from '../../shared/contact';
import type { AccountState, PhoneState } from '../../shared/ipc';
import { usualSound } from '../../shared/sound';

/** An account that is online and told of nothing. */
export const accountWith = (rest: Partial<AccountState>): AccountState => ({
  address: 'romeo@montague.lit',
  connection: { status: 'online', attempt: 1 },
  passwordStorage: 'safe',
  iceServers: [],
  gateways: [],
  ...rest,
});

/** With one account; `rest` is what is to be told of that. */
export const onlineWith = (rest: Partial<AccountState>): PhoneState => ({ ...online, accounts: [accountWith(rest)] });

export const online: PhoneState = {
  accounts: [accountWith({})],
  callsFrom: {},
  calls: [],
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
  subscriptionRequests: [],
  blockable: true,
  blocked: [],
  tray: true,
  missed: 0,
  measureAudio: false,
  version: '0.1.0',
};

export const signedOut: PhoneState = { ...online, accounts: [] };

let count = 0;

/** A call of ours that has just begun; each has another id. */
export const callWith = (rest: Partial<CallView>): CallView => ({
  id: `00000000-0000-4000-8000-${String(++count).padStart(12, '0')}`,
  account: 'romeo@montague.lit',
  peer: 'juliet@capulet.lit',
  direction: 'outgoing',
  media: ['audio'],
  phase: 'proposing',
  heardRinging: false,
  alerting: false,
  stranger: false,
  muted: false,
  held: false,
  heldByPeer: false,
  mutedByPeer: false,
  transferable: false,
  createdAt: 1_000,
  ...rest,
});

/** Somebody whose presence we see and who sees ours; not there unless told otherwise. */
export const contactWith = (rest: Partial<Contact> & Pick<Contact, 'address'>): Contact => ({
  accounts: ['romeo@montague.lit'],
  groups: [],
  availability: 'offline',
  subscription: 'both',
  asked: false,
  favourite: false,
  blocked: false,
  ...rest,
});
