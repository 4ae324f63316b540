import { expect, test } from 'vitest';
import { callEnds, type CallView } from '../../../shared/call';
import { samplesOf, tellTone, timesOf, toneFor, type ToneName } from '../../../renderer/media/tones';
import { loudnessAt } from './spectrum';

const call = (changes: Partial<CallView>): CallView => ({
  id: 'a',
  account: 'romeo@montague.lit',
  peer: 'juliet@capulet.example',
  direction: 'incoming',
  media: ['audio'],
  phase: 'ringing',
  heardRinging: false,
  alerting: false,
  stranger: false,
  muted: false,
  held: false,
  heldByPeer: false,
  mutedByPeer: false,
  transferable: false,
  createdAt: 0,
  ...changes,
});
const outgoing = (changes: Partial<CallView>) => call({ direction: 'outgoing', phase: 'proposing', ...changes });
const nameFor = (...calls: CallView[]) => toneFor(calls).name;

test('an incoming call rings, and stops with the answer', () => {
  expect(nameFor(call({ rings: 'ring' }))).toBe('ring');
  for (const phase of ['accepting', 'connecting', 'active'] as const) expect(nameFor(call({ phase }))).toBe('silence');
});

test('a call that main wants soft only knocks', () => {
  expect(nameFor(call({ phase: 'active' }), call({ id: 'b', rings: 'soft' }))).toBe('waiting');
  expect(nameFor(outgoing({}), call({ id: 'b', rings: 'soft' }))).toBe('waiting');
});

test('a call that main wants silent makes no sound and hides none', () => {
  const silent = call({ rings: 'silent' });
  expect(nameFor(silent)).toBe('silence');
  expect(nameFor(call({}))).toBe('silence');
  expect(nameFor(silent, call({ id: 'b', rings: 'ring' }))).toBe('ring');
  expect(nameFor(silent, outgoing({ id: 'b' }))).toBe('calling');
  expect(nameFor(silent, outgoing({ id: 'b', phase: 'ended', end: 'busy' }))).toBe('busy');
});

test('a ring that the person has silenced is still, and the next caller rings', () => {
  expect(nameFor(call({ rings: 'ring', hushed: true }))).toBe('silence');
  expect(nameFor(call({ rings: 'ring', hushed: true }), call({ id: 'b', rings: 'ring' }))).toBe('ring');
});

test('an incoming call that nobody answered ends without a sound', () => {
  for (const end of callEnds) expect(nameFor(call({ phase: 'ended', end }))).toBe('silence');
});

test('a ringback is heard only once it rings there', () => {
  expect(nameFor(outgoing({}))).toBe('calling');
  expect(nameFor(outgoing({ heardRinging: true }))).toBe('ringback');
  expect(nameFor(outgoing({ alerting: true }))).toBe('ringback');
  expect(nameFor(outgoing({ heardRinging: true, phase: 'connecting' }))).toBe('silence');
});

test('a gateway that takes the call before the person does keeps ringing back', () => {
  expect(nameFor(outgoing({ alerting: true, phase: 'connecting' }))).toBe('ringback');
  expect(nameFor(outgoing({ alerting: true, phase: 'active' }))).toBe('silence');
  expect(nameFor(call({ alerting: true, phase: 'connecting' }))).toBe('silence');
});

test.each(['held', 'heldByPeer'] as const)('a call that is %s is no conversation: the others sound as if alone', on => {
  const held = call({ id: 'h', phase: 'active', [on]: true });
  expect(nameFor(held)).toBe('silence');
  expect(nameFor(held, call({ rings: 'ring' }))).toBe('ring');
  expect(nameFor(held, outgoing({}))).toBe('calling');
  expect(nameFor(held, outgoing({ alerting: true }))).toBe('ringback');
  expect(nameFor(held, outgoing({ phase: 'ended', end: 'busy' }))).toBe('busy');
});

test.each([
  ['outgoing', { silence: ['cancelled', 'answered-elsewhere', 'declined-elsewhere'], busy: ['declined', 'busy'] }],
  [
    'incoming',
    { silence: ['declined', 'busy', 'no-answer', 'cancelled', 'answered-elsewhere', 'declined-elsewhere'], busy: [] },
  ],
] as const)('the person hears how an %s call ended, unless nothing is new to them', (direction, expected) => {
  const heard = (name: string) =>
    callEnds.filter(end => nameFor(call({ direction, phase: 'ended', end, answeredAt: 1 })) === name);
  expect(heard('silence')).toEqual(expected.silence);
  expect(heard('busy')).toEqual(expected.busy);
  expect(heard('ended')).toHaveLength(callEnds.length - expected.silence.length - expected.busy.length);
});

test('no call that ended is heard over one that lives', () => {
  expect(nameFor(call({ phase: 'ended', end: 'busy' }), call({ id: 'b', phase: 'active' }))).toBe('silence');
});

test('the last call to end is the one that is heard', () => {
  const first = call({ phase: 'ended', end: 'busy', endedAt: 1 });
  const second = call({ id: 'b', phase: 'ended', end: 'answered', answeredAt: 1, endedAt: 2 });
  expect(toneFor([second, first])).toEqual({ name: 'ended', call: 'b' });
  expect(toneFor([first, second])).toEqual({ name: 'ended', call: 'b' });
});

/** The tones of a row of snapshots. */
const tonesThrough = (...snapshots: CallView[][]) => {
  let told: ReadonlySet<string> | undefined;
  return snapshots.map(calls => {
    const next = tellTone(told, calls);
    told = next.told;
    return next.tone.name;
  });
};

test('a call that ended is heard once, not again when the next is put on hold', () => {
  const busy = outgoing({ phase: 'ended', end: 'busy' });
  const talking = call({ id: 'b', phase: 'active' });
  const held = { ...talking, held: true };
  expect(tonesThrough([held], [held, busy], [held, busy], [talking, busy], [held, busy])).toEqual([
    ...['silence', 'busy', 'busy', 'silence', 'silence'],
  ]);
});

test('a call that ended during a conversation is not told of afterwards', () => {
  const ended = call({ phase: 'ended', end: 'answered', answeredAt: 1 });
  const talking = call({ id: 'b', phase: 'active' });
  expect(
    tonesThrough([call({ phase: 'active' }), talking], [ended, talking], [ended, { ...talking, held: true }]),
  ).toEqual([...['silence', 'silence', 'silence']]);
});

test('what ended before the first snapshot is old', () => {
  const ended = call({ phase: 'ended', end: 'answered', answeredAt: 1 });
  expect(tonesThrough([ended], [ended])).toEqual(['silence', 'silence']);
});

test('nothing is heard without calls', () => {
  expect(toneFor([])).toEqual({ name: 'silence' });
});

const rate = 48_000;
const part = (samples: Float32Array, from: number, to: number) => samples.subarray(from * rate, to * rate);
const peak = (samples: Float32Array) => samples.reduce((loudest, sample) => Math.max(loudest, Math.abs(sample)), 0);

test('the ringback is that of Japan: 400 Hz for one second, then two of silence', () => {
  const samples = samplesOf('ringback', rate);
  expect(samples).toHaveLength(3 * rate);
  expect(loudnessAt(part(samples, 0, 1), 400, rate)).toBeGreaterThan(50 * loudnessAt(part(samples, 0, 1), 440, rate));
  expect(peak(part(samples, 0, 1))).toBeGreaterThan(0.05);
  expect(peak(part(samples, 1, 3))).toBe(0);
});

test('the busy tone is 400 Hz, half a second on and off, and ends by itself', () => {
  const samples = samplesOf('busy', rate);
  expect(peak(part(samples, 0, 0.5))).toBeGreaterThan(0.05);
  expect(peak(part(samples, 0.5, 1))).toBe(0);
  expect(timesOf('busy')).toBe(4);
});

test('the ring is made of D and A', () => {
  const samples = samplesOf('ring', rate);
  const note = (hz: number) => loudnessAt(samples, hz, rate);
  for (const hz of [587.33, 880]) expect(note(hz)).toBeGreaterThan(3 * note(700));
});

test.each(['ring', 'waiting', 'calling', 'ringback', 'busy', 'ended'] satisfies ToneName[])(
  'the tone "%s" is heard, never clips and has no click at its seam',
  name => {
    const samples = samplesOf(name, rate);
    expect(peak(samples)).toBeGreaterThan(0.03);
    expect(peak(samples)).toBeLessThanOrEqual(1);
    const steps = samples.map((sample, i) => Math.abs(sample - (samples.at(i - 1) ?? 0)));
    expect(peak(steps)).toBeLessThan(0.3);
    expect(steps[0]).toBeLessThan(0.01);
  },
);

test('rings go on, ends do not', () => {
  expect((['ring', 'waiting', 'calling', 'ringback'] as const).map(timesOf)).toEqual(Array(4).fill(undefined));
  expect((['busy', 'ended'] as const).map(timesOf)).toEqual([4, 1]);
});
