/** What the file of a recording is called: when, and with whom. Pure. */
import { plainText } from '../plain-text';

/** Not allowed in names by one system or another, or of a meaning to a shell. */
const forbidden = /[<>:"/\\|?*\u{FFFD}\u{D800}-\u{DFFF}]/gu;
/** Of UTF-8: a name has 255 at most, and there are a date, a count and an ending beside the person. */
const PERSON_BYTES = 160;

const two = (number: number): string => String(number).padStart(2, '0');

/** `person` as part of a file name; empty if nothing is left. */
function personIn(person: string): string {
  const bare = plainText(person.replace(forbidden, ' ')).replace(/\s+/g, ' ');
  let [kept, bytes] = ['', 0];
  for (const character of bare) {
    bytes += Buffer.byteLength(character);
    if (bytes > PERSON_BYTES) break;
    kept += character;
  }
  // Windows drops dots and spaces at the end, and then does not find the file.
  return kept.replace(/^[\s.]+|[\s.]+$/g, '');
}

/** Such as `2026-11-22 21.49.05 Juliet.webm`, in the time of this place; `count` tells two of one second apart. */
export function recordingName(person: string, at: Date, count = 1): string {
  const day = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-');
  const time = [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join('.');
  const words = [day, time, personIn(person), count > 1 ? `(${count})` : ''];
  return `${words.filter(word => word !== '').join(' ')}.webm`;
}
