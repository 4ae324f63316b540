/** Every word the person reads, in one place. Tables are exhaustive by type: a new problem without words does not compile. */
import type { CallEnd, CallPhase, CallView, CandidatePair, Quality } from '../shared/call';
import type { Availability } from '../shared/contact';
import type { ConnectionProblem, ConnectionState, Preferences, ShortcutName, Theme } from '../shared/ipc';
import { talkedFor, type HistoryTrouble, type PastCall } from '../shared/history';
import type { Privacy } from '../shared/privacy';
import type { Pause } from '../shared/quiet';
import type { RecordingProblem } from '../shared/recording';
import type { FailureCode } from '../shared/result';
import type { DeviceUse, Processing } from '../shared/sound';
import type { TraceEntry } from '../shared/trace';
import { formatDuration } from './duration';
import type { Level } from './level';
import type { Care } from './media/care';
import type { MicrophoneErrorKind } from './media/microphone';
import { verdictOf, type Expectation, type NetworkTrial, type ServerTrial, type Verdict } from './media/network-test';

/** What is wrong, and what the person can do about it. */
export interface Advice {
  what: string;
  next: string;
}

/** One of several settings, and what it means. */
export interface Choice {
  name: string;
  hint: string;
}

/** With a full stop, unless a name that ends with one ("Sr.") stands last. */
const ending = (text: string): string => (text.endsWith('.') ? text : `${text}.`);

export const words = {
  app: 'Tsuwa',
  tagline: 'Voice calls over XMPP',
  starting: 'Starting…',
  dismiss: 'Dismiss',
  back: 'Back',

  places: { label: 'Main', contacts: 'Contacts', recents: 'Recents', settings: 'Settings' },

  signIn: {
    title: 'Sign in',
    address: 'Address',
    addressHint: 'juliet@example.org',
    addressWrong: 'An address looks like juliet@example.org.',
    password: 'Password',
    passwordMissing: 'Type your password.',
    show: 'Show password',
    hide: 'Hide password',
    remember: 'Keep me signed in',
    rememberHint: 'The password is kept in your system’s safe storage.',
    advanced: 'Advanced',
    host: 'Server',
    hostHint: 'Found through the address',
    port: 'Port',
    portHint: '5222',
    portWrong: 'A port is a number from 1 to 65535.',
    ca: 'Certificate authority',
    caChoose: 'Choose file…',
    caNone: 'Those your system trusts',
    caClear: 'Trust only the system’s',
    submit: 'Sign in',
    cancel: 'Cancel',
    waiting: (host: string) => `Connecting to ${host}…`,
  },

  search: {
    label: 'Search or call',
    hint: 'Name, address or link',
    hintNumber: 'Name, number or address',
    clear: 'Clear',
    call: (name: string) => `Call ${name}`,
    newAddress: 'Not in your contacts',
    none: 'Nobody by that name',
    noneNext: 'To call someone new, type their whole address, such as juliet@example.org.',
    found: (count: number) => (count === 1 ? '1 result' : `${count} results`),
    through: (gateway: string) => `Telephone, through ${gateway}`,
    noGateway: 'No way into the telephone network',
    noGatewayNext:
      'Your server knows no gateway. Ask whoever runs it, or sign up with one and add it to your contacts.',
  },

  contacts: {
    label: 'Contacts',
    loading: 'Loading your contacts…',
    empty: 'No contacts yet',
    emptyNext: 'You can call anyone by their address.',
    emptyAction: 'Type an address',
    unpicked: 'Whom would you like to call?',
    unpickedNext: 'Pick a contact, or type an address above the list.',
    callHint: 'Press Enter to call',
    copy: 'Copy address',
    copied: 'Copied',
    groups: 'Groups',
    callable: 'Takes calls on a device that is online',
    notCallable: 'No device of theirs that is online takes calls. You can still try.',
  },

  account: {
    label: (address: string) => `Account ${address}`,
    theme: 'Appearance',
    signOut: 'Sign out',
    themes: { system: 'As the system', light: 'Light', dark: 'Dark' } satisfies Record<Theme, string>,
  },

  settings: {
    title: 'Settings',
    account: 'Account',
    appearance: 'Appearance',
    about: 'About',
    version: 'Version',
    password: 'Password',
    passwordKept: {
      safe: 'Kept in your system’s safe storage',
      session: 'Forgotten when Tsuwa is closed',
    },
    signOut: 'Sign out',
    signOutQuestion: 'Sign out?',
    signOutWarning: 'Tsuwa forgets the password, and calls no longer reach you here.',
    signOutInCall: 'This ends your call. Tsuwa forgets the password, and calls no longer reach you here.',
    stay: 'Stay signed in',
    calls: 'Calls',
    autoBusy: 'Busy while in a call',
    autoBusyHint: {
      on: 'Whoever calls then hears that you are busy; you see the call as missed.',
      off: 'A second call is shown, so that you can answer or decline it.',
    },
    strangers: 'Calls from strangers',
    strangerPolicies: {
      request: { name: 'As requests', hint: 'They wait above your contacts, without a ring.' },
      ring: { name: 'Ring', hint: 'Anyone who knows your address can make this device ring.' },
    } satisfies Record<Preferences['strangers'], Choice>,
    privacyContacts: 'Contacts see',
    privacyStrangers: 'Strangers see',
    licence: 'Free software under the AGPL, version 3 or later',
  },

  call: {
    label: (name: string) => `Call with ${name}`,
    call: 'Call',
    answer: 'Answer',
    decline: 'Decline',
    hush: 'Silence the ring',
    hangUp: 'Hang up',
    cancel: 'Cancel',
    holdAndAnswer: 'Hold and answer',
    endAndAnswer: 'End and answer',
    mute: 'Mute',
    unmute: 'Unmute',
    muted: 'You are muted',
    hold: 'Hold',
    resume: 'Resume',
    swap: 'Swap',
    held: 'On hold',
    heldByPeer: (name: string) => `${name} put you on hold`,
    mutedByPeer: (name: string) => `${name} is muted`,
    heldByThem: 'They put you on hold',
    mutedByThem: 'They are muted',
    again: 'Call again',
    back: 'Call back',
    close: 'Close',
    show: 'Show call',
    minimise: 'Back to contacts',
    details: 'Call details',
    incoming: 'Incoming call',
    calling: 'Calling…',
    callingAgain: 'Calling again…',
    callingAgainNext: 'The last call broke and could not be saved.',
    ringing: 'Ringing…',
    connecting: 'Connecting…',
    reconnecting: 'Reconnecting…',
    reconnectingNext: 'The network changed or broke. The call goes on as soon as there is a way.',
    secure: 'Encrypted',
    alsoCalling: (name: string) => `${name} is calling`,
    lasted: (milliseconds: number) => `Duration ${formatDuration(milliseconds)}`,
    more: 'More',
    add: 'Add a call',
    reconnect: 'Reconnect audio',
  },

  sound: {
    title: 'Sound',
    open: 'Sound…',
    uses: {
      microphone: { name: 'Microphone', hint: 'What you speak into.' },
      speaker: { name: 'Speaker', hint: 'Where you hear the others.' },
      ringer: { name: 'Ringer', hint: 'Where calls ring; it may be another than the speaker.' },
    } satisfies Record<DeviceUse, Choice>,
    system: 'System default',
    away: (device: string) => `“${device}” is not there. The system’s is used until it is back.`,
    awayShort: 'Not there',
    ringerVolume: 'Volume of the ring',
    callVolume: (name: string) => `How loud ${name} is`,
    percent: (share: number) => `${Math.round(share * 100)} %`,
    level: 'Your microphone',
    processing: {
      echoCancellation: { name: 'Cancel echo', hint: 'So that the others do not hear themselves.' },
      noiseSuppression: { name: 'Reduce noise', hint: 'Fans, keys and traffic are turned down.' },
      autoGainControl: { name: 'Even out your voice', hint: 'Soft is made louder, loud softer.' },
    } satisfies Record<Processing, Choice>,
    pushToTalk: 'Push to talk',
    pushToTalkHint: (key: string) => ({
      on: `You are heard only while you hold ${key}.`,
      off: 'You are heard all the time, unless you are muted.',
    }),
    key: (key: string) => `Key: ${key}`,
    keyAsked: 'Press a key…',
    speaksMuted: 'You are speaking, but you are muted',
    unheard: 'They can’t hear you: your microphone gives no sound',
    hold: (key: string) => `Hold ${key} to speak`,
    speaksShut: (key: string) => `Nobody hears you: hold ${key} to speak`,
    talking: 'You are being heard',
  },

  recording: {
    start: 'Record',
    stop: 'Stop recording',
    running: 'Recording',
    hint: 'Both of you hear a beep every 15 seconds.',
    saved: (file: string) => `Saved: ${file}`,
    show: 'Show in folder',
    byPeer: (name: string) => `${name} is recording`,
    byThem: 'They are recording',
    problems: {
      'disk-full': 'The recording ended early: the disk is full.',
      'folder-unwritable': 'The recording ended early: its folder can no longer be written to.',
      'too-slow': 'The recording ended early: the disk did not keep up.',
    } satisfies Record<RecordingProblem, string>,
    folder: 'Recordings',
    folderHint: (folder: string) =>
      `Saved in ${folder}. Both sides hear a beep while a call is recorded; in many places everyone has to agree to it.`,
    choose: 'Choose folder…',
  },

  trial: {
    open: 'Test sound and network…',
    title: 'Before a call',
    explanation: 'Find out now whether you will hear and be heard.',
    sound: 'Sound',
    microphone: 'Microphone',
    microphoneHint: 'Say something: the bar should move.',
    microphoneSilent: 'Nothing comes from this microphone. Check its switch, or choose another one.',
    record: 'Record 5 seconds',
    recording: 'Recording…',
    listen: 'Listen',
    playing: 'Playing…',
    recordHint: 'Hear yourself as the others will.',
    speaker: 'Speaker',
    ringer: 'Ringer',
    play: (device: string) => `Play on ${device.toLowerCase()}`,
    playHint: 'You should hear three notes on the speaker, and the ring on the ringer.',
    network: 'Network',
    networkHint: 'Asks every server that your calls may need.',
    start: 'Test the network',
    again: 'Test again',
    running: 'Testing…',
    copy: 'Copy report',
    copied: 'Copied',
    reportTitle: (version: string) => `Tsuwa ${version}, test of the network`,
    kinds: { stun: 'STUN', turn: 'Relay' } satisfies Record<ServerTrial['kind'], string>,
    server: (kind: ServerTrial['kind'], transport: ServerTrial['transport']) =>
      `${words.trial.kinds[kind]} over ${transport.toUpperCase()}`,
  },

  quiet: {
    title: 'Quiet and notifications',
    doNotDisturb: 'Do not disturb',
    off: { name: 'Off', hint: 'Calls ring.' },
    on: { name: 'On', hint: 'Calls are shown in the window and in the tray, without a sound or a notification.' },
    until: (when: string) => `Until ${when}`,
    turnOff: 'Turn off',
    pauses: {
      'half-hour': 'For 30 minutes',
      hour: 'For 1 hour',
      tomorrow: 'Until tomorrow morning',
      always: 'Until I turn it off',
    } satisfies Record<Pause, string>,
    hours: 'Quiet hours',
    hoursHint: 'Every week, do not disturb turns itself on and off.',
    from: 'From',
    to: 'to',
    days: 'Beginning on',
    notifications: 'Notifications',
    notificationsHint:
      'Calls and missed calls are told of outside the window, with buttons where your system has them.',
  },

  shortcuts: {
    title: 'Keys that work everywhere',
    names: { answer: 'Answer', hangUp: 'Hang up or decline', mute: 'Mute or unmute' } satisfies Record<
      ShortcutName,
      string
    >,
    hints: {
      answer: 'Answers the call that rings; the one before goes on hold.',
      hangUp: 'Ends the call you speak in, or declines the one that rings.',
      mute: 'In a call.',
    } satisfies Record<ShortcutName, string>,
    none: 'None',
    press: 'Press keys…',
    clear: 'Remove these keys',
    taken: 'Another program has these keys. Choose others, or take them from it.',
    twice: 'Two of these have the same keys. Choose others for one of them.',
  },

  keypad: {
    label: 'Keypad',
    sent: 'Sent',
    none: 'Type or paste digits',
    unable: (name: string) => `${name}’s app takes no tones`,
  },

  transfer: {
    transfer: 'Transfer…',
    question: (name: string) => `Transfer ${name}`,
    explanation: (name: string) => `${name} is asked to call whom you pick. Your call with them ends when they do.`,
    search: 'Transfer to',
    to: (name: string) => `Transfer to ${name}`,
    unpicked: 'Transfer',
    cancel: 'Cancel',
    join: (one: string, other: string) => `Connect ${one} and ${other}`,
    asked: (name: string) => `Asked to call ${name}`,
  },

  verification: {
    title: 'Read these to each other',
    proof: 'The same words at both ends, in a voice you know, prove that nobody between you listens in.',
  },

  quality: {
    label: 'Quality',
    unknown: 'Measuring…',
    levels: { good: 'Good', fair: 'Fair', poor: 'Poor' } satisfies Record<Level, string>,
    aloud: (level: Level) => `Call quality: ${words.quality.levels[level].toLowerCase()}`,
    path: 'Path',
    direct: 'Direct',
    relayed: 'Through a relay',
    codec: 'Codec',
    roundTrip: 'Round trip',
    jitter: 'Jitter',
    loss: 'Loss',
    protocol: 'Transport',
    none: '–',
  },

  privacy: {
    label: 'They see',
    default: (name: string) => `Default (${name.charAt(0).toLowerCase()}${name.slice(1)})`,
    defaultHint: 'As in the settings.',
    choices: {
      direct: {
        name: 'Direct',
        hint: 'The best sound. They learn your network addresses as soon as they call or you do.',
      },
      'after-answer': {
        name: 'Direct once answered',
        hint: 'Your network addresses stay hidden until the call is answered.',
      },
      relay: { name: 'Relay only', hint: 'They never learn your network addresses. The sound may take longer.' },
    } satisfies Record<Privacy, Choice>,
    noRelay: 'Your server offers no relay, so these calls cannot connect. Choose another way, or ask whoever runs it.',
  },

  requests: {
    label: 'Requests',
    count: (count: number) => (count === 1 ? '1 request' : `${count} requests`),
    calling: 'Calls you now',
    called: (when: string) => `Called ${when}`,
    mixed: 'Look twice: this address has letters that look like others, or that do not show.',
  },

  inspector: {
    title: 'Call details',
    open: 'Signalling…',
    with: (name: string) => `Call with ${name}`,
    signalling: 'Signalling',
    paths: 'Network paths',
    you: 'You',
    ownDevices: 'Your other devices',
    seconds: 's',
    empty: 'Nothing was said for this call yet',
    emptyNext: 'What the two apps tell each other to set up the call appears here.',
    gap: (count: number) => (count === 1 ? '1 message left out' : `${count} messages left out`),
    sent: (to: string) => `Sent to ${to}`,
    received: (from: string) => `Received from ${from}`,
    failed: 'Error',
    answers: (name: string) => `to ${name}`,
    candidates: 'Candidates',
    copy: 'Copy XML',
    copied: 'Copied',
    save: 'Save report…',
    saveHint: 'Without addresses, names and keys',
    saved: (file: string) => `Saved as ${file}`,
    pairs: 'Paths that were tried',
    pairsEmpty: 'Paths and their round trips are measured while the call lasts.',
    ours: 'Where you can be reached',
    theirs: (name: string) => `Where ${name} can be reached`,
    candidatesEmpty: 'None named yet.',
    inUse: 'In use',
    candidateTypes: {
      host: 'This network',
      srflx: 'Behind the router',
      prflx: 'Found on the way',
      relay: 'Relay',
    } as Partial<Record<string, string>>,
    pairStates: {
      frozen: 'not tried yet',
      waiting: 'waits',
      'in-progress': 'being tried',
      failed: 'does not work',
      succeeded: 'works',
    } satisfies Record<CandidatePair['state'], string>,
    fasterRelay: (relayMs: number, directMs: number) =>
      `The relay would be faster: ${relayMs} ms there and back instead of ${directMs} ms.`,
    fasterRelayNext: (name: string) => `Choose “Relay only” on the card of ${name}, then call again.`,
  },

  recents: {
    label: 'Recent calls',
    search: 'Search calls',
    hint: 'Name or address',
    filter: 'Show',
    all: 'All',
    missed: 'Missed',
    missedCount: (count: number) => (count === 1 ? '1 missed call' : `${count} missed calls`),
    found: (count: number, more: boolean) =>
      more ? `More than ${count} calls` : count === 1 ? '1 call' : `${count} calls`,
    callHint: 'Press Enter to call back, Delete to delete',
    empty: 'No calls yet',
    emptyNext: 'The calls you make and get appear here, those of your other devices as well.',
    emptyMissed: 'No missed calls',
    emptyMissedNext: 'Calls that you could not answer appear here.',
    none: 'No call found',
    noneNext: 'Try another part of the name or the address.',
    unpicked: 'Which call would you like to look at?',
    unpickedNext: 'Pick one from the list, or press Enter on it to call back.',
    today: 'Today',
    yesterday: 'Yesterday',
    when: 'When',
    duration: 'Duration',
    device: 'Device',
    thisDevice: 'This one',
    otherDevice: 'Another one of yours',
    account: 'Account',
    outcome: 'Call',
    delete: 'Delete from the list',
    deleteCall: (name: string) => `Delete the call with ${name}`,
    clear: 'Delete all calls…',
    clearQuestion: 'Delete all calls?',
    clearWarning: 'The list is emptied on this device, and cannot be brought back.',
    clearYes: 'Delete all',
    clearNo: 'Keep them',
    troubles: {
      newer: {
        what: 'These calls were kept by a newer Tsuwa.',
        next: 'Nothing is shown or written down until you use that one again.',
      },
      'set-aside': {
        what: 'The list of calls was damaged, so a new one was begun.',
        next: 'The old file is kept beside it in your profile folder.',
      },
      unavailable: {
        what: 'Calls cannot be written down.',
        next: 'Check that the disk is not full and that your profile folder can be written to.',
      },
    } satisfies Record<HistoryTrouble, Advice>,
  },

  dial: {
    question: (name: string) => `Call ${name}?`,
    origin: 'A link or another program asks for this call.',
    transfer: (by: string, name: string) => ending(`${by} wants to connect you to ${name}`),
    again: 'The last call broke and could not be saved.',
    yes: 'Call',
    no: 'Do not call',
  },
} as const;

/** Each connection problem; `what` is a sentence, `next` what the person can do. */
export const connectionAdvice: Record<ConnectionProblem, Advice> = {
  'no-network': {
    what: 'There is no network.',
    next: 'Check your Wi-Fi or cable. Tsuwa connects as soon as it is back.',
  },
  'server-not-found': {
    what: 'The server was not found.',
    next: 'Check the part of the address after the @, or name the server under Advanced.',
  },
  refused: {
    what: 'The server takes no connections.',
    next: 'It may be down for a moment. If not, check the server and port under Advanced.',
  },
  timeout: {
    what: 'The server does not answer.',
    next: 'Check your network. A firewall may be in the way, or the server is down.',
  },
  'not-xmpp': {
    what: 'Something answers there, but it does not speak XMPP.',
    next: 'Check the server and port under Advanced. The usual port is 5222.',
  },
  'no-tls': {
    what: 'The server offers no encryption.',
    next: 'Tsuwa never sends your password in the clear. Ask whoever runs the server to turn on TLS.',
  },
  'certificate-expired': {
    what: 'The server’s certificate has expired.',
    next: 'Check your computer’s date. If it is right, whoever runs the server has to renew the certificate.',
  },
  'certificate-not-yet-valid': {
    what: 'The server’s certificate is not valid yet.',
    next: 'Your computer’s date is probably wrong. Correct it and try again.',
  },
  'certificate-wrong-name': {
    what: 'The server’s certificate is for another name.',
    next: 'Check the address. If it is right, someone may be in between: try another network, or ask whoever runs the server.',
  },
  'certificate-unknown-issuer': {
    what: 'Nobody your computer trusts vouches for the server’s certificate.',
    next: 'If your organisation has its own authority, choose its file under Advanced.',
  },
  'certificate-invalid': {
    what: 'The server’s certificate is not valid.',
    next: 'Try another network. If it stays, tell whoever runs the server.',
  },
  'wrong-password': {
    what: 'The address or the password is wrong.',
    next: 'Type the password again. Capital and small letters matter.',
  },
  'account-disabled': { what: 'This account is disabled.', next: 'Ask whoever runs the server to enable it.' },
  'no-shared-mechanism': {
    what: 'The server offers no safe way to check the password.',
    next: 'Ask whoever runs the server to turn on SCRAM.',
  },
  'server-proof-wrong': {
    what: 'The server could not prove that it knows your account.',
    next: 'Do not sign in on this network: it may not be your server. Try another network, and tell whoever runs the server.',
  },
  conflict: {
    what: 'Another program signed in in this one’s place.',
    next: 'Close the other one, then sign in again.',
  },
  'server-shutdown': { what: 'The server is shutting down.', next: 'Tsuwa connects again when it is back.' },
  policy: {
    what: 'The server does not allow this connection.',
    next: 'Wait a few minutes and try again. If it stays, ask whoever runs the server.',
  },
  lost: { what: 'The connection was lost.', next: 'Tsuwa is trying again. Check your network if this takes long.' },
  internal: {
    what: 'Something went wrong in Tsuwa.',
    next: 'Try again. If it comes back, please report it with the log.',
  },
};

/** Each way a command can fail. */
export const failureAdvice: Record<FailureCode, Advice> = {
  'bad-request': { what: 'Tsuwa could not understand that.', next: 'Check what you typed and try again.' },
  'not-authorized': {
    what: 'The address or the password is wrong.',
    next: 'Type the password again. Capital and small letters matter.',
  },
  offline: { what: 'You are not connected.', next: 'Wait until you are online, then try again.' },
  'not-an-address': {
    what: 'That is not an address.',
    next: 'An address has a name and a server, such as juliet@example.org.',
  },
  'no-such-call': { what: 'That call is already over.', next: 'You can call again.' },
  busy: { what: 'You are already on a call.', next: 'Hang up first, then call again.' },
  'unreadable-file': {
    what: 'That file holds no certificate Tsuwa can read.',
    next: 'Choose a file in PEM format; its name usually ends in .pem or .crt.',
  },
  'own-address': { what: 'That is your own address.', next: 'Type the address of somebody else.' },
  'no-such-contact': {
    what: 'That person is not in your contacts any more.',
    next: 'They may have been removed on another device. You can add them again.',
  },
  'no-such-request': {
    what: 'That request is no longer open.',
    next: 'It was taken back, or answered on another device.',
  },
  unsupported: {
    what: 'Your server cannot do that.',
    next: 'Ask whoever runs the server, or use an account on another one.',
  },
  refused: {
    what: 'Your server refused to do that.',
    next: 'Try again later. If it stays, ask whoever runs the server.',
  },
  timeout: { what: 'Your server did not answer.', next: 'Check your connection and try again.' },
  'disk-full': {
    what: 'The disk is full.',
    next: 'Make room, or choose another folder for recordings in the settings. The call goes on.',
  },
  'folder-unwritable': {
    what: 'The folder for recordings cannot be written to.',
    next: 'Choose another one in the settings, under “Recordings”. The call goes on.',
  },
  internal: {
    what: 'Something went wrong in Tsuwa.',
    next: 'Try again. If it comes back, please report it with the log.',
  },
};

/** Each reason the microphone stays shut. */
export const microphoneAdvice: Record<MicrophoneErrorKind, Advice> = {
  failed: {
    what: 'The microphone could not be opened.',
    next: 'Unplug it and plug it in again, or choose another one in your system, then call again.',
  },
  denied: {
    what: 'Tsuwa may not use the microphone.',
    next: 'Allow it in your system’s privacy settings, then call again.',
  },
  missing: { what: 'There is no microphone.', next: 'Plug one in or turn on your headset, then call again.' },
  busy: {
    what: 'Another program keeps the microphone to itself.',
    next: 'Close that program or choose another microphone in your system, then call again.',
  },
};

/** The words for availability (RFC 6121 §4.7.2.1). */
export const availabilityWords: Record<Availability, string> = {
  online: 'Online',
  chat: 'Free to talk',
  away: 'Away',
  xa: 'Away for longer',
  dnd: 'Do not disturb',
  offline: 'Offline',
};

/** What the sentence about an end needs to know. */
export interface Ended {
  name: string;
  direction: CallView['direction'];
  /** Media flowed at some time. */
  connected: boolean;
  /** The server offers a relay. */
  relay: boolean;
}

/** A sentence, and one on what to do next where something can be done. */
export interface Said {
  what: string;
  next?: string;
}

const retry = 'Try again in a moment.';
const missed = ({ name }: Ended): Said => ({ what: ending(`You missed a call from ${name}`) });
const broke = ({ name }: Ended): Said => ({
  what: `The connection to ${name} broke.`,
  next: 'Check your network and call again.',
});

/** Each end as a full sentence, with a next step where there is one. */
export const endWords: Record<CallEnd, (ended: Ended) => Said> = {
  answered: () => ({ what: 'The call has ended.' }),
  declined: ({ name, direction }) =>
    direction === 'incoming' ? { what: 'You declined the call.' } : { what: `${name} declined the call.` },
  busy: ended =>
    ended.direction === 'incoming'
      ? { what: `You missed a call from ${ended.name} while you were on another one.` }
      : { what: `${ended.name} is on another call.`, next: 'Try again in a few minutes.' },
  'no-answer': ended => (ended.direction === 'incoming' ? missed(ended) : { what: `${ended.name} did not answer.` }),
  cancelled: ended => (ended.direction === 'incoming' ? missed(ended) : { what: 'You cancelled the call.' }),
  'answered-elsewhere': () => ({ what: 'Answered on your other device.' }),
  'declined-elsewhere': () => ({ what: 'Declined on your other device.' }),
  unreachable: ({ name }) => ({
    what: `No device of ${name}’s can be reached.`,
    next: 'They may be offline, or their app does not take calls.',
  }),
  'no-relay': ended =>
    ended.connected
      ? broke(ended)
      : ended.relay
        ? {
            what: `No way through to ${ended.name}’s network: no relay could be had.`,
            next: 'Try again in a moment, or try another network.',
          }
        : {
            what: `No way through to ${ended.name}’s network: your server offers no relay.`,
            next: 'Try another network, or ask whoever runs your server for a TURN relay.',
          },
  'relay-refused': ended => ({
    what: `${ended.connected ? `The connection to ${ended.name} broke` : `No way through to ${ended.name}’s network`}: your server’s relay turned Tsuwa away.`,
    next: 'Sign out and in again. If it stays, ask whoever runs your server to check its TURN relay.',
  }),
  'no-path': ended =>
    ended.connected
      ? broke(ended)
      : {
          what: `No way through to ${ended.name}’s network.`,
          next: 'One of you may be behind a strict firewall. Try another network.',
        },
  'dtls-failed': ({ name }) => ({
    what: `The call with ${name} found a way, but no encryption could be agreed on.`,
    next: 'Call again. If it stays, try another network: something on this one may be interfering.',
  }),
  vanished: ({ name, connected }) =>
    connected
      ? { what: `${name}’s device went silent, and the call was lost.`, next: 'Call again in a moment.' }
      : { what: `${name}’s device lost the call before it began.`, next: retry },
  'not-encrypted': ({ name, direction }) =>
    direction === 'incoming'
      ? {
          what: `${name}’s app can’t encrypt calls, so the call was not taken.`,
          next: 'Ask them to use an app that encrypts voice calls.',
        }
      : {
          what: `${name}’s app can’t encrypt calls, so no call was made.`,
          next: 'Ask them to use an app that encrypts voice calls.',
        },
  incompatible: ({ name }) => ({
    what: `${name}’s app and Tsuwa have no way of calling in common.`,
    next: 'Ask them to update their app, or to sign in with one that makes voice calls.',
  }),
  'no-microphone': () => ({
    what: 'Your microphone could not be opened.',
    next: 'Check that it is plugged in and allowed in your system’s privacy settings.',
  }),
  error: () => ({ what: 'The call could not go on.', next: retry }),
};

const phaseWords: Record<CallPhase, string> = {
  proposing: words.call.calling,
  ringing: words.call.incoming,
  accepting: words.call.connecting,
  connecting: words.call.connecting,
  active: 'In call',
  ended: 'Call ended',
};

/** What the state of a call is read from. */
type Stage = Pick<CallView, 'phase' | 'direction' | 'heardRinging' | 'alerting' | 'held' | 'connectedAt' | 'continues'>;

/** The state of a call in two or three words. */
export function phaseInWords(call: Stage): string {
  const { phase, connectedAt } = call;
  if (phase === 'proposing' && call.heardRinging) return words.call.ringing;
  if (phase === 'connecting' && connectedAt !== undefined) return words.call.reconnecting;
  if (phase === 'active') return call.alerting ? words.call.ringing : call.held ? words.call.held : phaseWords.active;
  if (phase === 'ended' || phase === 'ringing' || call.continues === undefined) return phaseWords[phase];
  return call.direction === 'outgoing' ? words.call.callingAgain : words.call.reconnecting;
}

/** What stands beside the state of a live call, most important first: who holds it and who is silent. */
export const remarks = [
  'unheard',
  'speaks-muted',
  'speaks-shut',
  'held',
  'held-by-peer',
  'muted',
  'push-to-talk',
  'talking',
  'muted-by-peer',
] as const;
export type Remark = (typeof remarks)[number];

/** What is known of the microphone here, besides being muted. */
export interface Speaking extends Care {
  /** Held to speak, as a word; `undefined` if the microphone is open without. */
  key: string | undefined;
  talking: boolean;
}
const speakingFreely: Speaking = { speaksMuted: false, unheard: false, key: undefined, talking: false };

/** The remarks on `call`, each in its words; without a name where it would only be said twice or is too long. */
export function remarksOn(
  call: CallView,
  name?: string,
  { speaksMuted, unheard, key, talking }: Speaking = speakingFreely,
): { remark: Remark; text: string }[] {
  if (call.phase === 'ended' || call.phase === 'ringing') return [];
  const pushes = key !== undefined && call.phase === 'active' && !call.held && !call.muted;
  const holds: Record<Remark, boolean> = {
    unheard,
    'speaks-muted': speaksMuted && call.muted,
    'speaks-shut': speaksMuted && pushes && !talking,
    'push-to-talk': pushes && !talking && !speaksMuted,
    talking: pushes && talking,
    held: call.held,
    'held-by-peer': call.heldByPeer,
    muted: call.muted && !speaksMuted,
    // Of somebody who holds the call nothing is heard anyway.
    'muted-by-peer': call.mutedByPeer && !call.heldByPeer,
  };
  const texts: Record<Remark, string> = {
    unheard: words.sound.unheard,
    'speaks-muted': words.sound.speaksMuted,
    'speaks-shut': words.sound.speaksShut(key ?? ''),
    'push-to-talk': words.sound.hold(key ?? ''),
    talking: words.sound.talking,
    held: words.call.held,
    'held-by-peer': name === undefined ? words.call.heldByThem : words.call.heldByPeer(name),
    muted: words.call.muted,
    'muted-by-peer': name === undefined ? words.call.mutedByThem : words.call.mutedByPeer(name),
  };
  return remarks.filter(remark => holds[remark]).map(remark => ({ remark, text: texts[remark] }));
}

/** How a call ended, in a sentence; `undefined` while it has not. */
export function endInWords(call: CallView, name: string, relay: boolean): Said | undefined {
  if (call.phase !== 'ended') return undefined;
  const { direction, connectedAt } = call;
  return endWords[call.end ?? 'error']({ name, direction, connected: connectedAt !== undefined, relay });
}

/** What a screen reader says when a call changes. */
export function callAloud(call: CallView, name: string, relay: boolean, care?: Care): string {
  const end = endInWords(call, name, relay);
  if (end) return end.what;
  const phase = phaseInWords(call);
  const beside = remarksOn(call, name, { ...speakingFreely, ...care }).filter(({ text }) => text !== phase);
  return [ending(`${phase.replace('…', '')}: ${name}`), ...beside.map(({ text }) => `${text}.`)].join(' ');
}

/** The connection for the account menu: "Online", "Connecting… (2nd try)", "No network". */
export function connectionInWords({ status, attempt, problem }: ConnectionState): string {
  if (status === 'online') return 'Online';
  const short = problem && shortProblems[problem];
  if (status === 'offline') return short ?? 'Offline';
  if (problem === 'no-network') return shortProblems['no-network'];
  const doing = status === 'reconnecting' ? 'Reconnecting…' : 'Connecting…';
  return attempt > 1 ? `${doing} (${ordinal(attempt)} try)` : doing;
}

/** When the next try is, such as "Trying again in 8 s." */
export function nextTryInWords(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 1) return 'Trying again now.';
  return `Trying again in ${seconds < 100 ? `${seconds} s` : `${Math.round(seconds / 60)} min`}.`;
}

/** For a menu, where a sentence is too long. */
export const shortProblems: Record<ConnectionProblem, string> = {
  'no-network': 'No network',
  'server-not-found': 'Server not found',
  refused: 'Server not available',
  timeout: 'Server does not answer',
  'not-xmpp': 'Not an XMPP server',
  'no-tls': 'No encryption',
  'certificate-expired': 'Certificate expired',
  'certificate-not-yet-valid': 'Certificate not valid yet',
  'certificate-wrong-name': 'Certificate for another name',
  'certificate-unknown-issuer': 'Certificate not trusted',
  'certificate-invalid': 'Certificate not valid',
  'wrong-password': 'Wrong password',
  'account-disabled': 'Account disabled',
  'no-shared-mechanism': 'No safe sign-in',
  'server-proof-wrong': 'Server not genuine',
  conflict: 'Signed in elsewhere',
  'server-shutdown': 'Server shutting down',
  policy: 'Not allowed by the server',
  lost: 'Connection lost',
  internal: 'Internal error',
};

const suffixes: Partial<Record<Intl.LDMLPluralRule, string>> = { one: 'st', two: 'nd', few: 'rd' };
const ordinals = new Intl.PluralRules('en', { type: 'ordinal' });
const ordinal = (count: number): string => `${count}${suffixes[ordinals.select(count)] ?? 'th'}`;

/** The measures of a call, one per row of its details. */
export function measuresInWords(quality: Quality | undefined): { name: string; value: string }[] {
  const unless = <T>(value: T | undefined, say: (value: T) => string) =>
    value === undefined ? words.quality.none : say(value);
  const milliseconds = (value: number) => `${Math.round(value)} ms`;
  return [
    {
      name: words.quality.path,
      value: unless(quality?.local && quality, ({ relayed }) =>
        relayed ? words.quality.relayed : words.quality.direct,
      ),
    },
    { name: words.quality.protocol, value: unless(quality?.protocol, protocol => protocol.toUpperCase()) },
    { name: words.quality.codec, value: unless(quality?.codec, codecInWords) },
    { name: words.quality.roundTrip, value: unless(quality?.roundTripMs, milliseconds) },
    { name: words.quality.jitter, value: unless(quality?.jitterMs, milliseconds) },
    { name: words.quality.loss, value: unless(quality?.loss, loss => `${(loss * 100).toFixed(1)} %`) },
  ];
}

/** `opus/48000/2` as "Opus, 48 kHz". */
function codecInWords(codec: string): string {
  const [name = codec, rate] = codec.split('/');
  const title = name.charAt(0).toUpperCase() + name.slice(1);
  return rate && Number.isFinite(Number(rate)) ? `${title}, ${Number(rate) / 1000} kHz` : title;
}

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });
const calendar = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** A time of the last days; today's without the date. Both in milliseconds since 1970. */
export const whenInWords = (at: number, now: number): string =>
  new Date(at).toDateString() === new Date(now).toDateString() ? clock.format(at) : calendar.format(at);

/** A day of the week in a given length; the 22nd of November 2026 was a Sunday. */
const dayName = (day: number, length: 'narrow' | 'long'): string =>
  new Intl.DateTimeFormat(undefined, { weekday: length }).format(new Date(2026, 10, 22 + day));

/** The days of the week from Monday on, 0 being Sunday. */
export const weekdays = [1, 2, 3, 4, 5, 6, 0].map(day => ({
  day,
  short: dayName(day, 'narrow'),
  long: dayName(day, 'long'),
}));

/** How many seconds after the first stanza another went, such as "+0.412", or "+1:02:03" where it is long. */
export const offsetInWords = (milliseconds: number): string =>
  milliseconds < 100_000
    ? `+${(milliseconds / 1000).toFixed(milliseconds < 10_000 ? 3 : 2)}`
    : `+${formatDuration(milliseconds)}`;

const precise = new Intl.DateTimeFormat(undefined, {
  hour: 'numeric',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
});

/** A time to the millisecond. */
export const preciseTime = (at: number): string => precise.format(at);

/** What a screen reader says of a row of the ladder; `other` is who is at its other end. */
export function stanzaAloud(entry: TraceEntry, offset: number, other: string): string {
  const way = entry.direction === 'sent' ? words.inspector.sent(other) : words.inspector.received(other);
  const name = entry.kind === 'error' ? `${words.inspector.failed} ${entry.name}` : entry.name;
  const answers = entry.answers === undefined ? '' : ` ${words.inspector.answers(entry.answers)}`;
  return `${offsetInWords(offset)}, ${way}: ${name}${answers}${entry.note === undefined ? '' : `, ${entry.note}`}`;
}

/** How a pair of candidates is reached and does, such as "UDP, IPv4, works". */
export const pairInWords = (pair: CandidatePair): string =>
  [
    pair.relayProtocol && pair.relayProtocol !== pair.protocol
      ? `${pair.protocol.toUpperCase()} over ${pair.relayProtocol.toUpperCase()}`
      : pair.protocol.toUpperCase(),
    pair.ipv6 ? 'IPv6' : 'IPv4',
    words.inspector.pairStates[pair.state],
  ].join(', ');

/** A `KeyboardEvent.code` as what is printed on the key. */
export function keyInWords(code: string): string {
  const side = /^(Control|Shift|Alt|Meta)(Left|Right)$/.exec(code);
  if (side) return `${side[2]} ${side[1] === 'Control' ? 'Ctrl' : side[1]}`;
  return code.replace(/^(Key|Digit|Arrow)/, '').replace(/(?<=[a-z])(?=[A-Z])/g, ' ');
}

/** How calls can be expected to go, and what to do about it. */
export const expectationWords: Record<Expectation, Said> = {
  'no-network': { what: 'There is no network.', next: 'Check your Wi-Fi or cable, then test again.' },
  'direct-and-relay': {
    what: 'Direct calls should work, and a relay stands by for networks that do not let them through.',
  },
  direct: {
    what: 'Direct calls should work, but no relay stands by.',
    next: 'With somebody behind a strict firewall there may be no way. Ask whoever runs your server for a TURN relay.',
  },
  relay: {
    what: 'Calls go through the relay: this network lets nothing else in.',
    next: 'They work, but the sound may take longer. On another network calls may be direct.',
  },
  'relay-tcp': {
    what: 'Calls go through the relay, and not even by UDP: this network blocks it.',
    next: 'They work, but the sound may stutter. Try another network, or ask whoever runs this one to allow UDP.',
  },
  'relay-by-choice': { what: 'Calls go through the relay only, as Tsuwa was started to do.' },
  'no-relay-by-choice': {
    what: 'No call can work: Tsuwa was started to use relays only, and none works.',
    next: 'See below what is wrong with them, or start Tsuwa without --relay-only.',
  },
  local: {
    what: 'Only calls within this network can be counted on: no server could be reached.',
    next: 'A firewall may be in the way. Try another network.',
  },
  'no-servers': {
    what: 'Only calls within this network can be counted on: your server names no STUN or TURN server.',
    next: 'Ask whoever runs your server to offer them (XEP-0215).',
  },
};

const runner = 'If it stays, tell whoever runs your server.';
const wrongAddress: Said = {
  what: 'Cannot be asked: its address or its credentials are not as they must be.',
  next: 'Tell whoever runs your server.',
};
const blocked: Record<ServerTrial['transport'], Said> = {
  udp: { what: 'Does not answer.', next: `This network may block UDP, or the server is down. ${runner}` },
  tcp: { what: 'Does not answer.', next: `A firewall may be in the way, or the server is down. ${runner}` },
  tls: {
    what: 'Does not answer.',
    next: `A firewall may be in the way, its certificate may not hold, or the server is down. ${runner}`,
  },
};

/** What one server does, and what to do about it. */
export function serverInWords(trial: ServerTrial): Said {
  const said: Record<Verdict, Said> = {
    works:
      trial.kind === 'turn'
        ? { what: 'Works: calls can go through it.' }
        : { what: 'Works: it tells where others find you.' },
    open: { what: 'Works: nothing stands between this computer and the others.' },
    refused: {
      what: 'Refuses the credentials that your server gave out for it.',
      next: 'Sign out and in again. If it stays, tell whoever runs your server: its TURN secret may be wrong.',
    },
    full: { what: 'Has no room left.', next: `Try again later. ${runner}` },
    unreachable: blocked[trial.transport],
    unusable: wrongAddress,
  };
  return said[verdictOf(trial)];
}

/** The result of a test of the network for somebody who is to help: without addresses, names and credentials. */
export function networkReport(version: string, expectation: Expectation, { servers }: NetworkTrial): string {
  const lines = servers.map(server => {
    const seen = [...server.found, ...server.errors.map(code => `error ${code}`), ...(server.complete ? [] : ['late'])];
    const sentence = serverInWords(server).what;
    return `${words.trial.server(server.kind, server.transport)}: ${sentence} (${seen.join(', ') || 'nothing'})`;
  });
  return [words.trial.reportTitle(version), expectationWords[expectation].what, ...lines, ''].join('\n');
}

/** How a call of the past went, in two or three words, by whose call it was. */
const outcomeWords: Record<CallEnd, Record<PastCall['direction'], string>> = {
  answered: { incoming: 'Incoming', outgoing: 'Outgoing' },
  declined: { incoming: 'You declined', outgoing: 'Declined' },
  busy: { incoming: 'Missed while busy', outgoing: 'Busy' },
  'no-answer': { incoming: 'Missed', outgoing: 'No answer' },
  cancelled: { incoming: 'Missed', outgoing: 'Cancelled' },
  'answered-elsewhere': { incoming: 'Answered elsewhere', outgoing: 'Answered elsewhere' },
  'declined-elsewhere': { incoming: 'Declined elsewhere', outgoing: 'Declined elsewhere' },
  unreachable: { incoming: 'Not reachable', outgoing: 'Not reachable' },
  'no-relay': { incoming: 'No connection', outgoing: 'No connection' },
  'relay-refused': { incoming: 'No connection', outgoing: 'No connection' },
  'no-path': { incoming: 'No connection', outgoing: 'No connection' },
  'dtls-failed': { incoming: 'No connection', outgoing: 'No connection' },
  vanished: { incoming: 'Lost', outgoing: 'Lost' },
  'not-encrypted': { incoming: 'Not encrypted', outgoing: 'Not encrypted' },
  incompatible: { incoming: 'Incompatible app', outgoing: 'Incompatible app' },
  'no-microphone': { incoming: 'No microphone', outgoing: 'No microphone' },
  error: { incoming: 'Failed', outgoing: 'Failed' },
};

/** How a call of the past went, with how long it was where people talked. */
export function outcomeInWords(call: PastCall): string {
  const talked = talkedFor(call);
  // A call that broke after ten minutes was a call of ten minutes.
  const broke = call.connectedAt !== undefined && !call.end.startsWith('answered') ? 'Broken off' : undefined;
  const outcome = broke ?? outcomeWords[call.end][call.direction];
  return talked === undefined ? outcome : `${outcome}, ${formatDuration(talked)}`;
}

const weekday = new Intl.DateTimeFormat(undefined, { weekday: 'long' });
const longDate = new Intl.DateTimeFormat(undefined, { weekday: 'short', day: 'numeric', month: 'long' });
const fullDate = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'long', year: 'numeric' });

/** A day as the heading of a list; both in milliseconds since 1970. */
export function dayInWords(at: number, now: number): string {
  const [day, today] = [new Date(at), new Date(now)];
  const daysAgo = (days: number) => new Date(today.getFullYear(), today.getMonth(), today.getDate() - days);
  if (day.toDateString() === today.toDateString()) return words.recents.today;
  if (day.toDateString() === daysAgo(1).toDateString()) return words.recents.yesterday;
  if (day >= daysAgo(6) && day < today) return weekday.format(day);
  return (day.getFullYear() === today.getFullYear() ? longDate : fullDate).format(day);
}

/** The time of a day, without the day. */
export const timeInWords = (at: number): string => clock.format(at);

/** What a screen reader says of a call of the past; `now` in milliseconds since 1970. */
export const pastCallAloud = (call: PastCall, name: string, now: number): string =>
  `${name}, ${outcomeInWords(call)}, ${dayInWords(call.createdAt, now)}, ${timeInWords(call.createdAt)}`;

const wholeDate = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'short' });

/** A date with everything a person may ask of it. */
export const preciseDate = (at: number): string => wholeDate.format(at);
