/** What the person has chosen, as a file to keep or to carry to another computer; no secret is ever in it. */
import * as v from 'valibot';
import { callEnds } from '../shared/call';
import type { ImportProblem, ImportSummary } from '../shared/desk';
import { preferencesSchema } from '../shared/ipc';
import { toBare } from '../shared/jid';
import { privacies } from '../shared/privacy';
import { isMadeRingTone } from '../shared/ring-tone';
import { certificatesIn } from './certificates';
import type { History } from './history/history';
import type { WrittenCall } from './history/store';
import { preferencesIn, type Settings } from './settings';

const KIND = 'tsuwa-settings';
const VERSION = 1;
/** Some kilobytes, and some megabytes with all calls; in characters. */
const MOST = 12_000_000;
/** The newest calls; more make a file that nobody can look at. */
export const MOST_CALLS = 10_000;

const bareJid = v.pipe(
  v.string(),
  v.maxLength(3071),
  v.check(text => toBare(text) === text),
);

function areCertificates(text: string): boolean {
  try {
    return certificatesIn(text) === text;
  } catch {
    return false;
  }
}

const at = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(8.64e15));
const sid = v.pipe(v.string(), v.minLength(1), v.maxLength(512));
const callSchema = v.strictObject({
  account: bareJid,
  peer: bareJid,
  id: v.pipe(v.string(), v.regex(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/)),
  /** What it was called on the wire, so that the archive of the server does not bring it once more. */
  sid,
  direction: v.picklist(['incoming', 'outgoing']),
  end: v.picklist(callEnds),
  createdAt: at,
  answeredAt: v.optional(at),
  connectedAt: v.optional(at),
  endedAt: v.optional(at),
  elsewhere: v.boolean(),
});
type TransferCall = v.InferOutput<typeof callSchema>;

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
  /** The default one first. Their passwords are in no file. */
  accounts: v.pipe(
    v.array(
      v.strictObject({
        address: bareJid,
        host: v.optional(v.pipe(v.string(), v.maxLength(253))),
        port: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535))),
        /** Certificates to trust besides the system's, as PEM. */
        ca: v.optional(v.pipe(v.string(), v.check(areCertificates))),
      }),
    ),
    v.maxLength(100),
  ),
  /** Only where the person wanted them in it. */
  calls: v.optional(v.pipe(v.array(callSchema), v.maxLength(MOST_CALLS))),
});
export type TransferFile = v.InferOutput<typeof fileSchema>;

/** The file for `settings`, with `calls` if they are to go with them. */
export function transferText(settings: Settings, calls?: readonly TransferCall[]): string {
  const { devices: _, ringTone, ...preferences } = preferencesIn(settings);
  const file: TransferFile = {
    kind: KIND,
    version: VERSION,
    // A file of the person stays behind, and so does the wish to ring with it.
    preferences: ringTone && isMadeRingTone(ringTone) ? { ...preferences, ringTone } : preferences,
    favourites: settings.favourites,
    privacyOf: Object.entries(settings.privacyOf).map(([address, privacy]) => ({ address, privacy })),
    callsFrom: Object.entries(settings.callsFrom).map(([address, account]) => ({ address, account })),
    accounts: settings.accounts.map(({ address, host, port, ca }) => ({ address, host, port, ca })),
    ...(calls && { calls: [...calls] }),
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
export const summaryOf = ({ preferences, favourites, privacyOf, accounts, calls }: TransferFile): ImportSummary => ({
  preferences: Object.keys(preferences).length,
  favourites: favourites.length,
  privacyOf: privacyOf.length,
  accounts: accounts.map(({ address, host, port, ca }) => ({ address, host, port, certificates: ca !== undefined })),
  calls: calls?.length ?? 0,
});

/**
 * `settings` with what `file` brings: preferences are replaced one by one, people and accounts are added, and nothing is
 * taken away. An account that is here stays as it is; the order is that of the file, since its first one is what calls.
 */
export function withTransfer(settings: Settings, file: TransferFile): Partial<Settings> {
  const here = new Map(settings.accounts.map(account => [account.address, account]));
  const brought = file.accounts.map(account => here.get(account.address) ?? { ...account, remember: true });
  const named = new Set(brought.map(({ address }) => address));
  return {
    accounts: [...brought, ...settings.accounts.filter(({ address }) => !named.has(address))],
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

/** The newest calls of `accounts` for a file. */
export function callsFor(history: Pick<History, 'written'>, accounts: readonly string[]): TransferCall[] {
  const all = accounts.flatMap(account =>
    history.written(account, MOST_CALLS).map(call => transferCallOf(account, call)),
  );
  return all
    .toSorted((one, other) => other.createdAt - one.createdAt)
    .filter(call => v.is(callSchema, call))
    .slice(0, MOST_CALLS);
}

function transferCallOf(
  account: string,
  { peer, id, sid: name, direction, end = 'error', createdAt, elsewhere, ...times }: WrittenCall,
): TransferCall {
  const { answeredAt, connectedAt, endedAt } = times;
  return { account, peer, id, sid: name, direction, end, createdAt, answeredAt, connectedAt, endedAt, elsewhere };
}

/** Adds the calls of a file to what is known; none is there twice, and none is pointed out as missed. How many are new. */
export function takeCalls(history: Pick<History, 'add'>, { calls = [] }: TransferFile): number {
  const accounts = [...new Set(calls.map(({ account }) => account))];
  return accounts.reduce(
    (sum, account) => sum + history.add(account, calls.filter(call => call.account === account).map(writtenCallOf)),
    0,
  );
}

function writtenCallOf({ account: _, answeredAt, connectedAt, endedAt, ...call }: TransferCall): WrittenCall {
  return { ...call, answeredAt, connectedAt, endedAt, final: true, seen: true };
}
