/** The one window: what it loads, what it may do, and what becomes of it when it is closed. */
import { app, BrowserWindow, dialog, nativeTheme, protocol, screen, session } from 'electron';
import { join } from 'node:path';
import type { Event, Events, Theme } from '../shared/ipc';
import { EVENT_CHANNEL } from '../shared/ipc';
import { serveAvatar } from './avatars/serve';
import type { Undrawn } from './avatars/undrawn';
import { serveRingTone } from './ring-tones/serve';
import type { RingToneFolder } from './ring-tones/folder';
import type { AvatarFolder } from './avatars/store';
import { visibleBounds } from './bounds';
import { BUNDLE_ORIGIN, originOf, SCHEME, serveBundle } from './bundle';
import type { Frames } from './frames';
import { describeError, type Log } from './log';
import { guardContents, guardSession } from './guard';
import { guardHeadsets } from './headsets';
import { guardPermissions } from './permissions';
import { plainText } from './plain-text';
import { appPicture, trayPicture } from './pictures';
import type { SettingsStore } from './settings';
import type { Softphone } from './softphone';
import { words } from './words';

const SIZE = { width: 400, height: 680 };
const MINIMUM = { minWidth: 340, minHeight: 480 };
/** How long a page has to have lived to be loaded anew at once; one that fails on loading would keep the machine busy. */
const LIVED_MS = 5_000;
const RELOAD_MS = 1_000;

/** Has to run before the app is ready: gives our scheme the rights of a web origin. */
export function registerScheme(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, codeCache: true };
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges }]);
}

/** Where our pages come from: our scheme, or a development server. */
export const pageOrigin = (devServer: string | undefined): string =>
  (devServer === undefined ? undefined : originOf(devServer)) ?? BUNDLE_ORIGIN;

/** The address of a page, with the languages of the system: those the engine names are what it was built with. */
export function addressOf(page: string): string {
  const url = new URL(page);
  url.searchParams.set('languages', app.getPreferredSystemLanguages().join(','));
  return url.href;
}

/** What every page of ours may do of itself. */
export const pagePreferences = (preload: string): Electron.WebPreferences => ({
  preload,
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  webSecurity: true,
  // Calls go on behind a hidden window.
  backgroundThrottling: false,
  // It has to ring before anybody has clicked.
  autoplayPolicy: 'no-user-gesture-required',
  spellcheck: false,
  devTools: !app.isPackaged,
  // Files are asked for by us, with a purpose; a page has no use for pickers of its own.
  disableBlinkFeatures: 'FileSystemAccessLocal',
});

export interface WindowPorts {
  /** Folder of the built page. */
  root: string;
  preload: string;
  /** A development server to load the page from instead. */
  devServer: string | undefined;
  settings: SettingsStore;
  softphone: Softphone;
  frames: Frames;
  avatars: AvatarFolder;
  undrawn: Undrawn;
  ringTones: RingToneFolder;
  log: Log;
  /** The person has the window before them now, or no longer. */
  focused(): void;
  /** The person closed the window: hide it, or minimise it where there is no tray to bring it back. */
  closed(): 'hide' | 'minimise';
}

export class PhoneWindow {
  readonly #ports: WindowPorts;
  readonly #window: BrowserWindow;
  #final = false;
  #loadedAt = Date.now();

  /** Loads the page; shows it as soon as it can be seen, unless `hidden`. */
  constructor(ports: WindowPorts, hidden: boolean) {
    this.#ports = ports;
    const { settings, log, root, devServer } = ports;
    const origin = pageOrigin(devServer);
    protocol.handle(
      SCHEME,
      request =>
        serveAvatar(ports.avatars, ports.undrawn, request) ??
        serveRingTone(ports.ringTones, request) ??
        serveBundle(root, request),
    );
    // Even unused it fetches dictionaries from the network.
    session.defaultSession.setSpellCheckerEnabled(false);
    session.defaultSession.setSpellCheckerLanguages([]);
    guardPermissions(session.defaultSession, origin);
    guardHeadsets({ session: session.defaultSession, origin, settings, ask: names => this.#ask(names) });
    guardSession(session.defaultSession, origin, log);
    app.on('web-contents-created', (_event, contents) => guardContents(contents, origin, log));

    const bounds = visibleBounds(
      settings.current.window,
      screen.getAllDisplays().map(display => display.workArea),
    );
    this.#window = new BrowserWindow({
      ...SIZE,
      ...bounds,
      ...MINIMUM,
      title: 'Tsuwa',
      icon: appPicture(),
      show: false,
      autoHideMenuBar: true,
      backgroundColor: nativeTheme.shouldUseDarkColors ? '#161a1a' : '#ffffff',
      webPreferences: pagePreferences(ports.preload),
    });
    ports.frames.admit(this.#window.webContents, ports.softphone.handlers);
    this.#follow();
    if (!hidden) this.#window.once('ready-to-show', () => this.show());
    this.#load(addressOf(devServer ?? `${BUNDLE_ORIGIN}/index.html`));
  }

  /** Brings the window before the person. */
  show(): void {
    if (this.#window.isMinimized()) this.#window.restore();
    this.#window.show();
    this.#window.focus();
  }

  /** Puts the window where the person can see it, and leaves the keyboard where it is. */
  reveal(): void {
    if (!this.#window.isVisible() || this.#window.isMinimized()) this.#window.showInactive();
  }

  get isFocused(): boolean {
    return !this.#window.isDestroyed() && this.#window.isFocused();
  }

  /** Asks for attention without taking the focus. */
  flash(on: boolean): void {
    if (!this.#window.isDestroyed()) this.#window.flashFrame(on && !this.#window.isFocused());
  }

  /** Windows: a mark on the button in the taskbar while calls were `missed`, said to screen readers. */
  mark(missed: number): void {
    if (this.#window.isDestroyed()) return;
    const said = missed > 0 ? words.recents.missedCount({ count: missed }) : '';
    this.#window.setOverlayIcon(missed > 0 ? trayPicture('mark-32') : null, said);
  }

  send<E extends Event>(event: E, payload: Events[E]): void {
    if (!this.#window.isDestroyed()) this.#window.webContents.send(EVENT_CHANNEL, event, payload);
  }

  setTheme(theme: Theme): void {
    if (nativeTheme.themeSource !== theme) nativeTheme.themeSource = theme;
  }

  /** Closes for good. */
  close(): void {
    this.#final = true;
    this.#window.close();
  }

  /** For dialogs. */
  get native(): BrowserWindow {
    return this.#window;
  }

  #follow(): void {
    const { softphone, log } = this.#ports;
    const window = this.#window;
    window.on('page-title-updated', event => event.preventDefault());
    window.on('close', event => {
      this.#remember();
      if (this.#final) return;
      event.preventDefault();
      if (this.#ports.closed() === 'hide') window.hide();
      else window.minimize();
    });
    window.on('focus', () => this.#ports.focused());
    window.on('blur', () => this.#ports.focused());
    window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
      log.warn`the page is gone: ${reason} (${exitCode})`;
      softphone.pageGone();
      const lived = Date.now() - this.#loadedAt;
      setTimeout(
        () => {
          if (!window.isDestroyed()) window.webContents.reload();
        },
        lived > LIVED_MS ? 0 : RELOAD_MS,
      );
    });
    window.webContents.on('did-start-loading', () => (this.#loadedAt = Date.now()));
    // Until a page is touched for the first time, Chromium keeps every text that it has drawn and nobody has seen, to tell
    // which was the largest: in a window that stays hidden, those of every call.
    window.webContents.on('did-finish-load', () => {
      for (const type of ['keyDown', 'keyUp'] as const) window.webContents.sendInputEvent({ type, keyCode: 'Shift' });
    });
    window.on('unresponsive', () => log.warn`the page does not react`);
    window.on('responsive', () => log.info`the page reacts again`);
    window.webContents.on('preload-error', (_event, _path, error) => log.warn`preload: ${describeError(error)}`);
  }

  /** Which of several headsets. */
  async #ask(names: string[]): Promise<number | undefined> {
    const { response } = await dialog.showMessageBox(this.#window, {
      message: words.headset.which,
      buttons: [...names.map(plainText), words.headset.none],
      cancelId: names.length,
    });
    return response < names.length ? response : undefined;
  }

  #remember(): void {
    if (this.#window.isMinimized()) return;
    this.#ports.settings.change({ window: this.#window.getNormalBounds() });
  }

  #load(url: string): void {
    this.#window.loadURL(url).catch((error: unknown) => this.#ports.log.warn`the page: ${describeError(error)}`);
  }
}

/** Where the page and its preload are in the folder `built` of the main process. */
export const besides = (built: string): { root: string; preload: string } => ({
  root: join(built, '..', 'renderer'),
  preload: join(built, '..', 'preload', 'index.cjs'),
});
