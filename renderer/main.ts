/** Puts the page together: the phone, its mirror, its sound, and the views. */
import { createApp } from 'vue';
import { actionsOn, adviceFor } from './actions';
import App from './App.vue';
import { provideContext } from './context';
import { startMedia } from './media';
import { connect, type Bridge } from './phone';
import { signInOn } from './sign-in';
import { mirrorOf } from './state';
import './style.css';

declare global {
  interface Window {
    /** Given by the preload. */
    readonly tsuwa: Bridge;
  }
}

const phone = connect(window.tsuwa);
const mirror = mirrorOf(phone);
const { calls } = startMedia({
  phone,
  failed: error => (actions.notice.value = adviceFor(error)),
  log: line => console.info(line),
});
const actions = actionsOn(phone, calls, mirror);

provideContext(createApp(App), { phone, mirror, actions, signIn: signInOn(phone, mirror) }).mount('#app');
phone.start().catch((error: unknown) => (actions.notice.value = adviceFor(error)));
