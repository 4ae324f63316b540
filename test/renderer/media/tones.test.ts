import { expect, test } from 'vitest';
import { callEnds, type CallView } from '../../../shared/call';
import { samplesOf, timesOf, toneFor, type ToneName } from '../../../renderer/media/tones';
import { loudnessAt } from './spectrum';

const call = (changes: Partial<CallView>): CallView => ({
  id: 'a',
  peer: 'juliet@capulet.example',
  direction: 'incoming',
  media: ['audio'],
  phase: 'ringing',
  heardRinging: false,
  muted: false,
  createdAt: 0,
  ...changes,
});
const outgoing = (changes: Partial<CallView>) => call({ direction: 'outgoing', phase: 'proposing', ...changes });
const nameFor = (...calls: CallView[]) => toneFor(calls).name;

test('an incoming call rings, and stops with the answer', () => {
  expect(nameFor(call({}))).toBe('ring');
  for (const phase of ['accepting', 'connecting', 'active'] as const) expect(nameFor(call({ phase }))).toBe('silence');
});

test('a second call only knocks while the first is in conversation', () => {
  expect(nameFor(call({ phase: 'active' }), call({ id: 'b' }))).toBe('waiting');
  expect(nameFor(outgoing({}), call({ id: 'b' }))).toBe('waiting');
  expect(nameFor(call({ phase: 'ended', end: 'hung-up' }), call({ id: 'b' }))).toBe('ring');
});

test('a ringback is heard only once a device of theirs rings', () => {
  expect(nameFor(outgoing({}))).toBe('calling');
  expect(nameFor(outgoing({ heardRinging: true }))).toBe('ringback');
  expect(nameFor(outgoing({ heardRinging: true, phase: 'connecting' }))).toBe('silence');
});

test('the person hears how a call ended, unless they ended it without a word', () => {
  const silent = callEnds.filter(end => nameFor(call({ phase: 'ended', end })) === 'silence');
  const busy = callEnds.filter(end => nameFor(call({ phase: 'ended', end })) === 'busy');
  expect(silent).toEqual(['rejected', 'cancelled', 'missed', 'answered-elsewhere', 'declined-elsewhere']);
  expect(busy).toEqual(['declined', 'busy']);
});

test('no call that ended is heard over one that lives', () => {
  expect(nameFor(call({ phase: 'ended', end: 'busy' }), call({ id: 'b', phase: 'active' }))).toBe('silence');
});

test('the last call to end is the one that is heard', () => {
  const first = call({ phase: 'ended', end: 'busy', endedAt: 1 });
  const second = call({ id: 'b', phase: 'ended', end: 'hung-up', endedAt: 2 });
  expect(toneFor([second, first])).toEqual({ name: 'ended', call: 'b' });
  expect(toneFor([first, second])).toEqual({ name: 'ended', call: 'b' });
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
