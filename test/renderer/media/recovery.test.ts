import { expect, test } from 'vitest';
import { Recovery, SETUP_MS } from '../../../renderer/media/recovery';
import { FakeClock } from './fakes';

function recovery() {
  const clock = new FakeClock();
  const told: string[] = [];
  const subject = new Recovery({
    after: clock.after,
    restart: () => void told.push('restart'),
    report: (state, because) => void told.push(because ? `${state}: ${because}` : state),
  });
  return { clock, told, subject };
}

test('a short disconnection heals by itself', () => {
  const { clock, told, subject } = recovery();
  subject.changed('connected');
  subject.changed('disconnected');
  clock.pass(1_000);
  subject.changed('connected');
  clock.pass(100_000);
  expect(told).toEqual(['connected', 'interrupted', 'connected']);
});

test('a failure after a connection is met with a restart at once', () => {
  const { told, subject } = recovery();
  subject.changed('connected');
  subject.changed('failed');
  expect(told).toEqual(['connected', 'interrupted', 'restart']);
});

test('three restarts within 45 seconds are tried, however often the connection fails, then it is given up', () => {
  const { clock, told, subject } = recovery();
  subject.changed('connected');
  subject.changed('failed');
  for (let second = 0; second < 44; second += 1) {
    subject.changed('connecting');
    subject.changed('failed');
    clock.pass(1_000);
  }
  expect(told).toEqual(['connected', 'interrupted', 'restart', 'restart', 'restart']);
  clock.pass(2_000);
  subject.changed('failed');
  clock.pass(100_000);
  expect(told.slice(5)).toEqual(['failed']);
});

test('a connection that comes back has all its tries again', () => {
  const { told, subject } = recovery();
  subject.changed('connected');
  for (let time = 0; time < 5; time += 1) {
    subject.changed('failed');
    subject.changed('connected');
  }
  expect(told.filter(word => word === 'restart')).toHaveLength(5);
  expect(told).not.toContain('failed');
});

test('a failure before there was any connection is final', () => {
  const { told, subject } = recovery();
  subject.changed('connecting');
  subject.changed('disconnected');
  subject.changed('failed');
  subject.changed('failed');
  expect(told).toEqual(['failed']);
});

test('a connection that is described and never comes is given up', () => {
  const { clock, told, subject } = recovery();
  subject.described();
  clock.pass(SETUP_MS - 1);
  expect(told).toEqual([]);
  clock.pass(1);
  expect(told).toEqual(['failed']);
});

test('one that is not answered may ring for any time', () => {
  const { clock, told } = recovery();
  clock.pass(10 * 60_000);
  expect(told).toEqual([]);
});

test('a connection that came is not given up by the wait for it', () => {
  const { clock, told, subject } = recovery();
  subject.described();
  subject.changed('connected');
  clock.pass(10 * 60_000);
  expect(told).toEqual(['connected']);
});

test('another network restarts at once, also between two tries', () => {
  const { clock, told, subject } = recovery();
  subject.restart();
  expect(told).toEqual([]);
  subject.changed('connected');
  subject.restart();
  expect(told).toEqual(['connected', 'restart']);
  subject.changed('disconnected');
  subject.restart();
  expect(told).toEqual(['connected', 'restart', 'interrupted', 'restart']);
  clock.pass(14_000);
  expect(told).toHaveLength(4);
});

test('a closed one is silent', () => {
  const { clock, told, subject } = recovery();
  subject.changed('connected');
  subject.changed('disconnected');
  subject.close();
  subject.fail();
  clock.pass(100_000);
  expect(told).toEqual(['connected', 'interrupted']);
});

test('a change before both sides are described is made up for when they are', () => {
  const { told, subject } = recovery();
  subject.restart();
  subject.restart();
  expect(told).toEqual([]);
  subject.described();
  expect(told).toEqual(['restart']);
});

test('a change while it connects for the first time restarts, and the old way may fail meanwhile', () => {
  const { clock, told, subject } = recovery();
  subject.described();
  clock.pass(10_000);
  subject.restart();
  subject.changed('failed');
  expect(told).toEqual(['restart']);
  subject.changed('connected');
  clock.pass(10 * 60_000);
  expect(told).toEqual(['restart', 'connected']);
});

test('a first connection that restarts do not bring about is given up after three', () => {
  const { clock, told, subject } = recovery();
  subject.described();
  subject.restart();
  clock.pass(10 * 60_000);
  expect(told).toEqual(['restart', 'restart', 'restart', 'failed']);
  subject.restart();
  expect(told).toHaveLength(4);
});

test('a later description does not start the wait for the first connection again', () => {
  const { clock, told, subject } = recovery();
  subject.described();
  clock.pass(SETUP_MS - 1);
  subject.described();
  clock.pass(1);
  expect(told).toEqual(['failed']);
});

test('what was not the fault of the network is told with the failure', () => {
  const { told, subject } = recovery();
  subject.fail('no-microphone');
  subject.fail('error');
  expect(told).toEqual(['failed: no-microphone']);
});

test('whether it was ever connected is remembered', () => {
  const { subject } = recovery();
  expect(subject.wasConnected).toBe(false);
  subject.changed('connected');
  subject.fail();
  expect(subject.wasConnected).toBe(true);
});
