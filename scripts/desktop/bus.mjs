/** A D-Bus session of our own that starts nothing by itself: no keyring prompt, no notification of the real desktop. */
import { join } from 'node:path';
import { firstLine } from './display.mjs';

/**
 * @param {import('../lifetime.mjs').Lifetime} lifetime
 * @returns {Promise<{ env: Record<string, string> }>} The environment of what is to use it.
 * @throws if dbus-daemon ends before it listens
 */
export async function startBus(lifetime) {
  const config = join(import.meta.dirname, 'session-bus.conf');
  const args = [`--config-file=${config}`, '--nofork', '--nosyslog', '--print-address=1'];
  const daemon = lifetime.spawn('dbus-daemon', args, { stdio: ['ignore', 'pipe', 'ignore'] });
  const address = await firstLine(/** @type {import('node:stream').Readable} */ (daemon.stdout));
  if (address === undefined) throw new Error('dbus-daemon did not start; is it installed?');
  return { env: { DBUS_SESSION_BUS_ADDRESS: address } };
}
