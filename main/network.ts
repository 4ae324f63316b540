/** Notices that the machine is on another network, so that the connection is tried before a timeout says so. */
import type { NetworkInterfaceInfo } from 'node:os';

/** What changes when the way to the network changes, as one text. Link-local addresses lead nowhere and do not count. */
export function networkSignature(interfaces: NodeJS.Dict<NetworkInterfaceInfo[]>, online: boolean): string {
  const addresses = Object.entries(interfaces).flatMap(([name, infos = []]) =>
    infos
      .filter(({ internal, address }) => !internal && !/^(fe80:|169\.254\.)/i.test(address))
      .map(({ cidr, address }) => `${name} ${cidr ?? address}`),
  );
  return [online ? 'online' : 'offline', ...addresses.sort()].join('\n');
}

/** Reads the signature every `periodMs` and tells when it differs from the one before; the result ends that. */
export function watchNetwork(read: () => string, changed: () => void, periodMs = 2000): () => void {
  let last = read();
  const timer = setInterval(() => {
    const now = read();
    if (now === last) return;
    last = now;
    changed();
  }, periodMs);
  timer.unref();
  return () => clearInterval(timer);
}
