/** Log lines: one shape for all, and a last net under the rule of `core/log.ts` that none of them carries a secret or an address. */
import { teller, type Log, type Part } from './core/log';
import { redact } from './redaction';

export { describeError, versionOf, type Log, type Part } from './core/log';

/** Takes one finished line, without its line end. */
export type LineSink = (line: string) => void;

/** A log whose lines read `2026-01-31T12:00:00.000Z info part: text`. */
export function createLog(part: Part, write: LineSink, now = () => new Date()): Log {
  const at = (level: string) => teller(text => write(`${now().toISOString()} ${level} ${part}: ${redact(text)}`));
  return { info: at('info'), warn: at('warn'), debug: at('debug') };
}
