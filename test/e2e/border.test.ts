/** What a page that has gone bad can do in the built app: nothing but be the page. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ElectronApplication, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launch } from '../../scripts/runtime/launch.mjs';

const root = join(import.meta.dirname, '..', '..');
const profile = mkdtempSync(join(tmpdir(), 'tsuwa-border-'));
/** The page's door, in the page. */
declare const tsuwa: { command(name: string, input: unknown): Promise<unknown> };
let electron: ElectronApplication;
let page: Page;

/** A server that would answer anybody, and what it was asked. */
const foreign = createServer((request, response) => {
  asked.push(request.url ?? '');
  response.writeHead(200, { 'access-control-allow-origin': '*' }).end('taken');
});
const asked: string[] = [];
let elsewhere: string;

beforeAll(async () => {
  await new Promise<void>(resolve => foreign.listen(0, '127.0.0.1', resolve));
  const address = foreign.address();
  elsewhere = typeof address === 'object' && address ? `http://127.0.0.1:${address.port}/` : '';
  const fake = ['--use-fake-device-for-media-stream'];
  electron = await launch(process.env.TSUWA_ELECTRON_PATH ?? '', [...fake, root, '--profile', profile]);
  page = await electron.firstWindow();
  await page.getByRole('button').first().waitFor();
});

afterAll(async () => {
  await electron.evaluate(({ app }) => app.exit());
  foreign.close();
  rmSync(profile, { recursive: true, force: true, maxRetries: 10 });
});

/** Runs `attempt` as the page's own code: what a debugger runs itself is free of the page's policy. */
const tried = (attempt: string): Promise<string> =>
  page.evaluate(
    ({ name, url }) =>
      new Promise<string>(resolve => {
        const attempts: Record<string, () => unknown> = {
          eval: (): unknown => (0, eval)('1'),
          'new Function': (): unknown => Reflect.construct(Function, ['return 1']),
          innerHTML: () => (document.createElement('div').innerHTML = '<b></b>'),
          'a foreign request': () => fetch(url),
          'a file': () => fetch('file:///etc/passwd'),
          camera: () => navigator.mediaDevices.getUserMedia({ video: true }),
          screen: () => navigator.mediaDevices.getDisplayMedia(),
          notifications: async () => {
            if ((await Notification.requestPermission()) !== 'granted') throw new Error('refused');
          },
          'a window': () => {
            if (!window.open(url)) throw new Error('refused');
          },
        };
        setTimeout(() => {
          Promise.resolve()
            .then(() => attempts[name]?.())
            .then(
              () => resolve('done'),
              (error: unknown) => resolve(error instanceof Error ? error.name : 'refused'),
            );
        });
      }),
    { name: attempt, url: elsewhere },
  );

test.each([
  'eval',
  'new Function',
  'innerHTML',
  'a foreign request',
  'a file',
  'camera',
  'screen',
  'notifications',
  'a window',
])('%s is refused', async attempt => {
  expect(await tried(attempt)).not.toBe('done');
  expect(electron.windows()).toHaveLength(1);
});

test('the microphone is given', async () => {
  const tracks = page.evaluate(
    async () => (await navigator.mediaDevices.getUserMedia({ audio: true })).getTracks().length,
  );
  expect(await tracks).toBe(1);
});

test('the page has no Node, and one door with two functions', async () => {
  const found = await page.evaluate(() => ({
    node: ['require', 'process', 'module', 'Buffer'].filter(name => name in globalThis),
    door: Object.keys(tsuwa).toSorted(),
  }));
  expect(found).toEqual({ node: [], door: ['command', 'listen'] });
});

test('the door takes nothing that is not in the contract', async () => {
  const answers = await page.evaluate(() =>
    Promise.all([
      tsuwa.command('toString', {}),
      tsuwa.command('accept', { id: '../..' }),
      tsuwa.command('attach', { extra: 1 }),
    ]),
  );
  for (const answer of answers) expect(answer).toEqual({ ok: false, failure: { code: 'bad-request' } });
});

test('the page stays where it is', async () => {
  const before = page.url();
  await page.evaluate(url => void (location.href = url), elsewhere);
  await new Promise(resolve => setTimeout(resolve, 500));
  expect(page.url()).toBe(before);
  expect(asked).toEqual([]);
  expect(before).toMatch(/^app:\/\/bundle\//);
});
