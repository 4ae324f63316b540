/** The command line against running phones, and against none. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cli, hears, hearsNothing, isOnline, liveCall, startApp, type App } from '../support/app';
import { startServer, type Server } from '../support/server';

describe('with two phones that run', () => {
  let server: Server;
  let alice: App;
  let bob: App;

  beforeAll(async () => {
    server = await startServer();
    [alice, bob] = await Promise.all([
      startApp({ server, user: 'alice', tone: 440 }),
      startApp({ server, user: 'bob', tone: 660, words: ['--hidden'] }),
    ]);
    await Promise.all([alice.until('online', isOnline), bob.until('online', isOnline)]);
  });

  afterAll(async () => {
    await Promise.all([alice?.stop(), bob?.stop()]);
    await server?.stop();
  });

  test('a whole call is made, answered, muted, unmuted and hung up', async () => {
    expect(await alice.cli('--call', `xmpp:${bob.address}?call`, '--yes')).toMatchObject({ code: 0 });
    await bob.until('rings', status => liveCall(status)?.state === 'ringing');
    await alice.until('knows that it rings', status => liveCall(status)?.heardRinging === true);
    expect(await bob.cli('--answer')).toMatchObject({ code: 0 });
    const [heard] = await Promise.all([alice.until('hears Bob', hears(660)), bob.until('hears Alice', hears(440))]);
    expect(liveCall(heard)).toMatchObject({ state: 'active', peer: bob.address, direction: 'outgoing', muted: false });
    expect(liveCall(heard)?.statistics).toMatchObject({
      codec: expect.stringMatching(/^opus\/48000/) as string,
      relayed: false,
    });
    expect(liveCall(heard)?.duration).toBeGreaterThan(0);

    expect(await alice.cli('--mute')).toMatchObject({ code: 0 });
    await bob.until('hears nothing', hearsNothing);
    expect(await alice.cli('--unmute')).toMatchObject({ code: 0 });
    await bob.until('hears Alice again', hears(440));

    expect(await bob.cli('--hangup')).toMatchObject({ code: 0 });
    await alice.until('free', status => liveCall(status) === undefined);
  });

  test('a call without --yes is not dialled before the person says so', async () => {
    expect(await alice.cli('--call', bob.address)).toMatchObject({ code: 0 });
    const dialog = alice.page.getByRole('dialog').or(alice.page.getByRole('alertdialog')).first();
    await dialog.waitFor();
    expect(liveCall(await alice.status())).toBeUndefined();
    await dialog.getByRole('button', { name: 'Call', exact: true }).click();
    await bob.until('rings', status => liveCall(status)?.state === 'ringing');
    expect(await bob.cli('--decline')).toMatchObject({ code: 0 });
    await alice.until('free', status => liveCall(status) === undefined);
  });

  test('an address on no server of ours ends as unreachable', async () => {
    expect(await alice.cli('--call', `nobody@${server.domain}`, '--yes')).toMatchObject({ code: 0 });
    const over = await alice.until(
      'free',
      status => status.calls[0]?.peer.startsWith('nobody') === true && liveCall(status) === undefined,
    );
    expect(over.calls[0]).toMatchObject({ end: 'unreachable' });
  });

  test('what cannot be done is told by the exit code', async () => {
    for (const word of ['--answer', '--decline', '--hangup', '--mute'])
      expect(await bob.cli(word)).toMatchObject({ code: 5 });
    expect(await bob.cli('--call', 'not an address')).toMatchObject({ code: 2 });
    expect(await bob.cli('--no-such-option')).toMatchObject({ code: 2 });
    expect(await bob.cli('--call', 'xmpp:alice@example.test?message')).toMatchObject({ code: 2 });
  });
});

describe('with nothing running', () => {
  const profile = mkdtempSync(join(tmpdir(), 'tsuwa-none-'));
  afterAll(() => rmSync(profile, { recursive: true, force: true, maxRetries: 10 }));

  test('what needs a running phone ends with 3, and help and version need none', async () => {
    for (const word of ['--status', '--answer', '--hangup']) {
      expect(await cli(['--profile', profile, word])).toMatchObject({ code: 3 });
    }
    const help = await cli(['--help']);
    expect(help).toMatchObject({ code: 0 });
    expect(help.stdout).toContain('--provision FILE');
    expect(await cli(['--version'])).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Tsuwa \d/) as string });
  });

  test('a provisioning file that is none is refused with a reason', async () => {
    const file = join(profile, 'bad.json');
    writeFileSync(file, '{"jid": "alice"}');
    const outcome = await cli(['--profile', profile, '--hidden', '--provision', file]);
    expect(outcome.code).toBe(6);
    expect(outcome.stderr).toMatch(/provision/i);
  });
});
