/** Failures that survive a process border, where exceptions lose their class. */
import { OwnError, type Word } from './own-error';

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
}

/** What a command comes back with. */
export type Result<T> = { ok: true; value: T } | { ok: false; failure: Failure };

/** A command that failed; thrown in main by a handler, thrown again in the renderer by its client. */
export class PhoneError<const T extends string = never> extends OwnError {
  override name = 'PhoneError';
  readonly code: FailureCode;
  constructor(code: FailureCode, text?: T & Word<T>) {
    super(text ?? code);
    this.code = code;
  }
}
