/** The least that an Electron app with a window can be. */
const { app, BrowserWindow } = require('electron');
const { join } = require('node:path');

void app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 400, height: 680, webPreferences: { sandbox: true } });
  void window.loadFile(join(__dirname, 'page.html'));
});
