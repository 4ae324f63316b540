import { expect, test } from 'vitest';
import { KeepAwake } from '../../main/keep-awake';
import { callPhases } from '../../shared/call';

/** A machine, and what keeps it awake now. */
function machine() {
  const held = new Set<number>();
  let ids = 0;
  const awake = new KeepAwake({
    start: () => {
      held.add((ids += 1));
      return ids;
    },
    stop: id => held.delete(id),
  });
  return { awake, held };
}

test('the machine stays awake in every phase of a call, and may sleep when it is over', () => {
  for (const phase of callPhases) {
    const { awake, held } = machine();
    awake.follow([{ phase: 'ended' }, { phase }]);
    expect([phase, held.size]).toEqual([phase, phase === 'ended' ? 0 : 1]);
  }
});

test('several calls and much news hold it once, and the last one lets go', () => {
  const { awake, held } = machine();
  awake.follow([{ phase: 'active' }]);
  awake.follow([{ phase: 'active' }, { phase: 'ringing' }]);
  expect(held.size).toBe(1);
  awake.follow([{ phase: 'ended' }, { phase: 'active' }]);
  expect(held.size).toBe(1);
  awake.follow([{ phase: 'ended' }]);
  expect(held.size).toBe(0);
  awake.follow([{ phase: 'proposing' }]);
  expect(held.size).toBe(1);
  awake.follow([]);
  expect(held.size).toBe(0);
});
