/** A call declined with a message from the window, the answer in its conversation; links that are brought to the window. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isOnline, liveCall, startApp, type App } from '../support/app';
import { startServer, type Server } from '../support/server';

let server: Server;
let alice: App;
let bob: App;

beforeAll(async () => {
  server = await startServer();
  [alice, bob] = await Promise.all([
    startApp({ server, user: 'alice', tone: 440 }),
    startApp({ server, user: 'bob', tone: 660 }),
  ]);
  await Promise.all([alice.until('online', isOnline), bob.until('online', isOnline)]);
});

afterAll(async () => {
  await Promise.all([alice?.stop(), bob?.stop()]);
  await server?.stop();
});

test('a call is declined with a ready sentence; the caller reads it and answers', async () => {
  expect(await alice.cli('--call', bob.address, '--yes')).toMatchObject({ code: 0 });
  await bob.page.getByRole('button', { name: 'Decline with a message' }).click();
  await bob.page.getByRole('menuitem', { name: 'I’m in a meeting.' }).click();
  const over = await alice.until('declined', status => liveCall(status) === undefined);
  expect(over.calls[0]).toMatchObject({ end: 'declined' });
  // What was said, and that it arrived, is before the eyes of who said it.
  const conversation = bob.page.getByRole('log');
  await conversation.getByText('You: I’m in a meeting.').waitFor();
  await conversation.getByText('Delivered').waitFor();

  await alice.page
    .getByRole('button', { name: /1 new message/ })
    .first()
    .waitFor();
  const close = alice.page.getByRole('button', { name: 'Close', exact: true });
  if (await close.isVisible()) await close.click();
  await alice.page.getByRole('list', { name: 'Messages' }).getByRole('button').click();
  await alice.page.getByRole('log').getByText('I’m in a meeting.').first().waitFor();
  await alice.page.getByRole('textbox', { name: 'Write a message' }).fill('When are you free?');
  await alice.page.keyboard.press('Enter');
  await conversation.getByText('Alice: When are you free?').waitFor();
});

/** As a person would: the page gets the very event. */
const bring = (how: 'paste' | 'drop', type: string, text: string) =>
  bob.page.evaluate(
    ([kind, format, brought]) => {
      const data = new DataTransfer();
      data.setData(format, brought);
      const options = { bubbles: true, cancelable: true };
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
      document.body.dispatchEvent(
        kind === 'paste'
          ? new ClipboardEvent('paste', { ...options, clipboardData: data })
          : new DragEvent('drop', { ...options, dataTransfer: data }),
      );
    },
    [how, type, text] as const,
  );

const search = () => bob.page.getByRole('combobox');
const callsNobody = async () => expect(liveCall(await bob.status())).toBeUndefined();

test('a number that is pasted fills in the search and calls nobody', async () => {
  await bring('paste', 'text/plain', 'tel:+49-30-123456;ext=7');
  await bob.page.waitForFunction(
    () => document.querySelector<HTMLInputElement>('[role=combobox]')?.value === '+4930123456',
  );
  await callsNobody();
  await search().fill('');
});

test('a person who is dropped fills in the search, too', async () => {
  await bring('drop', 'text/uri-list', `# Alice\r\nxmpp:${alice.address}?roster;name=A\r\n`);
  const { address } = alice;
  await bob.page.waitForFunction(
    wanted => document.querySelector<HTMLInputElement>('[role=combobox]')?.value === wanted,
    address,
  );
  await callsNobody();
  await search().fill('');
});

test('a link that wants a call asks first, and a no is a no', async () => {
  await bring('drop', 'text/uri-list', `xmpp:${alice.address}?call`);
  await bob.page.getByRole('alertdialog').waitFor();
  await callsNobody();
  await bob.page.keyboard.press('Escape');
  await bob.page.getByRole('alertdialog').waitFor({ state: 'detached' });
  await callsNobody();
});

test('a wrong link says what is wrong', async () => {
  await bring('paste', 'text/plain', 'xmpp:room@chat.lit?join');
  await bob.page.getByText('It is for something that Tsuwa does not do').waitFor();
});
