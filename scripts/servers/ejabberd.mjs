/** A throw-away ejabberd on loopback, for tests. Its interface is described in `ejabberd.d.mts`. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { issueCertificate, makeAuthority } from './authority.mjs';
import { accountsOf, friendsOf, usualAccounts } from './people.mjs';
import { delay, freePorts, handOver, listening, supervise } from './supervised.mjs';

/** @typedef {import('./ejabberd.mjs').EjabberdOptions} Options */

/** @type {typeof import('./ejabberd.mjs').startEjabberd} */
export async function startEjabberd(options = {}) {
  const { domain = 'example.test', accounts = usualAccounts, strangers = [] } = options;
  const [first = 0, second = 0, componentPort = 0] = await freePorts(3);
  const port = options.port ?? first;
  const directTlsPort = options.directTlsPort ?? second;
  const folder = mkdtempSync(join(tmpdir(), 'ejabberd-'));
  const people = join(folder, 'people.xml');
  const ready = join(folder, 'ready');
  const output = join(folder, 'ejabberd.out');
  /** @type {import('./supervised.mjs').Supervised | undefined} */
  let server;
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const start = async () => {
    rmSync(ready, { force: true });
    // Erlang itself rather than ejabberdctl: no second user, no name server for nodes, no cookie in anyone's home.
    server = supervise({
      command: 'erl',
      args: [
        ...['-noinput', '-mnesia', 'dir', `"${join(folder, 'data')}"`, '-s', 'ejabberd'],
        ...['-eval', beginning(people, ready)],
      ],
      log: output,
      env: {
        ERL_LIBS: erlangLibraries(),
        EJABBERD_CONFIG_PATH: join(folder, 'ejabberd.yml'),
        EJABBERD_LOG_PATH: join(folder, 'ejabberd.log'),
        ERL_CRASH_DUMP: join(folder, 'crash.dump'),
        HOME: folder,
      },
    });
    await listening(port, server, 'ejabberd');
    await listening(directTlsPort, server, 'ejabberd');
    if (options.components) await listening(componentPort, server, 'ejabberd');
    while (!existsSync(ready)) {
      if (!server.running()) throw new Error('ejabberd ended at once; see its log');
      await delay(20);
    }
  };
  /** @type {string} */
  let ca;
  try {
    ca = makeAuthority(folder);
    issueCertificate(folder, [domain]);
    const pem = readFileSync(join(folder, 'server.crt'), 'utf8') + readFileSync(join(folder, 'server.key'), 'utf8');
    writeFileSync(join(folder, 'server.pem'), pem);
    writeFileSync(
      join(folder, 'ejabberd.yml'),
      configuration(folder, domain, { port, directTlsPort, componentPort }, options),
    );
    writeFileSync(people, portable(domain, accounts, strangers));
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
    port,
    directTlsPort,
    componentPort,
    ca,
    caFile: join(folder, 'ca.crt'),
    folder,
    ...accountsOf(domain, [...accounts, ...strangers]),
    log: () => readFileSync(output, 'utf8'), // its own log file comes late,
    kill: async () => server?.end('SIGKILL'),
    restart: async () => {
      await server?.end('SIGTERM');
      await start();
    },
    stop: async () => {
      await server?.end('SIGKILL');
      remove();
    },
  };
}

/** Where the installed ejabberd has its code; its control script knows. */
function erlangLibraries() {
  const script = execFileSync('sh', ['-c', 'cat "$(command -v ejabberdctl)"'], { encoding: 'utf8' });
  const found = /^(?:export )?ERL_LIBS=['"]?([^'"\n]+)/m.exec(script)?.[1];
  if (found === undefined) throw new Error('ejabberd is not where its control script says');
  return found;
}

/**
 * Erlang that waits for ejabberd, lets the people in that are not there yet, and says so by a file.
 * @param {string} people
 * @param {string} ready
 */
function beginning(people, ready) {
  const text = (/** @type {string} */ value) => `"${value}"`; // paths of our own making
  return [
    '{ok, _} = application:ensure_all_started(ejabberd)',
    `case file:read_file_info(${text(people)}) of {ok, _} -> ok = ejabberd_piefxis:import_file(list_to_binary(${text(people)})), ok = file:delete(${text(people)}); _ -> ok end`,
    `ok = file:write_file(${text(ready)}, <<>>).`,
  ].join(', ');
}

const escaped = (/** @type {string} */ text) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll("'", '&apos;');

/**
 * Accounts and rosters as servers exchange them (XEP-0227).
 * @param {string} domain
 * @param {readonly import('./people.mjs').Person[]} friends
 * @param {readonly import('./people.mjs').Person[]} strangers
 */
function portable(domain, friends, strangers) {
  const users = [...friends, ...strangers].map(({ user, password }) => {
    const items = friendsOf(user, friends).map(
      friend =>
        `<item jid='${escaped(`${friend.user}@${domain}`)}' name='${escaped(friend.name ?? friend.user)}' subscription='both'><group>Friends</group></item>`,
    );
    const roster = `<query xmlns='jabber:iq:roster'>${items.join('')}</query>`;
    return `<user name='${escaped(user)}' password='${escaped(password)}'>${roster}</user>`;
  });
  return `<?xml version='1.0' encoding='UTF-8'?><server-data xmlns='urn:xmpp:pie:0'><host jid='${domain}'>${users.join('')}</host></server-data>`;
}

/**
 * @param {string} folder
 * @param {string} domain
 * @param {Pick<import('./server.mjs').Server, 'port' | 'directTlsPort' | 'componentPort'>} ports
 * @param {Options} options
 */
function configuration(folder, domain, { port, directTlsPort, componentPort }, options) {
  const { resumeSeconds = 30, passwordHash = 'SHA-256', debug = false, components = [] } = options;
  const hosts = components.map(({ host, secret }) => `"${host}": {password: "${secret}"}`);
  const listener =
    hosts.length === 0
      ? ''
      : `  - {port: ${componentPort}, ip: "127.0.0.1", module: ejabberd_service, shaper_rule: none, access: all, hosts: {${hosts.join(', ')}}}`;
  return `
hosts: ["${domain}"]
loglevel: ${debug ? 'debug' : 'info'}
hide_sensitive_log_data: false
certfiles: ["${join(folder, 'server.pem')}"]
listen:
  - {port: ${port}, ip: "127.0.0.1", module: ejabberd_c2s, starttls_required: true, shaper: none, access: all}
  - {port: ${directTlsPort}, ip: "127.0.0.1", module: ejabberd_c2s, tls: true, shaper: none, access: all}
${listener}
auth_method: internal
auth_password_format: scram
auth_scram_hash: ${passwordHash === 'SHA-1' ? 'sha' : 'sha256'}
modules:
  mod_blocking: {}
  mod_caps: {}
  mod_carboncopy: {}
  mod_client_state: {}
  mod_disco: {}
  mod_mam: {default: always, assume_mam_usage: true}
  mod_offline: {}
  mod_ping: {}
  mod_privacy: {}
  mod_pubsub: {plugins: [flat, pep]}
  mod_roster: {versioning: true}
  mod_vcard: {search: false}
  mod_vcard_xupdate: {}
  mod_stream_mgmt: {resend_on_timeout: if_offline, resume_timeout: ${resumeSeconds}}
${serviceLines(options)}${options.config ?? ''}`;
}

/** @param {Options} options */
function serviceLines({ turn, services = [], servicesSecret }) {
  const secret = turn?.secret ?? servicesSecret;
  const announced = [...services, ...(turn ? servicesOf(turn) : [])];
  if (announced.length === 0) return '';
  const lines = announced.map(({ type, host, port, transport }) => {
    const restricted = type.startsWith('turn');
    return `      - {host: "${host}", port: ${port}, type: ${type}, transport: ${transport}, restricted: ${restricted}}`;
  });
  return `  mod_stun_disco:
    access: all
    credentials_lifetime: "${turn?.ttl ?? 3600}s"
    offer_local_services: false
    ${secret === undefined ? '' : `secret: "${secret}"`}
    services:
${lines.join('\n')}
`;
}

/** @param {NonNullable<Options['turn']>} turn */
const servicesOf = ({ host = '127.0.0.1', port, tcp = false }) => [
  { type: 'stun', host, port, transport: 'udp' },
  { type: 'turn', host, port, transport: 'udp' },
  ...(tcp ? [{ type: 'turn', host, port, transport: 'tcp' }] : []),
];
