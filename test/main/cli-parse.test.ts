import { describe, expect, test } from 'vitest';
import { help } from '../../main/cli/help';
import { isUsageError, parseCli, wordsOf, type Action, type Invocation } from '../../main/cli/parse';
import { exitCodes } from '../../main/cli/reply';

const actions: [line: string, action: Action][] = [
  ['', { do: 'open' }],
  ['--hidden', { do: 'open' }],
  ['--call juliet@capulet.lit', { do: 'call', peer: 'juliet@capulet.lit', yes: false }],
  ['--call=Juliet@Capulet.LIT/balcony', { do: 'call', peer: 'juliet@capulet.lit', yes: false }],
  ['--call xmpp:juliet@capulet.lit?call --yes', { do: 'call', peer: 'juliet@capulet.lit', yes: true }],
  ['xmpp:juliet@capulet.lit?call', { do: 'call', peer: 'juliet@capulet.lit', yes: false }],
  ['xmpp:juliet@capulet.lit?call;type=audio', { do: 'call', peer: 'juliet@capulet.lit', yes: false }],
  ['xmpp:juliet%40capulet.lit?call', { do: 'call', peer: 'juliet@capulet.lit', yes: false }],
  ['XMPP:juliet@capulet.lit', { do: 'call', peer: 'juliet@capulet.lit', yes: false }],
  ['--answer', { do: 'answer' }],
  ['--decline', { do: 'decline' }],
  ['--hangup', { do: 'hangup' }],
  ['--mute', { do: 'mute' }],
  ['--unmute', { do: 'unmute' }],
  ['--do-not-disturb on', { do: 'disturb', undisturbed: 'on' }],
  ['--do-not-disturb=toggle', { do: 'disturb', undisturbed: 'toggle' }],
  ['--status', { do: 'status' }],
  ['--quit', { do: 'quit', yes: false }],
  ['--yes --quit', { do: 'quit', yes: true }],
  ['--help', { do: 'help' }],
  ['-h', { do: 'help' }],
  ['--status --help', { do: 'help' }],
  ['--version', { do: 'version' }],
  ['-v', { do: 'version' }],
];

const split = (line: string) => line.split(' ').filter(word => word !== '');

test.each(actions)('“%s” asks for what it says', (line, action) => {
  expect(parseCli(split(line))).toMatchObject({ action });
});

test.each([
  ['--call', 'address'],
  ['--call nobody', 'address'],
  ['--call @capulet.lit', 'address'],
  ['--call a@b@c', 'address'],
  ['--call --yes', 'address'],
  ['--call xmpp:juliet@capulet.lit?message', 'address'],
  ['xmpp:juliet@capulet.lit?call --yes', 'not with a link'],
  ['--yes tel:+4930123456', 'not with a link'],
  ['xmpp:room@muc.lit?join', 'does not do'],
  ['xmpp:%E0%A4%A?call', 'damaged'],
  ['tel:nobody', 'number'],
  ['https://example.org/', 'xmpp: and tel:'],
  ['xmpp:a@b.lit xmpp:c@d.lit', 'one link'],
  ['juliet@capulet.lit', 'juliet'],
  ['--call a@b.lit xmpp:c@d.lit?call', 'one thing'],
  ['--call a@b.lit --call c@d.lit', 'once'],
  ['--answer --decline', 'one thing'],
  ['--status --call a@b.lit', 'one thing'],
  ['--yes', '--yes'],
  ['--answer --yes', '--yes'],
  ['--answer=1', 'value'],
  ['--do-not-disturb', 'on, off or toggle'],
  ['--do-not-disturb please', 'on, off or toggle'],
  ['--do-not-disturb on --mute', 'one thing'],
  ['--profile', 'path'],
  ['--profile=', 'path'],
  ['--profile --status', 'path'],
  ['--bogus', '--bogus'],
  ['-x', 'option'],
])('“%s” is refused and says why', (line, why) => {
  const parsed = parseCli(split(line));
  expect(isUsageError(parsed) && parsed.text).toMatch(new RegExp(why, 'i'));
});

test('options go with an action', () => {
  const parsed = parseCli(split('--profile /p --provision f.json --hidden --relay-only --measure-audio'));
  expect(parsed).toEqual({
    action: { do: 'open' },
    profile: '/p',
    provision: 'f.json',
    hidden: true,
    relayOnly: true,
    measureAudio: true,
  } satisfies Invocation);
});

test('what test runners and packages add for the engine is passed over', () => {
  const foreign = [
    '--no-sandbox',
    '--inspect=0',
    '--inspect-brk',
    '--remote-debugging-port=0',
    '--use-fake-device-for-media-stream',
    '--use-fake-ui-for-media-stream',
    '--use-file-for-fake-audio-capture=/tmp/a.wav',
    '--enable-logging',
    '--enable-features=X',
    '--disable-features=Y',
    '--disable-gpu',
    '--password-store=basic',
    '--ozone-platform=headless',
    '--force-color-profile=srgb',
    '--no-first-run',
    '--user-data-dir=/x',
  ];
  expect(parseCli([...foreign, '--status'])).toMatchObject({ action: { do: 'status' } });
});

describe('whose words they are', () => {
  test('a packaged app has only its own', () => {
    expect(wordsOf(['/opt/tsuwa', '--status'], false)).toEqual(['--status']);
  });
  test.each([
    [['electron', '.', '--status']],
    [['electron', '--no-sandbox', '.', '--status']],
    [['electron', '-r', 'loader.js', '--inspect=0', '.', '--status']],
  ])('in %j the folder of the app is not one', argv => {
    expect(wordsOf(argv, true)).toEqual(['--status']);
  });
});

test('the help names every option and every exit code', () => {
  for (const option of ['call', 'yes', 'answer', 'decline', 'hangup', 'mute', 'unmute', 'status', 'quit', 'hidden']) {
    expect(help).toContain(`--${option}`);
  }
  for (const option of ['profile', 'provision', 'relay-only', 'measure-audio', 'help', 'version']) {
    expect(help).toContain(`--${option}`);
  }
  for (const code of Object.values(exitCodes)) expect(help).toMatch(new RegExp(`^ {2}${code} {2}\\S`, 'm'));
});
