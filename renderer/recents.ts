/** The calls of the past as the page has fetched them so far, and how more are fetched. */
import { ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import type { HistoryQuery, HistoryTrouble, PastCall } from '../shared/history';
import type { Phone } from './phone';

/** What the list shows; a change of `text` or `only` begins anew. */
export interface Recents {
  readonly text: Ref<string>;
  readonly only: Ref<'missed' | undefined>;
  /** The newest first; `undefined` until the first page is there. */
  readonly calls: Readonly<ShallowRef<readonly PastCall[] | undefined>>;
  readonly trouble: Readonly<Ref<HistoryTrouble | undefined>>;
  /** Fetches what comes behind the last, if there is more. */
  readonly extend: () => Promise<void>;
  /** Fetches again what is there: the history has changed. */
  readonly refresh: () => Promise<void>;
}

/** What fills a tall window and some more. */
const PAGE = 30;
/** What is fetched behind it, once somebody looks further back. */
const MORE = 50;
/** More than main gives at once. */
const AT_ONCE = 500;

/**
 * The list on `phone`, of what fits `begin` at first; each letter of a search fetches `filling` calls. Failures go to
 * `failed`. Ends with the component that asked.
 */
export function recentsOn(
  phone: Pick<Phone, 'history'>,
  failed: (error: unknown) => void,
  begin = '',
  filling = (): number => PAGE,
): Recents {
  const text = ref(begin);
  const only = ref<'missed'>();
  const calls = shallowRef<readonly PastCall[]>();
  const trouble = ref<HistoryTrouble>();
  let more = false;
  let fetching = false;
  /** Counts beginnings, so that an answer to an earlier question is not taken for the newest. */
  let era = 0;

  const queryBehind = (last: PastCall | undefined, limit: number): HistoryQuery => ({
    limit,
    ...(text.value.trim() === '' ? {} : { text: text.value }),
    ...(only.value ? { only: only.value } : {}),
    ...(last ? { before: { createdAt: last.createdAt, id: last.id } } : {}),
  });

  async function fetchFirst(count: number): Promise<void> {
    const mine = (era += 1);
    const found: PastCall[] = [];
    try {
      for (;;) {
        const page = await phone.history(queryBehind(found.at(-1), Math.min(AT_ONCE, count - found.length)));
        if (mine !== era) return;
        found.push(...page.calls);
        more = page.more;
        trouble.value = page.trouble;
        if (!more || found.length >= count) break;
      }
      calls.value = found;
    } catch (error) {
      failed(error);
    }
  }

  async function extend(): Promise<void> {
    const known = calls.value;
    if (!more || fetching || !known) return;
    const mine = era;
    fetching = true;
    try {
      const page = await phone.history(queryBehind(known.at(-1), MORE));
      if (mine !== era) return;
      calls.value = [...known, ...page.calls];
      more = page.more;
    } catch (error) {
      failed(error);
    } finally {
      fetching = false;
    }
  }

  watch([text, only], () => void fetchFirst(filling()), { immediate: true });
  return {
    text,
    only,
    calls,
    trouble,
    extend,
    refresh: () => fetchFirst(Math.max(filling(), calls.value?.length ?? 0)),
  };
}

/**
 * Searches for nobody in particular, one search each time `idle` calls back: what has never run is several times slower, here
 * and in the main process, and the person who types the first letter would notice.
 */
export function rehearse(phone: Pick<Phone, 'history'>, idle: (work: () => void) => void): void {
  const step = ([text, ...rest]: readonly string[]): void => {
    if (text === undefined) return;
    void phone
      .history({ text, limit: PAGE })
      .then(() => idle(() => step(rest)))
      .catch(console.info);
  };
  idle(() => step(REHEARSED));
}
const REHEARSED = ['a', 'an', 'e', 'en', 'o', 'on', 'a', 'an'];

/** What the list is made of: calls, each with which of them it is, under the day they began. */
export type RecentItem =
  | { readonly kind: 'day'; readonly key: string; readonly at: number }
  | { readonly kind: 'call'; readonly key: string; readonly call: PastCall; readonly index: number };

/** `calls`, the newest first, with a heading before the first of each day, as the clock here counts days. */
export function byDay(calls: readonly PastCall[]): RecentItem[] {
  let [from, to] = [0, 0];
  return calls.flatMap((call, index): RecentItem[] => {
    const at = call.createdAt;
    const item: RecentItem = { kind: 'call', key: call.id, call, index };
    if (at >= from && at < to) return [item];
    const day = new Date(at);
    from = day.setHours(0, 0, 0, 0);
    to = day.setDate(day.getDate() + 1);
    return [{ kind: 'day', key: `day ${at}`, at }, item];
  });
}
