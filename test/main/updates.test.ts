import { generateKeyPairSync, sign } from 'node:crypto';
import { expect, test } from 'vitest';
import { isFromRepository, wordsAfterUpdate } from '../../main/updates/policy';
import { isSignedBy } from '../../main/updates/signature';
import { UpdateError, Updates, type FoundUpdate, type UpdateFeed } from '../../main/updates/updates';
import { logTo } from '../support/log';

/** Updates on a clock that the test moves, with what a server has. */
function world(found: FoundUpdate | UpdateError | undefined, fetched?: UpdateError) {
  const timers: { at: number; then: () => void }[] = [];
  let now = 0;
  let inCall = false;
  const did: string[] = [];
  const feed: UpdateFeed = {
    look: () => {
      did.push('look');
      return found instanceof UpdateError ? Promise.reject(found) : Promise.resolve(found);
    },
    fetch: told => {
      did.push('fetch');
      told(50.7);
      return fetched ? Promise.reject(fetched) : Promise.resolve();
    },
  };
  const updates = new Updates({
    by: 'tsuwa',
    feed,
    clock: {
      now: () => now,
      after: (ms, then) => {
        const timer = { at: now + ms, then };
        timers.push(timer);
        return () => void timers.splice(timers.indexOf(timer) >>> 0, 1);
      },
    },
    inCall: () => inCall,
    install: () => {
      did.push('install');
      return Promise.resolve();
    },
    log: logTo(() => undefined),
  });
  const phases: string[] = [];
  updates.onChange(() => phases.push(updates.state.phase));
  return {
    updates,
    did,
    phases,
    setInCall(value: boolean) {
      inCall = value;
      updates.callsChanged();
    },
    async pass(ms: number) {
      const until = now + ms;
      for (;;) {
        const due = timers.filter(({ at }) => at <= until).toSorted((one, other) => one.at - other.at)[0];
        if (!due) break;
        now = due.at;
        timers.splice(timers.indexOf(due), 1);
        due.then();
        await new Promise(resolve => setImmediate(resolve));
      }
      now = until;
    },
  };
}

const HOUR = 3600_000;
const newer: FoundUpdate = { version: '2.0.0', notes: 'It is better' };

test('a newer version is found and fetched by itself, told, and put in only when the person says so', async () => {
  const { updates, did, phases, pass } = world(newer);
  updates.start();
  await pass(2 * 60_000);
  expect(phases).toEqual(['looking', 'fetching', 'fetching', 'ready']);
  expect(updates.state).toEqual({ by: 'tsuwa', phase: 'ready', version: '2.0.0', notes: 'It is better' });
  await pass(48 * HOUR);
  expect(did).toEqual(['look', 'fetch']);
  await updates.take();
  expect(did).toEqual(['look', 'fetch', 'install']);
});

test('nothing is looked for, fetched or put in during a call', async () => {
  const { updates, did, setInCall, pass } = world(newer);
  setInCall(true);
  updates.start();
  await pass(HOUR);
  expect(did).toEqual([]);
  setInCall(false);
  await pass(60_000);
  setInCall(true);
  await updates.take();
  expect(updates.state.phase).toBe('waiting');
  await pass(HOUR);
  expect(did).toEqual(['look', 'fetch']);
  setInCall(false);
  await pass(1_000);
  setInCall(true); // the next call follows at once
  await pass(HOUR);
  expect(did).toEqual(['look', 'fetch']);
  setInCall(false);
  await pass(60_000);
  expect(did).toEqual(['look', 'fetch', 'install']);
});

test('put off, it is not told of for a day', async () => {
  const { updates, pass } = world(newer);
  await updates.look();
  updates.putOff();
  expect(updates.state).toMatchObject({ phase: 'ready', put: 'off' });
  await pass(23 * HOUR);
  expect(updates.state.put).toBe('off');
  await pass(2 * HOUR);
  expect(updates.state.put).toBeUndefined();
});

test('what is not signed by us is told of and not put in; it is looked for again later', async () => {
  const { updates, did, pass } = world(newer, new UpdateError('unsigned'));
  await updates.look();
  expect(updates.state).toEqual({ by: 'tsuwa', phase: 'failed', problem: 'unsigned' });
  await updates.take();
  expect(did).toEqual(['look', 'fetch']);
  await pass(7 * HOUR);
  expect(did).toEqual(['look', 'fetch', 'look', 'fetch']);
});

test('after its end it looks for nothing', async () => {
  const { updates, did, pass } = world(undefined);
  updates.start();
  updates.stop();
  await pass(48 * HOUR);
  expect(did).toEqual([]);
});

const pair = () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return { privateKey, publicKey: publicKey.export({ format: 'der', type: 'spki' }).toString('base64') };
};

test('a signature holds for its key and its text, and for no other', () => {
  const ours = pair();
  const signature = sign(null, Buffer.from('version: 2.0.0\n'), ours.privateKey).toString('base64');
  expect(isSignedBy(ours.publicKey, 'version: 2.0.0\n', `${signature}\n`)).toBe(true);
  expect(isSignedBy(ours.publicKey, 'version: 2.0.1\n', signature)).toBe(false);
  expect(isSignedBy(pair().publicKey, 'version: 2.0.0\n', signature)).toBe(false);
  for (const nothing of ['', 'no base64', '<!doctype html>']) {
    expect(isSignedBy(ours.publicKey, 'version: 2.0.0\n', nothing)).toBe(false);
    expect(isSignedBy(nothing, 'version: 2.0.0\n', signature)).toBe(false);
  }
});

test('a key of another kind signs nothing', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const signature = sign('sha256', Buffer.from('text'), privateKey).toString('base64');
  expect(isSignedBy(publicKey.export({ format: 'der', type: 'spki' }).toString('base64'), 'text', signature)).toBe(
    false,
  );
});

test('a deb is updated by the system if any repository has it', () => {
  const table = (sources: string) =>
    `tsuwa:\n  Installed: 0.1.0\n  Candidate: 0.1.0\n  Version table:\n *** 0.1.0 100\n${sources}`;
  expect(isFromRepository(table('        100 /var/lib/dpkg/status\n'))).toBe(false);
  expect(
    isFromRepository(
      table('        500 https://apt.example stable/main amd64 Packages\n        100 /var/lib/dpkg/status\n'),
    ),
  ).toBe(true);
  expect(isFromRepository('N: Unable to locate package tsuwa\n')).toBe(false);
});

test('after an update the app comes back with its profile, in the background, and does nothing twice', () => {
  expect(wordsAfterUpdate(['--profile', '/p', '--call', 'a@b.lit', '--yes', '--relay-only'])).toEqual([
    ...['--profile', '/p', '--relay-only', '--hidden'],
  ]);
  expect(wordsAfterUpdate(['xmpp:a@b.lit?call', '--provision=/x', '--hidden'])).toEqual(['--hidden']);
});
