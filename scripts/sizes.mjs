/**
 * `node scripts/sizes.mjs`: packs the app, and an app that does nothing, in the same way; prints how large each package is
 * and by how much ours is larger, and writes it into docs/packaging.md. Ends with 1 where that is more than 3 %.
 */
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { build } from './build.mjs';
import { pack } from './package.mjs';
import { purposesOf, setUp } from './setup.mjs';

const root = join(import.meta.dirname, '..');
const docs = join(root, 'docs', 'packaging.md');
const MOST = 0.03;

/** @param {string} folder @returns {string} of an app that starts and ends */
function emptyApp(folder) {
  const project = join(folder, 'empty');
  mkdirSync(join(project, 'out', 'main'), { recursive: true });
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const { dependencies: _, devDependencies: __, scripts: ___, ...rest } = manifest;
  writeFileSync(join(project, 'package.json'), JSON.stringify(rest));
  writeFileSync(join(project, manifest.main), `import { app } from 'electron';\napp.quit();\n`);
  cpSync(join(root, 'LICENSE'), join(project, 'LICENSE'));
  symlinkSync(join(root, 'build'), join(project, 'build'));
  return project;
}

/** @param {string} folder @returns {Map<string, number>} bytes by kind of package */
const sizesIn = folder =>
  new Map(
    readdirSync(folder)
      .filter(name => /\.(deb|rpm|AppImage|gz)$/.test(name))
      .map(name => [name.endsWith('.tar.gz') ? 'tar.gz' : extname(name).slice(1), statSync(join(folder, name)).size]),
  );

/** What is in the folder of the app, the largest first. @param {string} folder @returns {[string, number][]} */
const contentsOf = folder =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map(
      name =>
        /** @type {[string, number]} */ ([
          name,
          statSync(join(folder, name)).isFile() ? statSync(join(folder, name)).size : 0,
        ]),
    )
    .filter(([, bytes]) => bytes > 500_000)
    .toSorted(([, one], [, other]) => other - one);

const megabytes = (/** @type {number} */ bytes) => (bytes / 1e6).toFixed(1);

const folder = mkdtempSync(join(tmpdir(), 'tsuwa-sizes-'));
try {
  const runtime = await setUp(purposesOf.package);
  build();
  const targets = ['deb', 'rpm', 'AppImage', 'tar.gz'];
  const [ours, empty] = [join(folder, 'ours'), join(folder, 'nothing')];
  const quick = process.argv.includes('--quick');
  await pack(runtime, { targets, output: ours, quick });
  await pack(runtime, { targets, output: empty, quick, project: emptyApp(folder) });
  const nothing = sizesIn(empty);
  const rows = [...sizesIn(ours)].map(([kind, bytes]) => ({ kind, bytes, base: nothing.get(kind) ?? 0 }));
  const tooLarge = rows.filter(({ bytes, base }) => bytes > base * (1 + MOST));
  const text = [
    `x64, Electron ${runtime.version}${quick ? ', packed for speed as in the tests' : ''}${runtime.source === 'official' ? '' : ', with the stand-ins'}:`,
    '',
    '| package | size (MB) | app that does nothing (MB) | larger by |',
    '| --- | --- | --- | --- |',
    ...rows.map(
      ({ kind, bytes, base }) =>
        `| ${kind} | ${megabytes(bytes)} | ${megabytes(base)} | ${((bytes / base - 1) * 100).toFixed(2)} % |`,
    ),
    '',
    'What is in it, from half a megabyte:',
    '',
    '| file | MB |',
    '| --- | --- |',
    ...contentsOf(join(ours, 'linux-unpacked')).map(([name, bytes]) => `| ${name} | ${megabytes(bytes)} |`),
  ].join('\n');
  console.log(text);
  const [before = '', , after = ''] = readFileSync(docs, 'utf8').split(/<!-- (?:sizes|end of sizes) -->/);
  const whole = `${before}<!-- sizes -->\n\n${text}\n\n<!-- end of sizes -->${after}`;
  writeFileSync(docs, await format(whole, { ...(await resolveConfig(docs)), filepath: docs }));
  if (tooLarge.length > 0) throw new Error(`More than 3 % larger: ${tooLarge.map(({ kind }) => kind).join(', ')}.`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
