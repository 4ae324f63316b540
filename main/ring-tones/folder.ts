/** The ring tones of the person in a folder of the profile, each under the SHA-1 of its bytes. */
import { createHash } from 'node:crypto';
import { open, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { RING_TONES, type AddedRingTone } from '../../shared/ring-tone';
import { describeError, type Log } from '../log';
import { plainText } from '../plain-text';
import { soundTypeOf, type SoundType } from './format';

const idPattern = /^[0-9a-f]{40}$/;

/** Keeps copies: the person may move or delete the file that they chose. */
export class RingToneFolder {
  readonly #folder: string;
  readonly #log: Log;

  constructor(folder: string, log: Log) {
    this.#folder = folder;
    this.#log = log;
  }

  /** Copies the file at `path`; its content decides what it is, and its name is only shown. */
  async take(path: string): Promise<AddedRingTone> {
    const bytes = await this.#read(path);
    if (typeof bytes === 'string') return { ok: false, problem: bytes };
    if (!soundTypeOf(bytes)) return { ok: false, problem: 'not-audio' };
    const id = createHash('sha1').update(bytes).digest('hex');
    const fresh = join(this.#folder, `${id}.${process.pid}.new`);
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      await writeFile(fresh, bytes, { mode: 0o600 });
      await rename(fresh, join(this.#folder, id));
    } catch (error) {
      this.#log.warn`a ring tone could not be kept: ${describeError(error)}`;
      await rm(fresh, { force: true }).catch(() => undefined);
      return { ok: false, problem: 'not-kept' };
    }
    return { ok: true, tone: { id, name: plainText(basename(path, extname(path))) || id.slice(0, 7) } };
  }

  /** The tone of that id, and what it is to be served as; `undefined` if there is none. */
  async open(id: string): Promise<{ bytes: Uint8Array<ArrayBuffer>; type: SoundType } | undefined> {
    if (!idPattern.test(id)) return undefined;
    try {
      const bytes = new Uint8Array(await readFile(join(this.#folder, id)));
      const type = soundTypeOf(bytes);
      return type && { bytes, type };
    } catch (error) {
      this.#log.info`a ring tone is gone: ${describeError(error)}`;
      return undefined;
    }
  }

  async remove(id: string): Promise<void> {
    if (!idPattern.test(id)) return;
    await rm(join(this.#folder, id), { force: true }).catch(
      (error: unknown) => this.#log.warn`a ring tone could not be taken away: ${describeError(error)}`,
    );
  }

  /** No more than the limit is ever read: what the file says of its size may not hold, as with a pipe or a device. */
  async #read(path: string): Promise<Uint8Array | 'too-large' | 'unreadable'> {
    try {
      const file = await open(path, 'r');
      try {
        const stat = await file.stat();
        if (!stat.isFile()) return 'unreadable';
        if (stat.size > RING_TONES.bytes) return 'too-large';
        const buffer = new Uint8Array(stat.size);
        const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
        return buffer.subarray(0, bytesRead);
      } finally {
        await file.close();
      }
    } catch (error) {
      this.#log.info`a file could not be read: ${describeError(error)}`;
      return 'unreadable';
    }
  }
}
