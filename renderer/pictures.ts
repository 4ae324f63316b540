/** Pictures of people, drawn anew by the page: it is the one process that may look into what others send. */
import { watch } from 'vue';
import { FACE_SIDE, UNDRAWN } from '../shared/contact';
import type { Phone } from './phone';
import type { Mirror } from './state';

/**
 * The first picture in `picture`, upright and no larger than a face, as a WebP: pixels, and nothing else that came with them.
 * Throws `DOMException` where there is none.
 */
export async function redrawn(picture: Blob): Promise<Uint8Array<ArrayBuffer>> {
  const whole = await createImageBitmap(picture);
  const scale = Math.min(1, FACE_SIDE / Math.max(whole.width, whole.height));
  const side = (length: number) => Math.max(1, Math.round(length * scale));
  const canvas = new OffscreenCanvas(side(whole.width), side(whole.height));
  const drawing = canvas.getContext('2d');
  if (!drawing) throw new DOMException('nothing to draw on', 'InvalidStateError');
  drawing.imageSmoothingQuality = 'high';
  drawing.drawImage(whole, 0, 0, canvas.width, canvas.height);
  whole.close();
  const blob = await canvas.convertToBlob({ type: 'image/webp', quality: 0.9 });
  return new Uint8Array(await blob.arrayBuffer());
}

/** Draws what waits for it, each picture once. */
export function drawPictures(phone: Pick<Phone, 'drawn'>, { state }: Pick<Mirror, 'state'>): void {
  const begun = new Set<string>();
  const draw = async (id: string): Promise<void> => {
    const bytes = await fetch(`${UNDRAWN}${id}`)
      .then(response => response.blob())
      .then(redrawn)
      .catch(() => undefined);
    await phone.drawn({ id, ...(bytes && { bytes }) });
  };
  watch(
    () => state.value?.undrawn ?? [],
    ids => {
      for (const id of begun) if (!ids.includes(id)) begun.delete(id);
      for (const id of ids) {
        if (begun.has(id)) continue;
        begun.add(id);
        draw(id).catch((error: unknown) => console.info(error));
      }
    },
    { immediate: true },
  );
}
