/** Links that are dropped on the window or pasted anywhere in it: they fill in what they can, and nothing is called. */
import { onScopeDispose, ref, type Ref } from 'vue';
import { looksLikeLink } from '../shared/link';
import { toPersonAddress } from '../shared/jid';
import { numberIn } from './numbers';

/** What a text that came from outside may be. */
export type Brought =
  | { kind: 'link'; text: string }
  /** An address, a number or a name for the search field. */
  | { kind: 'search'; text: string };

/** Longer ones are no name. */
const NAME_LIMIT = 80;

/** What is meant by `text`; `undefined` where nothing is that this phone can look for. */
export function broughtIn(text: string): Brought | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  if (looksLikeLink(trimmed)) return { kind: 'link', text: trimmed.slice(0, 8192) };
  if (/[\n\r]/.test(trimmed)) return undefined;
  const known = toPersonAddress(trimmed) !== undefined || numberIn(trimmed) !== undefined;
  return known || trimmed.length <= NAME_LIMIT ? { kind: 'search', text: trimmed } : undefined;
}

/** The first address in a list of them (RFC 2483 §5): lines that begin with # are remarks. */
export const firstOfList = (list: string): string | undefined =>
  list
    .split(/\r?\n/)
    .map(line => line.trim())
    .find(line => line !== '' && !line.startsWith('#'));

/** What of a drag or a clipboard concerns us. */
function textOf(data: DataTransfer | null): string | undefined {
  if (!data) return undefined;
  return firstOfList(data.getData('text/uri-list')) ?? (data.getData('text/plain') || undefined);
}

const carriesText = (data: DataTransfer | null): boolean =>
  data !== null &&
  !data.types.includes('Files') &&
  data.types.some(type => type === 'text/uri-list' || type === 'text/plain');

const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** Hands what is dropped or pasted to `take`, as long as the component lives; true while something is held over us. */
export function useLinks(take: (brought: Brought) => void): Readonly<Ref<boolean>> {
  const over = ref(false);
  const bring = (text: string | undefined) => {
    const brought = text === undefined ? undefined : broughtIn(text);
    if (brought) take(brought);
  };
  const onDragOver = (event: DragEvent) => {
    // Files, too: dropped here they must not open in place of the phone.
    event.preventDefault();
    const takes = carriesText(event.dataTransfer) && !isField(event.target);
    if (event.dataTransfer) event.dataTransfer.dropEffect = takes || isField(event.target) ? 'copy' : 'none';
    over.value = takes;
  };
  const onDragLeave = (event: DragEvent) => {
    if (event.relatedTarget === null) over.value = false;
  };
  const onDrop = (event: DragEvent) => {
    over.value = false;
    if (isField(event.target) && carriesText(event.dataTransfer)) return;
    event.preventDefault();
    if (carriesText(event.dataTransfer)) bring(textOf(event.dataTransfer));
  };
  const onPaste = (event: ClipboardEvent) => {
    // A question that is open, and the keypad of a call, want it for themselves.
    const elsewhere = document.querySelector('[role=dialog],[role=alertdialog],[data-keypad][aria-expanded=true]');
    if (event.defaultPrevented || elsewhere || isField(event.target)) return;
    bring(textOf(event.clipboardData));
  };
  window.addEventListener('dragover', onDragOver);
  window.addEventListener('dragleave', onDragLeave);
  window.addEventListener('drop', onDrop);
  window.addEventListener('paste', onPaste);
  onScopeDispose(() => {
    window.removeEventListener('dragover', onDragOver);
    window.removeEventListener('dragleave', onDragLeave);
    window.removeEventListener('drop', onDrop);
    window.removeEventListener('paste', onPaste);
  });
  return over;
}
