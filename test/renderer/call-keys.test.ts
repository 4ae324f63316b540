import { expect, test } from 'vitest';
import { acceleratorFor, actOf, callKeyNames, callKeyOf, type CallKey, type Pressed } from '../../renderer/call-keys';
import { keysInWords } from '../../renderer/words';
import { callWith } from './snapshots';

const pressed = (key: string, rest: Partial<Pressed> = {}): Pressed => ({
  ...{ key, code: `Key${key.toUpperCase()}`, ctrlKey: true, shiftKey: true },
  ...{ metaKey: false, altKey: false, repeat: false, isComposing: false, ...rest },
});

test.each<[string, Pressed, CallKey | undefined]>([
  ['a letter with Ctrl and Shift', pressed('M'), 'mute'],
  ['with Command instead, as on a Mac', pressed('m', { ctrlKey: false, metaKey: true }), 'mute'],
  ['the letter where a keyboard has it', pressed('A', { code: 'KeyQ' }), 'answer'],
  ['its place where a keyboard has no Latin letters', pressed('Ф', { code: 'KeyA' }), 'answer'],
  ['a letter that means nothing', pressed('Z'), undefined],
  ['without Shift', pressed('a', { shiftKey: false }), undefined],
  ['without Ctrl', pressed('A', { ctrlKey: false }), undefined],
  ['with Alt, which writes letters on some keyboards', pressed('A', { altKey: true }), undefined],
  ['held down: a call is not muted and unmuted', pressed('M', { repeat: true }), undefined],
  ['while a word is being put together', pressed('M', { isComposing: true }), undefined],
])('%s', (_, event, name) => {
  expect(callKeyOf(event)).toBe(name);
});

const first = callWith({ id: '1', phase: 'ringing', direction: 'incoming', createdAt: 1 });
const second = callWith({ id: '2', phase: 'ringing', direction: 'incoming', createdAt: 2 });
const talking = callWith({ id: '3', phase: 'active', connectedAt: 3 });
const parked = callWith({ id: '4', phase: 'active', connectedAt: 3, held: true });

test('who rang first is answered or declined; strangers are answered from their list alone', () => {
  expect(actOf('answer', [second, first, talking])).toEqual({ do: 'answer', id: '1' });
  expect(actOf('decline', [second, first])).toEqual({ do: 'end', id: '1' });
  expect(actOf('answer', [{ ...first, stranger: true }])).toBeUndefined();
});

test('the call one speaks in is muted, held and hung up, whoever else waits', () => {
  const calls = [first, parked, talking];
  expect(actOf('mute', calls)).toEqual({ do: 'mute', call: talking });
  expect(actOf('hold', calls)).toEqual({ do: 'hold', call: talking });
  expect(actOf('hangUp', calls)).toEqual({ do: 'end', id: '3' });
  expect(actOf('hold', [parked])).toEqual({ do: 'hold', call: parked });
});

test('a call that is not answered yet can be hung up, but not put on hold', () => {
  const placed = callWith({ id: '5', phase: 'proposing', direction: 'outgoing' });
  expect(actOf('hold', [placed])).toBeUndefined();
  expect(actOf('hangUp', [placed])).toEqual({ do: 'end', id: '5' });
});

test('without a call no key does anything', () => {
  const over = callWith({ phase: 'ended', end: 'answered' });
  for (const key of callKeyNames) expect(actOf(key, [over])).toBeUndefined();
});

test('they are shown as they stand on the keys', () => {
  expect(keysInWords(acceleratorFor('mute'))).toBe('Ctrl + Shift + M');
  expect(keysInWords('Control++')).toBe('Ctrl + +');
});
