/**
 * `node scripts/preview.mjs [scene...]`: draws every screen of the built page, in light and dark, narrow and wide,
 * to `.tmp/preview/*.png`. The page is the real one; only the phone behind it is scripted (`preview/scenes.mjs`). Ends with 1 if
 * the page logged an error or broke its content security policy.
 *
 * `--audit` draws nothing: it asks axe about every screen, prints what it finds and writes it to `.tmp/preview/axe.json`.
 * `--preferences JSON` is what the person has chosen (such as `{"language":"ja"}` or `{"textSize":200}`), `--dir rtl` writes
 * the page from right to left, `--looks light,contrast,forced` shows others than light and dark, `--into NAME` is the folder below `.tmp/preview` for what is made, and `--play FILE` a module
 * with other scenes. `--page FOLDER` is the built page, if it need not be built.
 */
import tailwindcss from '@tailwindcss/vite';
import vue from '@vitejs/plugin-vue';
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { build, runnerImport } from 'vite';
import { describeRuntime, findRuntime } from './runtime/runtime.mjs';

const root = join(import.meta.dirname, '..');
const output = join(root, '.tmp', 'preview');
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    audit: { type: 'boolean', default: false },
    preferences: { type: 'string', default: '{}' },
    into: { type: 'string', default: '.' },
    dir: { type: 'string', default: '' },
    looks: { type: 'string' },
    page: { type: 'string' },
    play: { type: 'string', default: join(import.meta.dirname, 'preview', 'scenes.mjs') },
  },
});
/**
 * @typedef {object} Wish
 * @property {boolean} audit
 * @property {string} page Folder of the built page.
 * @property {string} direction
 * @property {string[] | undefined} looks Others than each scene wants.
 * @property {Partial<import('../shared/ipc').Preferences>} preferences
 * @property {string} pictures Folder for what is made.
 * @property {string} play
 * @property {string[]} scenes Names of the only ones that are wanted.
 */
/** @type {Wish} */
const wish = {
  audit: values.audit,
  page: resolve(values.page ?? join(output, 'page')),
  direction: values.dir,
  looks: values.looks?.split(','),
  preferences: JSON.parse(values.preferences),
  pictures: join(output, values.into),
  play: resolve(values.play),
  scenes: positionals,
};
mkdirSync(wish.pictures, { recursive: true });
const catalogues = await Promise.all(
  ['en', 'ja'].map(async language => {
    const path = join(root, 'shared', 'words', `${language}.ts`);
    const { module: words } = await runnerImport(path, { configFile: false });
    return [language, words[language]];
  }),
);
writeFileSync(join(output, 'words.json'), JSON.stringify(Object.fromEntries(catalogues)));
if (values.page === undefined) await buildPage();

const runtime = await findRuntime();
console.log(describeRuntime(runtime));
const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
const electron = [
  runtime.path,
  ...sandbox,
  join(import.meta.dirname, 'preview', 'window.mjs'),
  output,
  JSON.stringify(wish),
];
const [command = '', ...rest] = process.env.DISPLAY
  ? electron
  : ['xvfb-run', '-a', '-s', '-screen 0 1280x1024x24', ...electron];
// Whoever starts this may itself be an Electron that runs as Node.
const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env;
const child = spawn(command, rest, { stdio: 'inherit', env });
child.on('exit', code => process.exit(code ?? 1));

async function buildPage() {
  await build({
    root: join(root, 'renderer'),
    configFile: false,
    logLevel: 'warn',
    plugins: [vue(), tailwindcss()],
    build: {
      outDir: join(output, 'page'),
      emptyOutDir: true,
      target: 'chrome146',
      rolldownOptions: { input: ['index.html', 'incoming.html'].map(page => join(root, 'renderer', page)) },
    },
  });
}
