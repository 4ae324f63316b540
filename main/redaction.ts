/**
 * The last net under logs and reports: what looks like a secret, a person or an address is taken out of a text, whoever wrote
 * it. It is no licence to write such things: what a log takes is decided by type (`core/log.ts`).
 */
import { isIP } from 'node:net';

const value = String.raw`(\[secret\]|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\s,;<>}"']+)`;
const named =
  'ufrag|pwd|passwd|password|passphrase|credential|username|token|secret|nonce|authorization|proof|signature|cookie|key-params|inline';
const secret = new RegExp(String.raw`((?:ice-)?(?:${named})["']?\s*[:=]\s*)${value}`, 'gi');
/** What signs in is the text of an element, and so is what people write. */
const inside =
  /(<(?:auth|response|challenge|success|authenticate|initial-response|additional-data|password|token|body|subject|data)\b[^>]*>)[^<]+/gi;
const bearer = /\b(bearer|basic|digest)\s+[\w+/=.~-]{6,}/gi;
/** Several `n=…,r=…` in a row (RFC 5802 §5.1). */
const scram = /(?:^|(?<=[\s"'`(>,]))(?:[nyp],[^,\s]*,)?(?:[acdeimnprsv]=[^,\s"'<]*,){1,}[acdeimnprsv]=[^,\s"'<]*/g;
/** In any script, with its resource; `＠` is what Japanese keyboards write, `%40` what links do. */
const address = /[^\s"'<>@＠/:=,;()]+(?:@|＠|%40)[^\s"'<>@＠,;()/?]+(?:\/[^\s"'<>)]+)?/giu;
const relay = /\b((?:stun|turn)s?):[^\s"',<>]+/gi;
const candidate = /candidate:\S+ \d+ \S+ \d+ [^\n|"'<]*?typ \w+[^\n|"'<]*/gi;
const origin = /\bIN IP[46] [^\s|"'<]+/g;
const fingerprint = /\b(?:[0-9a-f]{2}:){15,63}[0-9a-f]{2}\b/gi;
const multicast = /\b[\w-]+\.local\b/gi;
const mayBeIpv6 = /[0-9a-f:]*:[0-9a-f:.]*:[0-9a-f:.]*/gi;
const mayBeIpv4 = /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.]*\d)/g;
const hexIpv4 = /\b0x[0-9a-f]{1,2}(?:\.0x[0-9a-f]{1,2}){3}\b/gi;
/** With the country, or with the 0 of a trunk call. */
const telephone =
  /(?<![\w.])(?:tel:[+\d(][\d\s().-]{2,}\d|\+\d[\d\s().-]{5,}\d|0\d{1,4}[- ]\d{1,4}[- ]\d{3,4})(?!\w)/gi;
/** Folders of people are named after them, and so are their discs. */
const home =
  /((?:\/home|\/Users|\/Volumes|\/media|\b[a-z]:\\(?:\\)?users|\b[a-z]:\/users)[\\/]+)[^\\/\s"':,)]+(?: [^\\/\s"':,)]+)*(?=[\\/]|["':,)]|\s|$)/gi;

const isIpv6 = (text: string): boolean => isIP(text) === 6 || isIP(text.replace(/[.:]$/, '')) === 6;
/** Also as `192.000.002.001`. */
const isIpv4 = (text: string): boolean => text.split('.').every(part => Number(part) <= 255);

/** `text` without passwords, credentials of ICE and relays, XMPP and IP addresses, numbers of telephones, and names of people's folders. */
export function redact(text: string): string {
  return text
    .replace(inside, '$1[secret]')
    .replace(scram, '[secret]')
    .replace(bearer, '[secret]')
    .replace(secret, '$1[secret]')
    .replace(candidate, 'candidate:[ip]')
    .replace(fingerprint, '[fingerprint]')
    .replace(relay, '$1:[address]')
    .replace(address, '[address]')
    .replace(origin, 'IN [ip]')
    .replace(home, '$1[person]')
    .replace(multicast, '[ip]')
    .replace(mayBeIpv6, found => (isIpv6(found) ? '[ip]' : found))
    .replace(mayBeIpv4, found => (isIpv4(found) ? '[ip]' : found))
    .replace(hexIpv4, '[ip]')
    .replace(telephone, '[number]');
}
