/** What an archive adds to a call that is known already. */
import type { ArchivedCall } from '../core/call/archive';
import type { CallFacts } from './row';

/** The call with what was told of it; `known` itself where that is no news. */
export function improved(known: CallFacts, told: ArchivedCall): CallFacts {
  const goesOnHere = known.end === undefined && !known.elsewhere;
  if (known.final || goesOnHere || told.end === undefined) return known;
  // Of a call that broke off here with the app, that somebody had answered it says nothing about its end; and what the peer
  // said when it gave up waiting is later than the end, and follows from it.
  const onlyRang = known.direction === 'incoming' && known.answeredAt === undefined;
  const wasHere = !known.elsewhere && !onlyRang;
  const brokeOff = known.connectedAt !== undefined || known.end === 'crashed';
  if (wasHere && told.answeredAt !== undefined && (brokeOff || told.endedAt === undefined)) return known;
  const end = told.end === 'answered-elsewhere' && wasHere ? 'answered' : told.end;
  const next: CallFacts = {
    ...known,
    end,
    direction: told.direction,
    createdAt: Math.min(known.createdAt, told.createdAt),
    answeredAt: known.answeredAt ?? told.answeredAt,
    endedAt: told.endedAt ?? known.endedAt,
    final: told.endedAt !== undefined,
  };
  return isSame(known, next) ? known : next;
}

const isSame = (one: CallFacts, other: CallFacts): boolean => JSON.stringify(one) === JSON.stringify(other);
