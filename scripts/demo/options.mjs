/** The demonstration's command line. Pure. */
import { parseArgs } from 'node:util';

export const help = `Two phones call each other through a private XMPP server on this machine.

Usage: npm run demo -- [options]

  --keep         Leave the phones open, in the call, until Ctrl-C
  --tone-a HZ    What the first phone's microphone plays (default 440)
  --tone-b HZ    What the second phone's microphone plays (default 1000)
  --mute-a       The first phone is muted: the second must hear nothing
  --relay        Media goes through a private TURN server only
  --fake         Play tones even if there is a display and a microphone
  --json         End with one line of JSON
  --help         Print this text

Exit codes: 0 both heard what they should, 1 they did not or something failed, 2 the command line is wrong.
`;

/**
 * @typedef {object} DemoOptions
 * @property {boolean} keep
 * @property {number} toneA Hz
 * @property {number} toneB Hz
 * @property {boolean} muteA
 * @property {boolean} relay
 * @property {boolean} fake
 * @property {boolean} json
 * @property {boolean} help
 */

/** The command line means nothing; the message is for the person. */
export class UsageError extends Error {}

/** What survives an Opus call and a look at the spectrum. */
const TONES = { from: 200, to: 4_000 };

/**
 * @param {readonly string[]} words
 * @returns {DemoOptions}
 * @throws {UsageError}
 */
export function parseDemoOptions(words) {
  const { keep, json, relay, fake, help, ...values } = parsed(words);
  return {
    keep,
    json,
    relay,
    fake,
    help,
    muteA: values['mute-a'],
    toneA: toneIn('tone-a', values['tone-a']),
    toneB: toneIn('tone-b', values['tone-b']),
  };
}

/** @param {readonly string[]} words */
function parsed(words) {
  const flag = /** @type {const} */ ({ type: 'boolean', default: false });
  try {
    return parseArgs({
      args: [...words],
      options: {
        keep: flag,
        'tone-a': { type: 'string', default: '440' },
        'tone-b': { type: 'string', default: '1000' },
        'mute-a': flag,
        relay: flag,
        fake: flag,
        json: flag,
        help: flag,
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** @param {string} name @param {string} text */
function toneIn(name, text) {
  const hz = Number(text);
  if (text.trim() !== '' && hz >= TONES.from && hz <= TONES.to) return hz;
  throw new UsageError(`--${name} takes ${TONES.from} to ${TONES.to} Hz, not "${text}"`);
}
