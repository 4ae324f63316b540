// The smallest app around the page under test.
const { app, BrowserWindow } = require('electron');

void app.whenReady().then(() => new BrowserWindow({ show: false }).loadFile(process.env.TSUWA_TEST_PAGE));
