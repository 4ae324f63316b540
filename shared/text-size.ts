/** How large the person wants to read, in percent of what the app was drawn for. */
import * as v from 'valibot';

export const textSizes = [80, 90, 100, 110, 125, 150, 175, 200] as const;
export type TextSize = (typeof textSizes)[number];
export const textSizeSchema = v.picklist(textSizes);
export const usualTextSize: TextSize = 100;

/** The next larger (`1`) or smaller (`-1`) size; at the end of the row it stays. */
export const nextTextSize = (size: TextSize, step: 1 | -1): TextSize =>
  textSizes[textSizes.indexOf(size) + step] ?? size;
