/** The digits of a telephone (RFC 4733 §3.2, ITU-T Q.23) and what they sound like. Pure. */

/** How long a digit is sent: gateways are told to recognise 40 ms (ITU-T Q.24) and some want more. */
export const DIGIT_MS = 120;
/** The silence between two. */
export const DIGIT_GAP_MS = 80;

/** What a telephone can dial of `text`, as `RTCDTMFSender.insertDTMF` takes it. */
export const digitsIn = (text: string): string => text.toUpperCase().replace(/[^0-9*#A-D,]/g, '');

const rows = [697, 770, 852, 941] as const;
const columns = [1209, 1336, 1477, 1633] as const;
const keys = ['123A', '456B', '789C', '*0#D'] as const;

/** The low and the high tone of a digit, in Hz; `undefined` if it is none. */
export function tonesOf(digit: string): readonly [number, number] | undefined {
  const row = digit.length === 1 ? keys.findIndex(names => names.includes(digit)) : -1;
  const low = rows[row];
  const high = columns[keys[row]?.indexOf(digit) ?? -1];
  return low === undefined || high === undefined ? undefined : [low, high];
}
