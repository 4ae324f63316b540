/** The windows whose page may speak to us, and how far: a message of any other frame is refused. */
import { ipcMain, type WebContents } from 'electron';
import { COMMAND_CHANNEL, type CommandHandlers } from '../shared/ipc';
import { createBorder, type Border } from './ipc';
import type { Log } from './log';

export class Frames {
  readonly #origin: string;
  readonly #log: Log;
  readonly #borders = new Map<WebContents, Border>();
  readonly #nobody: Border;

  /** Pages of `origin` only. */
  constructor(origin: string, log: Log) {
    this.#origin = origin;
    this.#log = log;
    this.#nobody = createBorder({}, origin, log);
    ipcMain.handle(COMMAND_CHANNEL, ({ sender, senderFrame }, command: unknown, input: unknown) => {
      const isMainFrame = senderFrame !== null && senderFrame === sender.mainFrame;
      const border = this.#borders.get(sender) ?? this.#nobody;
      return border(senderFrame ? { isMainFrame, origin: senderFrame.origin } : undefined, command, input);
    });
  }

  /** Lets the page in `contents` use `handlers`, and nothing else, as long as it lives. */
  admit(contents: WebContents, handlers: Partial<CommandHandlers>): void {
    this.#borders.set(contents, createBorder(handlers, this.#origin, this.#log));
    contents.once('destroyed', () => this.#borders.delete(contents));
  }
}
