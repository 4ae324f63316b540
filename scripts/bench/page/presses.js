/**
 * Runs in the measured page and writes down every key press in `window.presses`, in milliseconds after the key: when what
 * follows from it was worked out and laid out, and when that was painted. What changes until the next key belongs to it: an
 * answer of the history comes later than the letter that asked.
 */
(() => {
  /** @type {{ at: number, laid: number, painted: number }[]} */
  const presses = [];
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data: press }) => {
    press = presses[press];
    if (press) press.painted = performance.now() - press.at;
  };
  const follow = () => {
    const press = presses.at(-1);
    if (!press) return;
    // Asking for a height makes the page work out its style and layout now.
    if (document.body.offsetHeight >= 0) press.laid = performance.now() - press.at;
    const index = presses.length - 1;
    // A message that is sent while a frame is made is read once it has been painted.
    requestAnimationFrame(() => port2.postMessage(index));
  };
  const passive = true;
  addEventListener('keydown', ({ timeStamp: at }) => presses.push({ at, laid: 0, painted: 0 }), {
    capture: true,
    passive,
  });
  // On their way up the page has done what it does at once, whether that changed anything or not.
  for (const type of ['keydown', 'input', 'focusin']) addEventListener(type, follow, { passive });
  new MutationObserver(follow).observe(document.body, {
    attributes: true,
    characterData: true,
    childList: true,
    subtree: true,
  });
  window.presses = presses;
})();
