/** What a machine needs to run, show and test Tsuwa: the only list of it. Pure: looks at nothing, installs nothing. */

/**
 * @typedef {'app' | 'headless' | 'server' | 'relay' | 'pictures' | 'screenshots' | 'test' | 'interop' | 'package' | 'installed' | 'bench'} Purpose
 *   `app`: Electron itself; `headless`: where there is no display; `server`: a private XMPP server; `relay`: a private
 *   TURN server; `pictures`: screenshots of the screen; `screenshots`: the pictures of the README; `test`: what only the test suite uses;
 *   `interop`: other clients to call, and what drives them; `package`: what makes packages where the tools of
 *   electron-builder cannot be fetched; `installed`: what a desktop has that an installed app is started by;
 *   `bench`: what only the measurements of the network use.
 * @typedef {{ library: string } | { binary: string } | { fontFor: string } | { file: string } | { gstreamer: string }} Sign
 *   How to tell that it is there; `file` is an absolute path, `gstreamer` a plugin.
 * @typedef {object} Need
 * @property {Purpose} purpose
 * @property {Sign} sign
 * @property {string} debian Package name; where `t64` is set, the name before Debian 13 and Ubuntu 24.04.
 * @property {boolean} [t64] The package was renamed with the 64-bit time_t transition.
 * @property {string} fedora
 * @property {string} [brew] Absent: macOS has it, or has no use for it.
 * @property {boolean} [linuxOnly]
 * @property {string[]} [services] Units that Debian enables when it installs the package.
 */

/**
 * @param {string} library soname
 * @param {string} debian
 * @param {string} fedora
 * @param {boolean} [t64]
 * @returns {Need}
 */
const library = (library, debian, fedora, t64 = false) => ({
  purpose: 'app',
  sign: { library },
  debian,
  fedora,
  t64,
  linuxOnly: true,
});

/** @type {readonly Need[]} */
export const needs = [
  library('libgtk-3.so.0', 'libgtk-3-0', 'gtk3', true),
  library('libglib-2.0.so.0', 'libglib2.0-0', 'glib2', true),
  library('libnspr4.so', 'libnspr4', 'nspr'),
  library('libnss3.so', 'libnss3', 'nss'),
  library('libatk-1.0.so.0', 'libatk1.0-0', 'atk', true),
  library('libatk-bridge-2.0.so.0', 'libatk-bridge2.0-0', 'at-spi2-atk', true),
  library('libatspi.so.0', 'libatspi2.0-0', 'at-spi2-core', true),
  library('libcups.so.2', 'libcups2', 'cups-libs', true),
  library('libdbus-1.so.3', 'libdbus-1-3', 'dbus-libs'),
  library('libcairo.so.2', 'libcairo2', 'cairo'),
  library('libpango-1.0.so.0', 'libpango-1.0-0', 'pango'),
  library('libX11.so.6', 'libx11-6', 'libX11'),
  library('libXcomposite.so.1', 'libxcomposite1', 'libXcomposite'),
  library('libXdamage.so.1', 'libxdamage1', 'libXdamage'),
  library('libXext.so.6', 'libxext6', 'libXext'),
  library('libXfixes.so.3', 'libxfixes3', 'libXfixes'),
  library('libXrandr.so.2', 'libxrandr2', 'libXrandr'),
  library('libxcb.so.1', 'libxcb1', 'libxcb'),
  library('libxkbcommon.so.0', 'libxkbcommon0', 'libxkbcommon'),
  library('libgbm.so.1', 'libgbm1', 'mesa-libgbm'),
  library('libexpat.so.1', 'libexpat1', 'expat'),
  library('libudev.so.1', 'libudev1', 'systemd-libs'),
  library('libasound.so.2', 'libasound2', 'alsa-lib', true),
  library('libpulse.so.0', 'libpulse0', 'pulseaudio-libs'),
  library('libnotify.so.4', 'libnotify4', 'libnotify'),
  library('libsecret-1.so.0', 'libsecret-1-0', 'libsecret'),
  {
    purpose: 'headless',
    sign: { binary: 'Xvfb' },
    debian: 'xvfb',
    fedora: 'xorg-x11-server-Xvfb',
    linuxOnly: true,
  },
  { purpose: 'headless', sign: { binary: 'dbus-daemon' }, debian: 'dbus', fedora: 'dbus-daemon', linuxOnly: true },
  {
    purpose: 'server',
    sign: { binary: 'prosody' },
    debian: 'prosody',
    fedora: 'prosody',
    brew: 'prosody/prosody/prosody',
    services: ['prosody.service'],
  },
  { purpose: 'server', sign: { binary: 'openssl' }, debian: 'openssl', fedora: 'openssl', brew: 'openssl' },
  {
    purpose: 'relay',
    sign: { binary: 'turnserver' },
    debian: 'coturn',
    fedora: 'coturn',
    brew: 'coturn',
    services: ['coturn.service'],
  },
  { purpose: 'pictures', sign: { binary: 'import' }, debian: 'imagemagick', fedora: 'ImageMagick', linuxOnly: true },
  {
    purpose: 'pictures',
    sign: { fontFor: 'ja' },
    debian: 'fonts-noto-cjk',
    fedora: 'google-noto-sans-cjk-fonts',
    linuxOnly: true,
  },
  {
    purpose: 'screenshots',
    sign: { binary: 'img2webp' },
    debian: 'webp',
    fedora: 'libwebp-tools',
    brew: 'webp',
  },
  {
    purpose: 'test',
    sign: { binary: 'ejabberdctl' },
    debian: 'ejabberd',
    fedora: 'ejabberd',
    brew: 'ejabberd',
    services: ['ejabberd.service', 'epmd.service', 'epmd.socket'],
  },
  { purpose: 'test', sign: { binary: 'ip' }, debian: 'iproute2', fedora: 'iproute', linuxOnly: true },
  { purpose: 'test', sign: { binary: 'nft' }, debian: 'nftables', fedora: 'nftables', linuxOnly: true },
  { purpose: 'test', sign: { binary: 'certutil' }, debian: 'libnss3-tools', fedora: 'nss-tools', linuxOnly: true },
  { purpose: 'test', sign: { binary: 'openbox' }, debian: 'openbox', fedora: 'openbox', linuxOnly: true },
  { purpose: 'test', sign: { binary: 'xdotool' }, debian: 'xdotool', fedora: 'xdotool', linuxOnly: true },
  { purpose: 'test', sign: { binary: 'pulseaudio' }, debian: 'pulseaudio', fedora: 'pulseaudio', linuxOnly: true },
  {
    purpose: 'test',
    sign: { binary: 'pactl' },
    debian: 'pulseaudio-utils',
    fedora: 'pulseaudio-utils',
    linuxOnly: true,
  },
  { purpose: 'package', sign: { binary: '7za' }, debian: 'p7zip-full', fedora: 'p7zip', linuxOnly: true },
  {
    purpose: 'package',
    sign: { binary: 'mksquashfs' },
    debian: 'squashfs-tools',
    fedora: 'squashfs-tools',
    linuxOnly: true,
  },
  {
    purpose: 'package',
    sign: { binary: 'desktop-file-validate' },
    debian: 'desktop-file-utils',
    fedora: 'desktop-file-utils',
    linuxOnly: true,
  },
  { purpose: 'package', sign: { binary: 'rpmbuild' }, debian: 'rpm', fedora: 'rpm-build', linuxOnly: true },
  { purpose: 'installed', sign: { binary: 'squashfuse' }, debian: 'squashfuse', fedora: 'squashfuse', linuxOnly: true },
  { purpose: 'installed', sign: { binary: 'fusermount' }, debian: 'fuse3', fedora: 'fuse', linuxOnly: true },
  { purpose: 'installed', sign: { binary: 'xdg-open' }, debian: 'xdg-utils', fedora: 'xdg-utils', linuxOnly: true },
  { purpose: 'installed', sign: { binary: 'gtk-launch' }, debian: 'libgtk-3-bin', fedora: 'gtk3', linuxOnly: true },
  { purpose: 'installed', sign: { binary: 'dex' }, debian: 'dex', fedora: 'dex-autostart', linuxOnly: true },
  { purpose: 'installed', sign: { binary: 'setpriv' }, debian: 'util-linux', fedora: 'util-linux', linuxOnly: true },
  { purpose: 'installed', sign: { binary: 'appstreamcli' }, debian: 'appstream', fedora: 'appstream', linuxOnly: true },
  { purpose: 'bench', sign: { binary: 'python3' }, debian: 'python3', fedora: 'python3', linuxOnly: true },
  { purpose: 'interop', sign: { binary: 'dino-im' }, debian: 'dino-im', fedora: 'dino', linuxOnly: true },
  {
    purpose: 'interop',
    sign: { gstreamer: 'opus' },
    debian: 'gstreamer1.0-plugins-base',
    fedora: 'gstreamer1-plugins-base',
    linuxOnly: true,
  },
  {
    purpose: 'interop',
    sign: { gstreamer: 'rtpmanager' },
    debian: 'gstreamer1.0-plugins-good',
    fedora: 'gstreamer1-plugins-good',
    linuxOnly: true,
  },
  {
    purpose: 'interop',
    sign: { library: 'libresolv_wrapper.so' },
    debian: 'libresolv-wrapper',
    fedora: 'resolv_wrapper',
    linuxOnly: true,
  },
  {
    purpose: 'interop',
    sign: { file: '/usr/share/dbus-1/accessibility-services/org.a11y.atspi.Registry.service' },
    debian: 'at-spi2-core',
    fedora: 'at-spi2-core',
    linuxOnly: true,
  },
  {
    purpose: 'interop',
    sign: { file: '/etc/ssl/certs/ca-certificates.crt' },
    debian: 'ca-certificates',
    fedora: 'ca-certificates',
    linuxOnly: true,
  },
  { purpose: 'interop', sign: { binary: 'mount' }, debian: 'mount', fedora: 'util-linux-core', linuxOnly: true },
  { purpose: 'interop', sign: { binary: 'unshare' }, debian: 'util-linux', fedora: 'util-linux', linuxOnly: true },
];

/**
 * @param {readonly Purpose[]} purposes
 * @param {NodeJS.Platform} platform
 * @param {(sign: Sign) => boolean} isThere
 * @returns {Need[]} what these purposes need and the machine does not have
 */
export const missingNeeds = (purposes, platform, isThere) =>
  needs
    .filter(need => purposes.includes(need.purpose) && (platform === 'linux' || !need.linuxOnly))
    .filter(need => !isThere(need.sign));

/**
 * @typedef {'debian' | 'fedora' | 'macos'} Family Systems that share package names.
 * @typedef {{ family: Family | undefined, t64: boolean }} System
 */

/** Code names of Debian and Ubuntu releases before the 64-bit time_t transition; every later one has its names. */
const beforeT64 = new Set(['buster', 'bullseye', 'bookworm', 'bionic', 'focal', 'jammy', 'lunar', 'mantic']);

/**
 * @param {NodeJS.Platform} platform
 * @param {string} osRelease The text of /etc/os-release (os-release(5)); empty where there is none.
 * @returns {System}
 */
export function systemOf(platform, osRelease) {
  if (platform === 'darwin') return { family: 'macos', t64: false };
  const fields = new Map(
    osRelease.split('\n').map(line => {
      const equals = line.indexOf('=');
      return /** @type {const} */ ([line.slice(0, equals), line.slice(equals + 1).replace(/^["']|["']$/g, '')]);
    }),
  );
  const ids = `${fields.get('ID') ?? ''} ${fields.get('ID_LIKE') ?? ''}`.split(' ');
  if (ids.includes('debian') || ids.includes('ubuntu')) {
    // A derivative names the release it is made of; its own code name says nothing here.
    const release =
      fields.get('UBUNTU_CODENAME') ?? fields.get('DEBIAN_CODENAME') ?? fields.get('VERSION_CODENAME') ?? '';
    return { family: 'debian', t64: !beforeT64.has(release) };
  }
  return { family: ids.includes('fedora') || ids.includes('rhel') ? 'fedora' : undefined, t64: false };
}

/**
 * @param {readonly Need[]} missing
 * @param {{ family: Family, t64: boolean }} system
 * @returns {string[]} package names, each once
 */
export function packagesFor(missing, { family, t64 }) {
  const name = {
    debian: (/** @type {Need} */ need) => (need.t64 && t64 ? `${need.debian}t64` : need.debian),
    fedora: (/** @type {Need} */ need) => need.fedora,
    macos: (/** @type {Need} */ need) => need.brew,
  }[family];
  return [...new Set(missing.map(name).filter(found => found !== undefined))].sort();
}

/**
 * The exact commands for a person; for the system at hand, or for each family if it is not known.
 * @param {readonly Need[]} missing
 * @param {System} system
 * @returns {string[]}
 */
export function installCommands(missing, { family, t64 }) {
  const words = {
    debian: 'Debian, Ubuntu: sudo apt-get install --no-install-recommends',
    fedora: 'Fedora: sudo dnf install',
    macos: 'macOS: brew install',
  };
  const families = family ? [family] : /** @type {Family[]} */ (Object.keys(words));
  return families.map(
    each => `${words[each]} ${packagesFor(missing, { family: each, t64: family ? t64 : true }).join(' ')}`,
  );
}

/** @param {Sign} sign In words. */
export function nameOf(sign) {
  if ('library' in sign) return sign.library;
  if ('binary' in sign) return sign.binary;
  if ('fontFor' in sign) return `a font for the language "${sign.fontFor}"`;
  if ('gstreamer' in sign) return `the GStreamer plugin "${sign.gstreamer}"`;
  return sign.file;
}
