/** Log lines: one shape for all, and a last net under the rule that none of them carries a secret or an address. */
import { isIP } from 'node:net';

/** Where a part of the app says what it does: info for changes of state, debug for traffic. */
export interface Log {
  info(text: string): void;
  warn(text: string): void;
  debug(text: string): void;
}

/** Takes one finished line, without its line end. */
export type LineSink = (line: string) => void;

/** A log whose lines read `2026-01-31T12:00:00.000Z info name: text`. */
export function createLog(name: string, write: LineSink, now = () => new Date()): Log {
  const at = (level: string) => (text: string) =>
    write(`${now().toISOString()} ${level} ${name}: ${redact(oneLine(text))}`);
  return { info: at('info'), warn: at('warn'), debug: at('debug') };
}

const oneLine = (text: string): string => text.replace(/\s*\r?\n\s*/g, ' | ');

/** What went wrong, for a log line. */
export const describeError = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? `${error.name}: ${error.message}`) : String(error);

const value = String.raw`("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\s,;<>}"']+)`;
const secret = new RegExp(
  String.raw`((?:ice-)?(?:ufrag|pwd|password|passwd|credential|token|secret)["']?\s*[:=]\s*)${value}`,
  'gi',
);
const address = /[^\s"'<>@/:=,;()]+@[^\s"'<>@,;()/]+(?:\/[^\s"'<>)]+)?/gu;
const mayBeIpv6 = /[0-9a-f:]*:[0-9a-f:.]*:[0-9a-f:.]*/gi;
const mayBeIpv4 = /\d{1,3}(?:\.\d{1,3}){3}/g;

/** Folders of people are named after them. */
const home = /((?:\/home|\/Users|\b[a-z]:\\(?:\\)?users)[\\/]+)[^\\/\s"':,)]+/gi;

/** `text` without passwords, ICE credentials, XMPP and IP addresses, and without the names of home folders. */
export function redact(text: string): string {
  return text
    .replace(secret, '$1[secret]')
    .replace(address, '[address]')
    .replace(home, '$1[person]')
    .replace(mayBeIpv6, found => (isIP(found.replace(/[.:]$/, '')) === 6 || isIP(found) === 6 ? '[ip]' : found))
    .replace(mayBeIpv4, found => (isIP(found) === 4 ? '[ip]' : found));
}
