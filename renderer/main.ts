/** Puts the page together: the phone, its mirror, its sound, and the views. */
import { actionsOn, adviceFor } from './actions';
import App from './App.vue';
import { provideContext } from './context';
import { provideFaces } from './faces';
import { provideHeadset } from './headset/view';
import { startMedia } from './media';
import { followLanguage, systemIn } from './language';
import { connect, type Bridge } from './phone';
import { drawPictures } from './pictures';
import { listenForTalk } from './push-to-talk';
import { firstRunOn } from './first-run';
import { signInOn } from './sign-in';
import { signUpOn } from './sign-up';
import { soundViewOf } from './sound';
import { isLive, mirrorOf } from './state';
import './style.css';
import { createApp, place } from './text-nodes';
import { followTextSize, listenForTextSize } from './text-size';

declare global {
  interface Window {
    /** Given by the preload. */
    readonly tsuwa: Bridge;
  }
}

const phone = connect(window.tsuwa);
const mirror = mirrorOf(phone);
followLanguage(mirror, systemIn(location.search, navigator.languages), document.documentElement);
followTextSize(mirror, document.documentElement);
drawPictures(phone, mirror);
const { calls, ringTones, sound, testNetwork } = startMedia({
  phone,
  failed: error => (actions.notice.value = adviceFor(error)),
  log: line => console.info(line),
});
const actions = actionsOn(phone, calls, mirror);
listenForTalk(window, {
  talk: talking => sound.talk(talking),
  key: () => {
    const state = mirror.state.value;
    return state?.preferences.sound.pushToTalk && state.calls.some(isLive)
      ? state.preferences.sound.pushToTalkKey
      : undefined;
  },
});

listenForTextSize(window, mirror, textSize => void actions.attempt(() => phone.setPreferences({ textSize })));

const signIn = signInOn(phone, mirror);
const app = provideHeadset(createApp(App), { phone, actions, log: line => console.info(line) });
provideFaces(
  provideContext(app, {
    phone,
    mirror,
    actions,
    signIn,
    signUp: signUpOn(phone, signIn),
    firstRun: firstRunOn(phone, mirror),
    sound: soundViewOf(sound, ringTones, testNetwork),
  }),
  mirror,
).mount(place());
phone.start().catch((error: unknown) => (actions.notice.value = adviceFor(error)));
