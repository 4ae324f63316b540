/** What the page says goes out over TCP as it is, to the port that the environment names. */
const { app, BrowserWindow, ipcMain } = require('electron');
const { connect } = require('node:net');
const { join } = require('node:path');

const socket = connect(Number(process.env.BARE_PORT), '127.0.0.1');
ipcMain.on('say', (_event, text) => socket.write(text));
void app.whenReady().then(() => {
  const preload = join(__dirname, 'preload.cjs');
  const window = new BrowserWindow({ width: 400, height: 680, webPreferences: { sandbox: true, preload } });
  void window.loadFile(join(__dirname, 'page.html'));
});
