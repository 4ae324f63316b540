/** Which way the system would go now. */
import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';

/** The address of ours that the system would speak from to `remote`; `undefined` if it knows no way. Nothing is sent. */
export function localAddressTo(remote: string): Promise<string | undefined> {
  const socket = createSocket(isIPv6(remote) ? 'udp6' : 'udp4');
  return new Promise<string | undefined>(resolve => {
    socket.once('error', () => resolve(undefined));
    socket.once('connect', () => resolve(socket.address().address));
    // Any port does.
    socket.connect(9, remote);
  }).finally(() => socket.close());
}
