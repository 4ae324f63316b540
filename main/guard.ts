/** What a page of ours may load, where it may go, and what it may open: nothing but itself. */
import type { Session, WebContents } from 'electron';
import { originOf } from './bundle';
import type { Log } from './log';

/** Whether the page at `origin` may load `url`: from itself, what it has made itself, and the development server's news. */
export function mayLoad(url: string, origin: string): boolean {
  const own = url.startsWith('blob:') ? url.slice('blob:'.length) : url;
  if (originOf(own) === origin) return true;
  if (url.startsWith('data:')) return true; // whether it may be shown is said by the page's policy
  return /^http:\/\//.test(origin) && originOf(url) === origin.replace(/^http:/, 'ws:');
}

/** Nothing that is not ours is loaded, saved or shown by any page of `session`. */
export function guardSession(session: Session, origin: string, log: Log): void {
  session.webRequest.onBeforeRequest(({ url }, answer) => {
    // The tools of developers are there only when the app is not packaged.
    const cancel = !mayLoad(url, origin) && !url.startsWith('devtools://');
    if (cancel) log.warn`refused to load what is not ours`;
    answer({ cancel });
  });
  session.on('will-download', event => {
    event.preventDefault();
    log.warn`refused to save a file`;
  });
}

/** Nothing leads out of the page: no navigation, no new window, no embedded browser. */
export function guardContents(contents: WebContents, origin: string, log: Log): void {
  const stay = (event: { url: string; preventDefault(): void }) => {
    if (originOf(event.url) === origin) return;
    event.preventDefault();
    log.warn`refused to leave the page`;
  };
  contents.on('will-navigate', stay);
  contents.on('will-redirect', stay);
  contents.on('will-frame-navigate', stay);
  contents.on('will-attach-webview', event => event.preventDefault());
  contents.setWindowOpenHandler(() => {
    log.warn`refused to open a window`;
    return { action: 'deny' };
  });
}
