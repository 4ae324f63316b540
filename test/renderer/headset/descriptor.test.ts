import { expect, test } from 'vitest';
import { isHeadset, layoutOf, read, reportsFor } from '../../../renderer/headset/descriptor';
import type { HidCollection, HidReportItem } from '../../../renderer/headset/hid';

const variable = (usages: number[], rest: Partial<HidReportItem> = {}): HidReportItem => ({
  ...{ isAbsolute: true, isArray: false, isConstant: false, isRange: false, usages },
  ...{ reportSize: 1, reportCount: usages.length, logicalMinimum: 0 },
  ...rest,
});
const padding = (bits: number): HidReportItem => ({ isConstant: true, usages: [], reportSize: 1, reportCount: bits });

/** As headsets of Jabra's Evolve family say of themselves: buttons with a state and without one, a keypad, lamps behind. */
const jabra: HidCollection[] = [
  { usagePage: 0x0c, usage: 1, inputReports: [{ reportId: 1, items: [variable([0x0c_00e9, 0x0c_00ea]), padding(6)] }] },
  {
    usagePage: 0x0b,
    usage: 5,
    inputReports: [
      {
        reportId: 2,
        items: [
          variable([0x0b_0020, 0x0b_0097]),
          variable([0x0b_002f, 0x0b_0021, 0x0b_0024, 0x0b_0007], { isAbsolute: false }),
          {
            ...variable([]),
            isArray: true,
            isRange: true,
            usageMinimum: 0x0b_00b0,
            usageMaximum: 0x0b_00bb,
            reportSize: 4,
            reportCount: 1,
            logicalMinimum: 1,
          },
          variable([0x09_0001]),
          padding(5),
        ],
      },
    ],
    outputReports: [
      {
        reportId: 2,
        items: [
          variable([0x08_0017, 0x08_001e, 0x08_0009, 0x08_0018, 0x08_0020, 0x08_0021]),
          variable([0x0b_009e]),
          padding(9),
        ],
      },
    ],
  },
];

/** As cheap ones do: no ids of reports, a lone hook and a mute, everything in one byte. */
const plain: HidCollection[] = [
  {
    usagePage: 0x0b,
    usage: 5,
    inputReports: [{ reportId: 0, items: [variable([0x0b_0020, 0x0b_002f]), padding(6)] }],
    outputReports: [{ reportId: 0, items: [variable([0x08_0009, 0x08_0017, 0x08_0018]), padding(5)] }],
  },
];

const bytes = (...values: number[]) => new DataView(Uint8Array.from(values).buffer);
const told = (collections: HidCollection[], reportId: number, data: DataView) =>
  Object.fromEntries([...read(layoutOf(collections).buttons, reportId, data)].map(([{ name }, on]) => [name, on]));

test('hook and mute are found where the headset has them, behind whatever stands before', () => {
  expect(layoutOf(jabra).buttons).toEqual([
    { name: 'hook', reportId: 2, bit: 0, bits: 1, absolute: true },
    { name: 'mute', reportId: 2, bit: 2, bits: 1, absolute: false },
  ]);
  expect(told(jabra, 2, bytes(0b0000_0001, 0))).toEqual({ hook: true, mute: false });
  expect(told(jabra, 2, bytes(0b0000_0101, 0))).toEqual({ hook: true, mute: true });
  expect(told(plain, 0, bytes(0b10))).toEqual({ hook: false, mute: true });
});

test('another report says nothing of them, and one that is too short nothing at all', () => {
  expect(told(jabra, 1, bytes(0xff))).toEqual({});
  expect(told(jabra, 2, bytes())).toEqual({});
});

test('lamps are lit by the bits that are theirs, in a report of the length that the headset wants', () => {
  expect([...reportsFor(layoutOf(jabra), new Set(['offHook', 'mute']))]).toEqual([[2, Uint8Array.of(0b0000_0101, 0)]]);
  expect([...reportsFor(layoutOf(jabra), new Set(['ring']))]).toEqual([[2, Uint8Array.of(0b0000_1000, 0)]]);
  expect([...reportsFor(layoutOf(jabra), new Set())]).toEqual([[2, Uint8Array.of(0, 0)]]);
  expect([...reportsFor(layoutOf(plain), new Set(['ring', 'mute', 'offHook']))]).toEqual([[0, Uint8Array.of(0b111)]]);
});

test('buttons that are named one at a time are read by their number', () => {
  const named: HidCollection[] = [
    {
      usagePage: 0x0b,
      usage: 5,
      inputReports: [
        {
          reportId: 3,
          items: [
            { ...variable([0x0b_0020, 0x0b_002f]), isArray: true, reportSize: 8, reportCount: 1, logicalMinimum: 1 },
          ],
        },
      ],
    },
  ];
  expect(told(named, 3, bytes(0))).toEqual({ hook: false, mute: false });
  expect(told(named, 3, bytes(1))).toEqual({ hook: true, mute: false });
  expect(told(named, 3, bytes(2))).toEqual({ hook: false, mute: true });
});

test('a field over the edge of a byte is read whole', () => {
  const odd: HidCollection[] = [
    { usagePage: 0x0b, inputReports: [{ reportId: 1, items: [padding(7), variable([0x0b_0020], { reportSize: 2 })] }] },
  ];
  expect(told(odd, 1, bytes(0, 0b1))).toEqual({ hook: true });
  expect(told(odd, 1, bytes(0b0111_1111, 0))).toEqual({ hook: false });
});

test.each([
  ['a headset', jabra, true],
  ['a cheap one', plain, true],
  ['a keyboard with keys for sound', jabra.slice(0, 1), false],
  ['a telephone without a hook', [{ usagePage: 0x0b, inputReports: [{ items: [variable([0x0b_002f])] }] }], false],
  ['nothing', [], false],
  [
    'a device that says nonsense',
    [
      {
        usagePage: 0x0b,
        inputReports: [{ items: [{}, variable([0x0b_0020], { reportSize: 1e9, reportCount: 1e9 })] }],
      },
    ],
    false,
  ],
])('%s: whether a call can be answered with it', (_which, collections, expected) => {
  expect(isHeadset({ collections })).toBe(expected);
});
