/** The only door between the page and the main process. */
import { contextBridge, ipcRenderer } from 'electron';
import { COMMAND_CHANNEL, EVENT_CHANNEL } from '../shared/ipc';

const tsuwa = Object.freeze({
  /** Asks the main process for a command of the contract; answered with a `Result`. */
  command: (name: string, input: unknown): Promise<unknown> => ipcRenderer.invoke(COMMAND_CHANNEL, name, input),
  /** Calls `listener` with each event of the contract and its payload. */
  listen: (listener: (name: string, payload: unknown) => void): void => {
    ipcRenderer.on(EVENT_CHANNEL, (_event, name: string, payload: unknown) => listener(name, payload));
  },
});

contextBridge.exposeInMainWorld('tsuwa', tsuwa);
