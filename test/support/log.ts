/** A log that hands its lines to the test. */
import { teller, type Log } from '../../main/core/log';

/** `write` gets each finished text and its level. */
export const logTo = (write: (text: string, level: 'info' | 'warn' | 'debug') => void): Log => ({
  info: teller(text => write(text, 'info')),
  warn: teller(text => write(text, 'warn')),
  debug: teller(text => write(text, 'debug')),
});
