/** The words of the page, by the names they have in `shared/words`: scenes press what is written in any language. */

/** @typedef {{ [name: string]: string | Catalogue }} Catalogue */

/**
 * @param {Catalogue} catalogue
 * @param {string} path Such as `firstRun.next`.
 * @returns {string} the message as far as it is the same for all values
 * @throws if there is none of that name
 */
export function messageIn(catalogue, path) {
  /** @type {string | Catalogue | undefined} */
  let found = catalogue;
  for (const name of path.split('.')) found = typeof found === 'object' ? found[name] : undefined;
  if (typeof found !== 'string') throw new Error(`no message of the name ${path}`);
  return found.split('{')[0] ?? '';
}
