/**
 * The recordings of calls: what the page records is written to files as it comes, so that a crash costs a second of sound and not
 * the call.
 *
 * The page never names a file: it speaks of calls, and gets to know names without folders.
 */
import { constants } from 'node:fs';
import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { CallView } from '../../shared/call';
import type { Recording, RecordingProblem } from '../../shared/recording';
import { PhoneError } from '../../shared/result';
import type { Clock, NewId } from '../core/ports';
import { describeError, type Log } from '../log';
import { recordingName } from './file-name';
import { WebmIndex, withRoom } from './webm';

/** How long the page may take for the last part once a recording is over. */
const LAST_PART_MS = 3_000;
/** How much may wait for the disk. */
const BACKLOG = 8 * 1024 * 1024;
/** Names tried before a folder is taken for unusable. */
const NAMES = 100;
/** Of those that are over, how many the person is still told of. */
const SHOWN = 5;

/** A file that grows; `node:fs/promises` has them. */
export type RecordingFile = Pick<FileHandle, 'write' | 'close' | 'sync'>;

export interface RecordingsPorts {
  /** Where the person wants them; need not exist. */
  readonly folder: () => string;
  clock: Clock;
  newId: NewId;
  log: Log;
  /** A call is recorded from now on, or no longer. */
  told(call: string, recording: boolean): void;
  /** Some recording is not what it was. */
  changed(): void;
  /** A new file, readable by its owner only. Throws what the file system throws. */
  readonly create?: (path: string) => Promise<RecordingFile>;
}

interface Running {
  view: Recording;
  readonly path: string;
  readonly file: RecordingFile;
  /** What is yet to be written, one after the other. */
  writes: Promise<void>;
  backlog: number;
  /** How many bytes the file has. */
  size: number;
  /** What the file is to say of itself in the end, if it is one that can. */
  index: WebmIndex | undefined;
  cancelWait: () => void;
}

export class Recordings {
  readonly #ports: RecordingsPorts;
  /** By id, the oldest first. */
  readonly #all = new Map<string, Running>();
  /** Calls whose file is being made. */
  readonly #opening = new Set<string>();

  constructor(ports: RecordingsPorts) {
    this.#ports = ports;
  }

  /** Those that run, and those that the person has not yet put away; the oldest first. */
  get list(): Recording[] {
    return [...this.#all.values()].map(({ view }) => view);
  }

  /**
   * Begins to record a call with `person`; nothing, if it is recorded already. Throws PhoneError: bad-request for a call
   * that nobody can be heard in, disk-full, folder-unwritable.
   */
  async start(call: CallView | undefined, person: string): Promise<void> {
    if (call?.connectedAt === undefined || call.phase === 'ended') throw new PhoneError('bad-request', 'no sound yet');
    if (this.#opening.has(call.id) || this.#of(call.id)) return;
    this.#opening.add(call.id);
    try {
      const startedAt = this.#ports.clock.now();
      const { name, path, file } = await this.#create(person, startedAt);
      const view: Recording = { id: this.#ports.newId(), call: call.id, name, startedAt, state: 'running' };
      this.#all.set(view.id, {
        ...{ view, path, file, writes: Promise.resolve(), backlog: 0, size: 0 },
        ...{ index: undefined, cancelWait: () => undefined },
      });
    } finally {
      this.#opening.delete(call.id);
    }
    this.#ports.told(call.id, true);
    this.#ports.changed();
  }

  /** Ends the recording of a call; the page still has a last part of it. */
  stop(call: string): void {
    const recording = this.#of(call);
    if (recording?.view.state !== 'running') return;
    this.#tell(recording, { state: 'finishing' });
    recording.cancelWait = this.#ports.clock.after(LAST_PART_MS, () => this.#finish(recording));
  }

  /** Writes a part of what is recorded of a call; what comes for none is left. */
  write(call: string, part: Uint8Array, last: boolean): void {
    const recording = this.#of(call);
    if (!recording) return;
    if (part.length > 0) this.#append(recording, part);
    if (last) this.#finish(recording);
  }

  /** Follows the calls: what is over is not recorded any more. */
  follow(calls: readonly CallView[]): void {
    const live = new Set(calls.filter(({ phase }) => phase !== 'ended').map(({ id }) => id));
    for (const { view } of [...this.#all.values()])
      if (view.state === 'running' && !live.has(view.call)) this.stop(view.call);
  }

  /** The page is gone: nothing more will come. */
  pageGone(): void {
    for (const recording of this.#all.values()) this.#finish(recording);
  }

  /** Closes every file; resolves when all is written. */
  async close(): Promise<void> {
    this.pageGone();
    await Promise.all([...this.#all.values()].map(({ writes }) => writes));
  }

  /** Where a finished recording is. Throws PhoneError: bad-request. */
  pathOf(id: string): string {
    const recording = this.#all.get(id);
    if (recording?.view.state !== 'saved') throw new PhoneError('bad-request', 'no such recording');
    return recording.path;
  }

  /** The person has seen where it is. Throws PhoneError: bad-request. */
  dismiss(id: string): void {
    this.pathOf(id);
    this.#all.delete(id);
    this.#ports.changed();
  }

  /** The recording of a call that is not over. */
  #of(call: string): Running | undefined {
    return [...this.#all.values()].find(({ view }) => view.call === call && view.state !== 'saved');
  }

  async #create(person: string, now: number): Promise<{ name: string; path: string; file: RecordingFile }> {
    const { folder, create = createFile, log } = this.#ports;
    try {
      const at = folder();
      await mkdir(at, { recursive: true, mode: 0o700 });
      for (let count = 1; ; count += 1) {
        const name = recordingName(person, new Date(now), count);
        const path = join(at, name);
        try {
          return { name, path, file: await create(path) };
        } catch (error) {
          if (codeOf(error) !== 'EEXIST' || count === NAMES) throw error;
        }
      }
    } catch (error) {
      log.warn`no recording could be made: ${describeError(error)}`;
      throw new PhoneError(problemOf(error) === 'disk-full' ? 'disk-full' : 'folder-unwritable');
    }
  }

  #append(recording: Running, part: Uint8Array): void {
    if (recording.backlog + part.length > BACKLOG) return this.#finish(recording, 'too-slow');
    recording.backlog += part.length;
    this.#later(recording, async () => {
      const isFirst = recording.size === 0;
      const { part: told, rooms } = isFirst ? withRoom(part) : { part };
      if (rooms) recording.index = new WebmIndex(rooms);
      await whole(recording.file, told, recording.size);
      recording.index?.take(told);
      recording.size += told.length;
      recording.backlog -= part.length;
    });
  }

  #finish(recording: Running, problem?: RecordingProblem): void {
    const { view } = recording;
    if (view.state === 'saved') return;
    recording.cancelWait();
    this.#tell(recording, { state: 'saved', ...(problem && { problem }) });
    this.#later(recording, async () => {
      const { index, file, size } = recording;
      for (const { at, bytes } of index?.patches(size) ?? []) await whole(file, bytes, at);
      await file.sync();
    });
    recording.writes = recording.writes.then(() => this.#shut(recording));
    const over = [...this.#all.values()].filter(other => other.view.state === 'saved');
    for (const { view: old } of over.slice(0, Math.max(0, over.length - SHOWN))) this.#all.delete(old.id);
  }

  async #shut({ file }: Running): Promise<void> {
    try {
      await file.close();
    } catch (error) {
      this.#ports.log.warn`a recording could not be closed: ${describeError(error)}`;
    }
  }

  /** Does `write` behind what is written already; a disk that fails ends the recording and not the call. */
  #later(recording: Running, write: () => Promise<void>): void {
    recording.writes = recording.writes.then(async () => {
      if (recording.view.problem !== undefined && recording.view.problem !== 'too-slow') return;
      try {
        await write();
      } catch (error) {
        const problem = problemOf(error);
        this.#ports.log.warn`a recording could not be written: ${describeError(error)}`;
        if (recording.view.state === 'saved') this.#tell(recording, { problem });
        else this.#finish(recording, problem);
      }
    });
  }

  #tell(recording: Running, news: Partial<Recording>): void {
    const wasRunning = recording.view.state === 'running';
    recording.view = { ...recording.view, ...news };
    if (wasRunning && recording.view.state !== 'running') this.#ports.told(recording.view.call, false);
    this.#ports.changed();
  }
}

const createFile = (path: string): Promise<RecordingFile> =>
  open(path, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY, 0o600);

/** Writes all of `bytes`: a file system may take less than it is given. */
async function whole(file: RecordingFile, bytes: Uint8Array, at: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, at + done);
    done += bytesWritten;
  }
}

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

const problemOf = (error: unknown): RecordingProblem =>
  ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(codeOf(error) ?? '') ? 'disk-full' : 'folder-unwritable';
