/** A person without a pointer: everything is reached by Tab, and every stop has to say what it is and show that it is it. */
import type { Page } from 'playwright-core';

/** What has the focus, as a person perceives it. */
export interface Stop {
  /** What a screen reader calls it. */
  name: string;
  role: string;
  /** An outline is drawn around it. */
  visible: boolean;
}

const STOPS = 120;

/** What has the focus now; `undefined` if that is nothing but the page. */
export async function stop(page: Page): Promise<Stop | undefined> {
  const focused = page.locator('*:focus');
  if ((await focused.count()) === 0) return undefined;
  // A round button draws the ring around its disc.
  const visible = await focused.evaluate(element =>
    [element, ...element.querySelectorAll('*')].some(part => {
      const { outlineStyle, outlineWidth } = getComputedStyle(part);
      return outlineStyle !== 'none' && parseFloat(outlineWidth) > 0;
    }),
  );
  // `- button "Hang up"`, `- searchbox "Search": what is typed`
  const [line = ''] = (await focused.ariaSnapshot()).split('\n');
  const [, role = '', name = ''] = /^- '?(\S+?):?(?: "((?:[^"\\]|\\.)*)")?(?:[' :]|$)/.exec(line) ?? [];
  return { role, name, visible };
}

/** Presses Tab until `name` has the focus. @throws with the stops on the way if it never has, or if one is not to be told */
export async function tabTo(page: Page, name: string | RegExp, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<Stop> {
  const stops: (Stop | undefined)[] = [];
  for (let at = 0; at < STOPS; at += 1) {
    const here = await stop(page);
    stops.push(here);
    if (here && here.role !== 'region' && (here.name === '' || !here.visible))
      throw new Error(`a stop that a person cannot tell: ${JSON.stringify(here)}`);
    if (here && (typeof name === 'string' ? here.name === name : name.test(here.name))) return here;
    await page.keyboard.press(key);
  }
  throw new Error(`${String(name)} is never reached: ${stops.map(each => each?.name ?? '(page)').join(' → ')}`);
}
