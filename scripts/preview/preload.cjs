// The scripted phone: it answers `attach` with the scene, `place` with silence, and everything else with a yes.
const { contextBridge, ipcRenderer } = require('electron');

const scene = ipcRenderer.sendSync('scene');
contextBridge.exposeInMainWorld('tsuwa', {
  command: async name => {
    if (name !== 'attach') return { ok: true, value: undefined };
    return scene.state ? { ok: true, value: scene } : new Promise(() => {});
  },
  listen: () => {},
});
