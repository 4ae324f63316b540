/** The Electron side of what is composed: a window with an empty page, that `drawing.mjs` fills and photographs. */
import { app, BrowserWindow } from 'electron';

app.on('window-all-closed', () => {});
// Not awaited: Electron is not ready before this file has loaded.
void app.whenReady().then(() => new BrowserWindow({ width: 960, height: 800 }).loadURL('about:blank'));
