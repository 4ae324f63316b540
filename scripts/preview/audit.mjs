/** Asks axe whether a page can be used by everybody. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** @typedef {{ screen: string, rule: string, impact: string, element: string, why: string }} Complaint */

const axe = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
/** A world beside the page's own, which its content security policy and its types do not reach. */
const WORLD = 999;

/**
 * @param {import('electron').WebContents} page
 * @param {string} screen Name of what it shows.
 * @returns {Promise<Complaint[]>} everything against WCAG 2.2 AA or axe's own best practice
 */
export async function complaintsAbout(page, screen) {
  const run = `axe.run(document, {
    resultTypes: ['violations'],
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  }).then(({ violations }) => violations.flatMap(({ id, impact, nodes }) => nodes.map(node => ({
    rule: id, impact, element: node.target.join(' '), why: node.failureSummary.split('\\n').slice(1).join(' ').trim(),
  }))))`;
  /** @type {Omit<Complaint, 'screen'>[]} */
  const found = await page.executeJavaScriptInIsolatedWorld(WORLD, [{ code: `${axe};${run}` }]);
  return found.map(complaint => ({ screen, ...complaint }));
}
