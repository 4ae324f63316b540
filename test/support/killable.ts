/**
 * A process of its own that holds an account until it is killed: arguments are the module of accounts, its configuration as JSON
 * and the file for what it keeps. Tells on its output what happens; each line of its input is an id to retract, to whom.
 */
import { renameSync, writeFileSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { runnerImport } from 'vite';

const [module = '', config = '', path = ''] = process.argv.slice(2);
const tell = (line: string): void => void writeSync(1, `${line}\n`);
const quiet = { info: () => undefined, warn: () => undefined, debug: () => undefined };
const none = () => undefined;
const { module: imported } = await runnerImport<typeof import('../../main/xmpp/account')>(module, {
  configFile: false,
});
const account = new imported.Account(
  { ...(JSON.parse(config) as { address: string; password: string }), keepSession: true, log: quiet },
  {
    connection: ({ status }) => tell(`${status} ${account.wire.self() ?? ''}`),
    saved: login => {
      writeFileSync(`${path}.new`, JSON.stringify(login));
      renameSync(`${path}.new`, path);
      const { received = -1, unacknowledged = [] } = login.session ?? {};
      tell(`kept ${received} ${unacknowledged.map(({ attrs }) => attrs['id'] ?? '').join(' ')}`);
    },
    ...{
      contacts: none,
      requests: none,
      blocks: none,
      iceServers: none,
      gateways: none,
      stanza: none,
      strongest: none,
    },
  },
);
account.deliverTo({
  requested: () => ({ reply: 'acknowledge', carry: () => undefined }),
  messaged: ({ message }) => tell(`message ${message.id}`),
  stream: none,
});
createInterface({ input: process.stdin }).on('line', line => {
  const [id = '', to = ''] = line.split(' ');
  account.wire.message(to, { step: 'retract', id });
});
account.start();
