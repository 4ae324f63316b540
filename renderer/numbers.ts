/** Telephone numbers: as people write them, as gateways want them, and the tones that keys make. */
import { parseJid } from '../shared/jid';
import type { Gateway } from '../shared/ipc';

/** Fewer digits are no number anybody can be called by; the longest is what E.164 allows, with room for extensions. */
const DIGITS = { least: 3, most: 20 } as const;

/**
 * The digits to dial for what the person typed, with a leading `+` where it is international; `undefined` if it is no
 * telephone number. Takes `tel:` links (RFC 3966). `00` is the international prefix of most of the world; without either
 * the digits stay as typed, for nobody here knows what country they are meant in.
 */
export function numberIn(text: string): string | undefined {
  const typed = tidied(text);
  if (!/^\+?[\d\s()./-]+$/u.test(typed)) return undefined;
  // "+49 (0) 30": the zero in brackets is only for callers in the country.
  const international = typed.startsWith('+') ? typed.replace(/\(0\)/u, '') : typed;
  const digits = international.replace(/[^+\d]/gu, '').replace(/^00(?=[1-9])/u, '+');
  const count = digits.replace('+', '').length;
  return count >= DIGITS.least && count <= DIGITS.most ? digits : undefined;
}

/**
 * What the person keyed in on a telephone, which knows what they mean: short numbers and codes such as `*97` as well;
 * `undefined` if a telephone could not dial it.
 */
export function dialableIn(text: string): string | undefined {
  const code = tidied(text).replace(/\s/gu, '');
  return /^[\d*#]{1,20}$/u.test(code) && (code.length < DIGITS.least || /[*#]/u.test(code)) ? code : numberIn(text);
}

/** What the person typed, as it reads best: with their own grouping. */
export const numberAsTyped = (text: string): string => tidied(text).replace(/^00(?=\s*[1-9])\s*/u, '+');

/** Where `number` is called through `gateway` (Cheogram's convention: the number is the local part). */
export const addressOfNumber = (number: string, gateway: Gateway): string => `${number}@${gateway.address}`;

/** The number behind an address at one of `gateways`; `undefined` for any other address. */
export function numberAt(address: string, gateways: readonly Gateway[]): string | undefined {
  const jid = parseJid(address);
  return gateways.some(gateway => gateway.address === jid?.domain) ? jid?.local : undefined;
}

const tidied = (text: string): string =>
  text
    .normalize('NFKC')
    .trim()
    .replace(/^tel:([^;?]*).*$/iu, '$1')
    .replace(/[\p{Dash_Punctuation}\u2212]/gu, '-')
    .replace(/\s+/gu, ' ');

/** The keys of a telephone, with the letters that ITU-T E.161 puts on them. */
export const keys = [
  { key: '1', letters: '' },
  { key: '2', letters: 'ABC' },
  { key: '3', letters: 'DEF' },
  { key: '4', letters: 'GHI' },
  { key: '5', letters: 'JKL' },
  { key: '6', letters: 'MNO' },
  { key: '7', letters: 'PQRS' },
  { key: '8', letters: 'TUV' },
  { key: '9', letters: 'WXYZ' },
  { key: '*', letters: '' },
  { key: '0', letters: '+' },
  { key: '#', letters: '' },
] as const;

/** What of `text` a telephone can send as tones (RFC 4733 §3.2, without A to D, which no telephone has). */
export const tonesIn = (text: string): string => text.normalize('NFKC').replace(/[^\d*#]/gu, '');
