/** Who calls too often is turned away, and nobody else for it. */
import { describe, expect, test } from 'vitest';
import { Doorman } from '../../main/core/doorman';
import { Bench, device, peer } from './support/phone';

const idOf = (index: number) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;

describe('the doorman', () => {
  test('lets a stranger call three times in a row, and once a minute from then on', () => {
    const doorman = new Doorman();
    const at = (seconds: number) => doorman.admit('eve@evil.example', false, seconds * 1000);
    expect([at(0), at(0), at(0), at(1), at(61), at(62)]).toEqual(['yes', 'yes', 'yes', 'sender', 'yes', 'sender']);
  });

  test('lets a contact call ten times in a row', () => {
    const doorman = new Doorman();
    const answers = Array.from({ length: 12 }, () => doorman.admit(peer, true, 0));
    expect(answers).toEqual([...Array.from({ length: 10 }, () => 'yes'), 'sender', 'sender']);
  });

  test('counts all strangers together, and no contact among them', () => {
    const doorman = new Doorman();
    const strangers = Array.from({ length: 100 }, (_, index) => doorman.admit(`x${index}@evil.example`, false, 0));
    expect(strangers.filter(answer => answer === 'yes')).toHaveLength(10);
    expect(doorman.admit(peer, true, 0)).toBe('yes');
    expect(doorman.turnedAway).toEqual({ calls: 90 });
    doorman.forget();
    expect(doorman.turnedAway).toBeUndefined();
  });

  test('names who was turned away as long as it is one', () => {
    const doorman = new Doorman();
    for (let n = 0; n < 5; n++) doorman.admit('eve@evil.example', false, 0);
    expect(doorman.turnedAway).toEqual({ calls: 2, peer: 'eve@evil.example' });
    for (let n = 0; n < 12; n++) doorman.admit(`x${n}@evil.example`, false, 0);
    expect(doorman.turnedAway?.peer).toBeUndefined();
  });

  test('a clock that is set back gives and takes nothing', () => {
    const doorman = new Doorman();
    for (let n = 0; n < 3; n++) doorman.admit('eve@evil.example', false, 1_000_000);
    expect(doorman.admit('eve@evil.example', false, 0)).toBe('sender');
    expect(doorman.admit('eve@evil.example', false, 1_060_000)).toBe('yes');
  });
});

describe('a phone that is flooded', () => {
  const propose = (bench: Bench, index: number, from: string) =>
    bench.hear({ step: 'propose', id: idOf(index), media: ['audio'] }, { from });

  test('rings for five strangers at most, and for a contact all the same', () => {
    const bench = new Bench();
    for (let n = 0; n < 100; n++) {
      bench.strangers.add(`x${n}@evil.example`);
      propose(bench, n, `x${n}@evil.example/x`);
    }
    const ringing = () => bench.phone.calls().filter(({ phase }) => phase === 'ringing');
    expect(ringing()).toHaveLength(5);
    expect(bench.phone.calls()).toHaveLength(10); // the others of the allowance find it busy
    propose(bench, 1000, device);
    expect(ringing().map(call => call.peer)).toContain(peer);
    expect(bench.phone.turnedAway).toEqual({ calls: 90 });
    bench.phone.forgetTurnedAway();
    expect(bench.phone.turnedAway).toBeUndefined();
  });

  test('tells a contact who calls too often that it is busy, and a stranger nothing', () => {
    const bench = new Bench();
    for (let n = 0; n < 12; n++) {
      propose(bench, n, device);
      if (n < 10) bench.phone.end(idOf(n));
    }
    expect(bench.messages.slice(-2)).toEqual(
      [10, 11].map(n => ({ to: device, message: { step: 'reject', id: idOf(n), reason: { condition: 'busy' } } })),
    );
    bench.messages.length = 0;
    bench.strangers.add('eve@evil.example');
    for (let n = 20; n < 25; n++) {
      propose(bench, n, 'eve@evil.example/x');
      if (n < 23) bench.phone.end(idOf(n));
    }
    expect(bench.messages.filter(({ message }) => message.id === idOf(24))).toEqual([]);
  });

  test('refuses sessions beyond the allowance, to be tried later', () => {
    const bench = new Bench();
    bench.strangers.add('eve@evil.example');
    const answers = Array.from({ length: 5 }, (_, n) => {
      const reply = bench.offer(idOf(n), 'eve@evil.example/x');
      const call = bench.phone.calls().find(({ phase }) => phase === 'ringing');
      if (call) bench.phone.end(call.id);
      return reply;
    });
    expect(answers.slice(0, 3)).toEqual(['acknowledge', 'acknowledge', 'acknowledge']);
    expect(answers.slice(3)).toEqual([
      { type: 'wait', condition: 'policy-violation' },
      { type: 'wait', condition: 'policy-violation' },
    ]);
    for (let n = 0; n < 10; n++) {
      bench.strangers.add(`x${n}@evil.example`);
      bench.offer(idOf(100 + n), `x${n}@evil.example/x`);
    }
    bench.strangers.add('y@evil.example');
    expect(bench.offer(idOf(200), 'y@evil.example/x')).toEqual({ type: 'wait', condition: 'resource-constraint' });
  });

  test('an offer over a transport that never becomes ours is forgotten, and keeps nobody out', () => {
    const bench = new Bench();
    for (let n = 0; n < 5; n++) {
      bench.receive(
        'session-initiate',
        idOf(n),
        {
          contents: [
            {
              creator: 'initiator',
              name: '0',
              foreignTransport: 'urn:xmpp:jingle:transports:raw-udp:1',
              description: {
                ...{ media: 'audio', rtcpMux: false, extmapAllowMixed: false, feedback: [], headerExtensions: [] },
                ...{ sources: [], sourceGroups: [] },
                payloadTypes: [{ id: 0, parameters: [], feedback: [], feedbackIntervals: [] }],
              },
            },
          ],
        },
        `friend${n}@example.test/x`,
      );
    }
    propose(bench, 100, device);
    expect(bench.call.phase).toBe('ended'); // five are being asked for ICE
    expect(bench.clock.running).toBe(5);
    bench.clock.pass(30_000);
    expect(bench.clock.running).toBe(0);
    propose(bench, 101, device);
    expect(bench.call.phase).toBe('ringing');
  });
});
