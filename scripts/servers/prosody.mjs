/** A throw-away Prosody on loopback, for tests and the demonstration. Its interface is described in `prosody.d.mts`. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { issueCertificate, makeAuthority } from './authority.mjs';
import { accountsOf, friendsOf, usualAccounts } from './people.mjs';
import { freePorts, handOver, listening, supervise } from './supervised.mjs';

/** @typedef {import('./prosody.mjs').ProsodyAccount} Account */
/** @typedef {import('./prosody.mjs').ProsodyOptions} Options */
/** @typedef {Pick<import('./server.mjs').Server, 'port' | 'directTlsPort' | 'componentPort'>} Ports */

/** @type {typeof import('./prosody.mjs').startProsody} */
export async function startProsody(options = {}) {
  const { domain = 'example.test', accounts = usualAccounts, strangers = [], certificate = 'good' } = options;
  const ports = await choosePorts(options);
  const { port, directTlsPort, componentPort } = ports;
  const folder = mkdtempSync(join(tmpdir(), 'prosody-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  /** @type {import('./supervised.mjs').Supervised | undefined} */
  let server;
  /** @type {string} */
  let ca;
  const start = async () => {
    server = supervise({
      command: 'prosody',
      args: ['--config', join(folder, 'prosody.cfg.lua'), '-F'],
      log: join(folder, 'prosody.out'),
    });
    await listening(port, server, 'Prosody');
    await listening(directTlsPort, server, 'Prosody');
    if (options.components) await listening(componentPort, server, 'Prosody');
  };
  try {
    ca = makeAuthority(folder);
    const names = certificate === 'wrong-name' ? ['somewhere-else.test'] : [domain, `conference.${domain}`];
    issueCertificate(folder, names, certificate === 'wrong-name' ? 'good' : certificate);
    writeFileSync(join(folder, 'prosody.cfg.lua'), configuration(folder, domain, ports, options));
    writeAccounts(join(folder, 'data'), domain, accounts, strangers);
    handOver(folder);
    await start();
  } catch (error) {
    await server?.end('SIGKILL');
    remove();
    throw error;
  }
  return {
    domain,
    host: '127.0.0.1',
    ...ports,
    ca,
    caFile: join(folder, 'ca.crt'),
    folder,
    ...accountsOf(domain, [...accounts, ...strangers]),
    log: () => readFileSync(join(folder, 'prosody.log'), 'utf8'),
    kill: async () => server?.end('SIGKILL'),
    restart: async () => {
      await server?.end('SIGTERM');
      await start();
    },
    stop: async () => {
      await server?.end('SIGTERM');
      remove();
    },
  };
}

/**
 * @param {Options} options
 * @returns {Promise<Ports>}
 */
async function choosePorts({ port, directTlsPort }) {
  const [first = 0, second = 0, componentPort = 0] = await freePorts(3);
  return { port: port ?? first, directTlsPort: directTlsPort ?? second, componentPort };
}

/** A string literal of Lua; JSON's escapes are a subset of it except for `\u`, which is not needed below U+0020. */
const lua = (/** @type {string} */ text) => JSON.stringify(text);

const list = (/** @type {readonly string[]} */ texts) => `{ ${texts.map(lua).join('; ')} }`;

const modules = [
  ...[
    'roster',
    'saslauth',
    'tls',
    'disco',
    'ping',
    'time',
    'version',
    'carbons',
    'smacks',
    'mam',
    'pep',
    'vcard4',
    'vcard_legacy',
  ],
  ...['blocklist', 'csi', 'csi_simple', 'limits', 'register'],
];

/**
 * @param {string} folder
 * @param {string} domain
 * @param {Ports} ports
 * @param {Options} options
 */
function configuration(folder, domain, { port, directTlsPort, componentPort }, options) {
  const { turn, passwordHash = 'SHA-1', resumeSeconds = 30, pluginPaths = [], config = '', debug = false } = options;
  const { services = [], servicesSecret = '', components = [] } = options;
  const enabled = [
    ...modules,
    ...(turn ? ['turn_external'] : []),
    ...(services.length > 0 ? ['external_services'] : []),
    ...(debug ? ['stanza_debug'] : []),
    ...(options.modules ?? []),
  ];
  const tls = `{ key = ${lua(join(folder, 'server.key'))}; certificate = ${lua(join(folder, 'server.crt'))} }`;
  return `
pidfile = ${lua(join(folder, 'prosody.pid'))}
data_path = ${lua(join(folder, 'data'))}
certificates = ${lua(folder)}
plugin_paths = ${list(pluginPaths)}
log = { ${debug ? 'debug' : 'info'} = ${lua(join(folder, 'prosody.log'))} }
interfaces = { "127.0.0.1" }
c2s_ports = { ${port} }
c2s_direct_tls_ports = { ${directTlsPort} }
http_ports = { }
https_ports = { }
ssl = ${tls}
c2s_direct_tls_ssl = ${tls}
c2s_require_encryption = true
modules_enabled = ${list(enabled)}
modules_disabled = { "s2s" }
authentication = "internal_hashed"
password_hash = ${lua(passwordHash)}
storage = { archive = "memory" }
default_storage = "internal"
allow_registration = false
smacks_hibernation_time = ${resumeSeconds}
limits = { c2s = { rate = "10mb/s" } }
${turn ? turnLines(turn) : ''}
${services.length > 0 ? `external_services = { ${services.map(service => serviceOf(service, servicesSecret)).join('; ')} }` : ''}
component_ports = { ${components.length > 0 ? componentPort : ''} }
component_interfaces = { "127.0.0.1" }
${config}
VirtualHost ${lua(domain)}
${components.map(({ host, secret }) => `Component ${lua(host)}\n  component_secret = ${lua(secret)}`).join('\n')}
`;
}

/** @param {NonNullable<Options['turn']>} turn */
const turnLines = ({ host = '127.0.0.1', port, secret, ttl = 3600, tcp = false }) => `
turn_external_host = ${lua(host)}
turn_external_port = ${port}
turn_external_secret = ${lua(secret)}
turn_external_ttl = ${ttl}
turn_external_tcp = ${tcp}
`;

/**
 * @param {import('./server.mjs').AnnouncedService} service
 * @param {string} secret
 */
const serviceOf = ({ type, host, port, transport }, secret) => {
  const credentials = type.startsWith('turn') ? `; secret = ${lua(secret)}; algorithm = "turn"` : '';
  return `{ type = ${lua(type)}; host = ${lua(host)}; port = ${port}; transport = ${lua(transport)}${credentials} }`;
};

/** Prosody keeps each kind of data in a folder of its host, where all bytes but letters and digits are percent-encoded. */
const encoded = (/** @type {string} */ name) =>
  [...Buffer.from(name)]
    .map(byte =>
      /[A-Za-z0-9]/.test(String.fromCharCode(byte))
        ? String.fromCharCode(byte)
        : `%${byte.toString(16).padStart(2, '0')}`,
    )
    .join('');

/**
 * Writes the accounts (Prosody hashes the passwords when they are first used) and their rosters.
 * @param {string} data
 * @param {string} domain
 * @param {readonly Account[]} friends
 * @param {readonly Account[]} strangers
 */
function writeAccounts(data, domain, friends, strangers) {
  const folder = join(data, encoded(domain));
  mkdirSync(join(folder, 'accounts'), { recursive: true });
  mkdirSync(join(folder, 'roster'));
  for (const { user, password } of [...friends, ...strangers]) {
    writeFileSync(join(folder, 'accounts', `${encoded(user)}.dat`), `return { password = ${lua(password)} };\n`);
  }
  for (const { user } of friends) {
    const items = friendsOf(user, friends).map(
      other =>
        `[${lua(`${other.user}@${domain}`)}] = { subscription = "both"; groups = { ["Friends"] = true };` +
        ` name = ${lua(other.name ?? other.user)} };`,
    );
    const roster = `return { [false] = { version = 1; pending = {} };\n${items.join('\n')}\n};\n`;
    writeFileSync(join(folder, 'roster', `${encoded(user)}.dat`), roster);
  }
}
