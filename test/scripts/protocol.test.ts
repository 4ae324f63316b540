/** docs/protocol.md says what the code does; `npm run docs:protocol` runs this to write it. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { because } from '../protocol/specification';
import {
  conformance,
  ends,
  keysOf,
  proofsIn,
  proofsOf,
  reasonFor,
  withPart,
  type Proofs,
  type Recorded,
} from '../protocol/table';

const root = join(import.meta.dirname, '..', '..');
const path = join(root, 'docs', 'protocol.md');
const committed = readFileSync(path, 'utf8');
const folder = process.env.TSUWA_PROTOCOL_WRITE;

const recorded = (from: string): Recorded[] =>
  readdirSync(from).map(name => JSON.parse(readFileSync(join(from, name), 'utf8')) as Recorded);

const made = (proofs: Proofs): string => withPart(withPart(committed, 'table', conformance(proofs)), 'ends', ends());

/** Each `describe` on the way to a test is a part of its name; names in loops have parts that only a run knows. */
const isIn = (source: string, name: string): boolean => {
  const parts = name.split(' > ');
  const last = parts.at(-1) ?? '';
  const flat = (text: string) => text.replaceAll(/['’`"\\]/g, '');
  return flat(source).includes(flat(last)) || /\$\{|for \(|\.each|\bplay\(/.test(source);
};

if (folder !== undefined) {
  test('docs/protocol.md is written', () => {
    const proofs = proofsIn(recorded(folder), proofsOf(committed));
    writeFileSync(path, made(proofs));
  });
} else {
  const proofs = proofsOf(committed);

  test('the tables are those of the code and the specifications', () => {
    expect(made(proofs)).toBe(committed);
  });

  test('what is missing in either direction has a reason', () => {
    const missing = keysOf().flatMap(({ keys }) =>
      (['send', 'receive'] as const).flatMap(way =>
        keys.filter(key => !proofs[way].has(key) && reasonFor(way, key) === undefined).map(key => `${way} ${key}`),
      ),
    );
    expect(missing).toEqual([]);
  });

  test('what is there needs no reason to be missing', () => {
    const excused = (['send', 'receive'] as const).flatMap(way =>
      Object.keys(because[way]).filter(key => proofs[way].has(key)),
    );
    expect(excused).toEqual([]);
  });

  test('every test that the table names is there', () => {
    for (const { file, test: name } of [...proofs.send.values(), ...proofs.receive.values()]) {
      expect(existsSync(join(root, file)), file).toBe(true);
      expect(isIn(readFileSync(join(root, file), 'utf8'), name), `${file}: ${name}`).toBe(true);
    }
  });
}
