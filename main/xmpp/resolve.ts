/** Where the servers of a domain are: SRV records (RFC 6120 §3.2, RFC 2782), those for direct TLS among them (XEP-0368). */
import { Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';

/** One way to a server. */
export interface Target {
  host: string;
  port: number;
  tls: 'direct' | 'starttls';
}

/** An SRV record as `node:dns` gives it. */
export interface SrvRecord {
  name: string;
  port: number;
  priority: number;
  weight: number;
}

export type LookUp = (name: string) => Promise<SrvRecord[]>;

const STARTTLS_PORT = 5222;
const DIRECT_TLS_PORT = 5223;

/** Asks the system's name servers; a server that is silent for three seconds is not asked again. */
const lookUpSrv: LookUp = async name => new Resolver({ timeout: 3000, tries: 1 }).resolveSrv(name);

/**
 * The ways to a domain's server, in the order to try them. A failed look-up counts as no records: a name server that
 * knows nothing of SRV must not keep anyone from a server that is where it always was.
 */
export async function resolveTargets(
  domain: string,
  explicit: { host?: string | undefined; port?: number | undefined } = {},
  lookUp: LookUp = lookUpSrv,
  random: () => number = Math.random,
): Promise<Target[]> {
  const { host, port } = explicit;
  if (host !== undefined || port !== undefined) return bothWays(host ?? domain, port);
  if (isIP(withoutBrackets(domain)) !== 0) return bothWays(withoutBrackets(domain));
  const name = domainToASCII(domain);
  const [direct, starttls] = await Promise.all(
    (['_xmpps-client._tcp', '_xmpp-client._tcp'] as const).map(service => lookUp(`${service}.${name}`).catch(() => [])),
  );
  const records = [
    ...(direct ?? []).map(record => ({ ...record, tls: 'direct' as const })),
    ...(starttls ?? []).map(record => ({ ...record, tls: 'starttls' as const })),
  ].filter(record => record.name !== '' && record.name !== '.'); // RFC 2782: "." is "not here"
  if (records.length === 0) return bothWays(name);
  return inOrder(records, random).map(record => ({ host: record.name, port: record.port, tls: record.tls }));
}

/** The port tells which way is likelier; the other follows, since nobody remembers which port is which. */
function bothWays(host: string, port?: number): Target[] {
  const plainHost = withoutBrackets(host);
  const starttls: Target = { host: plainHost, port: port ?? STARTTLS_PORT, tls: 'starttls' };
  const direct: Target = { host: plainHost, port: port ?? DIRECT_TLS_PORT, tls: 'direct' };
  return port === DIRECT_TLS_PORT ? [direct, starttls] : [starttls, direct];
}

const withoutBrackets = (host: string): string => host.replace(/^\[(.*)\]$/, '$1');

/** RFC 2782: lower priority first; among equals, chance decides in proportion to weight. */
function inOrder<T extends SrvRecord>(records: readonly T[], random: () => number): T[] {
  const priorities = [...new Set(records.map(({ priority }) => priority))].toSorted((a, b) => a - b);
  return priorities.flatMap(priority =>
    byWeight(
      records.filter(record => record.priority === priority),
      random,
    ),
  );
}

function byWeight<T extends SrvRecord>(records: readonly T[], random: () => number): T[] {
  const rest = records.toSorted((a, b) => a.weight - b.weight); // those without weight first, as the RFC's algorithm has it
  const order: T[] = [];
  while (rest.length > 0) {
    let chosen = random() * rest.reduce((sum, { weight }) => sum + weight, 0);
    const index = rest.findIndex(({ weight }) => (chosen -= weight) <= 0);
    order.push(...rest.splice(Math.max(0, index), 1));
  }
  return order;
}
