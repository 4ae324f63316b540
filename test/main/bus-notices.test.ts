/** Notifications over a real message bus, with a daemon on it that shows what it is given. */
import { Message, sessionBus } from '@jellybrick/dbus-next';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { BusNotices } from '../../main/bus-notices';
import type { Notice, NoticeAct } from '../../main/notices';
import { startDesktop, type Desktop } from '../support/desktop';

const log = { info: () => undefined, warn: () => undefined, debug: () => undefined };
const incoming: Notice = {
  call: 'a',
  kind: 'incoming',
  title: 'Juliet <3 is calling',
  body: 'R&D <b>',
  buttons: [
    { action: 'answer', label: 'Answer' },
    { action: 'decline', label: 'Decline' },
  ],
};
const missed: Notice = {
  call: 'b',
  kind: 'missed',
  title: 'Missed call',
  body: '12:00',
  buttons: [{ action: 'call-back', label: 'Call back' }],
};

let desktop: Desktop;
let board: BusNotices;
let done: string[];
async function begin(capabilities?: readonly string[] | null): Promise<void> {
  desktop = await startDesktop({
    tray: false,
    ...(capabilities !== undefined && { capabilities }),
  });
  done = [];
  const act: NoticeAct = (call, action, text) => done.push([call, action, text].filter(part => part).join(' '));
  board = new BusNotices(act, log, desktop.busAddress);
}
beforeEach(() => begin());
afterEach(async () => {
  await board.stop();
  await desktop.stop();
});
const shows = (count: number) => desktop.until(() => desktop.showing().length === count, `${count} on the screen`);

test('an incoming call stays on the screen, urgent and with its buttons', async () => {
  board.show(incoming);
  await shows(1);
  expect(desktop.showing()[0]).toMatchObject({
    title: 'Juliet <3 is calling',
    body: 'R&amp;D &lt;b&gt;',
    actions: { answer: 'Answer', decline: 'Decline' },
    hints: { urgency: 2, category: 'call.incoming', resident: true, 'suppress-sound': true },
    expires: 0,
  });
});

test('each button does what it says, and a click on the text opens', async () => {
  board.show(incoming);
  await shows(1);
  desktop.press('Answer');
  desktop.press('Decline');
  desktop.clickNotification();
  await desktop.until(() => done.length === 3, 'three clicks are heard');
  expect(done).toEqual(['a answer', 'a decline', 'a open']);
});

const declinable: Notice = {
  ...incoming,
  buttons: [...incoming.buttons, { action: 'message', label: 'Decline: “Later.”' }],
  writes: 'Decline with a message',
};

test('a call is declined with a ready sentence where nothing can be written', async () => {
  board.show(declinable);
  await shows(1);
  expect(desktop.showing()[0]?.actions).toMatchObject({ message: 'Decline: “Later.”' });
  desktop.press('Decline: “Later.”');
  await desktop.until(() => done.length === 1, 'the click is heard');
  expect(done).toEqual(['a message']);
});

test('and with words of one’s own where the desktop has a field for them', async () => {
  await board.stop();
  await desktop.stop();
  await begin(['body', 'actions', 'inline-reply']);
  board.show(declinable);
  await shows(1);
  const [shown] = desktop.showing();
  expect(Object.keys(shown?.actions ?? {})).toEqual(['default', 'answer', 'decline', 'inline-reply']);
  expect(shown?.hints).toMatchObject({ 'x-kde-reply-placeholder-text': 'Decline with a message' });
  desktop.reply('In ten minutes');
  await desktop.until(() => done.length === 1, 'the words are heard');
  expect(done).toEqual(['a message In ten minutes']);
});

test('what is over is taken away, even in the moment in which it is shown', async () => {
  board.show(incoming);
  board.close('a');
  board.show(missed);
  await desktop.until(() => desktop.notifications.length === 2, 'both were shown');
  await shows(1);
  expect(desktop.showing()[0]).toMatchObject({ title: 'Missed call' });
});

test('news of a call replace what was said of it', async () => {
  board.show(incoming);
  board.show({ ...incoming, title: 'Juliet Capulet is calling' });
  await desktop.until(() => desktop.showing()[0]?.title === 'Juliet Capulet is calling', 'the new title');
  expect(desktop.notifications).toHaveLength(1);
});

test('one that the person has put away does not act any more, and is none the less closed in peace', async () => {
  board.show(missed);
  await shows(1);
  desktop.press('Call back');
  await desktop.until(() => done.length === 1, 'the click is heard');
  expect(done).toEqual(['b call-back']);
  await shows(0);
  board.close('b');
  board.show(incoming);
  await shows(1);
});

test('where there are no buttons and no markup, the text is plain and has none', async () => {
  await board.stop();
  await desktop.stop();
  await begin(['body']);
  board.show(incoming);
  await shows(1);
  expect(desktop.showing()[0]).toMatchObject({ body: 'R&D <b>', actions: {} });
});

test('where nobody shows notifications, nothing is shown and nothing breaks', async () => {
  await board.stop();
  await desktop.stop();
  await begin(null);
  board.show(incoming);
  board.close('a');
  await board.stop();
  expect(desktop.notifications).toEqual([]);
});

test('clicks are taken from the daemon only', async () => {
  board.show(incoming);
  await shows(1);
  const stranger = sessionBus({ busAddress: desktop.busAddress });
  await stranger.requestName('im.tsuwa.Stranger', 0);
  stranger.send(
    Message.newSignal('/org/freedesktop/Notifications', 'org.freedesktop.Notifications', 'ActionInvoked', 'us', [
      desktop.showing()[0]?.id,
      'answer',
    ]),
  );
  await stranger.requestName('im.tsuwa.Stranger.Again', 0);
  desktop.press('Decline');
  await desktop.until(() => done.length > 0, 'a click is heard');
  expect(done).toEqual(['a decline']);
  stranger.disconnect();
});
