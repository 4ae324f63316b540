/** What the app remembers from one start to the next; secrets are elsewhere (secrets.ts). */
import { existsSync, readFileSync, renameSync } from 'node:fs';
import * as v from 'valibot';
import { preferencesSchema, type Preferences, type SettingsTrouble } from '../shared/ipc';
import { privacies } from '../shared/privacy';
import { proxyChoiceSchema } from '../shared/proxy';
import { ownRingToneSchema, ringToneSchema } from '../shared/ring-tone';
import { usualSound } from '../shared/sound';
import { replaceFile } from './atomic-file';
import { describeError, type Log } from './log';
import { strengths } from './xmpp/account';

const VERSION = 3;

const port = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535));
const pixels = v.pipe(v.number(), v.integer());

/** Whoever is no contact learns nothing of us before the person has answered. */
const usualPreferences: Preferences = {
  theme: 'system',
  autoBusy: false,
  strangers: 'request',
  privacy: { contacts: 'direct', strangers: 'after-answer' },
  devices: {},
  sound: usualSound,
};

/** Loose, so that what a newer Tsuwa wrote survives an older one. */
const settingsSchema = v.looseObject({
  version: v.literal(VERSION),
  /** The first is the one that calls unless something else is chosen. */
  accounts: v.optional(
    v.array(
      v.looseObject({
        /** Bare JID. */
        address: v.string(),
        host: v.optional(v.string()),
        port: v.optional(port),
        /** Certificates to trust besides the system's, as PEM: the text itself, since a path can be swapped later. */
        ca: v.optional(v.string()),
        /** Absent: as the system says. Its password is in the safe storage. */
        proxy: v.optional(proxyChoiceSchema),
        /** The best way in which the server has proven itself: it must not ask for less. */
        strongest: v.optional(v.picklist(strengths)),
        /** The password is in the safe storage. */
        remember: v.boolean(),
      }),
    ),
    [],
  ),
  /** From which account single people are called, both as bare JIDs. */
  callsFrom: v.optional(v.record(v.string(), v.string()), {}),
  preferences: v.optional(v.looseObject(preferencesSchema.entries), usualPreferences),
  /** What single people get to see of our addresses, by bare JID. */
  privacyOf: v.optional(v.record(v.string(), v.picklist(privacies)), {}),
  /** Files that the person has made ring tones; they are in a folder of the profile. */
  ringTones: v.optional(v.array(ownRingToneSchema), []),
  /** With what the calls of single people ring, by bare JID. */
  ringToneOf: v.optional(v.record(v.string(), ringToneSchema), {}),
  /** Bare JIDs. */
  favourites: v.optional(v.array(v.string()), []),
  /** Headsets whose buttons the person wants to use. */
  headsets: v.optional(
    v.array(v.object({ vendorId: v.number(), productId: v.number(), serialNumber: v.optional(v.string()) })),
    [],
  ),
  /** macOS: the window is shown when the session starts the app. */
  loginShown: v.optional(v.boolean()),
  /** Where recordings go; without it where the system keeps music. */
  recordingFolder: v.optional(v.string()),
  window: v.optional(v.object({ x: pixels, y: pixels, width: pixels, height: pixels })),
  /** What the person has been told once. */
  told: v.optional(
    v.object({ hides: v.optional(v.boolean()), minimises: v.optional(v.boolean()), welcomed: v.optional(v.boolean()) }),
    {},
  ),
});

export type Settings = v.InferOutput<typeof settingsSchema>;

/** The preferences that this Tsuwa knows, without what a newer one may have left beside them. */
export const preferencesIn = ({ preferences }: Settings): Preferences =>
  v.parse(v.object(preferencesSchema.entries), preferences);

/** What the softphone needs of settings. */
export interface SettingsStore {
  readonly current: Settings;
  /** What the person should know about the file. */
  readonly trouble?: SettingsTrouble | undefined;
  change(part: Partial<Settings>): void;
}

export const defaultSettings = (): Settings => v.parse(settingsSchema, { version: VERSION });

/** Turns what an older version wrote into what the next one reads: the key is the version that is left behind. */
export type Upgrades = Readonly<Record<number, (old: object) => object>>;

const upgrades: Upgrades = {
  // The theme was all that could be chosen.
  1: old => {
    const { theme, ...rest } = v.parse(
      v.looseObject({ theme: v.optional(preferencesSchema.entries.theme, 'system') }),
      old,
    );
    return { ...rest, version: 2, preferences: { ...usualPreferences, theme } };
  },
  // There was one account at a time.
  2: old => {
    const { account, ...rest } = v.parse(v.looseObject({ account: v.optional(v.unknown()) }), old);
    return { ...rest, version: 3, accounts: account === undefined ? [] : [account] };
  },
};

/** The settings in `text`; `undefined` if they cannot be understood. */
export function parseSettings(text: string, steps: Upgrades = upgrades): Settings | undefined {
  const settings = v.safeParse(settingsSchema, upgraded(parseJson(text), steps));
  return settings.success ? settings.output : undefined;
}

const isNewer = (text: string): boolean => {
  const found = v.safeParse(v.looseObject({ version: v.number() }), parseJson(text));
  return found.success && found.output.version > VERSION;
};

function upgraded(settings: unknown, steps: Upgrades): unknown {
  const found = v.safeParse(v.looseObject({ version: v.number() }), settings);
  const step = found.success ? steps[found.output.version] : undefined;
  if (!found.success || !step) return settings;
  try {
    return upgraded(step(found.output), steps);
  } catch {
    return undefined; // not what that version wrote
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // which no schema takes
  }
}

/**
 * Settings in a JSON file. A file that cannot be understood is set aside, and the defaults hold; one that can be neither read
 * nor set aside is never written over.
 */
export class SettingsFile implements SettingsStore {
  readonly #path: string;
  readonly #log: Log;
  #current: Settings;
  #trouble: SettingsTrouble | undefined;

  constructor(path: string, log: Log, now = Date.now) {
    this.#path = path;
    this.#log = log;
    this.#current = this.#read(now) ?? defaultSettings();
  }

  get current(): Settings {
    return this.#current;
  }

  get trouble(): SettingsTrouble | undefined {
    return this.#trouble;
  }

  /** Replaces the named parts and saves; a part set to undefined is taken out. What could not be saved goes with the next change. */
  change(part: Partial<Settings>): void {
    this.#current = { ...this.#current, ...part };
    if (this.#trouble === 'unavailable') return;
    try {
      replaceFile(this.#path, `${JSON.stringify(this.#current, undefined, 2)}\n`);
      if (this.#trouble === 'unsaved') this.#trouble = undefined;
    } catch (error) {
      this.#trouble = 'unsaved';
      this.#log.warn`the settings could not be saved: ${describeError(error)}`;
    }
  }

  #read(now: () => number): Settings | undefined {
    if (!existsSync(this.#path)) return undefined;
    try {
      const text = readFileSync(this.#path, 'utf8');
      const settings = parseSettings(text);
      if (settings) return settings;
      this.#trouble = isNewer(text) ? 'newer' : 'set-aside';
      renameSync(this.#path, `${this.#path}.unreadable-${now()}`);
      this.#log.warn`the settings could not be understood; they were set aside and the defaults hold`;
    } catch (error) {
      this.#trouble = 'unavailable';
      this.#log.warn`the settings could not be read: ${describeError(error)}`;
    }
    return undefined;
  }
}
