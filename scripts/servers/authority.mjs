/** A certificate authority of our own for throw-away servers, made with the `openssl` command. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const openssl = (/** @type {string} */ cwd, /** @type {string[]} */ ...args) =>
  execFileSync('openssl', args, { cwd, stdio: ['ignore', 'ignore', 'pipe'] });

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** Validity as `openssl ca` takes it: start and end, `YYYYMMDDHHMMSSZ`. */
const validity = {
  good: ['20200101000000Z', '20491231000000Z'],
  expired: ['20200101000000Z', '20210101000000Z'],
  'not-yet-valid': ['20480101000000Z', '20491231000000Z'],
};

/**
 * Makes an authority in a folder: `ca.crt`, `ca.key`.
 * @param {string} folder
 * @returns {string} its certificate in PEM
 */
export function makeAuthority(folder) {
  openssl(
    folder,
    ...['req', '-x509', ...newKey, '-days', '3650', '-subj', '/CN=Throw-away test authority'],
    ...['-keyout', 'ca.key', '-out', 'ca.crt', '-addext', 'keyUsage=critical,keyCertSign,cRLSign'],
  );
  return readFileSync(join(folder, 'ca.crt'), 'utf8');
}

/**
 * Makes `server.crt` (with the authority behind it) and `server.key` in the folder of an authority.
 * @param {string} folder
 * @param {string[]} names DNS names the certificate is for
 * @param {keyof typeof validity} period
 */
export function issueCertificate(folder, names, period = 'good') {
  const [start, end] = validity[period];
  if (start === undefined || end === undefined) throw new Error(`no such period: ${period}`);
  writeFileSync(
    join(folder, 'issue.cnf'),
    [
      '[ca]\ndefault_ca=a\n[a]\ndatabase=index.txt\nrand_serial=yes\nnew_certs_dir=.\ndefault_md=sha256\npolicy=p',
      'certificate=ca.crt\nprivate_key=ca.key\nunique_subject=no\nx509_extensions=e\n[p]\ncommonName=supplied',
      `[e]\nbasicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\nsubjectAltName=${names.map(name => `DNS:${name}`).join(',')}\n`,
    ].join('\n'),
  );
  writeFileSync(join(folder, 'index.txt'), '');
  const subject = ['-subj', `/CN=${names[0]}`];
  openssl(folder, 'req', ...newKey, ...subject, '-keyout', 'server.key', '-out', 'server.csr');
  openssl(
    folder,
    ...['ca', '-batch', '-notext', '-config', 'issue.cnf', '-in', 'server.csr', '-out', 'leaf.crt'],
    ...['-startdate', start, '-enddate', end],
  );
  const chain = readFileSync(join(folder, 'leaf.crt'), 'utf8') + readFileSync(join(folder, 'ca.crt'), 'utf8');
  writeFileSync(join(folder, 'server.crt'), chain);
}
