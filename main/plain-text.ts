/** Names of others as they may stand in what the system draws for us. */

/** What ends a line or steers a terminal. */
const breaks = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;
/** What turns the direction of text or takes no room: a name could be made to look like another. */
const unseen = /[\p{Bidi_Control}\u{AD}\u{115F}\u{1160}\u{200B}\u{2060}-\u{2064}\u{3164}\u{FEFF}\u{E0000}-\u{E007F}]/gu;
const LONGEST = 80;

/** `text` on one line, without what does not show, and no longer than a notification has room for. */
export function plainText(text: string): string {
  const line = text.replace(breaks, ' ').replace(unseen, '').replace(/ +/g, ' ').trim();
  const characters = Array.from(line);
  return characters.length <= LONGEST ? line : `${characters.slice(0, LONGEST - 1).join('')}…`;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** `text` for where markup is understood (Desktop Notifications Specification §4, "Markup"). */
export const escapeMarkup = (text: string): string => text.replace(/[&<>]/g, character => entities[character] ?? '');
