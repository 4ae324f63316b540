/** Starts an app under Playwright, in an Electron that is told by its path. */
import { _electron } from 'playwright-core';
import { folderOf } from './runtime.mjs';
import { sandboxProblem } from './sandbox.mjs';

const START_MS = 40_000;

/**
 * `env` is that of the app: without what makes an Electron a plain Node.
 *
 * Playwright is not given the path itself: only the Electron that it finds is started with its loader, which holds `ready`
 * back until Playwright listens. Without it, an app that is quick to be ready can make the start wait for ever.
 *
 * @param {string} electron Path of the executable.
 * @param {readonly string[]} args
 * @param {Readonly<Record<string, string | undefined>>} [env]
 */
export async function launch(electron, args, env = process.env) {
  process.env.ELECTRON_OVERRIDE_DIST_PATH = folderOf(electron);
  const sandbox = sandboxProblem(electron) === undefined;
  return _electron.launch({
    args: [...(sandbox ? [] : ['--no-sandbox']), ...args],
    chromiumSandbox: sandbox,
    env: appEnvironment(env),
    timeout: START_MS,
  });
}

/**
 * What is looked for on the screen is English, whatever the machine speaks; Japanese is the preference of a profile.
 *
 * @param {Readonly<Record<string, string | undefined>>} env
 */
export function appEnvironment(env) {
  /** @type {Record<string, string>} */
  const kept = {};
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && name !== 'ELECTRON_RUN_AS_NODE' && name !== 'ELECTRON_OVERRIDE_DIST_PATH')
      kept[name] = value;
  }
  return { ...kept, LC_ALL: 'C.UTF-8', LANGUAGE: 'en' };
}
