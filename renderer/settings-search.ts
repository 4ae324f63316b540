/** Which settings are shown while the person looks for one by its words, as they stand on the screen. */
import { folded } from '../shared/folded';

/** A part of the page, as far as the search reads it. */
export interface Block {
  readonly textContent: string | null;
  readonly children: Iterable<Block>;
  toggleAttribute(name: 'hidden', force: boolean): unknown;
  /** Whether it is one setting, or has some inside. */
  matches(selectors: string): boolean;
  querySelector(selectors: string): unknown;
}

/** What marks one setting: all of it is shown, or nothing. */
export const SETTING = '[data-setting]';

/** Whether every word of `query` is somewhere in `text`, blind to case, width, accents and which kana. */
export function fits(query: string, text: string): boolean {
  const where = folded(text);
  return folded(query)
    .split(/\s+/)
    .every(word => where.includes(word));
}

/** Hides what does not fit `query` in `block`; a block without settings inside is one itself. Whether anything is left. */
export function showFitting(block: Block, query: string): boolean {
  const within = !block.matches(SETTING) && block.querySelector(SETTING) !== null;
  const shown = within
    ? Array.from(block.children, child => showFitting(child, query)).some(Boolean)
    : fits(query, block.textContent ?? '');
  block.toggleAttribute('hidden', !shown);
  return shown;
}

/** The same of a section, all of which is shown where its `title` fits. */
export const showSection = (section: Block, body: Block, title: string, query: string): boolean => {
  const shown = showFitting(body, fits(query, title) ? '' : query);
  section.toggleAttribute('hidden', !shown);
  return shown;
};
