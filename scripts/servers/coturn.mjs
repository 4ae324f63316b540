/** A throw-away TURN server, for tests and the demonstration. Described in `coturn.d.mts`. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts, handOver, listening, supervise } from './supervised.mjs';

/** @type {typeof import('./coturn.mjs').startCoturn} */
export async function startCoturn({ secret, realm = 'example.test', port: wanted, addresses = ['127.0.0.1'], tls }) {
  const port = wanted ?? (await freePorts(1))[0] ?? 0;
  const folder = mkdtempSync(join(tmpdir(), 'coturn-'));
  handOver(folder);
  const log = join(folder, 'coturn.out');
  const server = supervise({
    command: 'turnserver',
    args: [
      ...['-n', `--listening-port=${port}`],
      ...addresses.flatMap(address => [`--listening-ip=${address}`, `--relay-ip=${address}`]),
      ...['--use-auth-secret', `--static-auth-secret=${secret}`, `--realm=${realm}`, '--fingerprint'],
      ...(tls ? [`--tls-listening-port=${tls.port}`, `--cert=${tls.cert}`, `--pkey=${tls.key}`] : ['--no-tls']),
      ...['--no-dtls', '--no-cli', '--no-multicast-peers', '--allow-loopback-peers', '--no-rfc5780'],
      ...[`--userdb=${join(folder, 'turndb')}`, `--pidfile=${join(folder, 'turn.pid')}`],
      ...['--log-file=stdout', '--simple-log'],
    ],
    log,
  });
  const stop = async () => {
    await server.end('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await listening(port, server, 'coturn', addresses[0]);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    host: addresses[0] ?? '127.0.0.1',
    port,
    secret,
    log: () => readFileSync(log, 'utf8'),
    kill: () => server.end('SIGKILL'),
    stop,
  };
}
