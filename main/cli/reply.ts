/** How a command line ends: what it prints and its exit code. */
import * as v from 'valibot';
import type { FailureCode } from '../../shared/result';

/** The exit codes; the help documents them. */
export const exitCodes = {
  ok: 0,
  usage: 2,
  notRunning: 3,
  notOnline: 4,
  noSuchCall: 5,
  failed: 6,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Crosses from the Tsuwa that runs to the one that was started to tell it something. */
export const replySchema = v.strictObject({
  exitCode: v.picklist(Object.values(exitCodes)),
  stdout: v.optional(v.string()),
  stderr: v.optional(v.string()),
});
export type Reply = v.InferOutput<typeof replySchema>;

/** A command line that came to nothing, and why. */
export const refused = (exitCode: ExitCode, text: string): Reply => ({ exitCode, stderr: `${text}\n` });

export const notRunning = refused(exitCodes.notRunning, 'Tsuwa is not running');

const failureReplies: Partial<Record<FailureCode, Reply>> = {
  offline: refused(exitCodes.notOnline, 'Tsuwa is not online'),
  'no-such-call': refused(exitCodes.noSuchCall, 'There is no such call'),
  busy: refused(exitCodes.failed, 'There is a call already'),
  'not-an-address': refused(exitCodes.usage, 'That is not an address that can be called'),
  'no-such-account': refused(exitCodes.failed, 'There is no such account'),
  'unreadable-file': refused(exitCodes.failed, 'The certificate file cannot be read'),
};

/** The reply to a command that failed with `code`. */
export const replyTo = (code: FailureCode): Reply =>
  failureReplies[code] ?? refused(exitCodes.failed, 'Tsuwa could not do that');
