#!/usr/bin/env node
/**
 * Stands in for fpm where it cannot be fetched: of `fpm -s dir -t deb|rpm` what electron-builder asks for, made with
 * dpkg-deb and rpmbuild. For tests on this machine; releases are made with fpm.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** @typedef {{ values: Map<string, string>, depends: string[], recommends: string[], contents: { from: string, to: string }[] }} Asked */

/** Options without a value. */
const flags = new Set(['--force', '--debug']);

/** @param {string[]} words @returns {Asked} */
function read(words) {
  /** @type {Asked} */
  const asked = { values: new Map(), depends: [], recommends: [], contents: [] };
  const queue = [...words];
  for (let word = queue.shift(); word !== undefined; word = queue.shift()) {
    if (flags.has(word)) continue;
    if (!word.startsWith('-')) {
      const equals = word.lastIndexOf('=');
      asked.contents.push({ from: word.slice(0, equals), to: word.slice(equals + 1) });
      continue;
    }
    const value = queue.shift() ?? '';
    if (word === '-d' || word === '--depends') asked.depends.push(value);
    else if (word === '--deb-recommends') asked.recommends.push(value);
    else asked.values.set(word.replace(/^-+/, ''), value);
  }
  return asked;
}

/**
 * Lays out below `tree` what is to be installed, as fpm does: a folder by its contents, a file under its new name.
 * @param {Asked} asked
 * @param {string} tree
 */
function lay({ contents }, tree) {
  for (const { from, to } of contents) {
    const target = join(tree, to);
    mkdirSync(dirname(target), { recursive: true });
    cpSync(from, target, { recursive: true, verbatimSymlinks: true });
    if (!from.endsWith('/')) chmodSync(target, 0o644);
  }
  execFileSync('find', [tree, '-type', 'd', '-exec', 'chmod', '755', '{}', '+']);
}

/** @param {Asked} asked @param {string} tree */
function makeDeb({ values, depends, recommends }, tree) {
  const kilobytes = execFileSync('du', ['-sk', '--apparent-size', tree], { encoding: 'utf8' }).split('\t', 1)[0];
  const description = linesOf(values).map((line, at) => (at === 0 ? line : ` ${line}`));
  const fields = {
    Package: values.get('name'),
    Version: values.get('version'),
    License: values.get('license'),
    Vendor: values.get('vendor'),
    Architecture: values.get('architecture'),
    Maintainer: values.get('maintainer'),
    'Installed-Size': kilobytes,
    Depends: depends.join(', '),
    Recommends: recommends.join(', '),
    Section: values.get('category') ?? 'default',
    Priority: values.get('deb-priority'),
    Homepage: values.get('url'),
    Description: description.join('\n'),
  };
  const control = join(tree, 'DEBIAN');
  mkdirSync(control);
  const lines = Object.entries(fields).flatMap(([name, value]) => (value ? [`${name}: ${value}\n`] : []));
  writeFileSync(join(control, 'control'), lines.join(''));
  for (const [option, script] of [
    ['after-install', 'postinst'],
    ['after-remove', 'postrm'],
  ])
    writeFileSync(join(control, script ?? ''), readFileSync(values.get(option ?? '') ?? ''), { mode: 0o755 });
  const compression =
    values.get('deb-compression') === 'gz' ? ['-Zgzip', '-z1'] : [`-Z${values.get('deb-compression')}`];
  execFileSync('dpkg-deb', ['--root-owner-group', ...compression, '--build', tree, values.get('package') ?? '']);
}

/** @param {Asked} asked @param {string} tree @param {string} folder */
function makeRpm({ values, depends }, tree, folder) {
  const files = execFileSync('find', [tree, '-mindepth', '1', '!', '-type', 'd', '-printf', '"/%P"\\n'], {
    encoding: 'utf8',
  });
  const script = (/** @type {string} */ option) =>
    readFileSync(values.get(option) ?? '', 'utf8')
      .replaceAll('%', '%%')
      .replace(/^#!.*\n/, '');
  const payload = { xzmt: 'w6T.xzdio', gzip: 'w1.gzdio' }[values.get('rpm-compression') ?? ''] ?? 'w1.gzdio';
  const spec = `%define _build_id_links none
%define __os_install_post %{nil}
%define _binary_payload ${payload}
AutoReqProv: no
Name: ${values.get('name')}
Version: ${values.get('version')}
Release: ${values.get('iteration') ?? 1}
Summary: ${values.get('rpm-summary') ?? linesOf(values)[0]}
License: ${values.get('license')}
URL: ${values.get('url')}
Vendor: ${values.get('vendor')}
Packager: ${values.get('maintainer')}
${depends.map(name => `Requires: ${name}`).join('\n')}
%description
${linesOf(values).join('\n')}
%post -p /bin/bash
${script('after-install')}
%postun -p /bin/bash
${script('after-remove')}
%files
%defattr(-,root,root,-)
${files}`;
  writeFileSync(join(folder, 'package.spec'), spec);
  const define = (/** @type {string} */ name, /** @type {string} */ value) => ['--define', `${name} ${value}`];
  execFileSync(
    'rpmbuild',
    [
      ...['-bb', '--quiet', '--target', values.get('architecture') ?? '', '--buildroot', tree],
      ...define('_topdir', join(folder, 'rpm')),
      ...define('_rpmdir', folder),
      ...define('_rpmfilename', 'package.rpm'),
      join(folder, 'package.spec'),
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  cpSync(join(folder, 'package.rpm'), values.get('package') ?? '');
}

/** The description, without the spaces that mark its later lines. @param {Map<string, string>} values */
const linesOf = values =>
  (values.get('description') ?? '')
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '');

const asked = read(process.argv.slice(2));
const folder = mkdtempSync(join(tmpdir(), 'fpm-'));
try {
  const tree = join(folder, 'tree');
  lay(asked, tree);
  const kind = asked.values.get('t');
  if (kind === 'deb') makeDeb(asked, tree);
  else if (kind === 'rpm') makeRpm(asked, tree, folder);
  else throw new Error(`Only fpm itself makes a ${kind}.`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
