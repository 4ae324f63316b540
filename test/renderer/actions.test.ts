import { expect, test, vi } from 'vitest';
import { actionsOn, type Calling } from '../../renderer/actions';
import { MicrophoneError } from '../../renderer/media/microphone';
import { connect } from '../../renderer/phone';
import { mirrorOf } from '../../renderer/state';
import { failureAdvice, microphoneAdvice } from '../../renderer/words';
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
  };
  return { bridge, calling, actions: actionsOn(phone, calling, mirrorOf(phone)) };
}

test.each(['denied', 'missing', 'busy', 'failed'] as const)(
  'a microphone that is %s is told in its own words',
  async kind => {
    const { calling, actions } = desk();
    calling.place.mockRejectedValue(new MicrophoneError(kind));
    await actions.call('juliet@capulet.lit');
    expect(actions.notice.value).toEqual(microphoneAdvice[kind]);
  },
);

test('a refused command is told, and the next attempt takes the notice away', async () => {
  const { calling, actions } = desk();
  calling.place.mockRejectedValueOnce(new PhoneError('offline'));
  await actions.call('juliet@capulet.lit');
  expect(actions.notice.value).toEqual(failureAdvice.offline);
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
  expect(calling.place).toHaveBeenCalledExactlyOnceWith('juliet@capulet.lit');
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

test('answering a second call ends the first one before', async () => {
  const { calling, actions } = desk();
  const [first, second] = [callWith({ phase: 'active' }), callWith({ phase: 'ringing' })];
  await actions.swap(first, second);
  expect(calling.end).toHaveBeenCalledExactlyOnceWith(first.id);
  expect(calling.accept).toHaveBeenCalledExactlyOnceWith(second.id);
  expect(calling.end.mock.invocationCallOrder[0]).toBeLessThan(calling.accept.mock.invocationCallOrder[0] ?? 0);
});

test('mute asks for the other state', async () => {
  const { bridge, actions } = desk();
  const call = callWith({ phase: 'active', muted: true });
  await actions.mute(call);
  expect(bridge.asked).toEqual([{ name: 'mute', input: { id: call.id, muted: false } }]);
});
