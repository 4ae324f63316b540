// The least that stands between a page and its main process.
const { contextBridge, ipcRenderer } = require('electron');

contextBridge.exposeInMainWorld('bare', { say: text => ipcRenderer.send('say', text) });
