/** What several words make together. */
import { words } from './language';

/** What is wrong, and what the person can do about it. */
export interface Advice {
  what: string;
  next: string;
}

/** A sentence, and one on what to do next where something can be done. */
export interface Said {
  what: string;
  next?: string;
}

/** One of several settings, and what it means. */
export interface Choice {
  name: string;
  hint: string;
}

/** A sentence that ends with a name that has a full stop of its own ("Sr.") needs no second one. */
export const sentence = (text: string): string => text.replace(/\.\.$/, '.');

/** Several things in a row, without an "and": for screen readers. */
export const listed = (parts: readonly string[]): string =>
  parts.reduce((first, second) => words.list({ first, second }));
