/** The Electron side of the preview: loads the built page once per scene, behind the policy of the real app. */
import { app, BrowserWindow, ipcMain, protocol } from 'electron';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { extname, join, normalize } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bringAxe, complaintsAbout, WORLD } from './audit.mjs';
import { messageIn } from './catalogue.mjs';
import { pressing, reaching, untilAtRest } from './in-page.mjs';

const [output = '', wish = ''] = process.argv.slice(process.argv.findIndex(word => word.endsWith('window.mjs')) + 1);
/** @type {import('../preview.mjs').Wish} */
const {
  audit,
  page,
  direction,
  looks: wantedLooks,
  preferences,
  pictures,
  play: file,
  scenes: wanted,
} = JSON.parse(wish);
/** @type {Record<string, import('./catalogue.mjs').Catalogue>} */
const catalogues = JSON.parse(readFileSync(join(output, 'words.json'), 'utf8'));
const catalogueOf = (/** @type {string | undefined} */ language) => catalogues[language ?? 'en'] ?? catalogues.en ?? {};
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "media-src 'self' blob: data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');
/** @type {Record<string, string>} */
const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };
/** What is no fault of the page: Chromium says the second of every box that sizes itself while it is looked at. */
const quiet = ['Electron Security Warning', 'ResizeObserver loop completed'];
const looks = ['light', 'dark'];
const pause = (/** @type {number} */ ms) => new Promise(resolve => setTimeout(resolve, ms));
/** At once: while one window waits until its page is at rest, the others have something to do. */
const WINDOWS = 3;
const sizes = [
  { width: 400, height: 680 },
  { width: 900, height: 680 },
];

protocol.registerSchemesAsPrivileged([
  { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
]);
app.on('window-all-closed', () => {});
// Not awaited: Electron is not ready before this file has loaded.
void app.whenReady().then(draw);

/** @type {(act: Exclude<import('./scenes.mjs').Act, { key: string } | { type: string }>, catalogue: import('./catalogue.mjs').Catalogue) => string} */
function codeOf(act, catalogue) {
  if ('press' in act) return pressing(messageIn(catalogue, act.press));
  return 'reach' in act ? reaching(messageIn(catalogue, act.reach)) : act.run;
}

/** A picture of nobody, another one for each name. */
const avatar = (/** @type {string} */ name) => {
  const hue = (Number(name.at(-1)) * 67) % 360;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96"><rect width="96" height="96" fill="oklch(0.72 0.1 ${hue})"/><circle cx="48" cy="38" r="18" fill="oklch(0.9 0.05 ${hue + 40})"/><path d="M10 96a38 34 0 0 1 76 0Z" fill="oklch(0.42 0.1 ${hue + 90})"/></svg>`;
};

async function draw() {
  /** @type {{ scenes: import('./scenes.mjs').Scene[] }} */
  const { scenes: shownScenes } = await import(pathToFileURL(file).href);
  protocol.handle('app', ({ url }) => {
    const path = normalize(new URL(url).pathname);
    if (path.startsWith('/avatar/'))
      return new Response(avatar(path), { headers: { 'content-type': 'image/svg+xml' } });
    // What the phone would serve, such as a ring tone, is not in the page.
    if (!existsSync(join(page, path))) return new Response('', { status: 404 });
    return new Response(readFileSync(join(page, path)), {
      headers: {
        'content-type': types[extname(path)] ?? 'application/octet-stream',
        'content-security-policy': policy,
      },
    });
  });

  /** What each window shows, by the id of its contents. @type {Map<number, import('./scenes.mjs').Scene>} */
  const shownIn = new Map();
  ipcMain.on('scene', event => {
    const scene = shownIn.get(event.sender.id);
    event.returnValue = {
      state: scene?.state && {
        ...scene.state,
        preferences: { ...scene.state.preferences, ...preferences },
      },
      contacts: scene?.contacts ?? [],
      registration: scene?.registration,
      history: scene?.history ?? { calls: [] },
      answers: { autostart: { offered: true, mode: 'hidden' }, ...scene?.answers },
      messages: scene?.messages ?? [],
      trace: scene?.trace ?? { entries: [], dropped: 0 },
    };
  });

  /** @type {import('./audit.mjs').Complaint[]} */
  const complaints = [];
  /** @type {string[]} */
  const errors = [];
  let audited = 0;
  /** @type {(text: string) => void} */
  const complain = text => {
    errors.push(text);
    console.error(text);
  };
  const waiting = shownScenes.filter(({ name }) => wanted.length === 0 || wanted.includes(name));

  /** Shows one scene after the other that no other window has taken, in every size and look. */
  async function work() {
    const window = new BrowserWindow({
      width: 900,
      height: 700,
      webPreferences: { preload: join(import.meta.dirname, 'preload.cjs'), sandbox: true, backgroundThrottling: false },
    });
    const { webContents } = window;
    const { debugger: devtools } = webContents;
    await webContents.loadURL('about:blank'); // Without a page the tools have nobody to talk to.
    devtools.attach();
    // Only one window of a screen has the focus, and each scene is of the window that has it.
    await devtools.sendCommand('Emulation.setFocusEmulationEnabled', { enabled: true });
    webContents.on('console-message', ({ level, message }) => {
      if ((level !== 'error' && level !== 'warning') || quiet.some(part => message.includes(part))) return;
      complain(`${shownIn.get(webContents.id)?.name}: ${message}`);
    });

    const look = (/** @type {string} */ name) =>
      devtools.sendCommand('Emulation.setEmulatedMedia', {
        features: [
          { name: 'prefers-color-scheme', value: name.includes('dark') ? 'dark' : 'light' },
          { name: 'prefers-contrast', value: name.includes('contrast') ? 'more' : 'no-preference' },
          { name: 'forced-colors', value: name.includes('forced') ? 'active' : 'none' },
          { name: 'prefers-reduced-motion', value: 'reduce' },
        ],
      });
    const resize = (/** @type {{ width: number, height: number }} */ size) =>
      devtools.sendCommand('Emulation.setDeviceMetricsOverride', { ...size, deviceScaleFactor: 1, mobile: false });
    /** Until the page has drawn all it was about to draw. */
    const rest = () => webContents.executeJavaScriptInIsolatedWorld(WORLD, [{ code: untilAtRest }]);

    /** @param {import('./scenes.mjs').Scene} scene @param {string} inLook @param {{ width: number, height: number }} size */
    async function play(scene, inLook, size) {
      await look(inLook);
      await resize(size);
      await webContents.loadURL(`app://bundle/${scene.page ?? 'index.html'}${direction ? `?dir=${direction}` : ''}`);
      await rest();
      if (scene.wait !== undefined) await pause(scene.wait);
      const catalogue = catalogueOf({ ...scene.state?.preferences, ...preferences }.language);
      for (const act of scene.acts ?? []) {
        if ('key' in act) {
          webContents.sendInputEvent({ type: 'keyDown', keyCode: act.key });
          if (act.key === 'Enter') webContents.sendInputEvent({ type: 'char', keyCode: 'Enter' });
          webContents.sendInputEvent({ type: 'keyUp', keyCode: act.key });
        } else if ('type' in act) {
          await webContents.insertText(act.type);
        } else {
          try {
            await webContents.executeJavaScript(codeOf(act, catalogue), true);
          } catch (error) {
            // One scene that no longer finds its button must not keep the others from being drawn.
            complain(
              `${scene.name}: ${error instanceof Error ? error.message : String(error)}: ${JSON.stringify(act)}`,
            );
          }
        }
        await rest();
      }
      if (audit) await bringAxe(webContents);
    }

    for (let scene = waiting.shift(); scene; scene = waiting.shift()) {
      shownIn.set(webContents.id, scene);
      const [first = '', ...others] = wantedLooks ?? scene.looks ?? looks;
      for (const [at, size] of (scene.sizes ?? sizes).entries()) {
        if (at === 0 || !audit) {
          await play(scene, first, size);
        } else {
          // A window is made wider, or narrower, without beginning anew: that is asked about too, and costs less.
          await look(first);
          await resize(size);
          await rest();
        }
        for (const [turn, name] of [first, ...others].entries()) {
          // Looks differ in colours alone, which the page takes from a media query: what was done need not be done again.
          if (turn > 0) await look(name);
          const screen = `${scene.name}-${name}-${size.width}`;
          if (audit) {
            const found = await complaintsAbout(webContents, screen, turn > 0);
            for (const { rule, element, why } of found) console.error(`${screen}: ${rule}: ${element}: ${why}`);
            complaints.push(...found);
            audited += 1;
          } else {
            if (turn > 0) await rest();
            const { data } = await devtools.sendCommand('Page.captureScreenshot', { format: 'png' });
            writeFileSync(join(pictures, `${screen}.png`), Buffer.from(data, 'base64'));
          }
        }
      }
    }
  }

  await Promise.all(Array.from({ length: WINDOWS }, work));
  if (audit) {
    complaints.sort((one, other) => one.screen.localeCompare(other.screen));
    writeFileSync(join(pictures, 'axe.json'), JSON.stringify({ audited, errors, complaints }, null, 2));
    console.log(`axe: ${audited} screens, ${complaints.length} complaints`);
  }
  app.exit(errors.length + complaints.length > 0 ? 1 : 0);
}
