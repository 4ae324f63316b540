// The scripted phone: it answers `attach` and `trace` with the scene, `place` with silence, and everything else with a yes.
const { contextBridge, ipcRenderer } = require('electron');

const scene = ipcRenderer.sendSync('scene');
contextBridge.exposeInMainWorld('tsuwa', {
  command: async name => {
    if (name === 'trace') return { ok: true, value: scene.trace };
    if (name !== 'attach') return { ok: true, value: undefined };
    return scene.state ? { ok: true, value: { state: scene.state, contacts: scene.contacts } } : new Promise(() => {});
  },
  listen: () => {},
});
