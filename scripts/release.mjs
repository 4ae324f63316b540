/**
 * Steps of a release, as .github/workflows/release.yml takes them:
 *
 *     node scripts/release.mjs check v1.2.3    whether everything names that version
 *     node scripts/release.mjs notes           what is new in the version of package.json
 *     node scripts/release.mjs seal FOLDER     signatures of updates, bill of materials, checksums
 *     node scripts/release.mjs key             a new key for signing updates
 *     node scripts/release.mjs dry             all of it here, with a key for once; ends in .tmp/release
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { pack } from './package.mjs';
import { notesOf, problemsOf } from './release/notes.mjs';
import { newKey, publicKeyOf, signUpdates } from './release/signature.mjs';
import { purposesOf, setUp } from './setup.mjs';

const root = join(import.meta.dirname, '..');
const text = (/** @type {string[]} */ ...path) => readFileSync(join(root, ...path), 'utf8');
/** @type {string} */
const version = JSON.parse(text('package.json')).version;

/** @param {string} tag @returns {string[]} */
const problems = tag =>
  problemsOf({
    tag,
    version,
    changelog: text('CHANGELOG.md'),
    metainfo: text('build', 'linux', 'im.tsuwa.Tsuwa.metainfo.xml'),
  });

/** Of a version that has none yet, what is to be in it. */
const notes = () => notesOf(text('CHANGELOG.md'), version) ?? notesOf(text('CHANGELOG.md'), 'Unreleased') ?? '';

/**
 * @param {string} folder
 * @param {string | undefined} privateKey
 * @throws without a key
 */
function seal(folder, privateKey) {
  if (!privateKey) throw new Error('TSUWA_UPDATE_PRIVATE_KEY is not set: nobody would believe the updates.');
  const signed = signUpdates(folder, privateKey);
  if (signed.length === 0) throw new Error(`There is no description of an update in ${folder}.`);
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const sbom = execFileSync(npm, ['sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'application'], {
    cwd: root,
    maxBuffer: 1 << 28,
  });
  writeFileSync(join(folder, `tsuwa-${version}.cdx.json`), sbom);
  const names = readdirSync(folder, { withFileTypes: true })
    .filter(entry => entry.isFile() && entry.name !== 'SHA256SUMS')
    .map(({ name }) => name)
    .toSorted();
  const sums = names.map(
    name =>
      `${createHash('sha256')
        .update(readFileSync(join(folder, name)))
        .digest('hex')}  ${name}\n`,
  );
  writeFileSync(join(folder, 'SHA256SUMS'), sums.join(''));
  console.log(`signed for ${publicKeyOf(privateKey)}: ${signed.join(', ')}\n${sums.join('')}`);
}

async function dry() {
  const folder = join(root, '.tmp', 'release');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const key = newKey();
  Object.assign(process.env, {
    MAIN_VITE_UPDATE_URL: 'https://tsuwa.example/updates',
    MAIN_VITE_UPDATE_KEY: key.publicKey,
  });
  const runtime = await setUp(purposesOf.package);
  build();
  const notesFile = join(folder, 'notes.md');
  writeFileSync(notesFile, notes());
  await pack(runtime, {
    targets: ['deb', 'rpm', 'AppImage', 'tar.gz'],
    output: folder,
    quick: true,
    settings: [`-c.releaseInfo.releaseNotesFile=${notesFile}`],
  });
  seal(folder, key.privateKey);
  for (const problem of problems(`v${version}`)) console.log(`Not yet: ${problem}`);
}

const [step, word = ''] = process.argv.slice(2);
try {
  if (step === 'check') {
    const found = problems(word);
    if (found.length > 0) throw new Error(found.join('\n'));
  } else if (step === 'notes') console.log(notes());
  else if (step === 'seal') seal(word, process.env.TSUWA_UPDATE_PRIVATE_KEY);
  else if (step === 'key') console.log(newKey());
  else if (step === 'dry') await dry();
  else throw new Error('node scripts/release.mjs check TAG | notes | seal FOLDER | key | dry');
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
