import { describe, expect, test } from 'vitest';
import { installCommands, missingNeeds, needs, packagesFor, systemOf } from '../../scripts/setup/needs.mjs';

const nothing = () => false;
const everything = () => true;
const gtk = needs.filter(need => need.debian === 'libgtk-3-0');

describe('the system', () => {
  test.each([
    ['Debian 12', 'ID=debian\nVERSION_ID="12"\nVERSION_CODENAME=bookworm', 'debian', false],
    ['Debian 13', 'ID=debian\nVERSION_ID="13"\nVERSION_CODENAME=trixie', 'debian', true],
    ['Debian sid, which has no version', 'ID=debian\nPRETTY_NAME="Debian GNU/Linux forky/sid"', 'debian', true],
    ['Ubuntu 22.04', 'ID=ubuntu\nID_LIKE=debian\nUBUNTU_CODENAME=jammy\nVERSION_CODENAME=jammy', 'debian', false],
    ['Ubuntu 24.04', 'ID=ubuntu\nID_LIKE=debian\nUBUNTU_CODENAME=noble\nVERSION_CODENAME=noble', 'debian', true],
    [
      'Mint 21, made of jammy',
      'ID=linuxmint\nID_LIKE="ubuntu debian"\nVERSION_CODENAME=vera\nUBUNTU_CODENAME=jammy',
      'debian',
      false,
    ],
    ['Fedora', 'ID=fedora\nVERSION_ID=43', 'fedora', false],
    ['Rocky', 'ID="rocky"\nID_LIKE="rhel centos fedora"', 'fedora', false],
    ['Arch', 'ID=arch', undefined, false],
  ])('is told apart: %s', (_, osRelease, family, t64) => {
    expect(systemOf('linux', osRelease)).toEqual({ family, t64 });
  });

  test('macOS needs no os-release', () => {
    expect(systemOf('darwin', '')).toEqual({ family: 'macos', t64: false });
  });
});

describe('packages', () => {
  test('have the names of the release they are installed on', () => {
    expect(packagesFor(gtk, { family: 'debian', t64: false })).toEqual(['libgtk-3-0']);
    expect(packagesFor(gtk, { family: 'debian', t64: true })).toEqual(['libgtk-3-0t64']);
    expect(packagesFor(gtk, { family: 'fedora', t64: false })).toEqual(['gtk3']);
  });

  test('that were not renamed keep their names', () => {
    const sound = needs.filter(need => need.debian === 'libnss3');
    expect(packagesFor(sound, { family: 'debian', t64: true })).toEqual(['libnss3']);
  });

  test('are named once each', () => {
    expect(packagesFor([...gtk, ...gtk], { family: 'debian', t64: false })).toEqual(['libgtk-3-0']);
  });
});

describe('what is missing', () => {
  test('is nothing on a machine that has everything', () => {
    expect(missingNeeds(['app', 'headless', 'server', 'relay', 'pictures', 'test'], 'linux', everything)).toEqual([]);
  });

  test('is only what the purpose needs', () => {
    const names = packagesFor(missingNeeds(['relay'], 'linux', nothing), { family: 'debian', t64: false });
    expect(names).toEqual(['coturn']);
  });

  test('is another client only for calls with other clients', () => {
    const names = (purpose: 'test' | 'interop') =>
      packagesFor(missingNeeds([purpose], 'linux', nothing), { family: 'debian', t64: false });
    expect(names('interop')).toContain('dino-im');
    expect(names('test')).not.toContain('dino-im');
  });

  test('is no library and no display on macOS', () => {
    expect(missingNeeds(['app', 'headless'], 'darwin', nothing)).toEqual([]);
  });
});

describe('the command to type', () => {
  test('is the one of the system', () => {
    expect(installCommands(gtk, { family: 'fedora', t64: false })).toEqual(['Fedora: sudo dnf install gtk3']);
  });

  test('is given for every family where the system is unknown', () => {
    const relay = missingNeeds(['relay'], 'linux', nothing);
    expect(installCommands(relay, { family: undefined, t64: false })).toEqual([
      'Debian, Ubuntu: sudo apt-get install --no-install-recommends coturn',
      'Fedora: sudo dnf install coturn',
      'macOS: brew install coturn',
    ]);
  });
});
