/** Looks at this machine, without a package manager so that it is quick, and installs with apt where it may. */
import { execFileSync, spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** @typedef {import('./needs.mjs').Sign} Sign */

const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin', '/usr/local/sbin'];

/** @param {string} name @returns {string | undefined} the path of a program */
export const findBinary = name => folders.map(folder => join(folder, name)).find(isExecutable);

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false; // not there, or not for us: the same to a caller that wants to run it
  }
}

/** @returns {(sign: Sign) => boolean} whether what a sign stands for is there now; looks libraries up once */
export function surveyMachine() {
  /** @type {Set<string> | undefined} */
  let libraries;
  return sign => {
    if ('binary' in sign) return findBinary(sign.binary) !== undefined;
    if ('fontFor' in sign) return outputOf('fc-list', [`:lang=${sign.fontFor}`, 'family']).trim() !== '';
    if ('file' in sign) return existsSync(sign.file);
    if ('gstreamer' in sign)
      return libraryFolders().some(folder => existsSync(gstreamerPlugin(folder, sign.gstreamer)));
    libraries ??= new Set([...outputOf('ldconfig', ['-p']).matchAll(/^\s+(\S+) \(/gm)].map(([, name]) => name ?? ''));
    return libraries.has(sign.library);
  };
}

/** Where libraries lie: on Debian, in a folder for the architecture. */
const libraryFolders = () => ['/usr/lib64', '/usr/lib', ...readdirSync('/usr/lib').map(name => join('/usr/lib', name))];

/** @param {string} folder @param {string} name */
const gstreamerPlugin = (folder, name) => join(folder, 'gstreamer-1.0', `libgst${name}.so`);

/** @param {string} command @param {string[]} args @returns {string} empty if there is no such program */
function outputOf(command, args) {
  const path = findBinary(command);
  return path === undefined ? '' : execFileSync(path, args, { encoding: 'utf8', maxBuffer: 16 << 20 });
}

/** @returns {string} the text of /etc/os-release; empty where there is none */
export const readOsRelease = () => (existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '');

/** @returns {string[] | undefined} the words before a command that make it run as root without a question */
export function rootPrefix() {
  if (process.getuid?.() === 0) return [];
  const sudo = findBinary('sudo');
  return sudo !== undefined && spawnSync(sudo, ['-n', 'true'], { stdio: 'ignore' }).status === 0
    ? [sudo, '-n']
    : undefined;
}

/**
 * Installs packages so that no service of theirs starts, now or at the next boot; one that ran before is left alone.
 * @param {string[]} root See `rootPrefix`.
 * @param {string[]} packages
 * @param {string[]} services Units that the packages bring.
 * @returns {boolean} whether apt was content
 */
export function installWithApt(root, packages, services) {
  const [command = 'sh', ...rest] = [...root, 'sh', '-c', INSTALL, 'sh', packages.join(' '), services.join(' ')];
  return spawnSync(command, rest, { stdio: ['ignore', 2, 2] }).status === 0;
}

// invoke-rc.d and deb-systemd-invoke ask policy-rc.d before they start anything; 101 forbids it.
const INSTALL = `
set -e
export DEBIAN_FRONTEND=noninteractive
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  trap 'exit 130' HUP INT TERM
  printf '#!/bin/sh\\nexit 101\\n' > "$policy"
  chmod 755 "$policy"
fi
new=
for service in $2; do
  if [ ! -e "/lib/systemd/system/$service" ]; then new="$new $service"; fi
done
apt-get update -q
apt-get install -y -q --no-install-recommends $1
for service in $new; do
  name=$(basename "$service" .service)
  if command -v systemctl > /dev/null; then systemctl --quiet disable "$service"
  elif [ -e "/etc/init.d/$name" ]; then update-rc.d "$name" disable
  fi
done
`;
