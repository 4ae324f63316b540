/** The built app with a server beside it that would answer anybody: what the audit tries things on. */
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ElectronApplication, Page } from 'playwright-core';
import { launch } from '../../scripts/runtime/launch.mjs';

const root = join(import.meta.dirname, '..', '..');

/** The page's door, in the page. */
declare const tsuwa: { command(name: string, input: unknown): Promise<unknown> };

export interface Stage {
  readonly electron: ElectronApplication;
  readonly page: Page;
  readonly profile: string;
  /** Address of the server. */
  readonly elsewhere: string;
  readonly port: number;
  /** What that server was asked for since the last question. */
  asked(): string[];
  /** What the app has written to its streams and its log. */
  told(): string;
  /** Asks the door, as a page may that has gone bad. */
  command(name: string, input: unknown): Promise<string>;
  end(): Promise<void>;
}

/** Starts both. The profile is one that others may look into, until the app is there. */
export async function startStage(): Promise<Stage> {
  const profile = mkdtempSync(join(tmpdir(), 'tsuwa-audit-'));
  chmodSync(profile, 0o755);
  const asked: string[] = [];
  const foreign = createServer((request, response) => {
    asked.push(request.url ?? '');
    response
      .writeHead(200, { 'access-control-allow-origin': '*', 'content-type': 'text/html' })
      .end('<title>elsewhere</title>');
  });
  foreign.on('upgrade', (request, socket) => {
    asked.push(request.url ?? '');
    socket.destroy();
  });
  await new Promise<void>(resolve => foreign.listen(0, '127.0.0.1', resolve));
  const address = foreign.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const words = ['--use-fake-device-for-media-stream', root, '--profile', profile];
  const electron = await launch(process.env.TSUWA_ELECTRON_PATH ?? '', words);
  let output = '';
  electron.process().stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  electron.process().stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const page = await electron.firstWindow();
  await page.getByRole('button').first().waitFor();
  return {
    ...{ electron, page, profile, port, elsewhere: `http://127.0.0.1:${port}/` },
    asked: () => asked.splice(0),
    // Without what Playwright's own doors say of themselves.
    told: () =>
      output.replace(/^(DevTools|Debugger) listening.*$/gm, '') + readFileSync(join(profile, 'tsuwa.log'), 'utf8'),
    command: async (name, input) =>
      JSON.stringify(await page.evaluate(given => tsuwa.command(given.name, given.input), { name, input })),
    end: async () => {
      await electron.evaluate(({ app }) => app.exit());
      foreign.close();
      rmSync(profile, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}
