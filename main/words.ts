/** What main itself says to people: in the tray, in its dialogs and on the command line. */
import type { ConnectionProblem, ConnectionState } from '../shared/ipc';
import type { Pause } from '../shared/quiet';

const problems: Record<ConnectionProblem, string> = {
  'no-network': 'No network',
  'server-not-found': 'Server not found',
  refused: 'The server refuses the connection',
  timeout: 'The server does not answer',
  'not-xmpp': 'No XMPP server there',
  'no-tls': 'No encryption there',
  'certificate-expired': 'The certificate has expired',
  'certificate-not-yet-valid': 'The certificate is not valid yet',
  'certificate-wrong-name': 'The certificate is for another server',
  'certificate-unknown-issuer': 'The certificate is not trusted',
  'certificate-invalid': 'The certificate is invalid',
  'wrong-password': 'Wrong password',
  'account-disabled': 'The account is disabled',
  'no-shared-mechanism': 'No common way to sign in',
  'server-proof-wrong': 'The server could not prove itself',
  conflict: 'Replaced by another device',
  'server-shutdown': 'The server is shutting down',
  policy: 'The server refuses',
  lost: 'The connection was lost',
  internal: 'Something went wrong',
};

const ordinals = new Intl.PluralRules('en', { type: 'ordinal' });
const suffixes: Partial<Record<Intl.LDMLPluralRule, string>> = { one: 'st', two: 'nd', few: 'rd' };
const ordinal = (n: number): string => `${n}${suffixes[ordinals.select(n)] ?? 'th'}`;

/** The connection in a few words: `Online`, `Connecting… (2nd try)`, `Wrong password`. */
export function connectionWords({ status, attempt, problem }: ConnectionState, signedIn = true): string {
  if (status === 'online') return 'Online';
  if (status === 'offline') return problem ? problems[problem] : signedIn ? 'Offline' : 'Signed out';
  const doing = status === 'connecting' ? 'Connecting…' : 'Reconnecting…';
  return attempt > 1 ? `${doing} (${ordinal(attempt)} try)` : doing;
}

/** What notifications say. */
export const noticeWords = {
  calling: (name: string) => `${name} is calling`,
  incoming: 'Incoming call',
  duringCall: 'Your call goes on hold if you answer.',
  answer: 'Answer',
  holdAndAnswer: 'Hold and answer',
  decline: 'Decline',
  missed: (name: string) => `Missed call from ${name}`,
  callBack: 'Call back',
} as const;

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });

/** A time of the day as the system writes it; `at` in milliseconds since 1970. */
export const clockWords = (at: number): string => clock.format(at);

/** What the menu of the tray says. */
export const trayWords = {
  calling: (name: string) => `${name} is calling`,
  outgoing: (name: string) => `Calling ${name}`,
  inCall: (name: string) => `In a call with ${name}`,
  held: (name: string) => `On hold: ${name}`,
  minutes: (count: number) => (count < 60 ? `${count} min` : `${Math.floor(count / 60)} h ${count % 60} min`),
  missed: (count: number) => (count === 1 ? '1 missed call' : `${count} missed calls`),
  answer: 'Answer',
  decline: 'Decline',
  mute: 'Mute',
  unmute: 'Unmute',
  hold: 'Hold',
  resume: 'Resume',
  hangUp: 'Hang up',
  recent: 'Recent calls',
  doNotDisturb: 'Do not disturb',
  undisturbedUntil: (time: string) => `Do not disturb until ${time}`,
  pauses: {
    'half-hour': 'For 30 minutes',
    hour: 'For 1 hour',
    tomorrow: 'Until tomorrow morning',
    always: 'Until I turn it off',
  } satisfies Record<Pause, string>,
  disturb: 'Turn off',
  open: 'Open Tsuwa',
  quit: 'Quit',
} as const;
