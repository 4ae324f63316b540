// What a stock Electron does with its command line, for a runtime that comes without its default app:
// `electron [-r file]... [switches] <folder or file> [arguments]`. The top-level await holds `ready` back until the app
// has loaded, as Electron's own default app does.
import { app } from 'electron';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);
const words = process.argv.slice(1);
let target;
for (let i = 0; i < words.length && target === undefined; i += 1) {
  if (words[i] === '-r' || words[i] === '--require') {
    i += 1;
    require(resolve(words[i]));
  } else if (words[i] === '-v' || words[i] === '--version') {
    console.log(`v${process.versions.electron}`);
    process.exit(0);
  } else if (!words[i].startsWith('-')) target = words[i];
}
if (target === undefined) {
  console.error('usage: electron [-r module] [switches] <app folder or file>');
  process.exit(2);
}

const folder = statSync(target).isDirectory() ? resolve(target) : dirname(resolve(target));
let entry = resolve(target);
if (existsSync(join(folder, 'package.json'))) {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  if (entry === folder) entry = join(folder, manifest.main ?? 'index.js');
  app.setName(manifest.productName ?? manifest.name);
  app.setVersion(manifest.version ?? '0.0.0');
  if (manifest.desktopName) app.setDesktopName?.(manifest.desktopName);
}
Object.defineProperty(process, 'defaultApp', { value: true, enumerable: true });
app.setAppPath(folder);
await import(pathToFileURL(entry).href);
