/**
 * `node scripts/screenshots.mjs`: the pictures of the README, `docs/screenshots/<screen>-<light|dark>.png`. Two real phones
 * on a private server go through a call; nothing in the pictures is made up but the people.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from './build.mjs';
import { startBus } from './desktop/bus.mjs';
import { firstLine, startDisplay } from './desktop/display.mjs';
import { withLifetime } from './lifetime.mjs';
import { launch } from './runtime/launch.mjs';
import { startProsody } from './servers/prosody.mjs';
import { purposesOf, setUp } from './setup.mjs';
import { writeTone } from './tone.mjs';

const root = join(import.meta.dirname, '..');
const pictures = join(root, 'docs', 'screenshots');
const NARROW = { width: 400, height: 680 };
const WIDE = { width: 900, height: 620 };

const people = [
  { user: 'romeo', name: 'Romeo Montague' },
  { user: 'juliet', name: 'Juliet Capulet' },
  { user: 'hanako', name: '山田 花子', status: '会議室にいます' },
  { user: 'nurse', name: 'Nurse', show: 'away', status: 'At the market until noon' },
  { user: 'mercutio', name: 'Mercutio', show: 'chat', status: 'Ask for me tomorrow' },
  { user: 'ichiro', name: 'すずき いちろう', show: 'dnd', status: '会議中' },
  { user: 'laurence', name: 'Friar Laurence', show: 'xa' },
  { user: 'tybalt', name: 'Tybalt', offline: true },
  { user: 'paris', name: 'Count Paris', offline: true },
].map(person => ({ show: '', status: '', offline: false, ...person, password: `${person.user}-pw` }));

await withLifetime(async lifetime => {
  const runtime = await setUp(purposesOf.test);
  build();
  mkdirSync(pictures, { recursive: true });
  const folder = mkdtempSync(join(tmpdir(), 'tsuwa-pictures-'));
  lifetime.own(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }));
  const server = await startProsody({ domain: 'verona.example', accounts: people });
  lifetime.own(() => server.stop());
  const desktop = [await startDisplay(lifetime), await startBus(lifetime)];
  /** @type {Record<string, string | undefined>} */
  const env = Object.assign({ ...process.env }, ...desktop.map(part => part.env));

  const friends = people
    .filter(({ user, offline }) => !offline && user !== 'romeo' && user !== 'juliet')
    .map(({ user, password, show, status }) => [user, password, show, status].join(':'));
  const script = join(import.meta.dirname, 'screenshots', 'friends.mjs');
  const others = lifetime.spawn(process.execPath, [script, String(server.port), server.domain, ...friends], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, NODE_EXTRA_CA_CERTS: server.caFile },
  });
  await firstLine(/** @type {import('node:stream').Readable} */ (others.stdout));

  /** @param {string} user @param {number} hz @param {boolean} signsIn */
  const open = async (user, hz, signsIn) => {
    const profile = join(folder, user);
    mkdirSync(profile);
    const tone = join(profile, 'tone.wav');
    writeTone(tone, hz);
    const account = join(profile, 'account.json');
    const { host, port, caFile } = server;
    writeFileSync(account, JSON.stringify({ jid: server.address(user), password: `${user}-pw`, host, port, caFile }));
    const app = await launch(
      runtime.path,
      [
        '--use-fake-device-for-media-stream',
        `--use-file-for-fake-audio-capture=${tone}`,
        root,
        ...['--profile', profile],
        ...(signsIn ? ['--provision', account] : []),
      ],
      env,
    );
    const child = app.process();
    const end = () => child.kill('SIGKILL');
    lifetime.own(end);
    return { app, end, page: await app.firstWindow() };
  };

  /** @param {Awaited<ReturnType<typeof open>>} phone @param {{ width: number, height: number }} size */
  const resize = ({ app }, size) =>
    app.evaluate(({ BrowserWindow }, { width, height }) => {
      for (const window of BrowserWindow.getAllWindows()) window.setContentSize(width, height);
    }, size);

  /** @param {Awaited<ReturnType<typeof open>>} phone @param {string} name */
  const photograph = async ({ page }, name) => {
    for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.waitForTimeout(250);
      const path = join(pictures, `${name}-${colorScheme}.png`);
      await page.screenshot({ path });
      console.log(path);
    }
  };

  const newcomer = await open('paris', 440, false);
  await resize(newcomer, NARROW);
  await newcomer.page.getByLabel('Address').waitFor();
  await photograph(newcomer, 'sign-in');
  newcomer.end();

  const [romeo, juliet] = await Promise.all([open('romeo', 440, true), open('juliet', 660, true)]);
  await Promise.all([romeo, juliet].map(phone => resize(phone, NARROW)));
  await romeo.page.getByText('Juliet Capulet').first().waitFor();
  await juliet.page.getByText('Romeo Montague').first().waitFor();
  await romeo.page.waitForTimeout(1_500);
  await photograph(romeo, 'contacts');

  const field = romeo.page.getByRole('combobox').or(romeo.page.getByRole('searchbox')).first();
  await field.fill('ju');
  await photograph(romeo, 'search');
  await romeo.page.keyboard.press('Enter');
  await juliet.page.getByRole('button', { name: 'Answer' }).waitFor();
  await romeo.page
    .getByText(/ringing/i)
    .first()
    .waitFor();
  await photograph(romeo, 'calling');
  await photograph(juliet, 'incoming');
  await juliet.page.getByRole('button', { name: 'Answer' }).click();
  await romeo.page.getByText('Good').waitFor();
  await photograph(romeo, 'call');
  await romeo.page.getByText('Good').click();
  await photograph(romeo, 'call-details');
  await romeo.page.keyboard.press('Escape');
  await romeo.page.getByRole('button', { name: 'Mute' }).click();
  await resize(romeo, WIDE);
  await photograph(romeo, 'call-wide');
  await juliet.page.getByRole('button', { name: 'Hang up' }).click();
  await romeo.page.getByRole('button', { name: 'Call again' }).waitFor();
  await resize(romeo, NARROW);
  await photograph(romeo, 'ended');
  await romeo.page.getByRole('button', { name: 'Close', exact: true }).click();
  await romeo.page
    .getByRole('link', { name: 'Settings' })
    .or(romeo.page.getByRole('button', { name: 'Settings' }))
    .first()
    .click();
  await photograph(romeo, 'settings');
});
