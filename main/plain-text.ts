/** Names of others as they may stand in what the system draws for us. */
import { plainLine } from '../shared/plain-text';

const LONGEST = 80;

/** `text` on one line, without what does not show, and no longer than a notification has room for. */
export const plainText = (text: string): string => plainLine(text, LONGEST);

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** `text` for where markup is understood (Desktop Notifications Specification §4, "Markup"). */
export const escapeMarkup = (text: string): string => text.replace(/[&<>]/g, character => entities[character] ?? '');
