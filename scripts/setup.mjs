/**
 * `node scripts/setup.mjs [app | demo | screenshots | test | interop | package | installed | bench]...`: makes the machine ready, or says exactly what it lacks and exits 1.
 * Quick when all is there; the programs of this folder call it before they do anything else.
 */
import { pathToFileURL } from 'node:url';
import { findRuntime, describeRuntime } from './runtime/runtime.mjs';
import { findBinary, installWithApt, readOsRelease, rootPrefix, surveyMachine } from './setup/machine.mjs';
import { installCommands, missingNeeds, nameOf, packagesFor, systemOf } from './setup/needs.mjs';

/** @typedef {import('./setup/needs.mjs').Purpose} Purpose */

/** @type {Purpose[]} */
const demo = ['app', 'headless', 'server', 'relay', 'pictures'];

/** What each of our programs needs at most. */
export const purposesOf = {
  /** @type {Purpose[]} */
  app: ['app'],
  demo,
  /** @type {Purpose[]} */
  screenshots: [...demo, 'screenshots'],
  /** @type {Purpose[]} */
  test: [...demo, 'test'],
  /** @type {Purpose[]} */
  interop: ['app', 'headless', 'server', 'test', 'interop'],
  /** @type {Purpose[]} */
  package: ['app', 'package'],
  /** @type {Purpose[]} */
  installed: [...demo, 'test', 'package', 'installed'],
  /** @type {Purpose[]} */
  bench: [...demo, 'test', 'bench'],
};

/**
 * @param {readonly Purpose[]} purposes
 * @returns {Promise<import('./runtime/runtime.mjs').Runtime>} the Electron to run
 * @throws if the machine lacks something that could not be installed; the message says what to type
 */
export async function setUp(purposes) {
  installMissing(purposes);
  const runtime = await findRuntime();
  console.error(describeRuntime(runtime));
  return runtime;
}

/** @param {readonly Purpose[]} purposes */
function installMissing(purposes) {
  const missing = missingNeeds(purposes, process.platform, surveyMachine());
  if (missing.length === 0) return;
  const names = missing.map(need => nameOf(need.sign)).join(', ');
  const system = systemOf(process.platform, readOsRelease());
  const root = system.family === 'debian' && findBinary('apt-get') ? rootPrefix() : undefined;
  if (root) {
    const packages = packagesFor(missing, { family: 'debian', t64: system.t64 });
    console.error(`Missing: ${names}.\nInstalling: ${packages.join(' ')}`);
    installWithApt(
      root,
      packages,
      missing.flatMap(need => need.services ?? []),
    );
  }
  const still = root ? missingNeeds(purposes, process.platform, surveyMachine()) : missing;
  if (still.length === 0) return;
  throw new Error(
    [
      `This machine lacks: ${still.map(need => nameOf(need.sign)).join(', ')}. Install with`,
      ...installCommands(still, system),
    ].join('\n  '),
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const asked = process.argv.slice(2);
  try {
    const purposes = (asked.length === 0 ? ['app'] : asked).flatMap(name => {
      if (name in purposesOf) return purposesOf[/** @type {keyof typeof purposesOf} */ (name)];
      throw new Error(`There is no setup for "${name}"; there is ${Object.keys(purposesOf).join(', ')}.`);
    });
    await setUp(purposes);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
