/** STUN and TURN servers as each server announces them (XEP-0215), with credentials that the TURN server takes. */
import { createHmac } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { signIn, stopDevices, until } from '../support/device';
import { serverNames, startServer, type Server } from '../support/server';

const secret = 'known to both';

describe.each(serverNames)('from %s', name => {
  let server: Server;
  beforeAll(async () => {
    server = await startServer(
      {
        services: [
          { type: 'stun', host: '2001:db8::1', port: 3478, transport: 'udp' },
          { type: 'stun', host: 'relay.test', port: 3478, transport: 'tcp' },
          { type: 'turn', host: 'relay.test', port: 3478, transport: 'udp' },
          { type: 'turn', host: 'relay.test', port: 80, transport: 'tcp' },
          { type: 'turns', host: 'relay.test', port: 443, transport: 'tcp' },
          { type: 'turns', host: '2001:db8::1', port: 5349, transport: 'tcp' },
        ],
        servicesSecret: secret,
      },
      name,
    );
  });
  afterEach(stopDevices);
  afterAll(async () => server.stop());

  test('those that a browser can use come over UDP, TCP, TLS and IPv6, with credentials', async () => {
    const { host, port, ca } = server;
    const alice = await signIn({ address: server.address('alice'), password: 'alice-pw', host, port, ca });
    const [list = []] = await until('servers', () => alice.iceServers.length > 0 && alice.iceServers);
    expect(list.map(({ urls }) => urls).toSorted()).toEqual([
      'stun:[2001:db8::1]:3478',
      'turn:relay.test:3478?transport=udp',
      'turn:relay.test:80?transport=tcp',
      'turns:[2001:db8::1]:5349?transport=tcp',
      'turns:relay.test:443?transport=tcp',
    ]);
    for (const { urls, username = '', credential } of list) {
      if (urls.startsWith('stun')) continue;
      expect(Number.parseInt(username)).toBeGreaterThan(Date.now() / 1000);
      expect(credential).toBe(createHmac('sha1', secret).update(username).digest('base64'));
    }
  });
});
