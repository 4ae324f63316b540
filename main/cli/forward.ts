/** From the Tsuwa that was started to the one that runs, and the answer back. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { replySchema, type Reply } from './reply';

/** What the started one hands over with the single-instance lock. */
export const forwardedSchema = v.strictObject({
  words: v.pipe(v.array(v.pipe(v.string(), v.maxLength(4096))), v.maxLength(64)),
  /** Where paths among the words start from. */
  folder: v.pipe(v.string(), v.maxLength(4096)),
  /** Socket that waits for the reply. */
  reply: v.pipe(v.string(), v.minLength(1), v.maxLength(4096)),
});

/** How long the started one waits for the reply. */
export const REPLY_MS = 15_000;
/** How long the running one tries to hand over its reply. */
const HAND_OVER_MS = 5_000;
const REPLY_LIMIT = 1024 * 1024;

/** Waits for one reply at an address that nobody else can know or open. */
export interface ReplyEndpoint {
  readonly address: string;
  /** Settles once. Rejects with a message for the person. */
  readonly reply: Promise<Reply>;
  close(): Promise<void>;
}

/** Opens an endpoint that gives up after `waitMs`. Throws what the system throws. */
export async function openReplyEndpoint(waitMs = REPLY_MS): Promise<ReplyEndpoint> {
  const windows = process.platform === 'win32';
  // mkdtemp makes the folder for this user alone; a pipe has no folder, so its name is the secret.
  const folder = windows ? undefined : await mkdtemp(join(tmpdir(), 'tsuwa-'));
  const address = folder === undefined ? `\\\\.\\pipe\\tsuwa-${randomUUID()}` : join(folder, 'reply');
  const server = createServer();
  const reply = new Promise<Reply>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('Tsuwa is running but does not answer')), waitMs);
    timer.unref();
    server.once('connection', socket => resolve(readReply(socket)));
  });
  // Whoever gets the lock never asks for the reply.
  reply.catch(() => undefined);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(address, resolve);
  });
  return {
    address,
    reply,
    async close() {
      server.close();
      if (folder !== undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}

async function readReply(socket: Socket): Promise<Reply> {
  let text = '';
  socket.setEncoding('utf8');
  socket.setTimeout(HAND_OVER_MS, () => socket.destroy(new Error('Tsuwa stopped in the middle of its answer')));
  for await (const chunk of socket) {
    text += String(chunk);
    if (text.length > REPLY_LIMIT) throw new Error('Tsuwa answered more than fits');
  }
  return v.parse(replySchema, JSON.parse(text));
}

/** Writes `reply` to the endpoint at `address`. Rejects if nobody takes it. */
export function sendReply(address: string, reply: Reply): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(address);
    socket.setTimeout(HAND_OVER_MS, () => socket.destroy(new Error('nobody takes the reply')));
    socket.once('error', reject);
    socket.once('close', failed => (failed ? undefined : resolve()));
    socket.once('connect', () => socket.end(JSON.stringify(reply)));
    socket.resume();
  });
}
