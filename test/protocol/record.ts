/**
 * Setup file of the run that docs/protocol.md is made from: notes which elements and attributes of the calls' protocols
 * our phone read and wrote, and in which test.
 *
 * An attribute or element counts as read when the decoded value would be another without it.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { afterAll, expect, vi } from 'vitest';
import type { XmlElement } from '../../main/core/xml/codec';
import type { Recorded } from './table';

const folder = process.env.TSUWA_PROTOCOL_RECORDS;
const root = join(import.meta.dirname, '..', '..');

/** By key, the first test that did it. */
const read = new Map<string, string>();
const written = new Map<string, string>();
const tries = new Map<string, number>();
/** What is never read shows soon. */
const TRIES = 12;

const testName = (): string => expect.getState().currentTestName ?? '';

interface Place {
  readonly key: string;
  /** The same tree without it. */
  readonly without: () => XmlElement;
}

/** Every element and attribute, the value too where it is a word of the specification. */
function places(top: XmlElement, inherited: string): Place[] {
  const found: Place[] = [];
  const visit = (element: XmlElement, around: string, path: readonly number[]): void => {
    const xmlns = element.attrs['xmlns'] ?? around;
    const key = `${xmlns} ${element.name}`;
    if (path.length > 0) found.push({ key, without: () => copyWithout(top, path) });
    for (const [name, value] of Object.entries(element.attrs)) {
      if (name === 'xmlns' || name.startsWith('xml:')) continue;
      const without = () => copyWithout(top, path, name);
      found.push({ key: `${key}@${name}`, without });
      if (name === 'action') found.push({ key: `${key}@${name}=${value}`, without });
    }
    element.children.forEach((child, at) => {
      if (typeof child !== 'string') visit(child, xmlns, [...path, at]);
    });
  };
  visit(top, inherited, []);
  return found;
}

/** A copy without the element at `path`, or without its attribute. */
function copyWithout(element: XmlElement, path: readonly number[], attribute?: string): XmlElement {
  const [at, ...rest] = path;
  const { name, attrs, children } = element;
  if (at === undefined) {
    const { [attribute ?? '']: _, ...others } = attrs;
    return { name, attrs: others, children };
  }
  const copied = children.flatMap((child, index) => {
    if (index !== at || typeof child === 'string') return [child];
    return rest.length === 0 && attribute === undefined ? [] : [copyWithout(child, rest, attribute)];
  });
  return { name, attrs, children: copied };
}

function outcome(decode: () => unknown): string {
  try {
    return JSON.stringify(decode());
  } catch (error) {
    return error instanceof Error ? error.name : 'thrown';
  }
}

function noteRead(top: XmlElement, decode: (element: XmlElement) => unknown): void {
  const whole = outcome(() => decode(top));
  const top1 = `${top.attrs['xmlns'] ?? ''} ${top.name}`;
  if (!read.has(top1)) read.set(top1, testName());
  for (const { key, without } of places(top, top.attrs['xmlns'] ?? '')) {
    const tried = tries.get(key) ?? 0;
    if (read.has(key) || tried >= TRIES) continue;
    tries.set(key, tried + 1);
    if (outcome(() => decode(without())) !== whole) read.set(key, testName());
  }
}

function noteWritten(top: XmlElement): XmlElement {
  if (!isOurs) return top;
  const xmlns = top.attrs['xmlns'] ?? '';
  for (const key of [`${xmlns} ${top.name}`, ...places(top, xmlns).map(place => place.key)]) {
    if (!written.has(key)) written.set(key, testName());
  }
  return top;
}

/** What a peer would have written, which is not ours. */
function plain<T>(codec: Codec<T>, value: T): XmlElement {
  isOurs = false;
  try {
    return codec.encode(value);
  } finally {
    isOurs = true;
  }
}

let isOurs = true;

interface Codec<T> {
  decode(element: XmlElement): T;
  encode(value: T, inherited?: string): XmlElement;
}

/** As it was, and noted. */
const noted = <T, C extends Codec<T>>(codec: C & Codec<T>): C => ({
  ...codec,
  decode: (element: XmlElement) => {
    const value = codec.decode(element);
    noteRead(element, codec.decode);
    return value;
  },
  encode: (value: T, inherited?: string) => noteWritten(codec.encode(value, inherited)),
});

vi.mock(import('../../main/core/protocol/xep0166'), async original => {
  const real = await original();
  return { ...real, jingle: noted(real.jingle) };
});

vi.mock(import('../../main/core/protocol/xep0215'), async original => {
  const real = await original();
  return { ...real, services: noted(real.services), credentials: noted(real.credentials) };
});

vi.mock(import('../../main/core/protocol/rfc6120'), async original => {
  const real = await original();
  return { ...real, stanzaError: noted(real.stanzaError) };
});

vi.mock(import('../../main/core/protocol/xep0353'), async original => {
  const real = await original();
  return {
    ...real,
    decodeCallMessage: element => {
      const value = real.decodeCallMessage(element);
      noteRead(element, real.decodeCallMessage);
      return value;
    },
    encodeCallMessage: message => noteWritten(real.encodeCallMessage(message)),
  };
});

/** Unit tests of the session hand it values: what they would be on the wire. */
vi.mock(import('../../main/core/jingle/session'), async original => {
  const real = await original();
  const { jingle } = await import('../../main/core/protocol/xep0166');
  const told = <S extends ReturnType<typeof real.step> | undefined>(step: S): S => {
    for (const effect of step?.[1] ?? []) if (effect.type === 'send') jingle.encode(effect.jingle);
    return step;
  };
  const heard = (request: Parameters<typeof jingle.encode>[0]) => noteRead(plain(jingle, request), jingle.decode);
  return {
    ...real,
    initiate: (...given) => told(real.initiate(...given)),
    initiated: (parties, request, opening) => {
      heard(request);
      return told(real.initiated(parties, request, opening));
    },
    step: (session, input) => {
      if (input.type === 'request') heard(input.jingle);
      return told(real.step(session, input));
    },
  };
});

afterAll(() => {
  const path = expect.getState().testPath;
  if (folder === undefined || path === undefined) return;
  mkdirSync(folder, { recursive: true });
  const file = relative(root, path).replaceAll('\\', '/');
  const recorded: Recorded = { file, read: Object.fromEntries(read), written: Object.fromEntries(written) };
  writeFileSync(join(folder, `${basename(path)}-${process.pid}.json`), JSON.stringify(recorded));
});
