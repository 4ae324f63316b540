/** Where in its reports a headset has its buttons and its lamps, read from what it says of itself. Pure. */
import type { HidCollection, HidDevice, HidReportInfo, HidReportItem } from './hid';

/** The usage page of telephones (HID Usage Tables §14). */
export const TELEPHONY = 0x0b;

/** Usages, with their pages. */
const buttons = {
  0x0b_0020: 'hook', // Hook Switch
  0x0b_0026: 'drop', // Drop
  0x0b_002f: 'mute', // Phone Mute
} as const;
const lamps = {
  0x08_0009: 'mute', // Mute
  0x08_0017: 'offHook', // Off-Hook
  0x08_0018: 'ring', // Ring
  0x08_0020: 'hold', // Hold
} as const;

export type Button = (typeof buttons)[keyof typeof buttons];
export type Lamp = (typeof lamps)[keyof typeof lamps];

/** One bit, or a few, of a report. */
export interface Field<Name> {
  readonly name: Name;
  readonly reportId: number;
  /** Of its first bit, from the first byte behind the report's id. */
  readonly bit: number;
  readonly bits: number;
  /** What is reported is how it is; otherwise that it was pressed. */
  readonly absolute: boolean;
  /** The value that stands for it, where one of several usages is named; otherwise anything but 0. */
  readonly index?: number;
}

/** What a headset can tell and be told. */
export interface Layout {
  readonly buttons: readonly Field<Button>[];
  readonly lamps: readonly Field<Lamp>[];
  /** How many bytes each report with a lamp has, by its id. */
  readonly outputs: ReadonlyMap<number, number>;
}

const isTelephony = ({ usagePage }: HidCollection): boolean => usagePage === TELEPHONY;

/** Whether the person can answer with it. */
export const isHeadset = ({ collections }: Pick<HidDevice, 'collections'>): boolean =>
  layoutOf(collections).buttons.some(({ name }) => name === 'hook');

/** The layout of a device; empty where it is no telephone. */
export function layoutOf(collections: readonly HidCollection[]): Layout {
  const telephones = collections.filter(isTelephony);
  const outputs = telephones.flatMap(({ outputReports = [] }) => outputReports);
  const found = outputs.flatMap(report => fieldsIn(report, lamps));
  return {
    buttons: telephones.flatMap(({ inputReports = [] }) => inputReports.flatMap(report => fieldsIn(report, buttons))),
    lamps: found,
    outputs: new Map(
      outputs
        .filter(({ reportId = 0 }) => found.some(field => field.reportId === reportId))
        .map(report => [report.reportId ?? 0, Math.ceil(bitsOf(report) / 8)]),
    ),
  };
}

const roomOf = ({ reportSize = 0, reportCount = 0 }: HidReportItem): number => reportSize * reportCount;
const bitsOf = ({ items = [] }: HidReportInfo): number => items.reduce((sum, item) => sum + roomOf(item), 0);

function fieldsIn<Name>(
  { reportId = 0, items = [] }: HidReportInfo,
  known: Readonly<Record<number, Name>>,
): Field<Name>[] {
  let bit = 0;
  return items.flatMap(item => {
    const at = bit;
    bit += roomOf(item);
    return item.isConstant ? [] : fieldsOf(item, at, reportId, known);
  });
}

function fieldsOf<Name>(
  item: HidReportItem,
  at: number,
  reportId: number,
  known: Readonly<Record<number, Name>>,
): Field<Name>[] {
  const { reportSize = 0, reportCount = 0, logicalMinimum = 0, isAbsolute = false } = item;
  const common = { reportId, bits: reportSize, absolute: isAbsolute };
  if (reportSize === 0 || reportSize > 32) return [];
  if (!item.isArray) {
    return Array.from({ length: Math.min(reportCount, 256) }, (_, i) => i).flatMap(i => {
      const name = known[usageAt(item, i)];
      return name === undefined ? [] : [{ ...common, name, bit: at + i * reportSize }];
    });
  }
  // Each field of an array names one of the usages (Device Class Definition for HID §6.2.2.5).
  const usages = Object.entries(known).flatMap(([usage, name]) => {
    const place = placeOf(item, Number(usage));
    return place === undefined ? [] : [{ name, index: logicalMinimum + place }];
  });
  return usages.flatMap(({ name, index }) =>
    Array.from({ length: Math.min(reportCount, 16) }, (_, i) => ({
      ...{ ...common, absolute: false, name, index },
      bit: at + i * reportSize,
    })),
  );
}

/** The last usage holds for all fields behind it (§6.2.2.8). */
function usageAt({ isRange, usages = [], usageMinimum = 0, usageMaximum = 0 }: HidReportItem, i: number): number {
  if (isRange) return Math.min(usageMinimum + i, usageMaximum);
  return usages[i] ?? usages.at(-1) ?? 0;
}

function placeOf(
  { isRange, usages = [], usageMinimum = 0, usageMaximum = 0 }: HidReportItem,
  usage: number,
): number | undefined {
  if (isRange) return usage >= usageMinimum && usage <= usageMaximum ? usage - usageMinimum : undefined;
  const place = usages.indexOf(usage);
  return place < 0 ? undefined : place;
}

/** What the fields of a report say, for those that it has room for. */
export function read<Name>(
  fields: readonly Field<Name>[],
  reportId: number,
  data: DataView,
): Map<Field<Name>, boolean> {
  const here = fields.filter(field => field.reportId === reportId && field.bit + field.bits <= data.byteLength * 8);
  return new Map(
    here.map(field => {
      const value = valueAt(data, field);
      return [field, field.index === undefined ? value !== 0 : value === field.index];
    }),
  );
}

/** Fields may begin anywhere in a byte; the lowest bit comes first (§8.1). */
function valueAt(data: DataView, { bit, bits }: Pick<Field<unknown>, 'bit' | 'bits'>): number {
  let value = 0;
  for (let i = 0; i < bits; i += 1) {
    const at = bit + i;
    if ((data.getUint8(at >> 3) >> (at & 7)) & 1) value += 2 ** i;
  }
  return value;
}

/** Every report that lights exactly the `lit` lamps, by its id. */
export function reportsFor(
  { lamps: fields, outputs }: Layout,
  lit: ReadonlySet<Lamp>,
): Map<number, Uint8Array<ArrayBuffer>> {
  const reports = new Map([...outputs].map(([id, bytes]) => [id, new Uint8Array(bytes)]));
  for (const { name, reportId, bit, bits, index } of fields) {
    const report = reports.get(reportId);
    if (!report || !lit.has(name)) continue;
    const value = index ?? 1;
    for (let i = 0; i < bits; i += 1) {
      const at = bit + i;
      if ((value >> i) & 1) report[at >> 3] = (report[at >> 3] ?? 0) | (1 << (at & 7));
    }
  }
  return reports;
}
