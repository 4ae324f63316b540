import { expect, test, vi } from 'vitest';
import { actionsOn, type Calling } from '../../renderer/actions';
import { MicrophoneError } from '../../renderer/media/microphone';
import { connect } from '../../renderer/phone';
import { mirrorOf } from '../../renderer/state';
import { words } from '../../renderer/words';
import { PhoneError } from '../../shared/result';
import { FakeBridge } from './bridge';
import { callWith, online } from './snapshots';

function desk() {
  const bridge = new FakeBridge();
  const phone = connect(bridge);
  const calling = {
    place: vi.fn<Calling['place']>(async () => callWith({}).id),
    placeDial: vi.fn<Calling['placeDial']>(async () => undefined),
    accept: vi.fn<Calling['accept']>(async () => undefined),
    end: vi.fn<Calling['end']>(async () => undefined),
    reconnect: vi.fn<Calling['reconnect']>(() => undefined),
    dial: vi.fn<Calling['dial']>(() => undefined),
    canDial: vi.fn<Calling['canDial']>(() => true),
  };
  return { bridge, calling, actions: actionsOn(phone, calling, mirrorOf(phone)) };
}

test.each(['denied', 'missing', 'busy', 'failed'] as const)(
  'a microphone that is %s is told in its own words',
  async kind => {
    const { calling, actions } = desk();
    calling.place.mockRejectedValue(new MicrophoneError(kind));
    await actions.call('juliet@capulet.lit');
    expect(actions.notice.value).toEqual(words.microphone[kind]);
  },
);

test('a refused command is told, and the next attempt takes the notice away', async () => {
  const { calling, actions } = desk();
  calling.place.mockRejectedValueOnce(new PhoneError('offline'));
  await actions.call('juliet@capulet.lit');
  expect(actions.notice.value).toEqual(words.failures.offline);
  await actions.call('juliet@capulet.lit');
  expect(actions.notice.value).toBeUndefined();
});

test('calling takes the calls that are over out of the way first', async () => {
  const { bridge, calling, actions } = desk();
  const over = callWith({ phase: 'ended', end: 'busy' });
  const ringing = callWith({ phase: 'ringing' });
  bridge.tell('state', { ...online, calls: [over, ringing] });
  await actions.call('juliet@capulet.lit');
  expect(bridge.asked).toEqual([{ name: 'dismiss', input: { id: over.id } }]);
  expect(calling.place).toHaveBeenCalledExactlyOnceWith('juliet@capulet.lit', undefined);
});

test('a dial is placed only after a yes, and main hears of either answer', async () => {
  const { bridge, calling, actions } = desk();
  const dial = { id: callWith({}).id, peer: 'juliet@capulet.lit', confirmed: false };
  await actions.dialled(dial, false);
  expect(calling.placeDial).not.toHaveBeenCalled();
  await actions.dialled(dial, true);
  expect(calling.placeDial).toHaveBeenCalledExactlyOnceWith(dial);
  expect(bridge.asked.map(({ input }) => input)).toEqual([
    { id: dial.id, yes: false },
    { id: dial.id, yes: true },
  ]);
});

test('answering holds what else goes on, unless it is to end', async () => {
  const { calling, actions } = desk();
  const { id } = callWith({ phase: 'ringing' });
  await actions.answer(id);
  await actions.answer(id, 'end');
  expect(calling.accept.mock.calls).toEqual([
    [id, 'hold'],
    [id, 'end'],
  ]);
});

test('hold asks for the other state, and taking a call back never holds it', async () => {
  const { bridge, actions } = desk();
  const call = callWith({ phase: 'active' });
  await actions.hold(call);
  await actions.hold({ ...call, held: true });
  await actions.resume(call.id);
  expect(bridge.asked).toEqual([
    { name: 'hold', input: { id: call.id, held: true } },
    { name: 'hold', input: { id: call.id, held: false } },
    { name: 'hold', input: { id: call.id, held: false } },
  ]);
});

test('a transfer says whether they were asked, and a refused one is told', async () => {
  const { bridge, actions } = desk();
  const { id } = callWith({ phase: 'active' });
  expect(await actions.transfer(id, 'nurse@capulet.lit')).toBe(true);
  expect(bridge.asked).toEqual([{ name: 'transfer', input: { id, to: 'nurse@capulet.lit' } }]);
  bridge.refusals.set('transfer', 'no-such-call');
  expect(await actions.transfer(id, 'nurse@capulet.lit')).toBe(false);
  expect(actions.notice.value).toEqual(words.failures['no-such-call']);
});

test('only what a telephone has keys for is sent, and nothing else is asked of the call', () => {
  const { calling, actions } = desk();
  const { id } = callWith({ phase: 'active' });
  expect(actions.dial(id, ' 12-3 # ')).toBe('123#');
  expect(actions.dial(id, 'abc')).toBe('');
  expect(calling.dial).toHaveBeenCalledExactlyOnceWith(id, '123#');
});

test('sound that cannot be looked after is told', async () => {
  const { calling, actions } = desk();
  calling.reconnect.mockImplementation(() => {
    throw new PhoneError('no-such-call');
  });
  await actions.reconnect(callWith({}).id);
  expect(actions.notice.value).toEqual(words.failures['no-such-call']);
});

test('mute asks for the other state', async () => {
  const { bridge, actions } = desk();
  const call = callWith({ phase: 'active', muted: true });
  await actions.mute(call);
  expect(bridge.asked).toEqual([{ name: 'mute', input: { id: call.id, muted: false } }]);
});
