/**
 * The Electron side of the measurement in the page: the built page with 10,000 contacts and 100,000 calls, typed into and
 * leafed through as a person does, and before and after it a page that only writes down what is typed. Its times go to a
 * file, in milliseconds.
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
const presses = readFileSync(join(import.meta.dirname, 'presses.js'), 'utf8');
/** What is typed, letter by letter: names, an address, a slip, nobody. */
const typed = ['juliet', 'capulet', 'tanaka', 'person47', 'suzuki', 'lauremce', 'jcap', 'xqzjkvw'];
/** What is pressed in a list, with the time to answer each. */
const turned = ['PageDown', 'PageDown', 'PageUp', 'End', 'PageUp', 'Home', 'PageDown', 'Down'];
const ROUNDS = 4;
/** Whatever follows from a key has come after that. */
const SETTLED_MS = 200;
/** How often a key that is held down repeats itself, and for how often it is held. */
const REPEAT_MS = 33;
const HELD = 60;
const LIMIT_MS = 280_000;
/** @type {Record<string, string>} */
const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

protocol.registerSchemesAsPrivileged([
  { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
]);
// As the product does.
app.disableHardwareAcceleration();
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
  /** The presses since the last time. @returns {Promise<import('../row').Press[]>} */
  const taken = () => run('window.presses.splice(0)');
  /** @param {string} path */
  const load = async path => {
    await webContents.loadURL(`app://bundle/${path}`);
    window.focus();
    await pause(path === 'floor.html' ? 500 : 3000);
    await run(`${presses} 0`);
  };
  /** @param {string} where */
  const typing = async where => {
    for (const text of typed) {
      await run(`document.querySelector('${where}').focus(); document.querySelector('${where}').select()`);
      for (const keyCode of text) {
        webContents.sendInputEvent({ type: 'keyDown', keyCode });
        webContents.sendInputEvent({ type: 'char', keyCode });
        webContents.sendInputEvent({ type: 'keyUp', keyCode });
        await pause(SETTLED_MS);
      }
    }
    return taken();
  };
  const toList = async () => {
    await run(`document.querySelector('main ul button[tabindex="0"]').focus()`);
    await pause(SETTLED_MS);
    await taken();
  };
  /** Through the list with the keys, one by one. */
  const leafing = async () => {
    await toList();
    for (const keyCode of Array.from({ length: ROUNDS }, () => turned).flat()) {
      webContents.sendInputEvent({ type: 'keyDown', keyCode });
      webContents.sendInputEvent({ type: 'keyUp', keyCode });
      await pause(SETTLED_MS);
    }
    return taken();
  };
  /** The same with a key that is held down: the next one comes whether the last was answered or not. */
  const holding = async () => {
    await toList();
    for (let turn = 0; turn < HELD; turn += 1) {
      webContents.sendInputEvent({ type: 'keyDown', keyCode: 'PageDown', modifiers: turn > 0 ? ['isautorepeat'] : [] });
      await pause(REPEAT_MS);
    }
    webContents.sendInputEvent({ type: 'keyUp', keyCode: 'PageDown' });
    await pause(SETTLED_MS);
    return taken();
  };

  await load('floor.html');
  const before = await typing('input');
  await load('index.html');
  const leafed = await leafing();
  const held = await holding();
  const people = await typing('input[role=combobox]');
  await run(`document.querySelectorAll('nav button')[1].click()`);
  await pause(1000);
  const calls = await typing('input[role=searchbox]');
  await run(`document.querySelector('input[role=searchbox]').value = ''`);
  await run(`document.querySelector('input[role=searchbox]').dispatchEvent(new Event('input'))`);
  await pause(1000);
  const leafedCalls = await leafing();
  const heldCalls = await holding();
  await load('floor.html');
  const floor = [...before, ...(await typing('input'))];
  const times = { floor, people, leafed, held, calls, leafedCalls, heldCalls };
  writeFileSync(result, JSON.stringify(times));
  history.close();
  app.exit(0);
}
