/** Asks axe whether a page can be used by everybody. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** @typedef {{ screen: string, rule: string, impact: string, element: string, why: string }} Complaint */

const axe = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
/** A world beside the page's own, which its content security policy and its types do not reach. */
export const WORLD = 999;

/** Menus and tooltips lie over the page beside its landmarks: they belong to what opened them, which is in one. */
const regionMatcher = 'dialog, [role=dialog], [role=alertdialog], svg, [role=menu], [role=tooltip]';
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/**
 * An open menu or question keeps the focus, and all that is behind it is hidden from screen readers until it closes (reka-ui
 * marks it so): nobody gets there, but axe would take its buttons for reachable and miss the landmarks that are in it.
 */
const behindModal = `document.querySelector('[data-aria-hidden=true]')`;
const ofWholePage = Object.fromEntries(
  ['landmark-one-main', 'page-has-heading-one'].map(id => [id, { enabled: false }]),
);
const insteadOfAxe = { 'label-content-name-mismatch': { enabled: false } };
/** The rules that ask for colours; the others find the same in every look. */
const rulesOfColour = ['color-contrast', 'link-in-text-block'];

/**
 * Label in name (WCAG 2.5.3): what is called otherwise than it reads has in its name what is read first in it. axe's own rule for
 * this cannot be asked: it glues the lines of a row ("Juliet CapuletOnline"), and takes a count for text beside the words for it.
 */
const unlabelled = `[...document.querySelectorAll('button[aria-label], [role=option][aria-label], a[aria-label]')].flatMap(element => {
  const plain = text => text.toLowerCase().replace(/[^\\p{L}\\p{N}]+/gu, ' ').trim();
  const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let first = '';
  while (first === '' && texts.nextNode()) {
    const { parentElement, data } = texts.currentNode;
    if (!parentElement.closest('[aria-hidden=true], .sr-only') && parentElement.checkVisibility()) first = plain(data);
  }
  const name = element.getAttribute('aria-label');
  return plain(name).includes(first)
    ? []
    : [{ rule: 'label-in-name', impact: 'serious', element: element.outerHTML.slice(0, 120), why: name + ' does not say ' + first }];
})`;

/** What moves, for somebody who asked for less motion. */
const moves = `document.getAnimations().filter(({ playState }) => playState === 'running').map(({ effect }) => ({
  rule: 'reduced-motion', impact: 'serious', element: String(effect.target?.localName), why: 'moves although less motion is wanted',
}))`;

const configuration = { checks: [{ id: 'region', options: { regionMatcher } }] };
/** Half a megabyte that a page has to read before it is asked: once, not for every size and look. @param {import('electron').WebContents} page */
export const bringAxe = page =>
  page.executeJavaScriptInIsolatedWorld(WORLD, [{ code: `${axe};axe.configure(${JSON.stringify(configuration)})` }]);

/**
 * @param {import('electron').WebContents} page
 * @param {string} screen Name of what it shows.
 * @param {boolean} coloursOnly The page was asked about before, in other colours.
 * @returns {Promise<Complaint[]>} everything against WCAG 2.2 AA or axe's own best practice
 */
export async function complaintsAbout(page, screen, coloursOnly) {
  const only = coloursOnly ? { type: 'rule', values: rulesOfColour } : { type: 'tag', values: tags };
  const run = `axe.run({ exclude: [['[data-aria-hidden=true]']] }, {
    resultTypes: ['violations'],
    runOnly: ${JSON.stringify(only)},
    rules: { ...${JSON.stringify(insteadOfAxe)}, ...(${behindModal} ? ${JSON.stringify(ofWholePage)} : {}) },
  }).then(({ violations }) => violations.flatMap(({ id, impact, nodes }) => nodes.map(node => ({
    rule: id, impact, element: node.target.join(' '), why: node.failureSummary.split('\\n').slice(1).join(' ').trim(),
  }))))`;
  /** @type {Omit<Complaint, 'screen'>[]} */
  const found = await page.executeJavaScriptInIsolatedWorld(WORLD, [
    { code: `${run}.then(found => [...found, ...${moves}, ...${unlabelled}])` },
  ]);
  return found.map(complaint => ({ screen, ...complaint }));
}
