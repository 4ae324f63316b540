/** What a kill at any instant leaves of the history. */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { History } from '../../../main/history/history';

const writer = join(import.meta.dirname, '..', '..', 'support', 'history-writer.ts');
const module = join(import.meta.dirname, '..', '..', '..', 'main', 'history', 'history.ts');
const log = { info: () => undefined, warn: () => undefined, debug: () => undefined };

/** Lets the writer run until it is killed `ms` after its first call; the calls that it told to be over. */
async function killedAfter(path: string, ms: number): Promise<string[]> {
  const child = spawn(process.execPath, [writer, module, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  child.stdout.once('data', () => setTimeout(() => child.kill('SIGKILL'), ms));
  const told = await text(child.stdout);
  return told.split('\n').slice(0, -1); // behind the last line end may be half an id
}

test('every call that was over is there after a kill, and the file is whole', { timeout: 60_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tsuwa-killed-'));
  const path = join(folder, 'history.sqlite');
  try {
    const told: string[] = [];
    for (let round = 0; round < 4; round += 1) {
      told.push(...(await killedAfter(path, 20 + Math.random() * 200)));
      const history = new History({ path, log, newId: randomUUID, now: Date.now });
      const kept = new Map<string, string>();
      let before: { createdAt: number; id: string } | undefined;
      for (;;) {
        const { calls, more, trouble } = history.page(
          ['romeo@montague.lit'],
          { limit: 500, ...(before ? { before } : {}) },
          [],
        );
        expect(trouble).toBeUndefined();
        for (const { id, end } of calls) kept.set(id, end);
        const last = calls.at(-1);
        if (!more || !last) break;
        before = { createdAt: last.createdAt, id: last.id };
      }
      history.close();
      expect(told.length).toBeGreaterThan(round);
      expect(told.filter(id => kept.get(id) !== 'answered')).toEqual([]);
      // The one in the middle of which it was killed at most.
      expect([...kept.values()].filter(end => end !== 'answered').length).toBeLessThanOrEqual(round + 1);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
