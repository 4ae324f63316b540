import { expect, test } from 'vitest';
import { fits, showFitting, showSection, type Block } from '../../renderer/settings-search';

/** A block of text, or of others; `setting` as `[data-setting]` marks it. */
class Fake implements Block {
  hidden = false;
  readonly children: Fake[];
  readonly #text: string;
  readonly #setting: boolean;
  constructor(content: string | Fake[], setting = false) {
    [this.children, this.#text] = typeof content === 'string' ? [[], content] : [content, ''];
    this.#setting = setting;
  }
  toggleAttribute(_: 'hidden', force: boolean): void {
    this.hidden = force;
  }
  get textContent(): string {
    return this.#text + this.children.map(({ textContent }) => textContent).join('');
  }
  matches(): boolean {
    return this.#setting;
  }
  querySelector(): unknown {
    return this.children.find(child => child.matches() || child.querySelector()) ?? null;
  }
}

const echo = () => new Fake([new Fake('Cancel echo'), new Fake('Others do not hear themselves')], true);
const shown = (...blocks: Fake[]) => blocks.map(({ hidden }) => !hidden);

test('every word has to be there, in any order and however it is typed', () => {
  expect(fits('ＥＣＨＯ cancel', 'Cancel echo')).toBe(true);
  expect(fits('echo off', 'Cancel echo')).toBe(false);
  expect(fits('ちゃくしん', 'チャクシン音')).toBe(true);
  expect(fits('', 'anything')).toBe(true);
});

test('a setting is shown whole or not at all, and what holds none that fits goes with them', () => {
  const [first, second, volume] = [echo(), new Fake('Reduce noise', true), new Fake('Volume of the ring')];
  const wrapper = new Fake([second]);
  const body = new Fake([volume, first, wrapper]);
  expect(showFitting(body, 'hear')).toBe(true);
  expect(shown(volume, first, wrapper, second)).toEqual([false, true, false, false]);
  expect(shown(...first.children)).toEqual([true, true]);
  expect(showFitting(body, '')).toBe(true);
  expect(shown(volume, first, wrapper, second)).toEqual([true, true, true, true]);
  expect(showFitting(body, 'nothing of that')).toBe(false);
});

test('a section whose title fits is shown with all its settings', () => {
  const setting = echo();
  const body = new Fake([setting]);
  const section = new Fake([body]);
  expect(showSection(section, body, 'Sound', 'sound')).toBe(true);
  expect(shown(section, setting)).toEqual([true, true]);
  expect(showSection(section, body, 'Sound', 'password')).toBe(false);
  expect(shown(section)).toEqual([false]);
});
