/**
 * Runs in the measured page: how long from the next key press until what follows from it is painted, in milliseconds. What
 * changes the page within the third of a second after it belongs to it: an answer of the history comes later than the letter
 * that asked.
 */
new Promise(resolve => {
  const WAIT_MS = 300;
  addEventListener(
    'keydown',
    ({ timeStamp }) => {
      let painted = 0;
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => (painted = performance.now() - timeStamp);
      // A message that is sent while a frame is made is read once it has been painted.
      const follow = () => requestAnimationFrame(() => port2.postMessage(undefined));
      const observer = new MutationObserver(follow);
      observer.observe(document.body, { attributes: true, characterData: true, childList: true, subtree: true });
      follow();
      setTimeout(() => {
        observer.disconnect();
        port1.close();
        resolve(painted);
      }, WAIT_MS);
    },
    { capture: true, once: true, passive: true },
  );
});
