/** The XMPP library as it comes, in a process of its own: what it does wrong may end it. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface StockWish {
  service: string;
  domain?: string;
  username?: string;
  password?: string;
  ca: string;
  ask?: string;
  to?: string;
  speak?: boolean;
  slowWrites?: number;
  nameServer?: string;
}

export interface Stock {
  /** What it has told: `event: text`. */
  readonly told: readonly string[];
  /** The first line that is like `pattern`; `undefined` if there is none within `ms`. */
  tells(pattern: RegExp, ms?: number): Promise<string | undefined>;
  stop(): Promise<void>;
}

/** From the start of its process, which takes a busy machine long. */
const TOLD_MS = 45_000;

const script = join(import.meta.dirname, '..', '..', 'scripts', 'stock', 'client.mjs');

/** Starts it, in the Node that this runs in. */
export function startStock(wish: StockWish): Stock {
  const told: string[] = [];
  const whole = { username: 'alice', password: 'alice-pw', ...wish };
  const child = spawn(process.execPath, [script, JSON.stringify(whole)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = new Promise<void>(resolve => child.once('exit', () => resolve()));
  createInterface({ input: child.stdout }).on('line', line => {
    const { event, text } = JSON.parse(line) as { event: string; text: string };
    told.push(text === '' ? event : `${event}: ${text}`);
  });
  return {
    told,
    async tells(pattern, ms = TOLD_MS) {
      const deadline = Date.now() + ms;
      for (;;) {
        const line = told.find(one => pattern.test(one));
        if (line !== undefined || Date.now() > deadline) return line;
        await new Promise(resolve => setTimeout(resolve, 10));
      }
    },
    async stop() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
