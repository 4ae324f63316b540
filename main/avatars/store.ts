/** People's pictures in a folder, each as our page drew it, under the SHA-1 of the bytes that came; and who showed which. */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { replaceFile } from '../atomic-file';
import { describeError, type Log } from '../log';
import type { AvatarStore } from '../xmpp/avatars';
import { pictureIn } from './picture';
import { isDrawn, type Draw } from './undrawn';

/** Bytes of all pictures together; those that nobody has looked at for the longest go first. */
const FOLDER_LIMIT = 128 * 1024 * 1024;
/** Changes of who shows what are written down together. */
const WRITE_MS = 1_000;

const idPattern = /^[0-9a-f]{40}$/;
const shownSchema = v.record(v.string(), v.pipe(v.string(), v.regex(idPattern)));

interface Kept {
  bytes: number;
  /** When it was last looked at, in milliseconds since 1970. */
  usedAt: number;
}

/** Made in the first place where it is needed; a folder that cannot be used makes everybody faceless, and no more. */
export class AvatarFolder implements AvatarStore {
  readonly #folder: string;
  readonly #log: Log;
  readonly #draw: Draw;
  readonly #limit: number;
  readonly #kept = new Map<string, Kept>();
  #shown: Record<string, string> = {};
  #writing: NodeJS.Timeout | undefined;

  /** `draw`: what makes a picture of ours of one that came. */
  constructor(folder: string, log: Log, draw: Draw, limit = FOLDER_LIMIT) {
    this.#folder = folder;
    this.#log = log;
    this.#draw = draw;
    this.#limit = limit;
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      for (const name of readdirSync(folder)) {
        const id = name.replace(/\.webp$/, '');
        if (!idPattern.test(id)) continue;
        const { size, mtimeMs } = statSync(join(folder, name));
        if (name !== id) this.#kept.set(id, { bytes: size, usedAt: mtimeMs });
        else rmSync(join(folder, name)); // as it came: an older Tsuwa kept them so
      }
    } catch (error) {
      log.warn`the pictures of people cannot be kept: ${describeError(error)}`;
    }
    this.#shown = this.#read();
  }

  has(id: string): boolean {
    return this.#kept.has(id);
  }

  async keep(id: string, bytes: Uint8Array): Promise<boolean> {
    if (this.#kept.has(id)) return true;
    if (!idPattern.test(id) || createHash('sha1').update(bytes).digest('hex') !== id) {
      this.#log.warn`a picture is not the one that was told of`;
      return false;
    }
    const came = pictureIn(bytes);
    if (!came) {
      this.#log.info`a picture is of no kind or size that is shown`;
      return false;
    }
    const drawn = await this.#draw(id, new Uint8Array(bytes), came.type);
    if (!drawn || !isDrawn(drawn)) {
      this.#log.info`a picture could not be drawn`;
      return false;
    }
    return this.#kept.has(id) || (await this.#write(id, drawn));
  }

  async #write(id: string, drawn: Uint8Array): Promise<boolean> {
    const fresh = join(this.#folder, `${id}.${process.pid}.new`);
    try {
      await writeFile(fresh, drawn, { mode: 0o600 });
      await rename(fresh, this.#path(id));
      this.#kept.set(id, { bytes: drawn.length, usedAt: Date.now() });
      await this.#shrink(id);
      return true;
    } catch (error) {
      this.#log.warn`a picture could not be kept: ${describeError(error)}`;
      await rm(fresh, { force: true }).catch(() => undefined);
      return false;
    }
  }

  shownBy(address: string): string | undefined {
    return this.#shown[address];
  }

  show(address: string, id: string | undefined): void {
    if (this.#shown[address] === id) return;
    const { [address]: _, ...others } = this.#shown;
    this.#shown = id === undefined ? others : { ...others, [address]: id };
    this.#writing ??= setTimeout(() => this.flush(), WRITE_MS);
  }

  /** Forgets who else showed what, and the pictures that then are nobody's; `people` are bare JIDs. */
  async keepOnly(people: ReadonlySet<string>): Promise<void> {
    this.#shown = Object.fromEntries(Object.entries(this.#shown).filter(([address]) => people.has(address)));
    this.#writing ??= setTimeout(() => this.flush(), WRITE_MS);
    this.flush();
    const shown = new Set(Object.values(this.#shown));
    for (const id of [...this.#kept.keys()].filter(kept => !shown.has(kept))) {
      this.#kept.delete(id);
      await rm(this.#path(id), { force: true }).catch(
        (error: unknown) => this.#log.warn`a picture could not be taken away: ${describeError(error)}`,
      );
    }
  }

  /** Writes down at once what is to be written. */
  flush(): void {
    if (this.#writing === undefined) return;
    clearTimeout(this.#writing);
    this.#writing = undefined;
    try {
      replaceFile(this.#list, JSON.stringify(this.#shown));
    } catch (error) {
      this.#log.warn`who shows which picture could not be kept: ${describeError(error)}`;
    }
  }

  /** The picture of that name, a WebP; `undefined` if there is none. */
  async open(id: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const kept = this.#kept.get(id);
    if (!kept) return undefined;
    const path = this.#path(id);
    try {
      const bytes = new Uint8Array(await readFile(path));
      if (!isDrawn(bytes)) return undefined; // somebody else has written it
      const now = new Date();
      kept.usedAt = now.getTime();
      await utimes(path, now, now);
      return bytes;
    } catch (error) {
      this.#log.info`a picture is gone: ${describeError(error)}`;
      this.#kept.delete(id);
      return undefined;
    }
  }

  #path(id: string): string {
    return join(this.#folder, `${id}.webp`);
  }

  get #list(): string {
    return join(this.#folder, 'people.json');
  }

  #read(): Record<string, string> {
    try {
      const found = v.safeParse(shownSchema, JSON.parse(readFileSync(this.#list, 'utf8')));
      if (found.success) return found.output;
    } catch {
      // There is none yet, or it is broken: people tell again.
    }
    return {};
  }

  /** Takes pictures away until the others fit; never `newest`. */
  async #shrink(newest: string): Promise<void> {
    let total = [...this.#kept.values()].reduce((sum, { bytes }) => sum + bytes, 0);
    if (total <= this.#limit) return;
    for (const [id, { bytes }] of [...this.#kept].toSorted(([, a], [, b]) => a.usedAt - b.usedAt)) {
      if (total <= this.#limit) return;
      if (id === newest) continue;
      this.#kept.delete(id);
      total -= bytes;
      await rm(this.#path(id), { force: true });
    }
  }
}
