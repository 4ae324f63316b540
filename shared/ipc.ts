/**
 * The contract between the two processes; all of it.
 *
 * The renderer gives commands and gets results. The main process owns all state and tells of it in events, each with the
 * whole of its subject, so that a listener replaces what it had. Every message has one schema here; its type is inferred
 * from it, and whoever gets the message parses it by the schema before anything else sees it.
 */
import * as v from 'valibot';
import { accountChangeAnswerSchema, accountChangeCommandSchemas } from './account-change';
import { callViewSchema, mediaFailures, qualitySchema } from './call';
import { deskCommandSchemas, deskResultSchemas } from './desk';
import { noticeDetailSchema } from './notice-level';
import { avatarIdSchema, contactSchema, FACE_BYTES, subscriptionRequestSchema } from './contact';
import { historyPageSchema, historyQuerySchema } from './history';
import { linkProblems, LINK_LIMIT, openedLinkSchema } from './link';
import { iceServerSchema, mediaSignalSchema } from './media';
import { chatMessageSchema, conversationSchema, MESSAGE_LIMIT, SENTENCES } from './message';
import { privacies, strangerPrivacies } from './privacy';
import { PROXY_PASSWORD_LIMIT, proxyChoiceSchema } from './proxy';
import { recordedSchema, recordingSchema } from './recording';
import { doNotDisturbSchema, quietHoursSchema } from './quiet';
import { updateCommandSchemas, updateResultSchemas, updateSchema } from './updates';
import { ownRingToneSchema, ringToneCommandSchemas, ringToneResultSchemas, ringToneSchema } from './ring-tone';
import { registrationFormSchema, registrationProblems, registrationValuesSchema } from './registration';
import { devicesSchema, soundSchema, usualSound } from './sound';
import { textSizeSchema } from './text-size';
import { traceSchema } from './trace';
import { languageChoices } from './words/languages';

const text = (limit: number) => v.pipe(v.string(), v.maxLength(limit));
const address = text(3071);
/** A bare JID of ours; without it the account that calls. */
const optionalAccount = v.optional(address);
const message = v.pipe(text(MESSAGE_LIMIT), v.minLength(1));
const contactName = text(256);
const groups = v.pipe(v.array(v.pipe(text(256), v.minLength(1))), v.maxLength(64));
/** A bare JID of ours; without it the account that knows the contact, or the one that calls. */
const account = v.optional(address);
const callId = v.pipe(v.string(), v.uuid());
const signals = v.pipe(v.array(mediaSignalSchema), v.maxLength(256));

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

export const strangerPolicies = [
  'request', // shown in the list of requests, without a ring
  'ring', // as a contact would
] as const;

/** What the contacts are sorted into; favourites come first in each. */
export const contactViews = ['presence', 'groups', 'names'] as const;
export type ContactView = (typeof contactViews)[number];

/** What a key can do while another program has the keyboard. */
export const shortcutNames = ['answer', 'hangUp', 'mute', 'show'] as const;
export type ShortcutName = (typeof shortcutNames)[number];

/** As Electron writes a combination of keys, such as `Control+Alt+A`. */
const accelerator = v.pipe(text(64), v.regex(/^[A-Za-z0-9+]+$/));

/** What the person has chosen. */
export const preferencesSchema = v.strictObject({
  theme: v.picklist(themes),
  /** Without it, as the system. */
  language: v.optional(v.picklist(languageChoices)),
  /** Absent: as the app was drawn. */
  textSize: v.optional(textSizeSchema),
  /** Turn a second call down as busy instead of telling of it. */
  autoBusy: v.boolean(),
  strangers: v.picklist(strangerPolicies),
  privacy: v.strictObject({ contacts: v.picklist(privacies), strangers: v.picklist(strangerPrivacies) }),
  devices: v.optional(devicesSchema, {}),
  sound: v.optional(soundSchema, usualSound),
  /** Absent: the usual one. */
  ringTone: v.optional(ringToneSchema),
  /** Replaced as a whole. */
  contactList: v.optional(
    v.strictObject({
      view: v.picklist(contactViews),
      /** The sections that are folded up, as the page names them. */
      closed: v.pipe(v.array(text(300)), v.maxLength(500)),
    }),
  ),
  /** Null, as without it: calls ring. */
  doNotDisturb: v.optional(v.nullable(doNotDisturbSchema)),
  /** Null, as without it: there are none. */
  quietHours: v.optional(v.nullable(quietHoursSchema)),
  /** False: the system's notifications are not used. */
  notifications: v.optional(v.boolean()),
  /** What they give away; without it everything. */
  noticeDetail: v.optional(noticeDetailSchema),
  /** Favourites ring even when nobody else may. */
  favouritesDisturb: v.optional(v.boolean()),
  /** False: contacts are not told of do not disturb (`dnd`, RFC 6121 §4.7.2.1). */
  tellUndisturbed: v.optional(v.boolean()),
  /** What a call is declined with, most likely first; without it those of the language. */
  sentences: v.optional(v.pipe(v.array(v.pipe(text(SENTENCES.length), v.minLength(1))), v.maxLength(SENTENCES.most))),
  /** False: the key that plays and pauses is left to music in a call too. */
  mediaKey: v.optional(v.boolean()),
  /** The keys that work everywhere; replaced as a whole. */
  shortcuts: v.optional(
    v.strictObject({
      answer: v.optional(accelerator),
      hangUp: v.optional(accelerator),
      mute: v.optional(accelerator),
      show: v.optional(accelerator),
    }),
  ),
});
export type Preferences = v.InferOutput<typeof preferencesSchema>;

/** What each command brings; the keys are all commands there are. */
export const commandSchemas = {
  /** The page is ready for events; answered with the whole state. */
  attach: v.strictObject({}),
  /** Adds an account, or signs in anew with one that is there. */
  signIn: v.strictObject({
    address,
    password: v.pipe(text(1024), v.minLength(1)),
    /** Keep the password in the system's safe storage; otherwise until the app ends. */
    remember: v.boolean(),
    host: v.optional(text(253)),
    port: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535))),
    /** A name that `chooseCaFile` gave out: the renderer never names a path. */
    caFile: v.optional(text(255)),
    /** Absent: as the system says. */
    proxy: v.optional(proxyChoiceSchema),
    /** Without it, that from before for the same proxy. */
    proxyPassword: v.optional(text(PROXY_PASSWORD_LIMIT)),
  }),
  /** Forgets the account; the others stay. `data`: and its calls, its messages and the pictures of its people. */
  signOut: v.strictObject({ account: address, data: v.optional(v.boolean()) }),
  ...accountChangeCommandSchemas,
  /** The account that calls unless something else is chosen. */
  preferAccount: v.strictObject({ account: address }),
  /** From which account a person is called; without one from the one that fits best. */
  setCallsFrom: v.strictObject({ peer: address, account: v.optional(address) }),
  /** Opens the system's file dialog; answered with the chosen file's name, or undefined. */
  chooseCaFile: v.strictObject({}),
  /** Starts the connection of an account again that was given up. */
  connectAgain: v.strictObject({ account: v.optional(address) }),
  /** Signs in although the server offers less than it has before (`weaker-sign-in`). */
  acceptWeaker: v.strictObject({ account: address }),
  /** Asks a server, named as in `invitationIn`, for what it wants to know of whoever makes an account there (XEP-0077). */
  askRegistration: v.strictObject({
    server: address,
    host: v.optional(text(253)),
    port: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535))),
    caFile: v.optional(text(255)),
    proxy: v.optional(proxyChoiceSchema),
    proxyPassword: v.optional(text(PROXY_PASSWORD_LIMIT)),
  }),
  /** Makes the account that `askRegistration` began with; the page signs in then. */
  register: v.strictObject({ values: registrationValuesSchema }),
  leaveRegistration: v.strictObject({}),
  /** Opens a list of servers, or the page that the server named last, in the person's browser. */
  openPage: v.strictObject({ page: v.picklist(['providers', 'registration']) }),
  /** The person has been through the first steps, or left them. */
  welcomed: v.strictObject({}),
  /** Shows a notification as a call would; answered with whether the system has any. */
  tryNotification: v.strictObject({}),
  /** The renderer picks the id, so that candidates can follow at once; without an account `callerOf` decides. */
  place: v.strictObject({ id: callId, peer: address, offer: mediaSignalSchema, account: v.optional(address) }),
  /** A picture of the state's `undrawn` as the page drew it, a WebP; without `bytes` there was none in it. */
  drawn: v.strictObject({
    id: avatarIdSchema,
    bytes: v.optional(
      v.pipe(
        v.instance(Uint8Array),
        v.check(bytes => bytes.length <= FACE_BYTES, 'too large'),
      ),
    ),
  }),
  /** Answers; every other call of ours is put on hold first, or ended. */
  accept: v.strictObject({ id: callId, others: v.picklist(['hold', 'end']) }),
  /** Hangs up, declines or cancels, whichever fits the phase. */
  end: v.strictObject({ id: callId, because: v.optional(v.literal('no-microphone')) }),
  /** Declines a call that rings, and writes to who calls. */
  declineWith: v.strictObject({ id: callId, text: message }),
  signal: v.strictObject({ id: callId, signals }),
  /** How the peer connection is doing. */
  media: v.strictObject({
    id: callId,
    state: v.picklist(['connected', 'interrupted', 'failed']),
    /** With `failed`. */
    failure: v.optional(v.picklist(mediaFailures)),
  }),
  quality: v.strictObject({ id: callId, quality: qualitySchema }),
  /** The first sound of theirs, in milliseconds since 1970; only with `--measure-audio`. */
  heard: v.strictObject({ id: callId, at: v.pipe(v.number(), v.minValue(0)) }),
  mute: v.strictObject({ id: callId, muted: v.boolean() }),
  /** Silences the ring of a call that goes on waiting for an answer. */
  hush: v.strictObject({ id: callId }),
  /** Taking a call off hold puts every other one on hold: that is also how calls are swapped. */
  hold: v.strictObject({ id: callId, held: v.boolean() }),
  /** Asks the peer to call `to` instead (unattended, XEP-0251 §2). */
  transfer: v.strictObject({ id: callId, to: address }),
  /** Asks the peer of `id` to take our place in `with` (attended, XEP-0251 §3); ends both. */
  join: v.strictObject({ id: callId, with: callId }),
  /** The person has seen how it ended: take the call out of the state. */
  dismiss: v.strictObject({ id: callId }),
  /** The person's answer to a `dial` in the state; a yes is followed by `place` with the same id. */
  dialled: v.strictObject({ id: callId, yes: v.boolean() }),
  /** What was written to and by somebody, oldest first. */
  conversation: v.strictObject({ account: optionalAccount, peer: address }),
  sendMessage: v.strictObject({ account: optionalAccount, peer: address, text: message }),
  /** Sends again what did not arrive. */
  retryMessage: v.strictObject({ account: optionalAccount, peer: address, id: text(200) }),
  /** The person has seen all of it. */
  readMessages: v.strictObject({ account: optionalAccount, peer: address }),
  forgetMessages: v.strictObject({ account: optionalAccount, peer: address }),
  /** Opens a link that was pasted or dropped; answered with what is wrong with it. */
  openLink: v.strictObject({ text: text(LINK_LIMIT) }),
  /** The page has done what the `link` in the state asks for. */
  linkTaken: v.strictObject({ id: text(64) }),
  /** Whether the system opens our links with us. */
  linkClaims: v.strictObject({}),
  /** Asks the system to do so, or no longer. */
  claimLinks: v.strictObject({ claim: v.boolean() }),
  /** Replaces what is named. */
  setPreferences: v.partial(preferencesSchema),
  /** What a contact gets to see of our addresses; without `privacy` the default. */
  setPrivacy: v.strictObject({ peer: address, privacy: v.optional(v.picklist(privacies)) }),
  /** What was said for a call, live or ended. */
  trace: v.strictObject({ id: callId }),
  /** Saves it where the person says, without addresses, keys and names; answered with the file's name if they did. */
  exportTrace: v.strictObject({ id: callId }),
  /** A page of the calls of the past. */
  history: historyQuerySchema,
  /** Takes calls of the past out of the history. */
  forget: v.strictObject({ ids: v.pipe(v.array(v.pipe(v.string(), v.maxLength(64))), v.maxLength(500)) }),
  forgetAll: v.strictObject({}),
  /** The person has seen which calls they missed. */
  seen: v.strictObject({}),
  /** The person has seen that calls were turned away. */
  forgetTurnedAway: v.strictObject({}),
  ...deskCommandSchemas,
  ...updateCommandSchemas,
  ...ringToneCommandSchemas,
  /** Writes a call to a file, or stops; those on the other side hear that it is. */
  record: v.strictObject({ id: callId, on: v.boolean() }),
  /** A part of a recording, in the order it was recorded. */
  recorded: recordedSchema,
  /** Shows a finished recording in its folder. */
  showRecording: v.strictObject({ recording: callId }),
  /** The person has seen where a recording is. */
  dismissRecording: v.strictObject({ recording: callId }),
  /** Opens the system's dialog for the folder of the recordings to come. */
  chooseRecordingFolder: v.strictObject({}),
  /** Takes somebody into the contacts and asks to see their presence; they are granted ours. */
  addContact: v.strictObject({ address, name: v.optional(contactName), groups: v.optional(groups), account }),
  /** Replaces name and groups; an empty name is none. */
  editContact: v.strictObject({ address, name: contactName, groups, account }),
  /** Takes somebody out of the contacts; neither sees the other's presence any more. */
  removeContact: v.strictObject({ address, account }),
  setFavourite: v.strictObject({ address, favourite: v.boolean() }),
  /** Answers one of the `subscriptionRequests`; a yes takes them into the contacts and asks for their presence too. */
  answerSubscription: v.strictObject({ address, yes: v.boolean(), account }),
  /** Puts a bare JID or a whole domain on the block list; calls with them end. */
  block: v.strictObject({ address, account }),
  unblock: v.strictObject({ address, account }),
} as const;

export type Command = keyof typeof commandSchemas;
export type CommandInput<C extends Command> = v.InferOutput<(typeof commandSchemas)[C]>;

/** Why there is no connection; each has words and a next step in the renderer. */
export const connectionProblems = [
  'no-network',
  'server-not-found',
  'refused',
  'timeout',
  'proxy-unreachable',
  'proxy-sign-in', // it wants another name or password
  'proxy-refused', // it does not let us through to the server
  'not-xmpp',
  'no-tls',
  'certificate-expired',
  'certificate-not-yet-valid',
  'certificate-wrong-name',
  'certificate-unknown-issuer',
  'certificate-invalid',
  'wrong-password',
  'no-password', // it was to be kept, but cannot be read any more
  'account-disabled',
  'no-shared-mechanism',
  'weaker-sign-in', // than this account has been signed in with before
  'server-proof-wrong', // the server does not know the password itself
  'conflict', // another client took our resource
  'server-shutdown',
  'policy',
  'lost',
  'internal',
] as const;
export type ConnectionProblem = (typeof connectionProblems)[number];

export const connectionStateSchema = v.strictObject({
  status: v.picklist(['offline', 'connecting', 'online', 'reconnecting']),
  /** 1 for the first try since the connection was last up. */
  attempt: v.number(),
  /** Milliseconds since 1970, while waiting for the next try. */
  nextAttemptAt: v.optional(v.number()),
  problem: v.optional(v.picklist(connectionProblems)),
});
export type ConnectionState = v.InferOutput<typeof connectionStateSchema>;

/** Whether the system opens links with us, and what the person can do about it. */
export const linkClaimsSchema = v.strictObject({
  xmpp: v.boolean(),
  tel: v.boolean(),
  /** `set`: on only; `both`: on and off; `settings`: only the person can, in the settings that open. */
  by: v.picklist(['set', 'both', 'settings']),
});
export type LinkClaims = v.InferOutput<typeof linkClaimsSchema>;

/** A call that something outside the window asked for (command line, link). */
export const dialSchema = v.strictObject({
  id: v.string(),
  peer: v.string(),
  /** From which account, if that is settled. */
  account: v.optional(v.string()),
  /** The person's yes is there already (`--yes`): the page places it at once. */
  confirmed: v.boolean(),
  /** Who wants to hand us over to `peer` (XEP-0251), as a bare JID. */
  by: v.optional(v.string()),
  /** The call that could not be saved and whose place this one takes. */
  continues: v.optional(v.string()),
});
export type Dial = v.InferOutput<typeof dialSchema>;

/** A way into the telephone network (XEP-0100 gateways of type `pstn`). */
export const gatewaySchema = v.strictObject({ address: v.string(), name: v.optional(v.string()) });
export type Gateway = v.InferOutput<typeof gatewaySchema>;

/** What became of a question for an account: a form to fill in, an account, or why neither; with a form to try again. */
export const registrationAnswerSchema = v.strictObject({
  form: v.optional(registrationFormSchema),
  /** Of the account that was made. */
  address: v.optional(v.string()),
  refusal: v.optional(v.picklist(registrationProblems)),
  connection: v.optional(v.picklist(connectionProblems)),
  /** In the words of the server. */
  said: v.optional(v.string()),
  /** Where the server sends people instead. */
  page: v.optional(v.string()),
});
export type RegistrationAnswer = v.InferOutput<typeof registrationAnswerSchema>;

/** One of the person's accounts. */
export const accountStateSchema = v.strictObject({
  /** Bare JID. */
  address: v.string(),
  connection: connectionStateSchema,
  /** Where the password is kept. */
  passwordStorage: v.picklist(['safe', 'session']),
  iceServers: v.array(iceServerSchema),
  /** The first is what a bare number is dialled through. */
  gateways: v.array(gatewaySchema),
  /** What the person has said of its server, as `signIn` takes it; absent where everything was found out. */
  server: v.optional(
    v.strictObject({
      host: v.optional(v.string()),
      port: v.optional(v.number()),
      /** Names the certificates that are kept with the account. */
      caFile: v.optional(v.string()),
      /** Without its password. */
      proxy: v.optional(proxyChoiceSchema),
    }),
  ),
});
export type AccountState = v.InferOutput<typeof accountStateSchema>;

/** What can be wrong with the file of the settings. */
export const settingsTroubles = [
  'newer', // of a later Tsuwa; kept under another name
  'set-aside', // broken; kept under another name
  'unavailable', // neither read nor written
  'unsaved', // the last change
] as const;
export type SettingsTrouble = (typeof settingsTroubles)[number];

export const phoneStateSchema = v.strictObject({
  /** Pictures that came and that the page is to draw anew (`drawn`). */
  undrawn: v.optional(v.array(avatarIdSchema)),
  /** Every account, also one that is not online; none when signed out. The first is the default one. */
  accounts: v.array(accountStateSchema),
  /** From which account single people are called, both as bare JIDs. */
  callsFrom: v.record(v.string(), v.string()),
  calls: v.array(callViewSchema),
  dial: v.optional(dialSchema),
  /** What a link wants that is not a call. */
  link: v.optional(openedLinkSchema),
  /** People with whom there are messages, the newest first. */
  conversations: v.optional(v.array(conversationSchema)),
  /** `relay`: no address of ours leaves except the relay's, whatever the privacy of a contact. */
  iceTransportPolicy: v.picklist(['all', 'relay']),
  preferences: preferencesSchema,
  /** What single people get to see of our addresses, by bare JID. */
  privacyOf: v.record(v.string(), v.picklist(privacies)),
  /** Files that the person has made ring tones. */
  ringTones: v.optional(v.array(ownRingToneSchema)),
  /** With what the calls of single people ring, by bare JID. */
  ringToneOf: v.optional(v.record(v.string(), ringToneSchema)),
  /** People who ask to see our presence. */
  subscriptionRequests: v.array(subscriptionRequestSchema),
  /** Some server keeps a block list (XEP-0191). */
  blockable: v.boolean(),
  /** What is on it: bare JIDs and domains. */
  blocked: v.array(v.string()),
  /** Calls that are being recorded, and recordings that the person has not yet put away; the oldest first. */
  recordings: v.optional(v.array(recordingSchema)),
  /** The folder in which they are, to be shown. */
  recordingFolder: v.optional(v.string()),
  /** False: there is no safe storage, so a password is forgotten when the app ends. */
  canKeep: v.optional(v.boolean()),
  settingsTrouble: v.optional(v.picklist(settingsTroubles)),
  /** True until the person has been through the first steps. */
  firstRun: v.optional(v.boolean()),
  /** The window may close into the tray; otherwise closing minimises. */
  tray: v.boolean(),
  /** Missed calls that the person has not seen. */
  missed: v.number(),
  /** Calls that came too often to ring, until the person has seen that; `address`: whose they were, if of one person only. */
  turnedAway: v.optional(v.strictObject({ calls: v.number(), address: v.optional(v.string()) })),
  measureAudio: v.boolean(),
  /** Shortcuts that do not work, because another program has their keys. */
  shortcutsTaken: v.optional(v.array(v.picklist(shortcutNames))),
  version: v.string(),
  /** Newer versions; absent where there is no system to bring them. */
  update: v.optional(updateSchema),
});
export type PhoneState = v.InferOutput<typeof phoneStateSchema>;

/** What each command is answered with. */
export const resultSchemas = {
  attach: v.strictObject({ state: phoneStateSchema, contacts: v.array(contactSchema) }),
  signIn: v.undefined(),
  drawn: v.undefined(),
  signOut: v.undefined(),
  changePassword: accountChangeAnswerSchema,
  deleteAccount: accountChangeAnswerSchema,
  preferAccount: v.undefined(),
  setCallsFrom: v.undefined(),
  chooseCaFile: v.optional(v.string()),
  connectAgain: v.undefined(),
  acceptWeaker: v.undefined(),
  askRegistration: registrationAnswerSchema,
  register: registrationAnswerSchema,
  leaveRegistration: v.undefined(),
  openPage: v.undefined(),
  welcomed: v.undefined(),
  tryNotification: v.boolean(),
  place: v.undefined(),
  accept: v.undefined(),
  end: v.undefined(),
  declineWith: v.undefined(),
  signal: v.undefined(),
  media: v.undefined(),
  quality: v.undefined(),
  heard: v.undefined(),
  mute: v.undefined(),
  hush: v.undefined(),
  dismiss: v.undefined(),
  dialled: v.undefined(),
  conversation: v.array(chatMessageSchema),
  sendMessage: v.undefined(),
  retryMessage: v.undefined(),
  readMessages: v.undefined(),
  forgetMessages: v.undefined(),
  openLink: v.optional(v.picklist(linkProblems)),
  linkTaken: v.undefined(),
  linkClaims: linkClaimsSchema,
  claimLinks: linkClaimsSchema,
  hold: v.undefined(),
  transfer: v.undefined(),
  join: v.undefined(),
  setPreferences: v.undefined(),
  setPrivacy: v.undefined(),
  trace: traceSchema,
  exportTrace: v.optional(v.string()),
  history: historyPageSchema,
  forget: v.undefined(),
  forgetAll: v.undefined(),
  seen: v.undefined(),
  forgetTurnedAway: v.undefined(),
  ...deskResultSchemas,
  ...updateResultSchemas,
  ...ringToneResultSchemas,
  record: v.undefined(),
  recorded: v.undefined(),
  showRecording: v.undefined(),
  dismissRecording: v.undefined(),
  chooseRecordingFolder: v.undefined(),
  addContact: v.undefined(),
  editContact: v.undefined(),
  removeContact: v.undefined(),
  setFavourite: v.undefined(),
  answerSubscription: v.undefined(),
  block: v.undefined(),
  unblock: v.undefined(),
} as const satisfies Record<Command, v.GenericSchema>;

export type CommandResult<C extends Command> = v.InferOutput<(typeof resultSchemas)[C]>;

/** Commands whose answer comes from a server. */
type Awaited = 'askRegistration' | 'register' | 'changePassword' | 'deleteAccount';

/** What carries the commands out; one that is answered with nothing may return as it likes. */
export type CommandHandlers = {
  [C in Command]: (
    input: CommandInput<C>,
  ) => undefined extends CommandResult<C>
    ? CommandResult<C> | void | Promise<CommandResult<C> | void>
    : C extends Awaited
      ? Promise<CommandResult<C>>
      : CommandResult<C>;
};

/** What main tells the page. */
export const eventSchemas = {
  state: phoneStateSchema,
  contacts: v.array(contactSchema),
  /** `early`: while the call rings, to prepare an answer or to connect by; nothing may be heard or said. */
  signal: v.strictObject({
    id: v.string(),
    signals: v.array(mediaSignalSchema),
    early: v.optional(v.literal(true)),
  }),
  /** The machine has other addresses than before: what looks connected may be dead. */
  network: v.strictObject({}),
  /** The history is not what it was. */
  history: v.strictObject({}),
  /** Some conversation is not what it was. */
  messages: v.strictObject({}),
} as const;

export type Event = keyof typeof eventSchemas;
export type Events = { [E in Event]: v.InferOutput<(typeof eventSchemas)[E]> };

/** The channels under the contract. */
export const COMMAND_CHANNEL = 'tsuwa:command';
export const EVENT_CHANNEL = 'tsuwa:event';
