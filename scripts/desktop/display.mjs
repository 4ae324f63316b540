/** A display of our own (Xvfb), so that a run neither needs a desktop nor disturbs one. */

/**
 * @typedef {{ env: Record<string, string | undefined> }} Display Environment of what is to be shown on it.
 * @param {import('../lifetime.mjs').Lifetime} lifetime
 * @param {{ width: number, height: number }} [size] In pixels.
 * @returns {Promise<Display>}
 * @throws if Xvfb ends before it shows anything
 */
export async function startDisplay(lifetime, { width, height } = { width: 1600, height: 1000 }) {
  const screen = ['-screen', '0', `${width}x${height}x24`, '-nolisten', 'tcp', '-displayfd', '3'];
  const xvfb = lifetime.spawn('Xvfb', screen, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const number = await firstLine(/** @type {import('node:stream').Readable} */ (xvfb.stdio[3]));
  if (number === undefined) throw new Error('Xvfb did not start; is it installed?');
  return { env: { DISPLAY: `:${number}`, WAYLAND_DISPLAY: undefined, XDG_SESSION_TYPE: 'x11' } };
}

/** @returns {boolean} Whether the person has a display that windows can open on. */
export const hasDisplay = () =>
  process.platform !== 'linux' || Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY);

/**
 * @param {import('node:stream').Readable} stream
 * @returns {Promise<string | undefined>} its first line; undefined if it ends before
 */
export async function firstLine(stream) {
  let text = '';
  for await (const chunk of stream) {
    text += String(chunk);
    const end = text.indexOf('\n');
    if (end >= 0) return text.slice(0, end);
  }
  return undefined;
}
