/** Whether the system knows a way to everywhere, and so an address of ours to go by. */
import { createSocket } from 'node:dgram';

/** What the engine asks for as well: the address that the system would send from. Nothing is sent. */
const anywhere = [
  ['udp4', '8.8.8.8'],
  ['udp6', '2001:4860:4860::8888'],
] as const;

/** Asks the system for a default route of either family. */
export async function hasDefaultRoute(): Promise<boolean> {
  const found = await Promise.all(anywhere.map(([type, address]) => reaches(type, address)));
  return found.includes(true);
}

function reaches(type: 'udp4' | 'udp6', address: string): Promise<boolean> {
  return new Promise(resolve => {
    const socket = createSocket(type);
    const tell = (reached: boolean) => {
      socket.close();
      resolve(reached);
    };
    // No such family here.
    socket.once('error', () => tell(false));
    socket.once('connect', () => tell(true));
    socket.connect(53, address);
  });
}
