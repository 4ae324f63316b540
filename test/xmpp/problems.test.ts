import { expect, test } from 'vitest';
import { ConnectionError, mostTelling, saslProblem, streamProblem } from '../../main/xmpp/problems';
import { socketProblem } from '../../main/xmpp/tls-errors';

const withCode = (code: string) => Object.assign(new Error('an address and a name'), { code });

test.each([
  ['CERT_HAS_EXPIRED', 'certificate-expired', true],
  ['CERT_NOT_YET_VALID', 'certificate-not-yet-valid', true],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'certificate-wrong-name', true],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'certificate-unknown-issuer', true],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'certificate-unknown-issuer', true],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'certificate-unknown-issuer', true],
  ['CERT_REVOKED', 'certificate-invalid', true],
  ['ECONNREFUSED', 'refused', false],
  ['ECONNRESET', 'lost', false],
  ['ETIMEDOUT', 'timeout', false],
  ['ENOTFOUND', 'server-not-found', false],
  ['EAI_AGAIN', 'no-network', false],
  ['ENETUNREACH', 'no-network', false],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'not-xmpp', false],
  ['EPROTO', 'not-xmpp', false],
  ['EMFILE', 'internal', false],
])('%s is told as %s (for good: %s)', (code, problem, final) => {
  expect(socketProblem(withCode(code))).toMatchObject({ problem, final });
});

test('of several addresses that failed, the first says why', () => {
  expect(socketProblem(new AggregateError([withCode('ECONNREFUSED'), withCode('ENETUNREACH')])).problem).toBe(
    'refused',
  );
});

test('the text of an error of a socket, which names addresses, is not kept', () => {
  expect(socketProblem(withCode('ECONNREFUSED')).message).toBe('ECONNREFUSED');
});

test.each([
  ['conflict', 'conflict', true],
  ['host-unknown', 'server-not-found', true],
  ['system-shutdown', 'server-shutdown', false],
  ['policy-violation', 'policy', false],
  ['never-heard-of', 'internal', false],
])('the stream error %s is told as %s (for good: %s)', (condition, problem, final) => {
  expect(streamProblem(condition)).toMatchObject({ problem, final });
});

test.each([
  ['not-authorized', 'wrong-password', true],
  ['account-disabled', 'account-disabled', true],
  ['temporary-auth-failure', 'server-shutdown', false],
  ['never-heard-of', 'internal', false],
])('the refusal %s is told as %s (for good: %s)', (condition, problem, final) => {
  expect(saslProblem(condition)).toMatchObject({ problem, final });
});

test('of several ways that failed, the person hears of the one that tells most', () => {
  const errors = (['refused', 'certificate-expired', 'timeout'] as const).map(problem => new ConnectionError(problem));
  expect(mostTelling(errors).problem).toBe('certificate-expired');
  expect(mostTelling(errors.slice(0, 1)).problem).toBe('refused');
  expect(mostTelling([]).problem).toBe('server-not-found');
});
