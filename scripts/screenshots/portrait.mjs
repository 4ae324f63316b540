/** Draws somebody who does not exist: flat shapes, so that a small file keeps them. Pure. */

/**
 * @typedef {object} Looks Colours, and how the hair is worn.
 * @property {string} back
 * @property {string} skin
 * @property {string} hair
 * @property {'short' | 'long' | 'bob' | 'bun' | 'curls' | 'hood'} cut
 * @property {string} coat
 */

/** @type {Record<Looks['cut'], { behind: string, before: string }>} Hair behind the head, and before it. */
const cuts = {
  short: {
    behind: '<path d="M30 46c-2-18 8-27 19-27s20 8 18 27l-4 6H34z"/>',
    before: '<path d="M31 43c0-14 7-21 17-22 11-1 19 7 18 21-3-7-6-10-10-12-7 4-17 4-21 3-2 3-3 6-4 10z"/>',
  },
  long: {
    behind: '<path d="M26 78c-3-20-1-38 3-46 4-9 11-13 19-13s15 4 19 13c4 8 6 26 3 46l-10 4H36z"/>',
    before: '<path d="M31 46c0-15 6-24 17-24s17 9 17 24c-3-9-8-14-15-17-4 7-11 12-19 17z"/>',
  },
  bob: {
    behind: '<path d="M27 62c-3-24 3-43 21-43s24 19 21 43c-3 4-8 5-12 4H39c-4 1-9 0-12-4z"/>',
    before: '<path d="M31 46c0-16 6-23 17-23s17 7 17 23l-3-7H34z"/>',
  },
  bun: {
    behind: '<circle cx="48" cy="17" r="9"/><path d="M29 50c-2-19 7-29 19-29s21 10 19 29z"/>',
    before: '<path d="M31 45c1-14 7-21 17-21s16 7 17 21c-3-8-9-12-17-12s-14 4-17 12z"/>',
  },
  curls: {
    behind:
      '<circle cx="34" cy="34" r="10"/><circle cx="48" cy="27" r="12"/><circle cx="62" cy="34" r="10"/><circle cx="31" cy="46" r="7"/><circle cx="65" cy="46" r="7"/>',
    before: '<circle cx="38" cy="31" r="6"/><circle cx="48" cy="29" r="7"/><circle cx="58" cy="31" r="6"/>',
  },
  hood: {
    behind: '<path d="M22 80c-3-36 6-63 26-63s29 27 26 63z"/>',
    before: '<path fill-opacity="0.35" d="M31 44c1-12 7-19 17-19s16 7 17 19c-4-7-9-10-17-10s-13 3-17 10z"/>',
  },
};

/**
 * @param {Looks} looks
 * @returns {string} a square picture as SVG
 */
export function portrait({ back, skin, hair, cut, coat }) {
  const { behind, before } = cuts[cut];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96"><rect width="96" height="96" fill="${back}"/><g fill="${hair}">${behind}</g><path fill="${coat}" d="M12 100c0-20 13-29 36-29s36 9 36 29z"/><path fill="${skin}" d="M41 58h14v13c0 5-3 8-7 8s-7-3-7-8z"/><path fill="#000" fill-opacity="0.12" d="M41 63c4 4 10 4 14 0v4c-4 4-10 4-14 0z"/><path fill="${skin}" d="M32 43c0-12 7-19 16-19s16 7 16 19c0 13-7 22-16 22s-16-9-16-22z"/><g fill="${hair}">${before}</g></svg>`;
}
