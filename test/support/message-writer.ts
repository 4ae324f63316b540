/**
 * A process of its own that writes to somebody again and again, with or without a connection, and tells each text once the
 * account has taken it, until it is killed. Arguments: the modules of the line and the history, the login as JSON, the folder
 * for what is kept, who is written to, and what the texts begin with; without that it only says what was left, and tells
 * when nothing is left.
 */
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { runnerImport } from 'vite';
import type { LinePorts, Login } from '../../main/line';

const [lineModule = '', historyModule = '', login = '', folder = '', peer = '', beginning] = process.argv.slice(2);
const tell = (line: string): void => void writeSync(1, `${line}\n`);
const nothing = () => undefined;
const quiet = { info: nothing, warn: nothing, debug: nothing };
const options = { configFile: false } as const;
const { module: line } = await runnerImport<typeof import('../../main/line')>(lineModule, options);
const { module: past } = await runnerImport<typeof import('../../main/history/history')>(historyModule, options);
const secret = join(folder, 'secret.json');
const history = new past.History({
  path: join(folder, 'history.sqlite'),
  log: quiet,
  newId: randomUUID,
  now: Date.now,
});
const writer = new line.Line(
  {
    ...(JSON.parse(login) as Pick<Login, 'address' | 'password'>),
    saved: existsSync(secret) ? (JSON.parse(readFileSync(secret, 'utf8')) as Login['saved']) : undefined,
    passwordStorage: 'safe',
  },
  {
    history,
    clock: { now: Date.now, after: () => nothing },
    newId: randomUUID,
    preferences: () => ({}) as ReturnType<LinePorts['preferences']>,
    privacyOf: () => ({}),
    ...{ people: () => [], others: () => [], favourites: () => [], relayOnly: false },
    keep: ({ saved }) => {
      writeFileSync(`${secret}.new`, JSON.stringify(saved));
      renameSync(`${secret}.new`, secret);
      return Promise.resolve('safe');
    },
    systemProxy: () => Promise.resolve('DIRECT'),
    ...{ keepStrongest: nothing, changed: nothing, contactsChanged: nothing, messagesChanged: nothing },
    ...{ signal: nothing, redial: nothing, log: () => quiet },
  },
);
writer.start();
for (let count = 1; beginning !== undefined; count += 1) {
  writer.messages.send(peer, `${beginning} ${count}`);
  tell(`${beginning} ${count}`);
  await wait(Math.random() * 60);
}
if (beginning === undefined) {
  const { address } = JSON.parse(login) as Pick<Login, 'address'>;
  const texts = () => history.messages(store => store.of(address, peer), []);
  while (texts().some(({ state }) => state !== 'sent')) await wait(50);
  tell('nothing is left');
}
