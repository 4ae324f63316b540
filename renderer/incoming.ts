/** The page of the small window that says who calls; it has no sound and no part in the call itself. */
import { provideFaces } from './faces';
import { followLanguage, systemIn } from './language';
import { connect } from './phone';
import { mirrorOf } from './state';
import './style.css';
import { createApp, place } from './text-nodes';
import { followTextSize } from './text-size';
import IncomingView from './views/IncomingView.vue';

const phone = connect(window.tsuwa);
const mirror = mirrorOf(phone);
followLanguage(mirror, systemIn(location.search, navigator.languages), document.documentElement);
followTextSize(mirror, document.documentElement);
provideFaces(createApp(IncomingView, { phone, mirror }), mirror).mount(place());
// Settled before the page was there: main takes the window away.
phone.start().catch((error: unknown) => console.info(error));
