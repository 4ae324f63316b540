import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dialableIn, keys, numberAsTyped, numberAt, numberIn, tonesIn } from '../../renderer/numbers';

test.each([
  ['+49 30 1234', '+49301234'],
  ['+49 (0) 30 / 12-34', '+49301234'],
  ['0049 30 1234', '+49301234'],
  ['(030) 1234', '0301234'],
  ['03–5555–0123', '0355550123'],
  ['＋８１（３）５５５５', '+8135555'],
  ['tel:+1-212-555-0123;ext=7', '+12125550123'],
  [' 110 ', '110'],
  ['000', '000'],
])('%j is dialled as %s', (text, digits) => {
  expect(numberIn(text)).toBe(digits);
});

test.each(['', '12', '+', '+1 2', '1+2345', '++4930', 'room 101', '030 1234x', '1'.repeat(21), 'juliet@capulet.lit'])(
  '%j is no telephone number',
  text => {
    expect(numberIn(text)).toBeUndefined();
  },
);

test.each([
  ['*97', '*97'],
  [' *100# ', '*100#'],
  ['1', '1'],
  ['１１', '11'],
  ['+1 555 0100', '+15550100'],
  ['110', '110'],
])('%j on a keypad is dialled as %s', (text, digits) => {
  expect(dialableIn(text)).toBe(digits);
});

test.each(['', '+', '12+4', 'room 101', '*'.repeat(21), '+*1'])('%j cannot be dialled on a keypad', text => {
  expect(dialableIn(text)).toBeUndefined();
});

test('what is shown keeps the grouping, and says what is dialled', () => {
  expect(numberAsTyped('  +49  30 1234 ')).toBe('+49 30 1234');
  expect(numberAsTyped('0049 30 1234')).toBe('+49 30 1234');
  expect(numberAsTyped('03–5555–0123')).toBe('03-5555-0123');
});

test('whatever is typed, what is dialled is digits with at most one plus, in front', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'grapheme' }), fc.stringMatching(/^[+0-9 ().-]*$/)), text => {
      expect(numberIn(text) ?? '110').toMatch(/^\+?[0-9]{3,20}$/);
    }),
  );
});

test('an address at a gateway is known by its number, others are not', () => {
  const gateways = [{ address: 'pstn.example' }];
  expect(numberAt('+49301234@pstn.example', gateways)).toBe('+49301234');
  expect(numberAt('+49301234@capulet.lit', gateways)).toBeUndefined();
  expect(numberAt('pstn.example', gateways)).toBeUndefined();
  expect(numberAt('+49301234@pstn.example', [])).toBeUndefined();
});

test('pasted text sends its digits, star and hash, wide ones too', () => {
  expect(tonesIn('PIN: 12-34 #')).toBe('1234#');
  expect(tonesIn('１２＊＃')).toBe('12*#');
  expect(tonesIn('Ab+')).toBe('');
});

test('every key of the keypad sends its own tone', () => {
  expect(keys.map(({ key }) => tonesIn(key)).join('')).toBe('123456789*0#');
});
