/** Notices that the machine is on another network, so that the connection is tried before a timeout says so. */
import type { NetworkInterfaceInfo } from 'node:os';

/** How often is looked, and how long a change has to last. */
interface Pace {
  every: number;
  settled: number;
}

/** A look at all interfaces costs some 50 microseconds; Node has no way to be told instead. */
const CALM: Pace = { every: 500, settled: 100 };
/** While somebody talks, what is not noticed yet is not heard. */
const ALERT: Pace = { every: 100, settled: 50 };
/** What never settles is told all the same. */
const PATIENCE_MS = 1_000;

/** What changes when the way to the network changes, as one text. Link-local addresses lead nowhere and do not count. */
export function networkSignature(interfaces: NodeJS.Dict<NetworkInterfaceInfo[]>, online: boolean): string {
  const addresses = Object.entries(interfaces).flatMap(([name, infos = []]) =>
    infos
      .filter(({ internal, address }) => !internal && !/^(fe80:|169\.254\.)/i.test(address))
      .map(({ cidr, address }) => `${name} ${cidr ?? address}`),
  );
  return [online ? 'online' : 'offline', ...addresses.sort()].join('\n');
}

/**
 * Reads the signature twice a second, ten times while `alert`, and tells, once for a burst of changes, that it is another:
 * a new network comes in pieces, an address goes, another comes, then one of the other family. It is told when two readings
 * 100 ms (`alert`: 50 ms) apart agree, after a second at the latest. An address that went and is back by then counts too:
 * what used it may be dead. The result ends the watch.
 */
export function watchNetwork(read: () => string, changed: () => void, alert: () => boolean): () => void {
  let last = read();
  let timer: NodeJS.Timeout;
  const pace = () => (alert() ? ALERT : CALM);
  const lookIn = (ms: number, since?: number) => {
    timer = setTimeout(() => look(since), ms);
    timer.unref();
  };
  const look = (since: number | undefined) => {
    const now = read();
    const same = now === last;
    last = now;
    const { every, settled } = pace();
    if (same && since === undefined) return lookIn(every);
    const waited = since ?? 0;
    if (!same && waited < PATIENCE_MS) return lookIn(settled, waited + settled);
    lookIn(every);
    changed();
  };
  lookIn(pace().every);
  return () => clearTimeout(timer);
}
