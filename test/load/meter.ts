/** What a process holds on to, and what a run of the load tests says of it. */
import { EventEmitter } from 'node:events';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getHeapSpaceStatistics, setFlagsFromString, writeHeapSnapshot } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect } from 'vitest';
import { grows, isBlind, slopeOf, type Sample } from './slope';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** In bytes, or how many. */
export interface Reading {
  /** Without compiled code. */
  heap: number;
  code: number;
  rss: number;
  handles: number;
  timers: number;
  listeners: number;
  database: number;
}

/** What each may grow by for one call more; each far above what chance does to it and far below what a leak does. */
export const limits: Readonly<Record<keyof Reading, number>> = {
  heap: 256,
  // V8 goes on optimizing functions for hundreds of calls, and keeps what it has made of them: two snapshots 600 calls apart
  // differ by 124 optimized functions with their tables (377 kB), 29 objects and 11 strings less.
  code: 1024,
  rss: 8 * 1024,
  handles: 0.02,
  timers: 0.02,
  listeners: 0.05,
  database: 2048,
};

const names: Readonly<Record<keyof Reading, string>> = {
  heap: 'bytes of heap',
  code: 'bytes of compiled code',
  rss: 'bytes of memory (RSS)',
  handles: 'open handles',
  timers: 'timers',
  listeners: 'listeners',
  database: 'bytes of the database',
};

/** Reads now, after everything that can be collected was. `databases`: files, with their logs. */
export async function read(databases: readonly string[]): Promise<Reading> {
  for (let round = 0; round < 3; round += 1) {
    await new Promise(resolve => setImmediate(resolve));
    collect();
  }
  const resources = process.getActiveResourcesInfo();
  const timers = resources.filter(name => name === 'Timeout').length;
  const files = databases.flatMap(path => [path, `${path}-wal`]).filter(existsSync);
  return {
    ...heap(),
    rss: process.memoryUsage.rss(),
    handles: resources.length - timers,
    timers,
    listeners: listeners(),
    database: files.reduce((sum, path) => sum + statSync(path).size, 0),
  };
}

/** Spaces of V8 for machine code, and for bytecode and the tables that belong to either. */
const codeSpaces = ['code_space', 'code_large_object_space', 'trusted_space', 'trusted_large_object_space'];

function heap(): Pick<Reading, 'heap' | 'code'> {
  const spaces = getHeapSpaceStatistics();
  const isCode = ({ space_name: name }: { space_name: string }) => codeSpaces.includes(name);
  if (spaces.filter(isCode).length !== codeSpaces.length) throw new Error('the spaces of the heap have other names');
  const used = (all: typeof spaces) => all.reduce((sum, { space_used_size: bytes }) => sum + bytes, 0);
  return { heap: used(spaces.filter(space => !isCode(space))), code: used(spaces.filter(isCode)) };
}

/** How many objects, functions and texts are reachable, by a snapshot of the heap; takes a second or two. */
export function countObjects(): number {
  const folder = mkdtempSync(join(tmpdir(), 'tsuwa-heap-'));
  try {
    const text = readFileSync(writeHeapSnapshot(join(folder, 'heap.heapsnapshot')), 'utf8');
    const { snapshot, nodes } = JSON.parse(text) as {
      snapshot: { meta: { node_fields: string[]; node_types: [string[]] } };
      nodes: number[];
    };
    const { node_fields: fields, node_types: types } = snapshot.meta;
    const counted = new Set(['object', 'closure', 'string', 'concatenated string', 'sliced string', 'number']);
    const isCounted = types[0].map(type => counted.has(type));
    const at = fields.indexOf('type');
    let count = 0;
    for (let node = 0; node < nodes.length; node += fields.length) if (isCounted[nodes[node + at] ?? 0]) count += 1;
    return count;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** On everything that is open. */
function listeners(): number {
  const open: unknown = Reflect.get(process, '_getActiveHandles');
  const handles = typeof open === 'function' ? (open.call(process) as unknown[]) : [];
  return [process, ...handles]
    .filter(handle => handle instanceof EventEmitter)
    .reduce(
      (sum, emitter) => sum + emitter.eventNames().reduce((all, name) => all + emitter.listenerCount(name), 0),
      0,
    );
}

/** A line of the table. */
export function note(what: string, seen: string, limit = '', verdict = ''): void {
  const file = process.env.TSUWA_RECORDS;
  if (file !== undefined) appendFileSync(file, `${JSON.stringify({ what, seen, limit, verdict })}\n`);
  console.log(`${what}: ${seen}${limit === '' ? '' : ` (limit ${limit})`} ${verdict}`);
}

const number = (value: number): string => value.toFixed(Math.abs(value) < 10 ? 3 : 0);

/** Judges one series: it does not grow by more than `limit` for each `one`, and could have been seen to. */
export function judge(what: string, samples: readonly Sample[], limit: number, one = 'call'): void {
  const slope = slopeOf(samples);
  const verdict = grows(slope, limit) ? 'grows' : isBlind(slope, limit) ? 'cannot be told' : 'does not grow';
  note(what, `${number(slope.perOne)} ± ${number(2 * slope.error)} for each ${one}`, number(limit), verdict);
  // All that was measured is told, whichever of it fails.
  expect.soft(verdict, what).toBe('does not grow');
}

/** Judges every reading of a run. */
export function judgeAll(of: string, readings: readonly (Reading & { n: number })[], one = 'call'): void {
  for (const key of Object.keys(limits) as (keyof Reading)[]) {
    const samples = readings.map(reading => ({ n: reading.n, value: reading[key] }));
    judge(`${of}: ${names[key]}`, samples, limits[key], one);
  }
}
