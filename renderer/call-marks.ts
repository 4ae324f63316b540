/** How a call went, as a picture in one outline: to change it in the row of a list is to change one attribute. */
import { PhoneIncoming, PhoneMissed, PhoneOff, PhoneOutgoing, type LucideIcon } from '@lucide/vue';
import * as v from 'valibot';
import { isMissed } from '../shared/call';
import type { PastCall } from '../shared/history';

export type CallMark = 'missed' | 'incoming' | 'outgoing' | 'declined';

/** Which of them is that of `call`. */
export function markOf({ direction, end }: Pick<PastCall, 'direction' | 'end'>): CallMark {
  if (isMissed({ direction, end })) return 'missed';
  return end === 'declined' || end === 'declined-elsewhere' ? 'declined' : direction;
}

/** The `d` of the SVG path of a mark, in a box of 24 by 24. */
export const outlineOf = (mark: CallMark): string => outlines[mark];

/** What an icon of the library says of itself as it is drawn; these are made of strokes alone. */
const drawn = v.object({
  props: v.object({
    icon: v.object({ node: v.array(v.tuple([v.literal('path'), v.object({ d: v.string() })])) }),
  }),
});
const outline = (icon: LucideIcon): string => {
  const node: unknown = icon({}, { slots: {}, attrs: {}, emit: () => undefined });
  // Each may begin with a step from where the box does.
  return v
    .parse(drawn, node)
    .props.icon.node.map(([, { d }]) => `M0 0${d}`)
    .join('');
};
const outlines: Readonly<Record<CallMark, string>> = {
  missed: outline(PhoneMissed),
  incoming: outline(PhoneIncoming),
  outgoing: outline(PhoneOutgoing),
  declined: outline(PhoneOff),
};
