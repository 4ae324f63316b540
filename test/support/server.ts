/** A throw-away XMPP server for tests: Prosody, or the one that TSUWA_TEST_SERVER names. */
import { startEjabberd } from '../../scripts/servers/ejabberd.mjs';
import { startProsody } from '../../scripts/servers/prosody.mjs';
import type { Server, ServerOptions } from '../../scripts/servers/server.mjs';

export type { Server } from '../../scripts/servers/server.mjs';

/** As Prosody does by itself, people may change their accounts (XEP-0077); 32 bits are a password that is not guessed at once. */
const registering = '  mod_register: {access: all, password_strength: 32}\n';

const starters = {
  prosody: startProsody,
  ejabberd: (options: ServerOptions) => startEjabberd({ ...options, config: registering }),
};

export type ServerName = keyof typeof starters;

export const serverNames: readonly ServerName[] = ['prosody', 'ejabberd'];

/** The server that this run of the tests is about. @throws if there is none of that name */
export function chosenServer(): ServerName {
  const name = process.env.TSUWA_TEST_SERVER ?? 'prosody';
  const found = serverNames.find(each => each === name);
  if (found === undefined) throw new Error(`no such server for tests: ${name}`);
  return found;
}

/** Starts it, or another. @throws if it is not installed or does not start */
export const startServer = async (options: ServerOptions = {}, name = chosenServer()): Promise<Server> =>
  await starters[name](options);
