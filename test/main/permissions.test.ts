import { expect, test } from 'vitest';
import { mayUse } from '../../main/permissions';

const page = { url: 'app://bundle/index.html', isMainFrame: true, media: [] as string[] };
const may = (question: Partial<Parameters<typeof mayUse>[0]>) =>
  mayUse({ permission: 'media', ...page, ...question }, 'app://bundle');

test('our page may have the microphone, choose a speaker and copy', () => {
  expect(may({ media: ['audio'] })).toBe(true);
  expect(may({ permission: 'speaker-selection' })).toBe(true);
  expect(may({ permission: 'hid' })).toBe(true);
  expect(may({ permission: 'clipboard-sanitized-write' })).toBe(true);
});

test.each([
  ['the camera', { media: ['video'] }],
  ['microphone and camera', { media: ['audio', 'video'] }],
  ['a device of no known kind', { media: ['unknown'] }],
  ['no device in particular', { media: [] }],
  ['the microphone for another page', { media: ['audio'], url: 'https://example.org/' }],
  ['the microphone for a host that looks like ours', { media: ['audio'], url: 'app://bundle.example/index.html' }],
  ['the microphone for nobody', { media: ['audio'], url: undefined }],
  ['the microphone for a frame in our page', { media: ['audio'], isMainFrame: false }],
  ['a speaker for another page', { permission: 'speaker-selection', url: 'https://example.org/' }],
  ['a headset for another page', { permission: 'hid', url: 'https://example.org/' }],
  ['a headset for a frame in our page', { permission: 'hid', isMainFrame: false }],
  ['what is in the clipboard', { permission: 'clipboard-read' }],
  ['to copy, for another page', { permission: 'clipboard-sanitized-write', url: 'https://example.org/' }],
  ['a device on the bus', { permission: 'usb' }],
  ['a device on a serial port', { permission: 'serial' }],
  ['the screen', { permission: 'display-capture', media: ['audio'] }],
  ['notifications', { permission: 'notifications' }],
  ['the place', { permission: 'geolocation' }],
  ['other programs', { permission: 'openExternal' }],
])('%s is refused', (_what, question) => {
  expect(may(question)).toBe(false);
});
