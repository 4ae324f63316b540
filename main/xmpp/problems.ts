/** Why there is no connection: everything that can go wrong, told in the words of `shared/ipc.ts`. */
import type { ConnectionProblem } from '../../shared/ipc';
import { OwnError, type Word } from '../../shared/own-error';

/** A try to connect failed, or a connection ended. */
export class ConnectionError<const T extends string = never> extends OwnError {
  override name = 'ConnectionError';
  readonly problem: ConnectionProblem;
  /** Trying again changes nothing until the person does something. */
  readonly final: boolean;
  constructor(problem: ConnectionProblem, text?: T & Word<T>, final = finalProblems.has(problem)) {
    super(text ?? problem);
    this.problem = problem;
    this.final = final;
  }
}

/** Whether it is one; `instanceof` would leave open what it says. */
export const isConnectionError = (error: unknown): error is ConnectionError => error instanceof ConnectionError;

const finalProblems: ReadonlySet<ConnectionProblem> = new Set([
  'no-tls',
  'certificate-expired',
  'certificate-not-yet-valid',
  'certificate-wrong-name',
  'certificate-unknown-issuer',
  'certificate-invalid',
  'wrong-password',
  'account-disabled',
  'no-shared-mechanism',
  'weaker-sign-in',
  'server-proof-wrong',
  'conflict',
  'proxy-sign-in',
]);

/** Stream errors (RFC 6120 §4.9.3); `final` where the name of the problem alone does not say so. */
const streamErrors = {
  conflict: { problem: 'conflict' },
  'host-gone': { problem: 'server-not-found', final: true },
  'host-unknown': { problem: 'server-not-found', final: true },
  'connection-timeout': { problem: 'lost' },
  'internal-server-error': { problem: 'internal' },
  'not-authorized': { problem: 'policy' },
  'policy-violation': { problem: 'policy' },
  'remote-connection-failed': { problem: 'server-shutdown' },
  reset: { problem: 'server-shutdown' },
  'resource-constraint': { problem: 'policy' },
  'see-other-host': { problem: 'server-shutdown' },
  'system-shutdown': { problem: 'server-shutdown' },
} as const satisfies Record<string, { problem: ConnectionProblem; final?: boolean }>;

/** What a stream error means. */
export function streamProblem(condition: string): ConnectionError {
  if (!isKey(streamErrors, condition)) return new ConnectionError('internal', 'a stream error of no known kind');
  const found: { problem: ConnectionProblem; final?: boolean } = streamErrors[condition];
  return new ConnectionError(found.problem, `stream error ${condition}`, found.final);
}

/** SASL failures (RFC 6120 §6.5). */
const saslFailures = {
  'account-disabled': 'account-disabled',
  'credentials-expired': 'wrong-password',
  'encryption-required': 'no-shared-mechanism',
  'invalid-authzid': 'wrong-password',
  'invalid-mechanism': 'no-shared-mechanism',
  'mechanism-too-weak': 'no-shared-mechanism',
  'not-authorized': 'wrong-password',
  'temporary-auth-failure': 'server-shutdown',
} as const satisfies Record<string, ConnectionProblem>;

/** What a refused authentication means. */
export const saslProblem = (condition: string): ConnectionError =>
  isKey(saslFailures, condition)
    ? new ConnectionError(saslFailures[condition], `authentication refused: ${condition}`)
    : new ConnectionError('internal', 'authentication refused for a reason of no known kind');

/** What a server names is only ever told if it is a name that we know. */
const isKey = <T extends object>(table: T, name: PropertyKey): name is keyof T => Object.hasOwn(table, name);

/** From the most telling to the least: which of several failed ways to the server the person hears of. */
const telling: readonly ConnectionProblem[] = [
  'certificate-expired',
  'certificate-not-yet-valid',
  'certificate-wrong-name',
  'certificate-unknown-issuer',
  'certificate-invalid',
  'no-tls',
  'proxy-sign-in',
  'proxy-unreachable',
  'proxy-refused',
  'timeout',
  'refused',
  'server-not-found',
  'no-network',
  'not-xmpp',
  'lost',
];

/** The most telling of several errors. */
export function mostTelling(errors: readonly ConnectionError[]): ConnectionError {
  const rank = ({ problem }: ConnectionError) =>
    telling.includes(problem) ? telling.indexOf(problem) : telling.length;
  return (
    errors.toSorted((a, b) => rank(a) - rank(b))[0] ?? new ConnectionError('server-not-found', 'nowhere to connect to')
  );
}
