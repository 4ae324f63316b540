/** Japanese; until it is written, English. */
import { en } from './en';
import type { ShapeOf } from './words';

export const ja: ShapeOf<typeof en> = en;
