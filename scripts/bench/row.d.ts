/** One measurement. */
export interface Row {
  what: string;
  /** The quantile that `what` names, or else the median; milliseconds unless `unit` says otherwise. */
  ms: number;
  /** Of every number of this row. */
  unit?: 'ms' | 'RTT' | '%' | 'MB' | '/s';
  /** What it may take; `Infinity` where it is only told. */
  limitMs: number;
  /** The same of what it is compared with. */
  plainMs: number;
  /** In words; empty where there is nothing to compare it with. */
  plain: string;
  /** The quarter of the runs that was best and the quarter that was worst begin here. */
  spread?: readonly [number, number];
  runs?: number;
}

/** A key press in the page, in milliseconds after the key: see `page/presses.js`. */
export interface Press {
  laid: number;
  painted: number;
}

/** What the measurement in the page gives: the presses of each part. */
export type Presses = Record<
  'floor' | 'people' | 'leafed' | 'held' | 'calls' | 'leafedCalls' | 'heldCalls',
  readonly Press[]
>;

/** What the measurement takes of `main/history/history.ts`; scripts do not build on the app's types. */
export interface HistoryModule {
  History: new (ports: { path: string; log: object; newId: () => string; now: () => number }) => {
    page(accounts: readonly string[], query: HistoryRow, contacts: readonly object[]): unknown;
    close(): void;
  };
}

export interface HistoryRow {
  limit: number;
  text?: string;
  only?: 'missed';
  before?: { createdAt: number; id: string };
}

/** What the measurement takes of `renderer/contact-index.ts`. */
export interface ContactIndexModule {
  indexed(contacts: readonly object[], before?: object): object;
}

/** What the measurement takes of `renderer/contact-search.ts`. */
export interface ContactSearchModule {
  found(index: object, text: string, lately: ReadonlyMap<string, number>): unknown;
}
