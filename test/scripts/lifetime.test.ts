import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';

const lifetime = JSON.stringify(pathToFileURL(resolve('scripts/lifetime.mjs')).href);

/** A script that starts a shell with a child of its own, waits for it and then does `work`. */
const script = (work: string) => `
import { withLifetime } from ${lifetime};
await withLifetime(async lifetime => {
  lifetime.own(() => console.log('ended last'));
  const shell = lifetime.spawn('sh', ['-c', 'sleep 300 & echo started; wait'], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise(resolve => shell.stdout.once('data', resolve));
  console.log('started');
  ${work}
});`;

/**
 * Runs it to the end of its error stream: shell and sleeper hold that open too, so it only ends when all of them are
 * gone, and otherwise the test runs out of time.
 */
async function run(work: string, started: (kill: () => void) => void = () => undefined) {
  const child = spawn(process.execPath, ['--input-type=module', '-e', script(work)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
  });
  child.stdout.once('data', () => started(() => child.kill('SIGINT')));
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { output, errors, code: child.exitCode };
}

// There are no process groups on Windows.
if (process.platform !== 'win32') {
  test('when the work is done, what it started is gone, children of children too', async () => {
    expect(await run('')).toEqual({ output: 'started\nended last\n', errors: '', code: 0 });
  });

  test('when the work fails, what it started is gone and the failure is told', async () => {
    const { output, errors, code } = await run("throw new Error('it went wrong');");
    expect(output).toBe('started\nended last\n');
    expect(errors).toContain('it went wrong');
    expect(code).not.toBe(0);
  });

  test('on Ctrl-C, what it started is gone and the exit code names the signal', async () => {
    const { output, code } = await run('await new Promise(done => setTimeout(done, 300_000));', kill => kill());
    expect(output).toBe('started\nended last\n');
    expect(code).toBe(130);
  });
}
