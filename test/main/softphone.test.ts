import { expect, test } from 'vitest';
import { defaultSettings, type Settings } from '../../main/settings';
import { History } from '../../main/history/history';
import { Softphone } from '../../main/softphone';
import type { PhoneState } from '../../shared/ipc';

/** A softphone that never signs in, and a clock that is moved by hand. */
function alone(saved: Partial<Settings> = {}) {
  let settings: Settings = { ...defaultSettings(), ...saved };
  const states: PhoneState[] = [];
  const timers: { at: number; then: () => void }[] = [];
  let now = 0;
  let ids = 0;
  const log = { info: () => undefined, warn: () => undefined, debug: () => undefined };
  const softphone = new Softphone(
    {
      settings: {
        get current() {
          return settings;
        },
        change: part => (settings = { ...settings, ...part }),
      },
      secrets: {
        canKeep: () => false,
        read: () => Promise.resolve(undefined),
        keep: () => Promise.resolve('session'),
        forget: () => Promise.resolve(),
      },
      clock: {
        now: () => now,
        after: (ms, then) => {
          const timer = { at: now + ms, then };
          timers.push(timer);
          return () => void timers.splice(timers.indexOf(timer), 1);
        },
      },
      history: new History({ path: ':memory:', log, newId: () => 'past', now: () => now }),
      newId: () => `id-${(ids += 1)}`,
      emit: (event, payload) => {
        if (event === 'state') states.push(payload as PhoneState);
      },
      chooseCaFile: () => Promise.resolve(import.meta.filename),
      openPage: () => Promise.resolve(),
      tryNotification: () => true,
      saveReport: () => Promise.resolve(undefined),
      recordings: { folder: () => '/nowhere', choose: () => Promise.resolve(false), show: () => undefined },
      log: () => log,
    },
    { version: '1.0.0', iceTransportPolicy: 'relay', measureAudio: true },
  );
  const pass = (ms: number) => {
    now += ms;
    for (const timer of timers.filter(({ at }) => at <= now)) {
      timers.splice(timers.indexOf(timer), 1);
      timer.then();
    }
  };
  return { softphone, states, pass, settings: () => settings };
}

const tick = () => new Promise(resolve => setImmediate(resolve));

test('a call without a yes is offered to the person', async () => {
  const { softphone, states } = alone();
  softphone.dial('xmpp:Juliet@capulet.lit?call', false);
  await tick();
  expect(states.at(-1)?.dial).toEqual({ id: 'id-1', peer: 'juliet@capulet.lit', confirmed: false });
  await softphone.handlers.dialled({ id: 'id-1', yes: false });
  expect(softphone.state.dial).toBeUndefined();
});

test('an answer to an older offer does not take the newer one away', async () => {
  const { softphone } = alone();
  softphone.dial('juliet@capulet.lit', false);
  softphone.dial('rosaline@capulet.lit', false);
  await softphone.handlers.dialled({ id: 'id-1', yes: true });
  expect(softphone.state.dial).toMatchObject({ id: 'id-2', peer: 'rosaline@capulet.lit' });
});

test('a confirmed call waits for the connection, and asks after all when that takes too long', () => {
  const { softphone, pass } = alone();
  softphone.dial('juliet@capulet.lit', true);
  expect(softphone.state.dial).toBeUndefined();
  pass(29_999);
  expect(softphone.state.dial).toBeUndefined();
  pass(1);
  expect(softphone.state.dial).toEqual({ id: 'id-1', peer: 'juliet@capulet.lit', confirmed: false });
});

test('what is no address cannot be dialled', () => {
  expect(() => alone().softphone.dial('capulet.lit', true)).toThrow('not-an-address');
});

test('signed out, there is no call to answer, decline, hang up or mute', () => {
  const { softphone } = alone();
  for (const act of [
    () => softphone.answer(),
    () => softphone.decline(),
    () => softphone.hangUp(),
    () => softphone.setMuted(true),
  ]) {
    expect(act).toThrow('no-such-call');
  }
  expect(() => softphone.handlers.accept({ id: 'any', others: 'hold' })).toThrow('offline');
});

test('changes of one tick are told once', async () => {
  const { softphone, states } = alone();
  softphone.setTray(true);
  await softphone.handlers.setPreferences({ theme: 'dark', autoBusy: undefined });
  await tick();
  expect(states).toHaveLength(1);
  expect(states[0]).toMatchObject({
    tray: true,
    preferences: { theme: 'dark', autoBusy: false },
    iceTransportPolicy: 'relay',
    measureAudio: true,
  });
  softphone.setTray(true);
  await tick();
  expect(states).toHaveLength(1);
});

test('do not disturb is over by itself, and that is news', async () => {
  const { softphone, states, pass } = alone();
  await softphone.handlers.setPreferences({ doNotDisturb: { until: 60_000 } });
  await tick();
  expect(states).toHaveLength(1);
  pass(59_999);
  await tick();
  expect(states).toHaveLength(1);
  pass(1);
  await tick();
  expect(states).toHaveLength(2);
});

test('do not disturb and quiet hours can be taken back', async () => {
  const { softphone, settings } = alone();
  await softphone.handlers.setPreferences({ doNotDisturb: {}, quietHours: { from: 0, to: 60, days: [1] } });
  expect(settings().preferences).toMatchObject({ doNotDisturb: {}, quietHours: { from: 0, to: 60, days: [1] } });
  await softphone.handlers.setPreferences({ doNotDisturb: null, quietHours: null });
  expect(softphone.state.preferences).toMatchObject({ doNotDisturb: null, quietHours: null });
});

test('what a newer Tsuwa lets choose is kept, and not told', async () => {
  const newer = { preferences: { ...defaultSettings().preferences, hologram: true } };
  const { softphone, settings } = alone(newer);
  await softphone.handlers.setPreferences({ theme: 'dark' });
  expect(settings().preferences).toMatchObject({ theme: 'dark', hologram: true });
  expect(softphone.state.preferences).not.toHaveProperty('hologram');
});

test('an account whose password is lost is asked for again', async () => {
  const { softphone, states } = alone({ accounts: [{ address: 'romeo@montague.lit', remember: true }] });
  const started = softphone.start();
  expect(softphone.state.accounts).toMatchObject([
    { address: 'romeo@montague.lit', connection: { status: 'connecting' } },
  ]);
  await started;
  await tick();
  expect(states.at(-1)?.accounts).toMatchObject([{ connection: { status: 'offline', problem: 'no-password' } }]);
});

test('a certificate file that is none, or that was never chosen, is refused', async () => {
  const { softphone, settings } = alone();
  await expect(softphone.handlers.chooseCaFile({})).rejects.toThrow(
    expect.objectContaining({ code: 'unreadable-file' }),
  );
  const input = { address: 'romeo@montague.lit', password: 'p', remember: true, caFile: 'passwd' };
  expect(() => softphone.handlers.signIn(input)).toThrow('unreadable-file');
  await expect(softphone.handlers.signIn({ ...input, caFile: undefined, address: 'romeo' })).rejects.toThrow(
    'not-an-address',
  );
  expect(settings().accounts).toEqual([]);
});
