/** A TCP link between an account and its server that can be cut, or go silent as a dead network does. */
import { connect, createServer, type Socket } from 'node:net';

export interface Link {
  readonly port: number;
  /** How many connections came through so far. */
  connections(): number;
  /** Resets every connection; new ones are let through. */
  cut(): void;
  /** Refuses new connections until told otherwise. */
  refuse(refusing: boolean): void;
  /** From now on swallows what either side sends on the present connections. */
  swallow(): void;
  stop(): Promise<void>;
}

/** Passes on to `target` on loopback. */
export async function startLink(target: number): Promise<Link> {
  const pairs = new Set<{ near: Socket; far: Socket; swallowing: boolean }>();
  let connections = 0;
  let refusing = false;
  const server = createServer(near => {
    if (refusing) return near.resetAndDestroy();
    connections += 1;
    const far = connect(target, '127.0.0.1');
    const pair = { near, far, swallowing: false };
    pairs.add(pair);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('data', data => {
        if (!pair.swallowing) to.write(data);
      });
      from.on('error', () => to.destroy());
      from.on('end', () => {
        if (!pair.swallowing) to.end();
      });
      from.on('close', () => {
        pairs.delete(pair);
        if (!pair.swallowing) to.destroy();
      });
    }
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const cut = () => {
    for (const { near, far } of pairs) {
      near.resetAndDestroy();
      far.resetAndDestroy();
    }
  };
  return {
    port: address.port,
    connections: () => connections,
    cut,
    refuse: value => (refusing = value),
    swallow: () => {
      for (const pair of pairs) pair.swallowing = true;
    },
    stop: async () => {
      cut();
      await new Promise<void>(resolve => server.close(() => resolve()));
    },
  };
}
