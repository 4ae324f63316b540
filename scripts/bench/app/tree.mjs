/** What a process and all that it has started take of the machine (Linux). */
import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks of a second: Linux tells processor time in hundredths, whatever its own clock does. */
const TICKS = 100;

/** @param {string} path @returns {string} nothing where the process has ended meanwhile */
function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** Behind the name of the process, which may have anything in it. @param {number} pid */
const statOf = pid =>
  read(`/proc/${pid}/stat`)
    .replace(/^.*\) /s, '')
    .split(' ');

/**
 * The process and its descendants.
 * @param {number} leader
 * @returns {number[]}
 */
export function treeOf(leader) {
  const parents = new Map(
    readdirSync('/proc')
      .filter(name => /^\d+$/.test(name))
      .map(name => [Number(name), Number(statOf(Number(name))[1])]),
  );
  const tree = [leader];
  for (const one of tree) for (const [pid, parent] of parents) if (parent === one) tree.push(pid);
  return tree;
}

/**
 * Megabytes of memory: what is shared with others counts in proportion (PSS, proc(5)).
 * @param {number} leader
 */
export const memoryOf = leader =>
  treeOf(leader)
    .map(pid => Number(/^Pss:\s+(\d+) kB/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0))
    .reduce((sum, kilobytes) => sum + kilobytes / 1024, 0);

/**
 * Seconds of processor time so far.
 * @param {number} leader
 */
export const processorTimeOf = leader =>
  treeOf(leader)
    .map(statOf)
    .reduce((sum, stat) => sum + (Number(stat[11] ?? 0) + Number(stat[12] ?? 0)) / TICKS, 0);
