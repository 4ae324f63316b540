/** What never comes must not keep the bench for ever. */

const PATIENCE_MS = 30_000;

/**
 * @template T
 * @param {string} what For the error.
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 * @throws if it takes longer than anything here may
 */
export async function within(what, work) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  try {
    return await Promise.race([
      work(),
      new Promise((_, reject) => {
        timer = setTimeout(() => reject(new Error(`It never came: ${what}.`)), PATIENCE_MS);
      }),
    ]);
  } finally {
    clearTimeout(timer);
  }
}
