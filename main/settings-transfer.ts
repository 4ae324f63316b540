/** What the person has chosen, as a file to keep or to carry to another computer; no secret is ever in it. */
import * as v from 'valibot';
import type { ImportProblem, ImportSummary } from '../shared/desk';
import { preferencesSchema } from '../shared/ipc';
import { toBare } from '../shared/jid';
import { privacies } from '../shared/privacy';
import { isMadeRingTone } from '../shared/ring-tone';
import { preferencesIn, type Settings } from './settings';

const KIND = 'tsuwa-settings';
const VERSION = 1;
/** Such a file has some kilobytes; in characters. */
const MOST = 4_000_000;

const bareJid = v.pipe(
  v.string(),
  v.maxLength(3071),
  v.check(text => toBare(text) === text),
);

const fileSchema = v.strictObject({
  kind: v.literal(KIND),
  version: v.literal(VERSION),
  /** Devices stay behind: those of another computer have other names. */
  preferences: v.partial(v.omit(preferencesSchema, ['devices'])),
  favourites: v.pipe(v.array(bareJid), v.maxLength(100_000)),
  privacyOf: v.pipe(
    v.array(v.strictObject({ address: bareJid, privacy: v.picklist(privacies) })),
    v.maxLength(100_000),
  ),
  callsFrom: v.pipe(v.array(v.strictObject({ address: bareJid, account: bareJid })), v.maxLength(100_000)),
  /** For the person to know: they sign in to them by themselves. */
  accounts: v.pipe(
    v.array(
      v.strictObject({
        address: bareJid,
        host: v.optional(v.pipe(v.string(), v.maxLength(253))),
        port: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535))),
      }),
    ),
    v.maxLength(100),
  ),
});
export type TransferFile = v.InferOutput<typeof fileSchema>;

/** The file for `settings`. */
export function transferText(settings: Settings): string {
  const { devices: _, ringTone, ...preferences } = preferencesIn(settings);
  const file: TransferFile = {
    kind: KIND,
    version: VERSION,
    // A file of the person stays behind, and so does the wish to ring with it.
    preferences: ringTone && isMadeRingTone(ringTone) ? { ...preferences, ringTone } : preferences,
    favourites: settings.favourites,
    privacyOf: Object.entries(settings.privacyOf).map(([address, privacy]) => ({ address, privacy })),
    callsFrom: Object.entries(settings.callsFrom).map(([address, account]) => ({ address, account })),
    accounts: settings.accounts.map(({ address, host, port }) => ({ address, host, port })),
  };
  return `${JSON.stringify(file, undefined, 2)}\n`;
}

/** The file in `text`, or why it is none. */
export function parseTransfer(text: string): TransferFile | ImportProblem {
  if (text.length > MOST) return 'too-large';
  const json = parsed(text);
  const head = v.safeParse(v.looseObject({ kind: v.literal(KIND), version: v.number() }), json);
  if (!head.success) return 'not-ours';
  if (head.output.version > VERSION) return 'newer';
  const file = v.safeParse(fileSchema, json);
  return file.success ? file.output : 'malformed';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // which no schema takes
  }
}

/** What `file` would bring. */
export const summaryOf = ({ preferences, favourites, privacyOf, accounts }: TransferFile): ImportSummary => ({
  preferences: Object.keys(preferences).length,
  favourites: favourites.length,
  privacyOf: privacyOf.length,
  accounts: accounts.map(({ address }) => address),
});

/** `settings` with what `file` brings: preferences are replaced one by one, people are added, and nothing is taken away. */
export function withTransfer(settings: Settings, file: TransferFile): Partial<Settings> {
  return {
    preferences: v.parse(v.looseObject(preferencesSchema.entries), { ...settings.preferences, ...file.preferences }),
    favourites: [...new Set([...settings.favourites, ...file.favourites])],
    privacyOf: {
      ...settings.privacyOf,
      ...Object.fromEntries(file.privacyOf.map(({ address, privacy }) => [address, privacy])),
    },
    callsFrom: {
      ...settings.callsFrom,
      ...Object.fromEntries(file.callsFrom.map(({ address, account }) => [address, account])),
    },
  };
}
