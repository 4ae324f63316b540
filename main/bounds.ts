/** Where the window was, if that place can still be seen. */

export interface Bounds {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** As much of the window has to be on a screen that the person can grab its title. */
const GRIP = { width: 100, height: 40 };

/** `saved` if enough of its upper edge lies on one of the work areas; otherwise `undefined`. */
export const visibleBounds = (saved: Bounds | undefined, workAreas: readonly Bounds[]): Bounds | undefined =>
  saved && workAreas.some(area => shows(area, saved)) ? saved : undefined;

function shows(area: Bounds, { x, y, width }: Bounds): boolean {
  const across = Math.min(x + width, area.x + area.width) - Math.max(x, area.x);
  return across >= GRIP.width && y >= area.y && y + GRIP.height <= area.y + area.height;
}
