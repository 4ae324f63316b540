/** The Electron side of the preview: loads the built page once per picture, behind the policy of the real app. */
import { app, BrowserWindow, ipcMain, protocol } from 'electron';
import { readFileSync, writeFileSync } from 'node:fs';
import { extname, join, normalize } from 'node:path';
import { complaintsAbout } from './audit.mjs';
import { scenes } from './scenes.mjs';

const [output = '', wish = ''] = process.argv.slice(process.argv.findIndex(word => word.endsWith('window.mjs')) + 1);
/** @type {{ audit: boolean, preferences: Partial<import('../../shared/ipc').Preferences>, pictures: string, scenes: string[] }} */
const { audit, preferences, pictures, scenes: wanted } = JSON.parse(wish);
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
const looks = ['light', 'dark'];
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

/** A picture of nobody, another one for each name. */
const avatar = (/** @type {string} */ name) => {
  const hue = (Number(name.at(-1)) * 67) % 360;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96"><rect width="96" height="96" fill="oklch(0.72 0.1 ${hue})"/><circle cx="48" cy="38" r="18" fill="oklch(0.9 0.05 ${hue + 40})"/><path d="M10 96a38 34 0 0 1 76 0Z" fill="oklch(0.42 0.1 ${hue + 90})"/></svg>`;
};

async function draw() {
  protocol.handle('app', ({ url }) => {
    const path = normalize(new URL(url).pathname);
    if (path.startsWith('/avatar/'))
      return new Response(avatar(path), { headers: { 'content-type': 'image/svg+xml' } });
    return new Response(readFileSync(join(output, 'page', path)), {
      headers: {
        'content-type': types[extname(path)] ?? 'application/octet-stream',
        'content-security-policy': policy,
      },
    });
  });

  /** @type {import('./scenes.mjs').Scene | undefined} */
  let scene;
  ipcMain.on(
    'scene',
    event =>
      (event.returnValue = {
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
      }),
  );

  const window = new BrowserWindow({
    width: 900,
    height: 700,
    webPreferences: { preload: join(import.meta.dirname, 'preload.cjs'), sandbox: true },
  });
  const { webContents } = window;
  const { debugger: devtools } = webContents;
  await webContents.loadURL('about:blank'); // Without a page the tools have nobody to talk to.
  devtools.attach();
  let errors = 0;
  /** @type {import('./audit.mjs').Complaint[]} */
  const complaints = [];
  let audited = 0;
  webContents.on('console-message', ({ level, message }) => {
    if ((level !== 'error' && level !== 'warning') || message.includes('Electron Security Warning')) return;
    errors += 1;
    console.error(`${scene?.name}: ${message}`);
  });

  const pause = (/** @type {number} */ ms) => new Promise(resolve => setTimeout(resolve, ms));

  for (scene of scenes) {
    if (wanted.length > 0 && !wanted.includes(scene.name)) continue;
    for (const look of scene.looks ?? looks) {
      for (const size of scene.sizes ?? sizes) {
        const features = [
          { name: 'prefers-color-scheme', value: look.includes('dark') ? 'dark' : 'light' },
          { name: 'prefers-contrast', value: look.includes('contrast') ? 'more' : 'no-preference' },
          { name: 'prefers-reduced-motion', value: 'reduce' },
        ];
        await devtools.sendCommand('Emulation.setEmulatedMedia', { features });
        await devtools.sendCommand('Emulation.setDeviceMetricsOverride', {
          ...size,
          deviceScaleFactor: 1,
          mobile: false,
        });
        await webContents.loadURL(`app://bundle/${scene.page ?? 'index.html'}`);
        await pause(scene.wait ?? 120);
        for (const act of scene.acts ?? []) {
          if ('key' in act) {
            webContents.sendInputEvent({ type: 'keyDown', keyCode: act.key });
            if (act.key === 'Enter') webContents.sendInputEvent({ type: 'char', keyCode: 'Enter' });
            webContents.sendInputEvent({ type: 'keyUp', keyCode: act.key });
          } else if ('type' in act) {
            await webContents.insertText(act.type);
          } else {
            try {
              await webContents.executeJavaScript(act.run, true);
            } catch (error) {
              // One scene that no longer finds its button must not keep the others from being drawn.
              errors += 1;
              console.error(`${scene.name}: ${error instanceof Error ? error.message : String(error)}: ${act.run}`);
            }
          }
          await pause(120);
        }
        await pause(80);
        const name = `${scene.name}-${look}-${size.width}`;
        if (audit) {
          complaints.push(...(await complaintsAbout(webContents, name)));
          audited += 1;
          continue;
        }
        const { data } = await devtools.sendCommand('Page.captureScreenshot', { format: 'png' });
        writeFileSync(join(pictures, `${name}.png`), Buffer.from(data, 'base64'));
      }
    }
  }
  if (audit) {
    writeFileSync(join(output, 'axe.json'), JSON.stringify({ audited, complaints }, null, 2));
    for (const { screen, rule, element, why } of complaints) console.error(`${screen}: ${rule}: ${element}: ${why}`);
    console.log(`axe: ${audited} screens, ${complaints.length} complaints`);
  }
  app.exit(errors + complaints.length > 0 ? 1 : 0);
}
