/** An app whose words change in place. */
import { createRenderer, nodeOps, patchProp, type App, type Component } from 'vue';

/**
 * The text of an element is another text in the same node: as Vue does it, a new node takes the place of the old one and is
 * styled and laid out from nothing, in each row of a list with each letter that is typed in its search.
 */
function setElementText(element: Element, text: string): void {
  const { firstChild: only, lastChild: last } = element;
  if (only instanceof Text && only === last) only.nodeValue = text;
  else element.textContent = text;
}

const renderer = createRenderer<Node, Element>({ ...nodeOps, patchProp, setElementText });

/** The app of `view`, to be mounted in an element. */
export const createApp = (view: Component, props?: Record<string, unknown>): App<Element> =>
  renderer.createApp(view, props);

/** Where a page has its app. Throws where it has no such place. */
export function place(): Element {
  const found = document.querySelector('#app');
  if (!found) throw new Error('The page has no place for the app');
  return found;
}
