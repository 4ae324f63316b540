/** What a kill at any instant leaves of what people wrote: all that the app had taken arrives, and says so. */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { History } from '../../main/history/history';
import { newDevice, stopDevices, until } from '../support/device';
import { startLink, type Link } from '../support/link';
import { serverNames, startServer, type Server } from '../support/server';

const root = join(import.meta.dirname, '..', '..');
const writer = join(root, 'test', 'support', 'message-writer.ts');
const modules = [join(root, 'main', 'line.ts'), join(root, 'main', 'history', 'history.ts')];
const log = { info: () => undefined, warn: () => undefined, debug: () => undefined };

/** What happens to the connection before the kill. */
const troubles: Readonly<Record<string, (link: Link) => void>> = {
  'all is well': () => undefined,
  'nothing gets through, and nobody has noticed': link => link.swallow(),
  'it is offline': link => {
    link.refuse(true);
    link.cut();
  },
  'it has just come back': link => link.cut(),
};
const ROUNDS = 2;

describe.each(serverNames)('with %s', name => {
  let server: Server;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tsuwa-killed-'));
    server = await startServer({}, name);
  });
  afterEach(stopDevices);
  afterAll(async () => {
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Lets Alice write until she is killed; with nothing to begin with she says what was left. */
  function start(link: Link, beginning?: string) {
    const login = { address: server.address('alice'), password: server.password('alice'), port: link.port };
    const there = JSON.stringify({ ...login, host: server.host, ca: server.ca });
    const words = [...modules, there, folder, server.address('bob'), ...(beginning === undefined ? [] : [beginning])];
    const child = spawn(process.execPath, [writer, ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
    const gone = new Promise<void>(resolve => child.once('close', () => resolve()));
    const told: string[] = [];
    createInterface({ input: child.stdout }).on('line', line => told.push(line));
    return {
      told,
      kill: async () => {
        child.kill('SIGKILL');
        await gone;
      },
    };
  }

  test('all that was taken arrives, in its order, and is told as sent', { timeout: 180_000 }, async () => {
    const { address, password, host, port, ca } = server;
    const bob = newDevice({ address: address('bob'), password: password('bob'), host, port, ca });
    const came: { id: string | undefined; text: string }[] = [];
    bob.account.chat.deliverTo({
      received: ({ stanza }) => {
        if (stanza.kind === 'text') came.push({ id: stanza.id, text: stanza.text ?? '' });
      },
      arrived: () => undefined,
    });
    bob.account.start();
    await until('bob', () => bob.state()?.status === 'online');
    const link = await startLink(server.port);
    const taken: string[] = [];
    try {
      for (const [trouble, strike] of Array.from({ length: ROUNDS }, () => Object.entries(troubles)).flat()) {
        const alice = start(link, `${taken.length}: while ${trouble},`);
        try {
          // Of this run: what the last one had sent may still be on its way.
          await until('her to be heard', () => alice.told.some(text => came.some(one => one.text === text)));
          await wait(Math.random() * 700);
          strike(link);
          await wait(Math.random() * 700);
        } finally {
          await alice.kill();
        }
        link.cut();
        link.refuse(false);
        expect(alice.told.length).toBeGreaterThan(0);
        taken.push(...alice.told);
      }
      const last = start(link);
      try {
        await until('all of it', () => taken.every(text => came.some(one => one.text === text)));
        await until('nothing to be left', () => last.told.includes('nothing is left'));
      } finally {
        await last.kill();
      }
    } finally {
      await link.stop();
    }
    const texts = [...new Set(came.map(({ text }) => text))];
    // The last of a run may have been taken and not told.
    expect(texts.filter(text => taken.includes(text))).toEqual(taken);
    // Whoever gets one twice can tell by its name.
    expect(new Set(came.map(({ id }) => id)).size).toBe(texts.length);
    const history = new History({ path: join(folder, 'history.sqlite'), log, newId: randomUUID, now: Date.now });
    const kept = history.messages(store => store.of(address('alice'), address('bob')), []);
    history.close();
    expect(kept.map(({ text }) => text)).toEqual(texts);
    expect(kept.filter(({ state }) => state !== 'sent')).toEqual([]);
    console.log(`${taken.length} texts taken, ${came.length - texts.length} of them came twice`);
  });
});
