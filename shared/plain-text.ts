/** Names and sentences of others as they may stand beside ours. */

/** What ends a line or steers a terminal. */
const breaks = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;
/**
 * What turns the direction of text or takes no room: a name could be made to look like another. The two joiners stay, since
 * some scripts and many pictograms are written with them.
 */
const unseen =
  /[\p{Bidi_Control}\u{AD}\u{115F}\u{1160}\u{200B}\u{2060}-\u{2064}\u{3164}\u{FEFF}\u{FFA0}\u{FFF9}-\u{FFFB}\u{E0000}-\u{E007F}]/gu;
/** Between letters that are never joined they only tell one name from another that looks the same. */
const pointless = /(?<=[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\d])[\u{200C}\u{200D}]+/gu;
/** Marks upon marks reach over the lines above and below. */
const towers = /(\p{M}{4})\p{M}+/gu;

/** `text` on one line, without what does not show, and cut where it is longer than `most` characters. */
export function plainLine(text: string, most: number): string {
  // What is far too long is cut before anything is done with it: a character is two units at most, and some are dropped.
  const line = text
    .slice(0, most * 16)
    .replace(breaks, ' ')
    .replace(unseen, '')
    .replace(pointless, '')
    .replace(towers, '$1')
    .replace(/ +/g, ' ')
    .trim();
  const characters = Array.from(line);
  return characters.length <= most ? line : `${characters.slice(0, most - 1).join('')}…`;
}
