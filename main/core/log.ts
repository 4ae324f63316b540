/**
 * What a log takes, told by type. A line is a template of our own; what stands in it cannot be what anybody wrote or who
 * anybody is. It is a number, a word of a closed list, or a description of an error, and the compiler refuses everything else:
 *
 *     log.info`no connection: ${problem}`; // 'timeout' | 'refused' | …
 *     log.info`no connection to ${address}`; // error: a `string` may hold anything
 */
import { OwnError, type Word } from '../../shared/own-error';

/** A text that is safe to tell; only this file makes one. */
class Told {
  readonly #text: string;
  constructor(text: string) {
    this.#text = text;
  }
  toString(): string {
    return this.#text;
  }
}
export type { Told };

/** What a line may hold besides its own words. */
type Value = string | number | boolean | Told;

/** `unknown`, unless one of the values is a text that may hold anything. */
type Safe<V extends readonly Value[]> = { [K in keyof V]: Word<V[K]> } extends V
  ? V extends { [K in keyof V]: Word<V[K]> }
    ? unknown
    : 'a plain string may hold a name, an address or a secret'
  : never;

/** Writes one line; a tag of a template. */
export type Tell = <const V extends readonly Value[]>(text: TemplateStringsArray & Safe<V>, ...values: V) => void;

/** Where a part of the app says what it does. */
export interface Log {
  /** Changes of state. */
  info: Tell;
  warn: Tell;
  /** Traffic. */
  debug: Tell;
}

/** The parts of the app that have something to say. */
export type Part =
  | 'attention'
  | 'avatars'
  | 'history'
  | 'links'
  | 'recordings'
  | 'ring tones'
  | 'secrets'
  | 'settings'
  | 'shell'
  | 'sign-up'
  | 'softphone'
  | 'tray'
  | 'updates'
  | 'window'
  | 'xmpp';

/** A tag that hands finished lines on. */
export const teller =
  (write: (line: string) => void): Tell =>
  (text, ...values) =>
    write(text.reduce((line, part, at) => `${line}${String(values[at - 1])}${part}`));

/**
 * What went wrong: the message of an error of ours; of any other its name, its code and where in our code it was, since its
 * message may quote a path, a host, an address or what could not be parsed.
 */
export function describeError(error: unknown): Told {
  if (!(error instanceof Error)) return new Told('something that is no error');
  if (error instanceof OwnError) return new Told(`${error.name}: ${error.message}`);
  const name = /^[A-Za-z]{1,40}$/.test(error.name) ? error.name : 'Error';
  return new Told([name, ...codesOf(error), ...framesOf(error)].join(' '));
}

/** Names and numbers that the system and SQLite have for what happened. */
function codesOf(error: object): string[] {
  const found = [
    'code' in error ? error.code : undefined,
    'syscall' in error ? error.syscall : undefined,
    'errcode' in error ? error.errcode : undefined,
  ];
  return found.filter(isCode).map(String);
}

const isCode = (code: unknown): boolean =>
  typeof code === 'number' || (typeof code === 'string' && /^([A-Z][A-Z0-9_]{1,47}|[a-z]{2,12})$/.test(code));

/** `1.2.3`, or the like. */
export const versionOf = (text: string | undefined): Told =>
  new Told(/^\d[\d.]{0,30}(-[a-z]+(\.\d+)?)?$/.test(text ?? '') ? String(text) : 'unknown');

const FRAMES = 8;

/** Functions and places, without the folders that they are in. What follows the message in a stack is the engine's own. */
function framesOf({ name, message, stack = '' }: Error): string[] {
  const head = [`${name}: ${message}`, name].find(start => stack.startsWith(`${start}\n`));
  if (head === undefined) return [];
  return stack
    .slice(head.length + 1)
    .split('\n')
    .flatMap(line => {
      const [, where = '', place = ''] =
        /^ {4}at (?:(?:async )?([\w.#<>$ ]{1,80}) \()?.*?([\w.-]{1,60}:\d+:\d+)\)?$/.exec(line) ?? [];
      return place === '' ? [] : [where === '' ? `at ${place}` : `at ${where} (${place})`];
    })
    .slice(0, FRAMES);
}
