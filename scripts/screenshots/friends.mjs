/**
 * `node scripts/screenshots/friends.mjs <port> <domain> <people.json>`: gives people their pictures (XEP-0084), lets some of
 * them try a call in vain, and keeps online who is. Ends when its input does. `NODE_EXTRA_CA_CERTS` names the server's authority.
 */
import { client, xml } from '@xmpp/client';
import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';

const [port = '', domain = '', list = ''] = process.argv.slice(2);
/** @type {(import('./cast.mjs').Person & { picture?: string })[]} Pictures as PNG in base64. */
const people = JSON.parse(readFileSync(list, 'utf8'));

/** @type {(node: string, id: string, payload: import('@xmpp/client').Element) => import('@xmpp/client').Element} */
const publication = (node, id, payload) =>
  xml(
    'iq',
    { type: 'set' },
    xml(
      'pubsub',
      { xmlns: 'http://jabber.org/protocol/pubsub' },
      xml('publish', { node }, xml('item', { id }, payload)),
    ),
  );

const propose = 'urn:xmpp:jingle-message:0';
const store = () => xml('store', { xmlns: 'urn:xmpp:hints' });

for (const { user: username, password, show, status, as, picture, missed } of people) {
  const xmpp = client({ service: `xmpp://127.0.0.1:${port}`, domain, username, password });
  xmpp.timeout = 20_000; // A machine that takes pictures has much else to do.
  xmpp.on('error', (/** @type {unknown} */ error) => console.error(username, error));
  await xmpp.start();
  if (picture !== undefined) {
    const bytes = Buffer.from(picture, 'base64');
    const id = createHash('sha1').update(bytes).digest('hex');
    const [data, metadata] = ['urn:xmpp:avatar:data', 'urn:xmpp:avatar:metadata'];
    const info = { id, bytes: String(bytes.length), type: 'image/png', width: '192', height: '192' };
    await xmpp.iqCaller.request(publication(data, id, xml('data', { xmlns: data }, picture)));
    await xmpp.iqCaller.request(publication(metadata, id, xml('metadata', { xmlns: metadata }, xml('info', info))));
  }
  if (missed !== undefined) {
    const to = `${missed}@${domain}`;
    const id = randomUUID();
    const audio = xml('description', { xmlns: 'urn:xmpp:jingle:apps:rtp:1', media: 'audio' });
    await xmpp.send(xml('message', { to, type: 'chat' }, xml('propose', { xmlns: propose, id }, audio), store()));
    await xmpp.send(xml('message', { to, type: 'chat' }, xml('retract', { xmlns: propose, id }), store()));
  }
  if (as === 'online') {
    const told = [...(show ? [xml('show', {}, show)] : []), ...(status ? [xml('status', {}, status)] : [])];
    await xmpp.send(xml('presence', {}, ...told));
  } else await xmpp.stop();
}
console.log('ready');
process.stdin.resume().on('end', () => process.exit(0));
