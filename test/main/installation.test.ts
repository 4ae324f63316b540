import { expect, test } from 'vitest';
import { installationOf, portableFolder, type Traces } from '../../main/installation';

const linux: Traces = {
  platform: 'linux',
  isPackaged: true,
  isConfined: false,
  env: {},
  executable: '/opt/Tsuwa/tsuwa',
  hasUninstaller: false,
};

test.each([
  ['development', { ...linux, isPackaged: false }],
  ['deb', { ...linux, packageType: 'deb' }],
  ['rpm', { ...linux, packageType: 'rpm' }],
  ['folder', linux],
  // The files of a tar.gz may be those of a deb.
  ['folder', { ...linux, packageType: 'deb', executable: '/people/romeo/tsuwa-1.0/tsuwa' }],
  ['appimage', { ...linux, packageType: 'deb', env: { APPIMAGE: '/people/romeo/Tsuwa.AppImage' } }],
  ['confined', { ...linux, isConfined: true }],
  ['installed', { ...linux, platform: 'darwin' }],
  ['installed', { ...linux, platform: 'win32', hasUninstaller: true }],
  ['folder', { ...linux, platform: 'win32' }],
] as const)('is told by its traces: %s', (installation, traces: Traces) => {
  expect(installationOf(traces)).toBe(installation);
});

test('only what is carried about keeps its things beside itself', () => {
  expect(portableFolder('folder', '/stick/tsuwa')).toBe('/stick/tsuwa/tsuwa-data');
  expect(portableFolder('deb', '/opt/Tsuwa')).toBeUndefined();
  expect(portableFolder('appimage', '/tmp/.mount')).toBeUndefined();
});
