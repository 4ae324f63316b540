/** A small window over all others that says who calls. It never takes the keyboard, and is gone when the call is settled. */
import { BrowserWindow, nativeTheme, screen } from 'electron';
import type { CallView } from '../shared/call';
import type { Contact } from '../shared/contact';
import { EVENT_CHANNEL, type CommandHandlers, type PhoneState, type Preferences } from '../shared/ipc';
import { doubtAbout } from '../shared/lookalikes';
import { PhoneError } from '../shared/result';
import { usualTextSize } from '../shared/text-size';
import type { Frames } from './frames';
import { describeError, type Log } from './log';
import { appPicture } from './pictures';

const SIZE = { width: 360, height: 176 };
const MARGIN = 16;

/** The window has to hold what is written in it; text and room grow unlike (renderer/style.css). */
const sizeFor = ({ textSize = usualTextSize }: Preferences): typeof SIZE => ({
  width: Math.round((SIZE.width * (1 + textSize / 100)) / 2),
  height: Math.round((SIZE.height * (1 + 2 * (textSize / 100))) / 3),
});

export interface IncomingPorts {
  frames: Frames;
  /** What its page may do. */
  handlers: Pick<CommandHandlers, 'accept' | 'declineWith' | 'end' | 'hush'>;
  /** Address of the page. */
  url: string;
  webPreferences: Electron.WebPreferences;
  log: Log;
}

/** What the page gets to know: one call, who it is, and nothing of the account's servers. */
export interface Glimpse {
  state: PhoneState;
  contacts: Contact[];
}

/** Of `state` and `contacts` what concerns `call`: who it is, and whom they could be mistaken for. */
export function glimpseOf(call: CallView, state: PhoneState, contacts: readonly Contact[]): Glimpse {
  const known = contacts.map(({ address }) => address);
  const concerned = [call.peer, doubtAbout(call.peer, known)?.like];
  return {
    state: {
      ...state,
      accounts: state.accounts.map(account => ({ ...account, iceServers: [], server: undefined })),
      ...{ calls: [call], dial: undefined, link: undefined, conversations: [], privacyOf: {}, callsFrom: {} },
      ...{ blocked: [], subscriptionRequests: [], undrawn: undefined },
    },
    contacts: contacts.filter(({ address }) => concerned.includes(address)),
  };
}

export class IncomingWindow {
  readonly #ports: IncomingPorts;
  #window: BrowserWindow | undefined;
  #glimpse: Glimpse | undefined;

  constructor(ports: IncomingPorts) {
    this.#ports = ports;
  }

  /** Shows `glimpse`; without one there is no window. */
  show(glimpse: Glimpse | undefined): void {
    const told = JSON.stringify(this.#glimpse) === JSON.stringify(glimpse);
    this.#glimpse = glimpse;
    if (!glimpse) {
      this.#window?.destroy();
      this.#window = undefined;
    } else if (!this.#window) this.#window = this.#open(sizeFor(glimpse.state.preferences));
    else if (!told) {
      const { webContents } = this.#window;
      webContents.send(EVENT_CHANNEL, 'state', glimpse.state);
      webContents.send(EVENT_CHANNEL, 'contacts', glimpse.contacts);
    }
  }

  #open(size: typeof SIZE): BrowserWindow {
    const { frames, handlers, url, webPreferences, log } = this.#ports;
    const window = new BrowserWindow({
      ...size,
      ...corner(size),
      title: 'Tsuwa',
      icon: appPicture(),
      show: false,
      frame: false,
      resizable: false,
      minimizable: false,
      maximizable: false,
      fullscreenable: false,
      skipTaskbar: true,
      alwaysOnTop: true,
      backgroundColor: nativeTheme.shouldUseDarkColors ? '#1b2122' : '#ffffff',
      webPreferences,
    });
    // Over full-screen windows too, and wherever the person is.
    window.setAlwaysOnTop(true, 'pop-up-menu');
    window.setVisibleOnAllWorkspaces(true, { visibleOnFullScreen: true });
    frames.admit(window.webContents, {
      ...handlers,
      attach: () => {
        if (!this.#glimpse) throw new PhoneError('no-such-call');
        return this.#glimpse;
      },
    });
    window.once('ready-to-show', () => {
      if (!window.isDestroyed()) window.showInactive();
    });
    // Closed by the desktop: the call rings on elsewhere.
    window.on('close', event => {
      event.preventDefault();
      window.hide();
    });
    window.loadURL(url).catch((error: unknown) => {
      // A call that is settled at once takes its window away while it loads.
      if (!window.isDestroyed()) log.warn`the window of an incoming call: ${describeError(error)}`;
    });
    return window;
  }
}

/** Where calls announce themselves: on the screen of the pointer, in the corner in which its system does. */
function corner(size: typeof SIZE): { x: number; y: number } {
  const { workArea } = screen.getDisplayNearestPoint(screen.getCursorScreenPoint());
  const { x, y, width, height } = workArea;
  return {
    x: x + width - size.width - MARGIN,
    y: process.platform === 'darwin' ? y + MARGIN : y + height - size.height - MARGIN,
  };
}
