/**
 * `node scripts/stock/client.mjs WISH`: the XMPP library below Tsuwa as it comes, doing what anybody would do with it: connect,
 * go on, ask something. Prints what it is told, a line of JSON each, also what would have ended the process.
 *
 * @typedef {object} Wish
 * @property {string} service
 * @property {string} [domain]
 * @property {string} username
 * @property {string} password
 * @property {string} ca PEM.
 * @property {string} [ask] XML namespace of a `query` to ask for, once online.
 * @property {string} [to] Whom.
 * @property {boolean} [speak] Sends a message after the first loss.
 * @property {number} [slowWrites] Milliseconds that a busy machine takes to report that something was written.
 * @property {string} [nameServer]
 */
import { client, xml } from '@xmpp/client';
import dns from 'node:dns';
import tls from 'node:tls';

/** @type {Wish} */
const wish = JSON.parse(process.argv[2] ?? '{}');
const { service, domain, username, password, ca, ask, to, speak, slowWrites, nameServer } = wish;

/** @param {string} event @param {string} [text] */
const tell = (event, text = '') => void process.stdout.write(`${JSON.stringify({ event, text })}\n`);
const describe = (/** @type {unknown} */ error) =>
  error instanceof Error ? `${'code' in error ? String(error.code) : error.name}: ${error.message}` : String(error);

process.on('uncaughtException', error => tell('uncaught', describe(error)));
process.on('unhandledRejection', error => tell('unhandled', describe(error)));
if (nameServer !== undefined) dns.setServers([nameServer]);
tls.setDefaultCACertificates([...tls.getCACertificates('default'), ca]);

const entity = client({ service, domain, username, password });
entity.on('error', error => tell('error', describe(error)));
entity.on('disconnect', () => tell('disconnect'));
entity.on('online', () => {
  tell('online', entity.isSecure() ? 'secure' : 'in clear');
  const { socket } = entity;
  if (slowWrites !== undefined && socket) {
    const write = socket.write.bind(socket);
    socket.write = (data, done) => write(data, error => setTimeout(() => done?.(error), slowWrites));
  }
  goOn().catch(error => tell('failed', describe(error)));
});

async function goOn() {
  await entity.send(xml('presence'));
  if (ask === undefined) return;
  const query = xml('query', { xmlns: ask });
  const answer = await entity.iqCaller.request(xml('iq', { type: 'get', ...(to !== undefined && { to }) }, query));
  tell('answer', String(answer));
}

if (speak) {
  entity.once('disconnect', () => {
    entity.send(xml('message', { to: 'bob@example.test' }, xml('body', {}, 'hello'))).then(
      () => tell('said'),
      error => tell('not said', describe(error)),
    );
  });
}
entity.start().catch(error => tell('rejected', describe(error)));
