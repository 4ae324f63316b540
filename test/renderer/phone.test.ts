import { expect, test, vi } from 'vitest';
import { connect } from '../../renderer/phone';
import { PhoneError } from '../../shared/result';
import { FakeBridge } from './bridge';
import { online } from './snapshots';

test('a command goes through the door with its input and brings its answer back', async () => {
  const bridge = new FakeBridge();
  bridge.answers.set('chooseCaFile', 'office.pem');
  expect(await connect(bridge).chooseCaFile({})).toBe('office.pem');
  expect(bridge.asked).toEqual([{ name: 'chooseCaFile', input: {} }]);
});

test('a refused command throws its code', async () => {
  const bridge = new FakeBridge();
  bridge.refusals.set('end', 'no-such-call');
  const refused = connect(bridge).end({ id: '00000000-0000-4000-8000-000000000000' });
  await expect(refused).rejects.toThrow(PhoneError);
  await expect(refused).rejects.toMatchObject({ code: 'no-such-call' });
});

test('starting tells every listener the whole state', async () => {
  const bridge = new FakeBridge();
  bridge.answers.set('attach', { state: online, contacts: [] });
  const phone = connect(bridge);
  const first = vi.fn();
  const second = vi.fn();
  phone.listen({ state: first });
  phone.listen({ state: second, contacts: second });
  await phone.start();
  expect(first).toHaveBeenCalledExactlyOnceWith(online);
  expect(second.mock.calls).toEqual([[online], [[]]]);
});

test('a listener hears only what it asked for, and nothing after it left', () => {
  const bridge = new FakeBridge();
  const heard = vi.fn();
  const leave = connect(bridge).listen({ state: heard });
  bridge.tell('contacts', []);
  bridge.tell('state', online);
  leave();
  bridge.tell('state', online);
  expect(heard).toHaveBeenCalledExactlyOnceWith(online);
});

test('a listener that throws keeps the news from nobody', () => {
  const reported = vi.fn();
  vi.stubGlobal('reportError', reported);
  const bridge = new FakeBridge();
  const phone = connect(bridge);
  const heard = vi.fn();
  const broken = new Error('broken view');
  phone.listen({
    state() {
      throw broken;
    },
  });
  phone.listen({ state: heard });
  bridge.tell('state', online);
  expect(heard).toHaveBeenCalledOnce();
  expect(reported).toHaveBeenCalledExactlyOnceWith(broken);
  vi.unstubAllGlobals();
});

test('what main tells against the contract reaches nobody and is reported', () => {
  const reported = vi.fn();
  vi.stubGlobal('reportError', reported);
  const bridge = new FakeBridge();
  const heard = vi.fn();
  connect(bridge).listen({ state: heard, contacts: heard, signal: heard });
  bridge.tellAnything('state', { ...online, theme: 'pink' });
  bridge.tellAnything('contacts', [{ address: 1 }]);
  bridge.tellAnything('toString', {});
  expect(heard).not.toHaveBeenCalled();
  expect(reported).toHaveBeenCalledTimes(3);
  vi.unstubAllGlobals();
});

test('an answer against the contract is no answer', async () => {
  const bridge = new FakeBridge();
  bridge.answers.set('attach', { state: online });
  await expect(connect(bridge).attach({})).rejects.toThrow();
});
