/** Pictures as they came, until a page has drawn them anew in its sandbox: only what it drew is kept and shown. */
import { pictureIn, type Picture, type PictureType } from './picture';
import { FACE_BYTES, FACE_SIDE } from '../../shared/contact';

/** A page that has just crashed is back long before. */
const PATIENCE_MS = 30_000;

/** Draws the picture that has that name; `undefined` if there is none in it, or nobody did in time. */
export type Draw = (id: string, bytes: Uint8Array<ArrayBuffer>, type: PictureType) => Promise<Uint8Array | undefined>;

interface Waiting {
  bytes: Uint8Array<ArrayBuffer>;
  type: PictureType;
  settle(drawn: Uint8Array | undefined): void;
  drawn: Promise<Uint8Array | undefined>;
}

/** Whether `bytes` are a picture as our page draws them. */
export function isDrawn(bytes: Uint8Array): boolean {
  const picture: Picture | undefined = bytes.length <= FACE_BYTES ? pictureIn(bytes) : undefined;
  return picture?.type === 'image/webp' && Math.max(picture.width, picture.height) <= FACE_SIDE;
}

export class Undrawn {
  readonly #waiting = new Map<string, Waiting>();
  readonly #changed: () => void;
  readonly #patience: number;

  /** `changed`: there are others than before. */
  constructor(changed: () => void, patience = PATIENCE_MS) {
    this.#changed = changed;
    this.#patience = patience;
  }

  /** Of those that wait. */
  get ids(): readonly string[] {
    return [...this.#waiting.keys()];
  }

  /** The picture as it came, for the page. */
  open(id: string): Pick<Waiting, 'bytes' | 'type'> | undefined {
    return this.#waiting.get(id);
  }

  readonly draw: Draw = (id, bytes, type) => {
    const known = this.#waiting.get(id);
    if (known) return known.drawn;
    const timer = setTimeout(() => this.take(id, undefined), this.#patience);
    let settle: Waiting['settle'] = () => undefined;
    const drawn = new Promise<Uint8Array | undefined>(resolve => (settle = resolve)).finally(() => clearTimeout(timer));
    this.#waiting.set(id, { bytes, type, settle, drawn });
    this.#changed();
    return drawn;
  };

  /** The page has drawn one, or could not. */
  take(id: string, drawn: Uint8Array | undefined): void {
    const waiting = this.#waiting.get(id);
    if (!waiting) return;
    this.#waiting.delete(id);
    waiting.settle(drawn);
    this.#changed();
  }
}
