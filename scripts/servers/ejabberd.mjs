/** A throw-away ejabberd on loopback, for tests. Its interface is described in `ejabberd.d.mts`. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { issueCertificate, makeAuthority } from './authority.mjs';
import { delay, freePorts, handOver, listening, supervise } from './supervised.mjs';

const usual = [
  { user: 'alice', password: 'alice-pw' },
  { user: 'bob', password: 'bob-pw' },
];

/** @type {typeof import('./ejabberd.mjs').startEjabberd} */
export async function startEjabberd({ domain = 'example.test', accounts = usual } = {}) {
  const [port = 0, directTlsPort = 0] = await freePorts(2);
  const folder = mkdtempSync(join(tmpdir(), 'ejabberd-'));
  const ready = join(folder, 'ready');
  const log = join(folder, 'ejabberd.out');
  const ca = makeAuthority(folder);
  issueCertificate(folder, [domain]);
  const pem = readFileSync(join(folder, 'server.crt'), 'utf8') + readFileSync(join(folder, 'server.key'), 'utf8');
  writeFileSync(join(folder, 'server.pem'), pem);
  writeFileSync(join(folder, 'ejabberd.yml'), configuration(folder, domain, port, directTlsPort));
  handOver(folder);
  // Erlang itself rather than ejabberdctl: no second user, no name server for nodes, no cookie in anyone's home.
  const server = supervise({
    command: 'erl',
    args: [
      ...['-noinput', '-mnesia', 'dir', `"${join(folder, 'data')}"`, '-s', 'ejabberd'],
      ...['-eval', registration(domain, accounts, ready)],
    ],
    log,
    env: {
      ERL_LIBS: erlangLibraries(),
      EJABBERD_CONFIG_PATH: join(folder, 'ejabberd.yml'),
      EJABBERD_LOG_PATH: join(folder, 'ejabberd.log'),
      ERL_CRASH_DUMP: join(folder, 'crash.dump'),
      HOME: folder,
    },
  });
  const stop = async () => {
    await server.end('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await listening(port, server, 'ejabberd');
    await listening(directTlsPort, server, 'ejabberd');
    while (!existsSync(ready)) {
      if (!server.running()) throw new Error('ejabberd ended at once; see its log');
      await delay(50);
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return { domain, host: '127.0.0.1', port, directTlsPort, ca, log: () => readFileSync(log, 'utf8'), stop };
}

/** Where the installed ejabberd has its code; its control script knows. */
function erlangLibraries() {
  const script = execFileSync('sh', ['-c', 'cat "$(command -v ejabberdctl)"'], { encoding: 'utf8' });
  const found = /^(?:export )?ERL_LIBS=['"]?([^'"\n]+)/m.exec(script)?.[1];
  if (found === undefined) throw new Error('ejabberd is not where its control script says');
  return found;
}

/**
 * Erlang that waits for ejabberd, makes the accounts, and says so by a file.
 * @param {string} domain
 * @param {readonly { user: string, password: string }[]} accounts
 * @param {string} ready
 */
function registration(domain, accounts, ready) {
  const binary = (/** @type {string} */ text) => `<<${[...Buffer.from(text)].join(',')}>>`;
  const registered = accounts.map(
    ({ user, password }) => `ok = ejabberd_auth:try_register(${binary(user)}, ${binary(domain)}, ${binary(password)})`,
  );
  return `{ok, _} = application:ensure_all_started(ejabberd), ${registered.join(', ')}, ok = file:write_file(${binary(ready)}, <<>>).`;
}

/**
 * @param {string} folder
 * @param {string} domain
 * @param {number} port
 * @param {number} directTlsPort
 */
const configuration = (folder, domain, port, directTlsPort) => `
hosts: ["${domain}"]
loglevel: info
certfiles: ["${join(folder, 'server.pem')}"]
listen:
  - {port: ${port}, ip: "127.0.0.1", module: ejabberd_c2s, starttls_required: true, shaper: none, access: all}
  - {port: ${directTlsPort}, ip: "127.0.0.1", module: ejabberd_c2s, tls: true, shaper: none, access: all}
auth_method: internal
auth_password_format: scram
auth_scram_hash: sha256
modules:
  mod_carboncopy: {}
  mod_caps: {}
  mod_disco: {}
  mod_ping: {}
  mod_roster: {versioning: true}
  mod_stream_mgmt: {resend_on_timeout: if_offline, resume_timeout: 30}
`;
