/** Switches that are not ours: Chromium's, Node's, and what test runners and packages add. */

const exact = new Set([
  '--allow-pre-commit-input',
  '--autoplay-policy',
  '--class',
  '--edge-skip-compat-layer-relaunch',
  '--export-tagged-pdf',
  '--gtk-version',
  '--headless',
  '--ignore-gpu-blocklist',
  '--in-process-gpu',
  '--js-flags',
  '--lang',
  '--metrics-recording-only',
  '--mute-audio',
  '--no-default-browser-check',
  '--no-first-run',
  '--no-sandbox',
  '--no-service-autorun',
  '--no-zygote',
  '--password-store',
  '--unsafely-disable-devtools-self-xss-warnings',
  '--user-data-dir',
  '--v',
  '--vmodule',
]);

const prefixes = [
  '--disable-',
  '--enable-',
  '--force-',
  '--host-resolver-',
  '--inspect',
  '--log-',
  '--ozone-',
  '--proxy-',
  '--remote-allow-origins',
  '--remote-debugging-',
  '--trace-',
  '--use-angle',
  '--use-fake-',
  '--use-file-for-fake-',
  '--use-gl',
  '--use-mock-keychain',
  '-psn_',
];

/** Whether `word` is a switch for the engine under the app. Such a switch brings its value with it (`--name=value`). */
export function isEngineSwitch(word: string): boolean {
  const name = word.split('=', 1)[0] ?? word;
  return exact.has(name) || prefixes.some(prefix => name.startsWith(prefix));
}
