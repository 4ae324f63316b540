// The smallest app around the page of the floor: ideal signalling is a socket in the page itself.
const { app, BrowserWindow } = require('electron');

const [page, relay, name] = process.argv.slice(-3);
app.on('window-all-closed', () => app.quit());
void app.whenReady().then(() =>
  new BrowserWindow({
    show: false,
    webPreferences: {
      nodeIntegration: true,
      contextIsolation: false,
      sandbox: false,
      backgroundThrottling: false,
      autoplayPolicy: 'no-user-gesture-required',
    },
  }).loadFile(page, { query: { relay, name } }),
);
