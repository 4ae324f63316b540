/**
 * The Electron side of the measurement in the page: the built page with 10,000 contacts and 100,000 calls, typed into as a
 * person types, and beside it a page that only writes down what is typed. Its times go to a file, in milliseconds.
 */
import { app, BrowserWindow, ipcMain, protocol } from 'electron';
import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { extname, join, normalize } from 'node:path';
import { runnerImport } from 'vite';
import { scenes } from '../../preview/scenes.mjs';
import { contactAt, PEOPLE } from '../contacts.mjs';
import { account, quiet } from '../history.mjs';

const [folder = '', result = ''] = process.argv.slice(-2);
const painted = readFileSync(join(import.meta.dirname, 'painted.js'), 'utf8');
/** What is typed, letter by letter: names, an address, a slip, nobody. */
const typed = ['juliet', 'capulet', 'tanaka', 'person47', 'suzuki', 'lauremce', 'jcap', 'xqzjkvw'];
const TURNS = 40;
const LIMIT_MS = 240_000;
/** @type {Record<string, string>} */
const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

protocol.registerSchemesAsPrivileged([
  { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
]);
app.on('window-all-closed', () => {});
// Not awaited: Electron is not ready before this file has loaded.
void app.whenReady().then(measure);

async function measure() {
  // A key press that got lost must not keep it for ever.
  setTimeout(() => app.exit(1), LIMIT_MS);
  protocol.handle('app', ({ url }) => {
    const path = normalize(new URL(url).pathname);
    const from = path === '/floor.html' ? import.meta.dirname : join(folder, 'page');
    return new Response(readFileSync(join(from, path)), {
      headers: { 'content-type': types[extname(path)] ?? 'application/octet-stream' },
    });
  });
  const rest = { accounts: [account], subscription: 'both', asked: false, blocked: false };
  const contacts = Array.from({ length: PEOPLE }, (_, at) => ({ ...contactAt(at), ...rest }));
  const state = scenes.find(({ name }) => name === 'contacts-people')?.state;
  ipcMain.handle('attach', () => ({ state, contacts }));
  const source = join(import.meta.dirname, '..', '..', '..', 'main', 'history', 'history.ts');
  /** @type {{ module: import('../row').HistoryModule }} */
  const { module } = await runnerImport(source, { configFile: false });
  const path = join(folder, 'history.sqlite');
  const history = new module.History({ path, log: quiet, newId: randomUUID, now: Date.now });
  ipcMain.handle('history', (_event, query) => history.page([account], query, contacts));

  const window = new BrowserWindow({
    width: 900,
    height: 700,
    webPreferences: {
      preload: join(import.meta.dirname, 'preload.cjs'),
      sandbox: true,
      backgroundThrottling: false,
    },
  });
  const { webContents } = window;
  const pause = (/** @type {number} */ ms) => new Promise(resolve => setTimeout(resolve, ms));
  const run = (/** @type {string} */ text) => webContents.executeJavaScript(text, true);
  /** How long after `act` its picture is there. @type {(act: () => void) => Promise<number>} */
  const after = async act => {
    await run(`window.painted = ${painted} 0`);
    act();
    return run('window.painted');
  };
  /** @type {(where: string) => Promise<number[]>} */
  const typing = async where => {
    const times = [];
    for (const text of typed) {
      await run(`document.querySelector('${where}').focus(); document.querySelector('${where}').select()`);
      for (const keyCode of text) {
        times.push(
          await after(() => {
            webContents.sendInputEvent({ type: 'keyDown', keyCode });
            webContents.sendInputEvent({ type: 'char', keyCode });
            webContents.sendInputEvent({ type: 'keyUp', keyCode });
          }),
        );
      }
    }
    return times;
  };
  /** Through the list with the keys, eight people each. */
  const leafing = async () => {
    await run(`document.querySelector('main ul button[tabindex="0"]').focus()`);
    const times = [];
    for (let turn = 0; turn < TURNS; turn += 1)
      times.push(await after(() => webContents.sendInputEvent({ type: 'keyDown', keyCode: 'PageDown' })));
    return times;
  };

  await webContents.loadURL('app://bundle/floor.html');
  window.focus();
  await pause(500);
  const floor = await typing('input');
  await webContents.loadURL('app://bundle/index.html');
  await pause(3000);
  const pages = await leafing();
  const people = await typing('input[role=combobox]');
  await run(`document.querySelectorAll('nav button')[1].click()`);
  await pause(1000);
  const recents = await typing('input[role=searchbox]');
  writeFileSync(result, JSON.stringify({ floor, contacts: people, recents, pages }));
  history.close();
  app.exit(0);
}
