/** Keys that do something with a call wherever the focus is in the window. Pure. */
import type { CallView } from '../shared/call';
import { isRequest } from './requests';
import { frontOf, isConnected, isLive } from './state';

/** The letter of each, with Ctrl (on macOS Command) and Shift. */
export const callKeys = { answer: 'A', decline: 'D', hangUp: 'E', mute: 'M', hold: 'H' } as const;
export type CallKey = keyof typeof callKeys;
export const callKeyNames = Object.keys(callKeys) as CallKey[];

/** As accelerators, for the sheet of keys and for screen readers (`aria-keyshortcuts`). */
export const acceleratorFor = (name: CallKey): string => `Control+Shift+${callKeys[name]}`;

export type Pressed = Pick<
  KeyboardEvent,
  'key' | 'code' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey' | 'repeat' | 'isComposing'
>;

/** Which of them was pressed; on a keyboard without Latin letters the key in the same place. */
export function callKeyOf(event: Pressed): CallKey | undefined {
  const { key, code, ctrlKey, metaKey, shiftKey, altKey, repeat, isComposing } = event;
  if (repeat || isComposing || altKey || !shiftKey || ctrlKey === metaKey) return undefined;
  const letter = /^[a-z]$/i.test(key) ? key.toUpperCase() : code.replace(/^Key/, '');
  return callKeyNames.find(name => callKeys[name] === letter);
}

export type CallAct = { do: 'answer' | 'end'; id: string } | { do: 'mute' | 'hold'; call: CallView };

/** What a key does in the calls there are; those of strangers are answered from their list alone. */
export function actOf(key: CallKey, calls: readonly CallView[]): CallAct | undefined {
  const [ringing] = calls
    .filter(call => call.phase === 'ringing' && !isRequest(call))
    .toSorted((one, other) => one.createdAt - other.createdAt);
  const current = frontOf(calls.filter(call => isLive(call) && call.phase !== 'ringing'));
  switch (key) {
    case 'answer':
      return ringing && { do: 'answer', id: ringing.id };
    case 'decline':
      return ringing && { do: 'end', id: ringing.id };
    case 'hangUp':
      return current && { do: 'end', id: current.id };
    case 'mute':
      return current && { do: 'mute', call: current };
    case 'hold':
      return current && isConnected(current) && !current.alerting ? { do: 'hold', call: current } : undefined;
  }
}
