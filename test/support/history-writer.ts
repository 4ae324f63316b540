/**
 * A process of its own that has one call after another and tells the id of each once it is over, until it is killed.
 * Arguments: the module of the history, and the file.
 */
import { randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { runnerImport } from 'vite';

const [module = '', path = ''] = process.argv.slice(2);
const quiet = { info: () => undefined, warn: () => undefined, debug: () => undefined };
const { module: imported } = await runnerImport<typeof import('../../main/history/history')>(module, {
  configFile: false,
});
const history = new imported.History({ path, log: quiet, newId: randomUUID, now: Date.now });
for (;;) {
  const id = randomUUID();
  const call = { id, sid: id, peer: 'juliet@capulet.lit', direction: 'outgoing' as const, createdAt: 1 };
  history.record('romeo@montague.lit', [{ ...call, phase: 'active' }]);
  history.record('romeo@montague.lit', [{ ...call, phase: 'ended', end: 'answered', endedAt: 2 }]);
  writeSync(1, `${id}\n`);
}
