/** Why there is no connection: everything that can go wrong, told in the words of `shared/ipc.ts`. */
import type { ConnectionProblem } from '../../shared/ipc';

/** A try to connect failed, or a connection ended. */
export class ConnectionError extends Error {
  override name = 'ConnectionError';
  readonly problem: ConnectionProblem;
  /** Trying again changes nothing until the person does something. */
  readonly final: boolean;
  constructor(problem: ConnectionProblem, text?: string, final = finalProblems.has(problem)) {
    super(text ?? problem);
    this.problem = problem;
    this.final = final;
  }
}

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
const streamErrors: Record<string, { problem: ConnectionProblem; final?: boolean }> = {
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
};

/** What a stream error means. */
export function streamProblem(condition: string): ConnectionError {
  const found = streamErrors[condition] ?? { problem: 'internal' };
  return new ConnectionError(found.problem, `stream error ${condition}`, found.final);
}

/** SASL failures (RFC 6120 §6.5). */
const saslFailures: Record<string, ConnectionProblem> = {
  'account-disabled': 'account-disabled',
  'credentials-expired': 'wrong-password',
  'encryption-required': 'no-shared-mechanism',
  'invalid-authzid': 'wrong-password',
  'invalid-mechanism': 'no-shared-mechanism',
  'mechanism-too-weak': 'no-shared-mechanism',
  'not-authorized': 'wrong-password',
  'temporary-auth-failure': 'server-shutdown',
};

/** What a refused authentication means. */
export const saslProblem = (condition: string): ConnectionError =>
  new ConnectionError(saslFailures[condition] ?? 'internal', `authentication refused: ${condition}`);

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
