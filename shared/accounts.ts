/** Several accounts in one phone: how they are told of together, and which of them calls. Pure. */
import type { Contact } from './contact';
import type { AccountState, ConnectionState, Gateway, PhoneState } from './ipc';
import { isAtGateway } from './privacy';

/** What of the state it takes to choose the account that calls. */
export type Callers = {
  accounts: readonly Pick<AccountState, 'address' | 'connection' | 'gateways'>[];
  callsFrom: PhoneState['callsFrom'];
};

/** The connection as a whole: online if any account is; else the one on its way; else the first, with its problem. */
export function overallConnection(accounts: readonly Pick<AccountState, 'connection'>[]): ConnectionState {
  const connections = accounts.map(({ connection }) => connection);
  return (
    connections.find(({ status }) => status === 'online') ??
    connections.find(({ status }) => status !== 'offline') ??
    connections[0] ?? { status: 'offline', attempt: 0 }
  );
}

/** Every way into the telephone network, the first first; one that several accounts know is named once. */
export function gatewaysOf(accounts: readonly Pick<AccountState, 'gateways'>[]): Gateway[] {
  const gateways = accounts.flatMap(account => account.gateways);
  return gateways.filter(({ address }, at) => gateways.findIndex(known => known.address === address) === at);
}

/**
 * The account that calls `peer`, a bare JID: the one that was `chosen`, or that the person always calls them from; else one
 * that is online and knows them; else the first that is online; else the first. Nobody calls themselves. `undefined` if
 * there is no account.
 */
export function callerOf(
  peer: string,
  { accounts, callsFrom }: Callers,
  contacts: readonly Pick<Contact, 'address' | 'accounts'>[],
  chosen?: string,
): string | undefined {
  const named = [chosen, callsFrom[peer]].find(name => accounts.some(({ address }) => address === name));
  if (named !== undefined) return named;
  const others = accounts.filter(({ address }) => address !== peer);
  const online = others.filter(({ connection }) => connection.status === 'online');
  const rosters = contacts.find(({ address }) => address === peer)?.accounts ?? [];
  const knows = ({ address, gateways }: Callers['accounts'][number]) =>
    rosters.includes(address) || isAtGateway(peer, gateways);
  return (online.find(knows) ?? online[0] ?? others[0] ?? accounts[0])?.address;
}

/**
 * The people among whom `account` tells contacts from strangers: everybody the person knows, by whichever account; nobody
 * while its own roster has not come.
 */
export const knownTo = <C extends Pick<Contact, 'accounts'>>(account: string, contacts: readonly C[]): readonly C[] =>
  contacts.some(({ accounts }) => accounts.includes(account)) ? contacts : [];
