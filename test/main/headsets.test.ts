import { expect, test } from 'vitest';
import { isTelephone, mayOpen, withHeadset, withoutHeadset } from '../../main/headsets';

const collection = (usagePage: number) => ({
  ...{ usage: 5, usagePage, type: 1, children: [], inputReports: [], outputReports: [], featureReports: [] },
});
const jabra = {
  vendorId: 0x0b0e,
  productId: 0x0422,
  serialNumber: '50C275',
  collections: [collection(12), collection(11)],
};
const keyboard = { vendorId: 0x046d, productId: 0xc31c, collections: [collection(1), collection(12)] };

test('a headset with the buttons of a telephone that the person has chosen may be opened', () => {
  expect(isTelephone(jabra)).toBe(true);
  expect(mayOpen(jabra, withHeadset([], jabra))).toBe(true);
});

test.each([
  ['one that nobody chose', jabra, []],
  ['one that was given back', jabra, withoutHeadset(withHeadset([], jabra), jabra)],
  ['another of the same kind', { ...jabra, serialNumber: '111111' }, withHeadset([], jabra)],
  ['a keyboard, even if it was chosen', keyboard, withHeadset([], keyboard)],
])('%s may not', (_which, device, chosen) => {
  expect(mayOpen(device, chosen)).toBe(false);
});

test('one without a serial number is known by its kind, and chosen twice it is kept once', () => {
  const nameless = { ...jabra, serialNumber: '' };
  const chosen = withHeadset(withHeadset([], nameless), nameless);
  expect(chosen).toEqual([{ vendorId: 0x0b0e, productId: 0x0422 }]);
  expect(mayOpen(nameless, chosen)).toBe(true);
});
