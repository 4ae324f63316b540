// The scripted phone: it answers `attach`, `trace` and `history` with the scene, `place` with silence, and everything else with a yes.
const { contextBridge, ipcRenderer, webFrame } = require('electron');

/** No sound is behind the calls of a scene; in a real one the other side nearly always takes tones. */
const takingTones = `{
  const { provides } = document.querySelector('#app').__vue_app__._context;
  const context = Object.getOwnPropertySymbols(provides).find(({ description }) => description === 'tsuwa');
  if (context) provides[context].actions.canDial = () => true;
}`;

const scene = ipcRenderer.sendSync('scene');
contextBridge.exposeInMainWorld('tsuwa', {
  command: async (name, input) => {
    if (name === 'trace') return { ok: true, value: scene.trace };
    if (name === 'askRegistration')
      return scene.registration ? { ok: true, value: scene.registration } : new Promise(() => {});
    if (name === 'register') return { ok: true, value: { form: scene.registration.form, refusal: 'conflict' } };
    if (name === 'autostart' || name === 'setAutostart')
      return { ok: true, value: { offered: true, mode: input.mode ?? 'off' } };
    if (name === 'tryNotification') return { ok: true, value: true };
    if (name === 'conversation') return { ok: true, value: scene.messages };
    if (name === 'linkClaims') return { ok: true, value: { xmpp: true, tel: false, by: 'both' } };
    if (name in scene.answers) return { ok: true, value: scene.answers[name] };
    if (name === 'history') return { ok: true, value: page(input) };
    if (name !== 'attach') return { ok: true, value: undefined };
    await webFrame.executeJavaScript(takingTones);
    return scene.state ? { ok: true, value: { state: scene.state, contacts: scene.contacts } } : new Promise(() => {});
  },
  listen: () => {},
});

/** As main answers, as far as a picture shows it. */
function page({ text = '', peer: who, only, before, limit }) {
  const from = before ? scene.history.calls.findIndex(({ id }) => id === before.id) + 1 : 0;
  const fitting = scene.history.calls
    .slice(from)
    .filter(
      ({ peer, missed }) =>
        peer.includes(text) && (who === undefined || peer === who) && (only === undefined || missed),
    );
  const calls = fitting.slice(0, limit).map(({ missed: _, ...call }) => call);
  return { calls, more: fitting.length > limit, trouble: scene.history.trouble };
}
