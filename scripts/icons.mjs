/**
 * `node scripts/icons.mjs`: draws every icon from build/icons/glyph.svg, with the project's own Electron (on a
 * machine without a display under Xvfb). The pictures are committed; run this after the glyph or a state has changed.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { icnsOf, icnsSizes, icoOf, icoSizes } from './icons/containers.mjs';

const icons = fileURLToPath(new URL('../build/icons/', import.meta.url));
const glyph = (/^<svg[^>]*>(.*)<\/svg>\s*$/s.exec(readFileSync(join(icons, 'glyph.svg'), 'utf8'))?.[1] ?? '').replace(
  /<!--.*?-->/gs,
  '',
);

const drawing = (/** @type {string} */ viewBox, /** @type {string} */ content) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${viewBox}" fill="none" stroke-linecap="round">${content}</svg>`;

/** @type {Record<string, { ink: string, back: string, alarm: string, live: string, cut: string }>} Colours by what is behind them. */
const palettes = {
  light: { ink: '#1c2b2b', back: '#ffffff', alarm: '#b45309', live: '#0f7a55', cut: '#c02626' },
  dark: { ink: '#f4f7f7', back: '#1b1f1f', alarm: '#fbbf24', live: '#3ddc97', cut: '#ff6b6b' },
  // The system colours a template itself; only the shape counts.
  template: { ink: '#000', back: '#fff', alarm: '#000', live: '#000', cut: '#000' },
};

const handset = (/** @type {string} */ ink, opacity = 1) => `<g stroke="${ink}" opacity="${opacity}">${glyph}</g>`;
/** A mark in the lower right corner, cut out of the glyph so that it reads at 16 pixels. */
const badge = (/** @type {string} */ content) =>
  `<mask id="m"><rect width="24" height="24" fill="#fff"/><circle cx="18.4" cy="18" r="6.6" fill="#000"/></mask>${content}`;
const masked = (/** @type {string} */ content) => `<g mask="url(#m)">${content}</g>`;

/** @type {Record<string, (palette: typeof palettes[string]) => string>} Each state of the tray, by badge and fill. */
const states = {
  offline: ({ ink }) =>
    badge(
      masked(handset(ink, 0.55)) + `<path stroke="${ink}" stroke-width="2.4" d="M15.8 15.4l5.2 5.2m0-5.2l-5.2 5.2"/>`,
    ),
  connecting: ({ ink }) =>
    badge(
      masked(handset(ink, 0.55)) +
        `<g fill="${ink}"><circle cx="14.4" cy="20" r="1.5"/><circle cx="18.4" cy="20" r="1.5"/><circle cx="22.4" cy="20" r="1.5"/></g>`,
    ),
  online: ({ ink }) => handset(ink),
  'do-not-disturb': ({ ink, cut }) =>
    badge(
      masked(handset(ink)) +
        `<mask id="bar"><rect width="24" height="24" fill="#fff"/><path stroke="black" stroke-width="2" d="M15.8 18h5.2"/></mask>` +
        `<circle cx="18.4" cy="18" r="5" fill="${cut}" mask="url(#bar)"/>`,
    ),
  missed: ({ ink, alarm }) =>
    badge(
      masked(handset(ink)) +
        `<mask id="mark"><rect width="24" height="24" fill="#fff"/><path stroke="black" stroke-width="2" d="M18.4 15v3.2m0 3v.1"/></mask>` +
        `<circle cx="18.4" cy="18" r="5.2" fill="${alarm}" mask="url(#mark)"/>`,
    ),
  ringing: ({ alarm }) =>
    handset(alarm) + `<path stroke="${alarm}" stroke-width="2.2" d="M12.6 8.4C14.4 8.9 15.2 9.8 15.6 11.4"/>`,
  'in-call': ({ ink, live }) => badge(masked(handset(ink)) + `<circle cx="18.4" cy="18" r="4.8" fill="${live}"/>`),
  muted: ({ ink, cut }) =>
    badge(
      masked(handset(ink)) +
        `<circle cx="18.4" cy="18" r="3.8" stroke="${cut}" stroke-width="2"/><path stroke="${cut}" stroke-width="2" d="M15.8 20.6l5.2-5.2"/>`,
    ),
};

/** @type {{ svg: string, size: number, file: string }[]} */
const pictures = [];
for (const [state, draw] of Object.entries(states)) {
  for (const [panel, palette] of Object.entries(palettes)) {
    const svg = drawing('0 0 24 24', draw(palette));
    const sizes = panel === 'template' ? [16, 32] : [16, 22, 24, 32, 48];
    for (const size of sizes) pictures.push({ svg, size, file: `tray/${state}-${panel}-${size}.png` });
  }
}

const mark =
  '<circle cx="12" cy="12" r="11" fill="#b45309"/><path stroke="#fff" stroke-width="3" d="M12 6.4v6.4m0 4.6v.1"/>';
// What lies over the button in the taskbar of Windows.
pictures.push({ svg: drawing('0 0 24 24', mark), size: 32, file: 'tray/mark-32.png' });

const app = drawing(
  '0 0 512 512',
  `<rect x="24" y="24" width="464" height="464" rx="104" fill="#0f6b6b"/><g transform="translate(88 88) scale(14)" stroke="#fff">${glyph}</g>`,
);
writeFileSync(join(icons, 'app.svg'), `${app}\n`);
for (const size of [16, 24, 32, 48, 64, 128, 256, 512])
  pictures.push({ svg: app, size, file: `app/${size}x${size}.png` });

/** @param {typeof pictures[number]} picture What runs in the page to draw it. */
const paint = ({ svg, size }) => `new Promise((resolve, reject) => {
  const image = new Image();
  image.onerror = () => reject(new Error('not an image'));
  image.onload = () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: ${size}, height: ${size} });
    canvas.getContext('2d').drawImage(image, 0, 0, ${size}, ${size});
    resolve(canvas.toDataURL('image/png').split(',')[1]);
  };
  image.width = image.height = ${size};
  image.src = 'data:image/svg+xml;base64,' + btoa(${JSON.stringify(svg)});
})`;

if (process.versions.electron) {
  const { app: electron, BrowserWindow } = await import('electron');
  void electron.whenReady().then(async () => {
    const window = new BrowserWindow({ show: false });
    await window.loadURL('data:text/html,<!doctype html>');
    for (const picture of pictures) {
      const file = join(icons, picture.file);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, Buffer.from(await window.webContents.executeJavaScript(paint(picture)), 'base64'));
    }
    const drawn = async (/** @type {readonly number[]} */ sizes) =>
      new Map(
        await Promise.all(
          sizes.map(async size => {
            const png = Buffer.from(
              await window.webContents.executeJavaScript(paint({ svg: app, size, file: '' })),
              'base64',
            );
            return /** @type {const} */ ([size, png]);
          }),
        ),
      );
    writeFileSync(join(icons, 'app.ico'), icoOf(await drawn(icoSizes)));
    writeFileSync(join(icons, 'app.icns'), icnsOf(await drawn(icnsSizes)));
    console.log(`${pictures.length} icons, app.ico, app.icns`);
    electron.exit(0);
  });
} else {
  const { findRuntime } = await import('./runtime/runtime.mjs');
  const command = [(await findRuntime()).path, fileURLToPath(import.meta.url)];
  if (process.getuid?.() === 0) command.splice(1, 0, '--no-sandbox');
  if (process.platform === 'linux' && !process.env.DISPLAY) command.unshift('xvfb-run', '-a');
  const [file = '', ...words] = command;
  spawn(file, words, { stdio: 'inherit' }).on('exit', code => process.exit(code ?? 1));
}
