/** Small true snapshots to build tests from. */
import type { CallView } from '../../shared/call';
import type { Contact } from '../../shared/contact';
import type { PhoneState } from '../../shared/ipc';
import { usualSound } from '../../shared/sound';

export const online: PhoneState = {
  account: 'romeo@montague.lit',
  connection: { status: 'online', attempt: 1 },
  calls: [],
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
  subscriptionRequests: [],
  blockable: true,
  blocked: [],
  passwordStorage: 'safe',
  tray: true,
  missed: 0,
  measureAudio: false,
  version: '0.1.0',
};

const { account: _account, ...nobody } = online;

export const signedOut: PhoneState = { ...nobody, connection: { status: 'offline', attempt: 0 } };

let count = 0;

/** A call of ours that has just begun; each has another id. */
export const callWith = (rest: Partial<CallView>): CallView => ({
  id: `00000000-0000-4000-8000-${String(++count).padStart(12, '0')}`,
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
  groups: [],
  availability: 'offline',
  subscription: 'both',
  asked: false,
  favourite: false,
  blocked: false,
  ...rest,
});
