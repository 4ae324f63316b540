/** What main itself says to people: in the tray, in its dialogs and on the command line. */
import type { ConnectionProblem, ConnectionState } from '../shared/ipc';

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
