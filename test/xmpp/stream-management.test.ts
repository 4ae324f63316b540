import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { XmlElement } from '../../main/core/xml/codec';
import { handledCount, StreamManagement } from '../../main/xmpp/stream-management';

const stanza = (id: number) => ({ name: 'message', attrs: { id: String(id) }, children: [] });
const numbers = (stanzas: readonly XmlElement[] | undefined) => stanzas?.map(({ attrs }) => Number(attrs['id']));
const idsOf = ({ unacknowledged }: StreamManagement) => numbers(unacknowledged);

test('what is acknowledged is forgotten, in order', () => {
  const management = new StreamManagement('a@b/c', 'x');
  for (const id of [1, 2, 3]) management.sent(stanza(id));
  expect(numbers(management.acknowledge(2))).toEqual([1, 2]);
  expect(idsOf(management)).toEqual([3]);
  expect(management.acknowledge(2)).toEqual([]);
  expect(numbers(management.acknowledge(3))).toEqual([3]);
  expect(idsOf(management)).toEqual([]);
});

test.each([4, 1, 0xffffffff])('after 2 of 3, an acknowledgement of %i cannot be', h => {
  const management = new StreamManagement('a@b/c', 'x');
  for (const id of [1, 2, 3]) management.sent(stanza(id));
  management.acknowledge(2);
  expect(management.acknowledge(h)).toBeUndefined();
  expect(idsOf(management)).toEqual([3]);
});

test('resumption says how much came, under the name of the session', () => {
  const management = new StreamManagement('a@b/c', 'x');
  management.received();
  management.received();
  expect(management.resume()?.attrs).toMatchObject({ previd: 'x', h: '2' });
  expect(management.answer().attrs).toMatchObject({ h: '2' });
  expect(new StreamManagement('a@b/c', undefined).resume()).toBeUndefined();
});

test('at any time, what is not acknowledged is the end of what was sent', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 50 }), steps => {
      const management = new StreamManagement('a@b/c', 'x');
      let sent = 0;
      let acknowledged = 0;
      for (const send of steps) {
        if (send) management.sent(stanza((sent += 1)));
        else if (acknowledged < sent) management.acknowledge((acknowledged += 1));
        expect(idsOf(management)).toEqual(Array.from({ length: sent - acknowledged }, (_, n) => acknowledged + n + 1));
      }
    }),
  );
});

test.each([
  ['7', 7],
  ['4294967295', 4294967295],
  ['4294967296', undefined],
  ['-1', undefined],
  ['x', undefined],
  ['', undefined],
])('a count written %j reads as %s', (h, count) => {
  expect(handledCount({ name: 'a', attrs: { h }, children: [] })).toBe(count);
});

const remembered = () => {
  const before = new StreamManagement('a@b/c', 'x');
  for (const id of [1, 2, 3]) before.sent(stanza(id));
  before.acknowledge(1);
  before.received();
  return StreamManagement.remembered({ ...before.counts(), id: 'x' });
};

test('a session of an earlier run goes on where it was kept', () => {
  const management = remembered();
  expect(management.resume()?.attrs).toMatchObject({ previd: 'x', h: '1' });
  expect(numbers(management.acknowledge(2))).toEqual([2]);
  management.takeOver(({ attrs }) => attrs['id'] !== '2');
  expect(idsOf(management)).toEqual([3]);
  expect(numbers(management.acknowledge(3))).toEqual([3]);
  expect(idsOf(management)).toEqual([]);
});

test('more may have arrived of an earlier run than it had kept, once', () => {
  const management = remembered();
  expect(numbers(management.acknowledge(9))).toEqual([2, 3]);
  expect(idsOf(management)).toEqual([]);
  management.takeOver(() => true);
  expect(management.acknowledge(10)).toBeUndefined();
});

test('less cannot have arrived than it had kept', () => {
  expect(remembered().acknowledge(0)).toBeUndefined();
});
