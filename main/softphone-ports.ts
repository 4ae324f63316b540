/** What the softphone needs from the world, and what it is told once. */
import type { CommandInput, Event, Events, PhoneState } from '../shared/ipc';
import type { NewAccount } from './accounts';
import type { Undrawn } from './avatars/undrawn';
import type { Clock, NewId } from './core/ports';
import type { SettingsDesk } from './desk-commands';
import type { History } from './history/history';
import type { LinkDesk } from './links';
import type { Log, Part } from './log';
import type { RecordingDesk } from './recordings/commands';
import type { RingToneDesk } from './ring-tones/commands';
import type { SecretStore } from './secrets';
import type { SettingsStore } from './settings';
import type { Updates } from './updates/updates';
import type { AvatarStore } from './xmpp/account';

/** Tells the page, the tray and whoever else shows the phone. */
export type Emit = <E extends Event>(event: E, payload: Events[E]) => void;

/** Pictures of people, from which those of some can be taken away. */
export type Pictures = AvatarStore & { keepOnly(people: ReadonlySet<string>): Promise<void> };

/** What the softphone needs from the world. */
export interface SoftphonePorts {
  settings: SettingsStore;
  secrets: SecretStore;
  history: History;
  clock: Clock;
  newId: NewId;
  emit: Emit;
  /** Asks the person for a file with certificates; `undefined` if they chose none. */
  chooseCaFile(): Promise<string | undefined>;
  /** Opens a page of the web in the person's browser. */
  openPage(address: string): Promise<void>;
  /** Shows a notification as a call would; false where the system has none. */
  tryNotification(): boolean;
  /** Saves `text` where the person says, `name` being a proposal; gives the name it got, `undefined` if they did not. */
  saveReport(name: string, text: string): Promise<string | undefined>;
  /** Whom the system opens links with; absent where there is no system to ask. */
  links?: LinkDesk;
  /** Where the pictures of people are kept; without it they show none. */
  avatars?: Pictures;
  /** Pictures that the page is to draw. */
  undrawn?: Pick<Undrawn, 'ids' | 'take'>;
  /** What the settings ask of the system; absent where there is none. */
  desk?: SettingsDesk;
  /** Where ring tones are kept; absent where there is no system to ask. */
  ringTones?: RingToneDesk;
  /** Brings newer versions; absent where nobody asks for any. */
  updates?: Pick<Updates, 'state' | 'look' | 'take' | 'putOff' | 'onChange'>;
  /** Where recordings go. */
  recordings: RecordingDesk;
  /** Through what the system reaches a place, as a PAC script would say it; without it straight. */
  systemProxy?(host: string, port: number): Promise<string>;
  /** The log of the named part. */
  log(part: Part): Log;
}

/** What the command line decides once. */
export interface SoftphoneOptions {
  version: string;
  iceTransportPolicy?: PhoneState['iceTransportPolicy'] | undefined;
  measureAudio?: boolean | undefined;
  /** Distinguishes the devices of an account in its servers' lists. */
  resourceTag?: string | undefined;
}

/** An account to sign in with, its certificates read. */
export type Credentials = NewAccount & {
  /** The person typed it into the page: they may want to be shown the first steps. */
  byHand?: boolean | undefined;
  /** What is chosen for the person besides. */
  preferences?: CommandInput<'setPreferences'>;
};
