/** The key that is held down to speak, while the window has the keyboard. */

export interface PushToTalkPorts {
  /** The `KeyboardEvent.code` that means "speak" now; `undefined` while none does. */
  key(): string | undefined;
  talk(talking: boolean): void;
}

/** Listens on `target` for the key; what the person types into a field is never taken for it. */
export function listenForTalk(target: EventTarget, { key, talk }: Readonly<PushToTalkPorts>): void {
  let down: string | undefined;
  const release = () => {
    down = undefined;
    talk(false);
  };
  const onDown = (event: KeyboardEvent) => {
    if (event.code !== key() || isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault(); // or Space would press whatever button has the focus
    if (down !== undefined) return;
    down = event.code;
    talk(true);
  };
  const onUp = (event: KeyboardEvent) => {
    if (down === undefined || event.code !== down) return;
    event.preventDefault();
    release();
  };
  target.addEventListener('keydown', event => onDown(event as KeyboardEvent), { capture: true });
  target.addEventListener('keyup', event => onUp(event as KeyboardEvent), { capture: true });
  // A key that goes up elsewhere is not heard of.
  target.addEventListener('blur', () => {
    if (down !== undefined) release();
  });
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('input, textarea, select, [contenteditable=true]') !== null;
