/** Waiting for what another program does. */

/**
 * Asks again and again until the answer is neither undefined nor false; that answer.
 * @throws if it never is, with `what` was waited for and what `look` threw last
 */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined | false> | T | undefined | false,
  seconds = 30,
): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    let cause: unknown;
    try {
      const answer = await look();
      if (answer !== undefined && answer !== false) return answer;
    } catch (error) {
      cause = error;
    }
    if (Date.now() > deadline) throw new Error(`waited in vain until ${what}`, { cause });
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}
