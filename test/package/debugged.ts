/** The page of a packed app, through the protocol of its debugger: its fuses let nobody else start it. */
import { chromium, type Page } from 'playwright-core';

const TRIES = 4;
const TRY_MS = 10_000;
const PAGE_MS = 30_000;

/**
 * What `use` makes of the page of the app that is debugged on `port`.
 * @throws if there is no page, or none that answers
 */
export async function inPageOn<Result>(port: number, use: (page: Page) => Promise<Result>): Promise<Result> {
  await loaded(port);
  const browser = await connected(port);
  try {
    const [page] = browser.contexts().flatMap(context => context.pages());
    if (!page) throw new Error('there is no page');
    return await use(page);
  } finally {
    await browser.close();
  }
}

/** Whoever connects while the first page is made may wait for ever for word of it. */
async function loaded(port: number): Promise<void> {
  const late = Date.now() + PAGE_MS;
  while (Date.now() < late) {
    const pages = await fetch(`http://127.0.0.1:${port}/json/list`)
      .then(answer => answer.json() as Promise<readonly { type: string; url: string }[]>)
      .catch(() => []);
    if (pages.some(({ type, url }) => type === 'page' && new URL(url).host !== '')) return;
    await new Promise(resolve => setTimeout(resolve, 200));
  }
  throw new Error(`no page on ${port}`);
}

async function connected(port: number) {
  for (let left = TRIES - 1; ; left -= 1) {
    try {
      return await chromium.connectOverCDP(`http://127.0.0.1:${port}`, { timeout: TRY_MS });
    } catch (error) {
      if (left === 0) throw error;
    }
  }
}
