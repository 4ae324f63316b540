/** Searching 10,000 contacts, key by key: every key press has to be answered within the frame it falls into. */
import { join } from 'node:path';
import { runnerImport } from 'vite';

export const PEOPLE = 10_000;
const FRAME_MS = 16.7;
const ROUNDS = 5;

/** What people type, letter by letter. */
const typed = [
  'juliet',
  'capulet',
  'tanaka',
  'たなかはなこ',
  'suzuki',
  'satoh',
  'lauremce',
  'jcap',
  'person 4711',
  'xqzjkvw',
];

/** @returns {Promise<import('./row').Row[]>} */
export async function run() {
  const page = join(import.meta.dirname, '..', '..', 'renderer');
  /** @type {{ module: import('./row').ContactIndexModule }} */
  const { module: making } = await runnerImport(join(page, 'contact-index.ts'), { configFile: false });
  /** @type {{ module: import('./row').ContactSearchModule }} */
  const { module: searching } = await runnerImport(join(page, 'contact-search.ts'), { configFile: false });
  const contacts = Array.from({ length: PEOPLE }, (_, at) => contactAt(at));
  const texts = contacts.map(({ name, address }) => `${name} ${address}`.toLowerCase());
  const presses = typed.flatMap(text => Array.from(text, (_, at) => text.slice(0, at + 1)));
  /** The least that a search can do. */
  const scan = (/** @type {string} */ text) => void texts.filter(one => one.includes(text)).length;
  const plain = times(presses, scan);

  const index = making.indexed(contacts);
  const lately = new Map(contacts.slice(0, 200).map(({ address }, at) => [address, at]));
  const pressed = times(presses, text => void searching.found(index, text, lately));
  const there = contacts.map((one, at) => ({ ...one, availability: at % 3 ? 'online' : 'away' }));
  const again = times(['a', 'b', 'c'], () => void making.indexed(there, index));
  const [plainMs = 0, plainTop = 0] = [quantile(plain, 0.5), quantile(plain, 1)];
  /** @type {(what: string, ms: number, plainMs: number) => import('./row').Row} */
  const row = (what, ms, floor) => ({
    what,
    ms,
    limitMs: FRAME_MS,
    plainMs: floor,
    plain: 'a bare scan with includes',
  });
  return [
    row('contacts, a key press, p50', quantile(pressed, 0.5), plainMs),
    row('contacts, a key press, p95', quantile(pressed, 0.95), quantile(plain, 0.95)),
    row('contacts, a key press, the slowest', quantile(pressed, 1), plainTop),
    row('contacts, the index after a presence', quantile(again, 0.5), plainMs),
  ];
}

const given = ['Juliet', 'Romeo', 'Søren', 'José', 'はなこ', 'タロウ', 'Yuko', '健', 'Marie', 'Laurence'];
const family = ['Capulet', 'García', 'たなか', '田中', 'スズキ', 'Satō', 'Müller', 'さとう', 'Ng', 'O’Brien', 'ﾔﾏﾀﾞ'];
const groups = ['Verona', 'Family', 'けんきゅう', 'Work: second floor', 'Orchestra'];

/** All different, half of them Japanese. */
export function contactAt(/** @type {number} */ at) {
  const name = `${given[at % 10]} ${family[at % 11]} ${(at * 7919).toString(36)}`;
  const rest = {
    groups: [groups[at % 5] ?? ''],
    favourite: at % 97 === 0,
    availability: at % 4 ? 'offline' : 'online',
  };
  return { address: `person${at}@${at % 3 ? 'example.org' : 'capulet.lit'}`, name, ...rest };
}

/** How long `work` takes for each of `inputs`, in milliseconds: the median of its rounds, so that only the work counts. */
function times(/** @type {string[]} */ inputs, /** @type {(input: string) => void} */ work) {
  return inputs.map(input => {
    const rounds = Array.from({ length: ROUNDS }, () => {
      const begin = performance.now();
      work(input);
      return performance.now() - begin;
    });
    return quantile(rounds, 0.5);
  });
}

function quantile(/** @type {number[]} */ values, /** @type {number} */ share) {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}
