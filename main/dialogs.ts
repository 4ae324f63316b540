/** What the system asks the person for us: a file, a folder, a yes. */
import { app, dialog, type BrowserWindow, type FileFilter } from 'electron';
import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { words } from './words';

/** What can be saved, each with the heading of its dialog. */
const saved = {
  log: () => words.dialogs.saveLog,
  settings: () => words.dialogs.exportSettings,
  report: () => words.dialogs.problemReport,
  call: () => words.dialogs.report,
};

/** Dialogs over the window; without one nobody chooses anything. */
export class Dialogs {
  readonly #window: () => BrowserWindow | undefined;

  constructor(window: () => BrowserWindow | undefined) {
    this.#window = window;
  }

  /** The path of a file with certificates. */
  certificates(): Promise<string | undefined> {
    const { certificates, certificateFiles } = words.dialogs;
    return this.#file(certificates, { name: certificateFiles, extensions: ['pem', 'crt', 'cer'] });
  }

  /** The path of a file with settings. */
  settings(): Promise<string | undefined> {
    return this.#file(words.dialogs.importSettings, settingsFiles());
  }

  /** The path of a sound. */
  ringTone(): Promise<string | undefined> {
    const extensions = ['wav', 'ogg', 'oga', 'opus', 'mp3', 'm4a', 'aac', 'flac', 'webm', 'weba'];
    return this.#file(words.dialogs.ringTone, { name: words.dialogs.soundFiles, extensions });
  }

  /** The path of a folder for recordings, which are in `now` so far. */
  async recordingFolder(now: string): Promise<string | undefined> {
    const window = this.#window();
    if (!window) return undefined;
    const { filePaths } = await dialog.showOpenDialog(window, {
      title: words.dialogs.recordings,
      defaultPath: now,
      properties: ['openDirectory', 'createDirectory'],
    });
    return filePaths[0];
  }

  /**
   * Saves `text` where the person says, `name` being a proposal; gives the name it got. Throws what the file system does.
   */
  async save(what: keyof typeof saved, name: string, text: string): Promise<string | undefined> {
    const window = this.#window();
    if (!window) return undefined;
    const { filePath } = await dialog.showSaveDialog(window, {
      title: saved[what](),
      defaultPath: join(app.getPath('documents'), name),
      filters: [name.endsWith('.json') ? settingsFiles() : { name: words.dialogs.textFiles, extensions: ['txt'] }],
    });
    if (!filePath) return undefined;
    await writeFile(filePath, text, { mode: 0o600 });
    return basename(filePath);
  }

  /** Whether the person wants to quit although that ends a call. */
  async mayEndCalls(): Promise<boolean> {
    const window = this.#window();
    if (!window) return true;
    const { response } = await dialog.showMessageBox(window, {
      type: 'question',
      message: words.dialogs.quitQuestion,
      detail: words.dialogs.quitWarning,
      buttons: [words.dialogs.quitYes, words.dialogs.quitNo],
      defaultId: 1,
      cancelId: 1,
    });
    return response === 0;
  }

  async #file(title: string, filter: FileFilter): Promise<string | undefined> {
    const window = this.#window();
    if (!window) return undefined;
    const { filePaths } = await dialog.showOpenDialog(window, {
      title,
      properties: ['openFile'],
      filters: [filter, { name: words.dialogs.allFiles, extensions: ['*'] }],
    });
    return filePaths[0];
  }
}

const settingsFiles = (): FileFilter => ({ name: words.dialogs.settingsFiles, extensions: ['json'] });
