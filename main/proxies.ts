/** What the person has chosen for the way to a server, and what the system says, as the connection asks for it. */
import { isIPv6 } from 'node:net';
import { proxyIn, type ProxyChoice } from '../shared/proxy';
import { ConnectionError } from './xmpp/problems';
import type { ProxyFor } from './xmpp/account';

/**
 * The proxies for `proxy`, which is as the system says where nothing was chosen; `system` answers as a PAC script would.
 * There is no going around them: a person who has chosen one does not want to be seen without it.
 */
export function proxiesOf(
  { proxy = 'system', proxyPassword }: { proxy?: ProxyChoice | undefined; proxyPassword?: string | undefined },
  system: (host: string, port: number) => Promise<string>,
): ProxyFor {
  if (proxy === 'none') return () => Promise.resolve(undefined);
  if (proxy !== 'system') {
    const login = { ...proxy, ...(proxyPassword !== undefined && { password: proxyPassword }) };
    return () => Promise.resolve(login);
  }
  return async (host, port) => {
    const found = proxyIn(await system(host, port));
    if (found === null) throw new ConnectionError('proxy-refused', 'the system names no proxy of a kind that we know');
    return found;
  };
}

/** The address by which the system is asked; what it is asked about is a place that speaks TLS. */
export const placeToAsk = (host: string, port: number): string =>
  `https://${isIPv6(host) ? `[${host}]` : host}:${port}/`;
