/** The fuses of the program in the package: as they are to be, and each proved by somebody who tries what it forbids. */
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { createPackage } from '@electron/asar';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePorts } from '../../scripts/servers/supervised.mjs';
import { packageOf } from './packages';
import { inPageOn } from './debugged';
import { newPerson, type Person } from './person';

let folder: string;
const folders: string[] = [];
let tsuwa: string;
let person: Person;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fuses-'));
  execFileSync('tar', ['-xzf', packageOf('tar.gz'), '-C', folder, '--strip-components=1']);
  tsuwa = join(folder, 'tsuwa');
  execFileSync('chmod', ['755', folder]);
  person = newPerson({});
});

afterAll(() => {
  person?.leave();
  for (const each of [folder, ...folders]) rmSync(each, { recursive: true, force: true });
});

/** What is printed by a run that is asked to print something else than it should. */
function ran(program: string, env: Readonly<Record<string, string>>, ...words: string[]): string {
  const { ELECTRON_RUN_AS_NODE: _, ...clean } = process.env;
  const { stdout, stderr } = spawnSync(program, ['--no-sandbox', ...words], {
    env: { ...clean, ...env },
    encoding: 'utf8',
    timeout: 30_000,
  });
  return /Debugger listening/.test(stderr) ? 'a debugger listens' : stdout.trim();
}

const ON = '1'.charCodeAt(0);

test('each is in the program as electron-builder.yml says', async () => {
  const wire = await getCurrentFuseWire(tsuwa);
  const isOn = (fuse: FuseV1Options) => Number(wire[fuse]) === ON;
  expect({
    runAsNode: isOn(FuseV1Options.RunAsNode),
    cookieEncryption: isOn(FuseV1Options.EnableCookieEncryption),
    nodeOptions: isOn(FuseV1Options.EnableNodeOptionsEnvironmentVariable),
    inspect: isOn(FuseV1Options.EnableNodeCliInspectArguments),
    asarIntegrity: isOn(FuseV1Options.EnableEmbeddedAsarIntegrityValidation),
    onlyAsar: isOn(FuseV1Options.OnlyLoadAppFromAsar),
    browserSnapshot: isOn(FuseV1Options.LoadBrowserProcessSpecificV8Snapshot),
    fileProtocol: isOn(FuseV1Options.GrantFileProtocolExtraPrivileges),
  }).toEqual({
    ...{ runAsNode: false, cookieEncryption: true, nodeOptions: false, inspect: false },
    ...{ asarIntegrity: true, onlyAsar: true, browserSnapshot: false, fileProtocol: false },
  });
});

test('it does not run as Node, with other code, or under a debugger', () => {
  const version = /^Tsuwa \d+\.\d+\.\d+$/;
  const evil = join(folder, 'evil.cjs');
  writeFileSync(evil, "process.stdout.write('other code'); process.exit();");
  expect(ran(tsuwa, { ELECTRON_RUN_AS_NODE: '1' }, '--version')).toMatch(version);
  expect(ran(tsuwa, { NODE_OPTIONS: `--require ${evil}` }, '--version')).toMatch(version);
  expect(ran(tsuwa, {}, '--inspect-brk=0', '--version')).toMatch(version);
});

/** The program of the package in a folder of its own, with what `main` is instead of the app. */
async function withAnother(main: string, page = ''): Promise<{ program: string; asar: string; resources: string }> {
  const copy = mkdtempSync(join(tmpdir(), 'another-'));
  folders.push(copy);
  cpSync(folder, copy, { recursive: true, filter: path => !path.endsWith('app.asar') });
  const resources = join(copy, 'resources');
  const source = join(resources, 'app');
  mkdirSync(source);
  writeFileSync(join(source, 'package.json'), JSON.stringify({ name: 'other', main: 'main.js' }));
  writeFileSync(join(source, 'main.js'), main);
  writeFileSync(join(source, 'page.html'), page);
  const asar = join(copy, 'other.asar');
  await createPackage(source, asar);
  return { program: join(copy, 'tsuwa'), asar, resources };
}

test('it runs no app that lies beside its package', async () => {
  const main = "process.stdout.write('another app'); require('electron').app.exit(0);";
  const { program, asar, resources } = await withAnother(main);
  expect(ran(program, {}, '--version')).toBe('');
  // In a package it runs: so the test can tell.
  renameSync(asar, join(resources, 'app.asar'));
  expect(ran(program, {}, '--version')).toBe('another app');
});

test('a page of an app cannot be a file', async () => {
  const main = `const { app, BrowserWindow } = require('electron');
    void app.whenReady().then(async () => {
      const window = new BrowserWindow({ show: false });
      const loaded = await window.loadFile('page.html').then(() => window.webContents.getTitle(), () => 'refused');
      process.stdout.write(loaded);
      app.exit(0);
    });`;
  const { program, asar, resources } = await withAnother(main, '<!doctype html><title>a file</title>');
  // An Electron with its fuses as they come loads it: so the test can tell.
  expect(ran(process.env.TSUWA_ELECTRON_PATH ?? '', {}, asar)).toBe('a file');
  renameSync(asar, join(resources, 'app.asar'));
  expect(ran(program, {})).not.toBe('a file');
});

test('its own page comes by its own scheme, and neither reaches a file nor becomes one', async () => {
  const profile = join(person.home, 'profile');
  const [port = 0] = await freePorts(1);
  person.start(tsuwa, '--profile', profile, `--remote-debugging-port=${port}`);
  await person.until(
    'runs',
    () => person.status(tsuwa, '--profile', profile),
    () => true,
  );
  const secret = join(person.home, 'page.html');
  writeFileSync(secret, '<title>a file</title>');
  await inPageOn(port, async page => {
    expect(new URL(page.url()).protocol).not.toBe('file:');
    const reached = await page.evaluate(
      url =>
        fetch(url).then(
          () => 'fetched',
          () => 'refused',
        ),
      `file://${secret}`,
    );
    expect(reached).toBe('refused');
    // By the debugger, as nobody without one can.
    await page.goto(`file://${secret}`).catch(() => undefined);
    expect(await page.title()).not.toBe('a file');
  });
  expect(await person.run(tsuwa, '--profile', profile, '--quit')).toMatchObject({ code: 0 });
});

test('what is in the package is what was built, and nothing else', () => {
  process.noAsar = true; // to be read as the file that it is
  const archive = readFileSync(join(folder, 'resources', 'app.asar'));
  const [header, length] = [archive.subarray(16), archive.readUInt32LE(12)];
  const { files } = JSON.parse(header.subarray(0, length).toString('utf8')) as { files: Record<string, unknown> };
  expect(Object.keys(files).toSorted()).toEqual(['LICENSE', 'out', 'package.json']);
});
