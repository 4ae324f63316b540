/** Failures that survive a process border, where exceptions lose their class. */

/** Why a command failed; the person's words for each are in `renderer/words.ts`. */
export const failures = [
  'bad-request',
  'not-authorized',
  'offline',
  'not-an-address',
  'no-such-call',
  'no-such-account',
  'busy',
  'unreadable-file',
  'own-address',
  'blocked', // by the person
  'no-such-contact',
  'no-such-request', // already answered, or taken back
  'unsupported', // the server cannot do it
  'refused', // the server will not do it
  'timeout', // the server did not answer
  'disk-full',
  'folder-unwritable',
  'internal',
] as const;

export type FailureCode = (typeof failures)[number];

export interface Failure {
  code: FailureCode;
  /** For the log and the curious, never the only explanation; without secrets or addresses. */
  text?: string | undefined;
}

/** What a command comes back with. */
export type Result<T> = { ok: true; value: T } | { ok: false; failure: Failure };

/** A command that failed; thrown in main by a handler, thrown again in the renderer by its client. */
export class PhoneError extends Error {
  override name = 'PhoneError';
  readonly code: FailureCode;
  constructor(code: FailureCode, text?: string) {
    super(text ?? code);
    this.code = code;
  }
}
