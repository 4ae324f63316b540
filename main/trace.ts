/** What was said for each call, kept for the person who wants to see it. Bookkeeping: no I/O, and a bound on everything. */
import { bareOf, parseJid } from '../shared/jid';
import { TRACE_HEAD, type Trace, type TraceEntry } from '../shared/trace';
import { candidatesIn, credentialsIn, notesOn } from './trace-entry';
import { printXml } from './xml-text';
import type { WireRecord } from './xmpp/wire';

/** The bounds. A peer can send what it likes: it must cost neither memory nor the traces of other people's calls. */
const limits = {
  /** Entries of a call: the first `TRACE_HEAD` and the last of them, which tell how it began and how it ended. */
  entries: 300,
  /** Of peers; and as many of what our own devices said. */
  calls: 100,
  /** Characters of a name: a peer can call its action what it likes. */
  name: 64,
  /** Characters of a stanza. */
  stanza: 16 * 1024,
  /** Characters of all stanzas of all calls. */
  text: 16 * 1024 * 1024,
} as const;

/** An entry, and which of all it was. */
interface Kept {
  entry: TraceEntry;
  order: number;
}

/** What was said with one bare JID under one session id. */
interface Log {
  sid: string;
  peer: string;
  head: Kept[];
  tail: Kept[];
  dropped: number;
  /** Characters of its stanzas. */
  weight: number;
  /** The order of its newest entry. */
  touched: number;
  /** The last ICE credentials by direction and content. */
  credentials: Map<string, string>;
}

/** The traces of all calls since the start. */
export class Traces {
  readonly #now: () => number;
  readonly #self: () => string | undefined;
  readonly #peers = new Map<string, Log>();
  /** Of our own devices: an invitation answered elsewhere and the like, which name the session but not its peer. */
  readonly #own = new Map<string, Log>();
  #count = 0;

  /** `now` in milliseconds since 1970; `self` is our JID, full or bare. */
  constructor(options: { now: () => number; self: () => string | undefined }) {
    this.#now = options.now;
    this.#self = options.self;
  }

  /** Takes down a stanza that was sent or received. */
  record(record: WireRecord): void {
    const address = parseJid(record.address);
    const peer = address ? bareOf(address) : record.address;
    const own = peer === this.#ownBare();
    const shelf = own ? this.#own : this.#peers;
    const key = keyOf(record.sid, peer);
    const log = shelf.get(key) ?? emptyLog(record.sid, peer);
    shelf.set(key, log);

    const order = this.#count++;
    const entry: TraceEntry = {
      at: this.#now(),
      direction: record.direction,
      with: own ? 'own-devices' : address?.resource === undefined ? 'person' : 'device',
      address: record.address,
      name: record.name.slice(0, limits.name),
      kind: record.kind,
      ...(record.answers === undefined ? {} : { answers: record.answers.slice(0, limits.name) }),
      ...noted(log, record),
      candidates: candidatesIn(record.stanza),
      xml: printXml(record.stanza, limits.stanza),
    };
    keep(log, { entry, order });
    log.touched = order;
    makeRoom(shelf);
  }

  /** What was said in the session `sid` with `peer` (a bare JID) and, about it, with our own devices; empty if nothing. */
  of(sid: string, peer: string): Trace {
    const self = this.#ownBare();
    const logs = [
      this.#peers.get(keyOf(sid, peer)),
      self === undefined ? undefined : this.#own.get(keyOf(sid, self)),
    ].filter(log => log !== undefined);
    const kept = logs.flatMap(log => [...log.head, ...log.tail]).sort((a, b) => a.order - b.order);
    const surplus = Math.max(0, kept.length - limits.entries);
    kept.splice(TRACE_HEAD, surplus);
    return {
      entries: kept.map(({ entry }) => entry),
      dropped: logs.reduce((sum, log) => sum + log.dropped, surplus),
    };
  }

  #ownBare(): string | undefined {
    const self = parseJid(this.#self() ?? '');
    return self && bareOf(self);
  }
}

const keyOf = (sid: string, peer: string): string => JSON.stringify([sid, peer]);

const emptyLog = (sid: string, peer: string): Log => ({
  sid,
  peer,
  head: [],
  tail: [],
  dropped: 0,
  weight: 0,
  touched: 0,
  credentials: new Map(),
});

function keep(log: Log, kept: Kept): void {
  log.weight += kept.entry.xml.length;
  if (log.head.length < TRACE_HEAD) return void log.head.push(kept);
  log.tail.push(kept);
  if (log.tail.length <= limits.entries - TRACE_HEAD) return;
  log.weight -= log.tail.shift()?.entry.xml.length ?? 0;
  log.dropped += 1;
}

/** `restart` where the credentials of a content are not those of before (XEP-0176 §5.9). */
function noted(log: Log, { direction, stanza }: WireRecord): { note?: string } {
  const notes = notesOn(stanza);
  for (const [content, ufrag] of credentialsIn(stanza)) {
    const key = `${direction} ${content}`;
    const before = log.credentials.get(key);
    // A peer that names ever new contents gets no more notes, and no more memory.
    if (before === undefined && log.credentials.size >= 16) continue;
    log.credentials.set(key, ufrag.slice(0, 256));
    if (before !== undefined && before !== ufrag.slice(0, 256) && !notes.includes('restart')) notes.push('restart');
  }
  return notes.length === 0 ? {} : { note: notes.join(', ') };
}

/** Whoever has most gives way first, with what they said longest ago: one peer cannot push out the calls of the others. */
function makeRoom(shelf: Map<string, Log>): void {
  const weight = () => [...shelf.values()].reduce((sum, log) => sum + log.weight, 0);
  while (shelf.size > limits.calls) drop(shelf, () => 1);
  while (shelf.size > 1 && weight() > limits.text) drop(shelf, log => log.weight);
}

function drop(shelf: Map<string, Log>, measure: (log: Log) => number): void {
  const shares = new Map<string, number>();
  for (const log of shelf.values()) shares.set(log.peer, (shares.get(log.peer) ?? 0) + measure(log));
  const share = ({ peer }: Log) => shares.get(peer) ?? 0;
  const [first] = [...shelf.values()].sort((a, b) => share(b) - share(a) || a.touched - b.touched);
  if (first) shelf.delete(keyOf(first.sid, first.peer));
}

/** What was said under several ids for one call, in the order in which it was. */
export const joined = (traces: readonly Trace[]): Trace => ({
  entries: traces.flatMap(({ entries }) => entries).sort((one, other) => one.at - other.at),
  dropped: traces.reduce((sum, { dropped }) => sum + dropped, 0),
});
