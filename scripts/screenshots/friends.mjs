/**
 * `node scripts/screenshots/friends.mjs <port> <domain> <user:password:show:status>...`: people who are online, for a
 * picture with some life in it. Ends when its input does. `NODE_EXTRA_CA_CERTS` names the server's authority.
 */
import { client, xml } from '@xmpp/client';

const [port = '', domain = '', ...friends] = process.argv.slice(2);
for (const friend of friends) {
  const [username = '', password = '', show = '', status = ''] = friend.split(':');
  const xmpp = client({ service: `xmpp://127.0.0.1:${port}`, domain, username, password });
  xmpp.on('error', (/** @type {unknown} */ error) => console.error(username, error));
  await xmpp.start();
  const told = [...(show ? [xml('show', {}, show)] : []), ...(status ? [xml('status', {}, status)] : [])];
  await xmpp.send(xml('presence', {}, ...told));
}
console.log('ready');
process.stdin.resume().on('end', () => process.exit(0));
