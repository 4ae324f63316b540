/** What the preview runs in the page. */

/** Presses the button or entry of a menu whose text begins with `text`. @type {(text: string) => string} */
export const pressing = text =>
  `[...document.querySelectorAll('button, [role=menuitem]')].find(b => b.textContent.trim().startsWith(${JSON.stringify(text)})).click()`;

/** Goes to what is labelled with a text that begins so. @type {(text: string) => string} */
export const reaching = text =>
  `document.querySelector('[aria-label^=' + CSS.escape(${JSON.stringify(text)}) + ']').focus()`;

/** Milliseconds without an element that comes or goes: then the page is at rest. */
const STILL = 60;
/** A page that is never at rest is not waited for any longer. */
const LONGEST = 600;

export const untilAtRest = `new Promise(resolve => {
  let still;
  const done = () => {
    observer.disconnect();
    clearTimeout(still);
    clearTimeout(longest);
    requestAnimationFrame(() => resolve(true));
  };
  const again = () => {
    clearTimeout(still);
    still = setTimeout(done, ${STILL});
  };
  const observer = new MutationObserver(again);
  observer.observe(document, { subtree: true, childList: true });
  const longest = setTimeout(done, ${LONGEST});
  again();
})`;
