/** Makes the generated parts of docs/protocol.md: pure, from the specification, the records of a run and the code. */
import type { CallEnd } from '../../shared/call';
import { outcomes, type Stage } from '../../main/core/call/outcome';
import { because, specifications } from './specification';

/** What one test file made our phone read and write: by key, the test. */
export interface Recorded {
  readonly file: string;
  readonly read: Readonly<Record<string, string>>;
  readonly written: Readonly<Record<string, string>>;
}

/** A test that proves a cell. */
export interface Proof {
  readonly file: string;
  readonly test: string;
}

export type Way = 'send' | 'receive';

/** What proves each key in each way. */
export type Proofs = Readonly<Record<Way, ReadonlyMap<string, Proof>>>;

/** All keys of the specifications, in their order. */
export const keysOf = (): { readonly name: string; readonly keys: readonly string[] }[] =>
  specifications.map(({ name, xmlns, elements }) => ({
    name,
    keys: elements.flatMap(([element, ...attributes]) => {
      const values = attributes.some(each => each.includes('='));
      return [
        ...(values ? [] : [`${xmlns} ${element}`]),
        ...attributes.map(attribute => `${xmlns} ${element}@${attribute}`),
      ];
    }),
  }));

/** Tests of the codecs write whatever they like: only those with a phone or a session show what is sent. */
const isCodec = (file: string): boolean => /^test\/core\/(protocol\/|xml\/|jingle\/sdp)/.test(file);

/** Where a reader would look first: another client, then the unit tests. */
const rank = ({ file }: Proof): string =>
  `${['test/peers/', 'test/core/'].findIndex(part => file.startsWith(part))} ${file}`;

/** The proofs in the records; one that the document has already stays as long as it is one. */
export function proofsIn(records: readonly Recorded[], kept?: Proofs): Proofs {
  const collect = (way: Way): Map<string, Proof> => {
    const found = new Map<string, Proof>();
    for (const { file, read, written } of records) {
      if (way === 'send' && isCodec(file)) continue;
      for (const [key, test] of Object.entries(way === 'send' ? written : read)) {
        if (test === '') continue; // while a file was read, before its first test
        const proof = { file, test };
        const known = found.get(key);
        const old = kept?.[way].get(key);
        const isOld = (each: Proof) => each.file === old?.file;
        if (!known || (!isOld(known) && (isOld(proof) || rank(proof) < rank(known)))) found.set(key, proof);
      }
    }
    return found;
  };
  return { send: collect('send'), receive: collect('receive') };
}

/** Why a cell is empty, if the specification file says so: by the key, its element or its namespace. */
export function reasonFor(way: Way, key: string): string | undefined {
  const [known] = Object.keys(because[way])
    .filter(each => key === each || key.startsWith(`${each}@`) || key.startsWith(`${each} `))
    .toSorted((a, b) => b.length - a.length);
  return known === undefined ? undefined : because[way][known];
}

const shown = (key: string): string => {
  const [, what = ''] = key.split(' ');
  const [element = '', attribute] = what.split('@');
  if (attribute?.includes('=')) return `\`${attribute.split('=')[1] ?? ''}\``;
  return attribute === undefined ? `\`<${element}/>\`` : `\`${element}@${attribute}\``;
};

/** In a table cell. */
const escaped = (text: string): string => text.replaceAll('|', '\\|');

/** The table of all actions, elements and attributes; proofs are numbered beneath. */
export function conformance(proofs: Proofs): string {
  const files = new Map<string, number>();
  const cell = (way: Way, key: string): string => {
    const proof = proofs[way].get(key);
    if (!proof) return `no: ${reasonFor(way, key) ?? '?'}`;
    if (!files.has(proof.file)) files.set(proof.file, files.size + 1);
    return `yes [${files.get(proof.file) ?? 0}](../${proof.file} '${escaped(proof.test.replaceAll("'", '’'))}')`;
  };
  const tables = keysOf().map(({ name, keys }) => {
    const lines = keys.map(key => `| ${shown(key)} | ${cell('send', key)} | ${cell('receive', key)} |`);
    return [`### ${name}`, '', '| | send | receive |', '| --- | --- | --- |', ...lines].join('\n');
  });
  const list = [...files].map(([file, number]) => `${number}. [${file}](../${file})`);
  return [...tables, ['### Tests', '', ...list].join('\n')].join('\n\n');
}

/** The proofs that a table made by `conformance` names. */
export function proofsOf(document: string): Proofs {
  const found = { send: new Map<string, Proof>(), receive: new Map<string, Proof>() };
  const cells = /yes \[\d+\]\(\.\.\/(\S+) '([^']*)'\)/;
  for (const { name, keys } of keysOf()) {
    const [, section = ''] = document.split(`### ${name}\n`);
    const rows = section.split('\n').filter(line => line.startsWith('| `'));
    keys.forEach((key, at) => {
      const [, , send = '', receive = ''] = (rows[at] ?? '').split(/(?<!\\)\|/);
      for (const [way, text] of [
        ['send', send],
        ['receive', receive],
      ] as const) {
        const [, file, test] = cells.exec(text) ?? [];
        if (file !== undefined && test !== undefined) found[way].set(key, { file, test: test.replaceAll('\\|', '|') });
      }
    });
  }
  return found;
}

const stages: readonly (readonly [Stage, string])[] = [
  ['unanswered-outgoing', 'to our call'],
  ['unanswered-incoming', 'for their call'],
  ['answered', 'in a call'],
];

const words = (reasons: readonly string[] = []): string => reasons.map(reason => `\`${reason}\``).join(', ');

/** How calls end: the table of main/core/call/outcome.ts. */
export function ends(): string {
  const rows = Object.entries(outcomes).map(([end, { say, hear }]: [string, (typeof outcomes)[CallEnd]]) => {
    const said = say === undefined ? 'nothing' : `\`${say}\``;
    return `| ${end} | ${said} | ${stages.map(([stage]) => words(hear[stage])).join(' | ')} |`;
  });
  const head = ['how it ended', 'we say', ...stages.map(([, what]) => `they say ${what}`)];
  return [`| ${head.join(' | ')} |`, `|${' --- |'.repeat(head.length)}`, ...rows].join('\n');
}

/** `document` with the text between the marks of that name replaced. Throws where it has no such marks. */
export function withPart(document: string, name: string, text: string): string {
  const [start, end] = [`<!-- generated: ${name} -->\n`, `\n<!-- end of ${name} -->`];
  const [from, to] = [document.indexOf(start), document.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/protocol.md has no place for ${name}`);
  return `${document.slice(0, from)}${start}\n${text}\n${document.slice(to)}`;
}
