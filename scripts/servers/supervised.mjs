/** Child processes that never outlive their parent, for throw-away servers. */
import { execFileSync, spawn } from 'node:child_process';
import { chownSync, lstatSync, openSync, closeSync, readdirSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/**
 * Runs "$@" beside a reader of our stdin: when the parent is gone, however it went, the pipe ends and so does the server.
 * TERM reaches the server through the process group; the shell waits for its end.
 */
const KEEPER = `
exec 3<&0
trap : TERM INT
"$@" </dev/null 3<&- & server=$!
{ read -r _ <&3; kill -KILL $server; } 2>/dev/null & watcher=$!
while kill -0 $server 2>/dev/null; do wait $server; status=$?; done
kill $watcher 2>/dev/null
exit $status
`;

/** The unprivileged user that servers run as when we are root: some refuse root, and none needs it. */
export const unprivileged = process.getuid?.() === 0 ? { uid: idOf('-u'), gid: idOf('-g') } : {};

/** @param {string} flag */
function idOf(flag) {
  return Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
}

/**
 * Hands a folder and all in it to the unprivileged user.
 * @param {string} path
 */
export function handOver(path) {
  if (unprivileged.uid === undefined || unprivileged.gid === undefined) return;
  chownSync(path, unprivileged.uid, unprivileged.gid);
  if (lstatSync(path).isDirectory()) for (const name of readdirSync(path)) handOver(join(path, name));
}

/**
 * @typedef {object} Supervised
 * @property {() => boolean} running
 * @property {(signal: 'SIGTERM' | 'SIGKILL') => Promise<void>} end resolves when the server and its keeper are gone
 *
 * @typedef {object} Start
 * @property {string} command
 * @property {string[]} args
 * @property {string} log a file that takes what the server prints
 * @property {NodeJS.ProcessEnv} [env]
 * @property {boolean} [asSelf] run as the user we are
 */

/**
 * Starts a server.
 * @param {Start} start
 * @returns {Supervised}
 */
export function supervise({ command, args, log, env, asSelf = false }) {
  const output = openSync(log, 'a');
  const child = spawn('sh', ['-c', KEEPER, 'keeper', command, ...args], {
    stdio: ['pipe', output, output],
    detached: true,
    env: { ...process.env, ...env },
    ...(asSelf ? {} : unprivileged),
  });
  closeSync(output);
  let running = true;
  /** @type {Promise<void>} */
  const ended = new Promise(resolve => {
    const end = () => {
      running = false;
      resolve();
    };
    child.once('exit', end);
    child.once('error', end);
  });
  child.stdin?.on('error', () => undefined); // the keeper went first: its end is told by 'exit'
  return {
    running: () => running,
    end: async signal => {
      if (!running || child.pid === undefined) return;
      // The keeper kills, and stays to bury: a dead child of nobody remains in the process table of some containers.
      if (signal === 'SIGKILL') child.stdin?.end();
      else tell(child.pid, signal);
      await Promise.race([ended, wait(5000, undefined, { ref: false })]);
      if (running) {
        tell(child.pid, 'SIGKILL');
        await ended;
      }
    },
  };
}

/**
 * Signals a keeper with all its children.
 * @param {number} group
 * @param {NodeJS.Signals} signal
 */
function tell(group, signal) {
  try {
    process.kill(-group, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/** @param {number} ms */
export const delay = ms => new Promise(resolve => setTimeout(resolve, ms));

/**
 * Ports on loopback that nobody listens on right now.
 * @param {number} count
 * @returns {Promise<number[]>}
 */
export async function freePorts(count) {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(0, '127.0.0.1', () => resolve(undefined));
      });
      return server;
    }),
  );
  return Promise.all(
    servers.map(async server => {
      const address = server.address();
      await new Promise(resolve => server.close(resolve));
      if (address === null || typeof address === 'string') throw new Error('no port');
      return address.port;
    }),
  );
}

/**
 * Waits until something accepts TCP connections.
 * @param {number} port
 * @param {Supervised} server stops the wait when it ends
 * @param {string} name for the error
 * @param {string} [host] loopback unless given
 */
export async function listening(port, server, name, host = '127.0.0.1') {
  const deadline = Date.now() + 30_000;
  while (Date.now() < deadline) {
    if (!server.running()) throw new Error(`${name} ended at once; see its log`);
    const accepted = await new Promise(resolve => {
      const socket = connect(port, host);
      socket.once('connect', () => (socket.destroy(), resolve(true)));
      socket.once('error', () => (socket.destroy(), resolve(false)));
    });
    if (accepted) return;
    await delay(20);
  }
  throw new Error(`${name} does not listen on port ${port}`);
}
