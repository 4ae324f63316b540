/** A person without a pointer: everything is reached by Tab, and every stop has to say what it is and show that it is it. */
import { errors, type Locator, type Page } from 'playwright-core';

/** What has the focus, as a person perceives it. */
export interface Stop {
  /** What a screen reader calls it. */
  name: string;
  role: string;
  /** An outline is drawn around it. */
  visible: boolean;
  /**
   * Nothing to use and no stop of Tab: a dialog or a heading that the app gave the focus, so that it is read out and Tab goes
   * on from there. An outline around it would promise what it does not do.
   */
  passive: boolean;
}

const STOPS = 120;
/** What may be given the focus without being of use by itself; a button or a field never may. */
const passiveRoles: ReadonlySet<string> = new Set(['alertdialog', 'dialog', 'group', 'heading', 'region']);

/** What has the focus now; `undefined` if that is nothing but the page. */
export async function stop(page: Page): Promise<Stop | undefined> {
  const focused = page.locator('*:focus');
  if ((await focused.count()) === 0) return undefined;
  try {
    return await told(focused);
  } catch (error) {
    // The focus has gone elsewhere while it was looked at, as it does when a menu closes.
    if (error instanceof errors.TimeoutError) return stop(page);
    throw error;
  }
}

/** What has the focus is there: whoever waits for it for longer waits for something that is gone. */
const timeout = 1000;

async function told(focused: Locator): Promise<Stop> {
  // A round button draws the ring around its disc, a choice among several around its label.
  const look = (element: Element) => ({
    visible: [
      element,
      ...element.querySelectorAll('*'),
      ...(element.closest('label') ? [element.closest('label')] : []),
    ]
      .filter(part => part !== null)
      .some(part => {
        const { outlineStyle, outlineWidth } = getComputedStyle(part);
        return outlineStyle !== 'none' && parseFloat(outlineWidth) > 0;
      }),
    byProgram: element.getAttribute('tabindex') === '-1',
  });
  const { visible, byProgram } = await focused.evaluate(look, undefined, { timeout });
  // `- button "Hang up"`, `- searchbox "Search": what is typed`
  const [line = ''] = (await focused.ariaSnapshot({ timeout })).split('\n');
  const [, role = '', name = ''] = /^- '?(\S+?):?(?: "((?:[^"\\]|\\.)*)")?(?:[' :]|$)/.exec(line) ?? [];
  return { role, name, visible, passive: byProgram && passiveRoles.has(role) };
}

/** What has the focus, and that a person can tell. @throws if they cannot */
async function toldStop(page: Page): Promise<Stop | undefined> {
  const here = await stop(page);
  if (here && (here.name === '' || !(here.visible || here.passive)))
    throw new Error(`a stop that a person cannot tell: ${JSON.stringify(here)}`);
  return here;
}

/** Presses Tab until `name` has the focus. @throws with the stops on the way if it never has, or if one is not to be told */
export async function tabTo(page: Page, name: string | RegExp, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<Stop> {
  const stops: (Stop | undefined)[] = [];
  for (let at = 0; at < STOPS; at += 1) {
    const here = await toldStop(page);
    stops.push(here);
    if (here && (typeof name === 'string' ? here.name === name : name.test(here.name))) return here;
    await page.keyboard.press(key);
  }
  throw new Error(`${String(name)} is never reached: ${stops.map(each => each?.name ?? '(page)').join(' → ')}`);
}

/** Presses Tab until it comes round; the names of all stops of Tab. @throws if it never does, or if one is not to be told */
export async function tabRound(page: Page): Promise<string[]> {
  const names: string[] = [];
  await page.keyboard.press('Tab');
  const first = await page.evaluateHandle(() => document.activeElement);
  for (let at = 0; at < STOPS; at += 1) {
    const here = await toldStop(page);
    if (here?.passive === true) throw new Error(`Tab stops where nothing can be done: ${JSON.stringify(here)}`);
    if (here) names.push(here.name);
    await page.keyboard.press('Tab');
    if (await first.evaluate(element => element === document.activeElement)) return names;
  }
  throw new Error(`Tab never comes round: ${names.join(' → ')}`);
}

/** Goes down an open menu to `name`, which then has the focus. @throws with the entries on the way if it never has */
export async function arrowTo(page: Page, name: string | RegExp): Promise<void> {
  const entries: string[] = [];
  let before: string | undefined;
  for (let at = 0; at < STOPS; at += 1) {
    // The focus follows the key, but not at once: who looks too soon presses once too often.
    const here = await entryAfter(page, before);
    if (typeof name === 'string' ? here === name : name.test(here)) return;
    entries.push(here);
    before = here;
    await page.keyboard.press('ArrowDown');
  }
  throw new Error(`${String(name)} is never reached: ${entries.join(' → ')}`);
}

const ENTRY_MS = 5000;

/** The entry of a menu that has the focus, once it is another one than `before`. @throws if it never is */
async function entryAfter(page: Page, before: string | undefined): Promise<string> {
  const deadline = Date.now() + ENTRY_MS;
  for (;;) {
    const here = await stop(page);
    if (here?.role.startsWith('menuitem') === true && here.name !== before) return here.name;
    if (Date.now() > deadline) throw new Error(`no entry follows ${before ?? 'the key that opens the menu'}`);
  }
}
