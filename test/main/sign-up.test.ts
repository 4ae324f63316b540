import { expect, test } from 'vitest';
import { firstRunCommands, isFirstRun, welcome } from '../../main/first-run';
import { defaultSettings, parseSettings, type SettingsStore } from '../../main/settings';
import { signUpCommands, withSafePictures } from '../../main/sign-up';
import type { RegistrationForm } from '../../shared/registration';
import { PhoneError } from '../../shared/result';
import { png } from '../support/pictures';

const log = { info: () => undefined, warn: () => undefined, debug: () => undefined };

function commands(fail?: Error) {
  const opened: string[] = [];
  const made = signUpCommands({
    certificate: () => undefined,
    systemProxy: () => Promise.resolve('DIRECT'),
    openPage: address => {
      opened.push(address);
      return fail ? Promise.reject(fail) : Promise.resolve();
    },
    log: () => log,
  });
  return { ...made, opened };
}

test('only the list of providers and what a server named can be opened', async () => {
  const { openPage, opened } = commands();
  await openPage({ page: 'providers' });
  await expect(openPage({ page: 'registration' })).rejects.toThrow(PhoneError);
  expect(opened).toEqual(['https://providers.xmpp.net/']);
});

test('a browser that does not open is a failure with a name', async () => {
  await expect(commands(new Error('none')).openPage({ page: 'providers' })).rejects.toMatchObject({ code: 'internal' });
});

test('what names no server, and a certificate that nobody chose, are refused before anything is asked', async () => {
  const { askRegistration } = commands();
  await expect(askRegistration({ server: 'two words' })).rejects.toMatchObject({ code: 'not-an-address' });
  await expect(askRegistration({ server: 'example.org', caFile: 'x.pem' })).rejects.toMatchObject({
    code: 'unreadable-file',
  });
});

const picturing = (width: number): RegistrationForm => ({
  ...{ domain: 'example.org', instructions: [] },
  fields: [
    {
      ...{ name: 'ocr', type: 'text-single', required: true, values: [], options: [] },
      picture: `data:image/png;base64,${Buffer.from(png(width, 5, 0)).toString('base64')}`,
    },
  ],
});

test('a picture to read that would take all memory is not shown', () => {
  expect(withSafePictures(picturing(300))).toEqual(picturing(300));
  // Nothing but its head says so: the picture itself would take megabytes here as well.
  const huge = picturing(300);
  const head = Buffer.from(png(300, 5, 0));
  head.writeUInt32BE(60_000, 16);
  const [field] = huge.fields;
  if (field) field.picture = `data:image/png;base64,${head.toString('base64')}`;
  expect(() => withSafePictures(huge)).toThrow('unsupported');
});

test('nothing is sent without a form', async () => {
  await expect(commands().register({ values: {} })).rejects.toMatchObject({ code: 'bad-request' });
});

test('a fresh Tsuwa is new to the person until the steps are left, also after the next start', () => {
  let current = defaultSettings();
  const store: SettingsStore = {
    get current() {
      return current;
    },
    change: part => (current = { ...current, ...part }),
  };
  let changes = 0;
  const { welcomed } = firstRunCommands({
    settings: () => store,
    changed: () => (changes += 1),
    tryNotification: () => true,
  });
  expect(isFirstRun(store)).toBe(true);
  void welcomed({});
  expect([isFirstRun(store), changes]).toEqual([false, 1]);
  expect(parseSettings(JSON.stringify(current))?.told.welcomed).toBe(true);
  welcome(store);
  expect(current.told).toEqual({ welcomed: true });
});
