/** The packages that were made for the test. */
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Made by scripts/test-package.mjs. @throws outside of it, or if there is no such package */
export function packageOf(extension: string, folder = process.env.TSUWA_PACKAGES): string {
  if (folder === undefined) throw new Error('run by scripts/test-package.mjs, which makes the packages');
  const name = readdirSync(folder).find(each => each.endsWith(`.${extension}`));
  if (name === undefined) throw new Error(`there is no ${extension} in ${folder}`);
  return join(folder, name);
}

/** Of the system, without what programs keep of their own accord. */
export const filesOfSystem = (): string[] =>
  execFileSync('find', ['/usr', '/opt', '/etc', '/var/lib', '-xdev', '!', '-type', 'd'], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
    .split('\n')
    .filter(path => !/^\/var\/lib\/(dpkg|apt)\/|\/(mimeinfo|icon-theme)\.cache$|\.pyc$/.test(path));

/** The packages on which the installed package `name` depends, and those on which they do. */
export function closureOf(name: string): Set<string> {
  const lines = execFileSync('dpkg-query', ['-W', '-f', '${Package}\t${Pre-Depends}, ${Depends}\t${Provides}\n'], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  const depends = new Map<string, string[]>();
  const providers = new Map<string, string[]>();
  for (const line of lines.split('\n')) {
    const [installed = '', needed = '', provided = ''] = line.split('\t');
    depends.set(installed, needed.split(/[,|]/).map(bare));
    for (const virtual of provided.split(',').map(bare))
      providers.set(virtual, [...(providers.get(virtual) ?? []), installed]);
  }
  const found = new Set<string>();
  const queue = [name];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    for (const installed of [next, ...(providers.get(next) ?? [])]) {
      if (found.has(installed) || !depends.has(installed)) continue;
      found.add(installed);
      queue.push(...(depends.get(installed) ?? []));
    }
  }
  return found;
}

/** A name without its version and architecture. */
const bare = (dependency: string): string => dependency.trim().replace(/[\s:(].*$/, '');

/** The package that each library comes from with which the program at `path` is linked. */
export function librariesOf(path: string): Map<string, string> {
  const lines = execFileSync('ldd', [path], { encoding: 'utf8' }).split('\n');
  const files = lines.flatMap(line => /=> (\/(?!opt\/)\S+)/.exec(line)?.[1] ?? []);
  return new Map(files.map(file => [file, ownerOf(file)]));
}

/** A file may be known by its path from before /lib became a link to /usr/lib. */
function ownerOf(file: string): string {
  for (const path of [file, file.replace(/^\/usr/, ''), `/usr${file}`]) {
    try {
      const [owner = ''] = execFileSync('dpkg', ['-S', path], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }).split(':');
      return owner;
    } catch {
      // not by this path
    }
  }
  return `nobody: ${file}`;
}
