import { describe, expect, test } from 'vitest';
import { expectations, verdicts, verdictOf, type ServerTrial } from '../../renderer/media/network-test';
import {
  callAloud,
  expectationInWords,
  keyInWords,
  networkReport,
  remarksOn,
  serverInWords,
  type Speaking,
} from '../../renderer/words';
import { callWith } from './snapshots';

const works: ServerTrial = {
  kind: 'turn',
  transport: 'udp',
  unusable: false,
  found: ['host', 'relay'],
  errors: [],
  complete: true,
};
const broken: Record<string, ServerTrial> = {
  refused: { ...works, found: [], errors: [401] },
  full: { ...works, found: [], errors: [486] },
  unreachable: { ...works, found: [], errors: [701] },
  unusable: { ...works, found: [], unusable: true },
};

describe('the network in sentences', () => {
  test.each(expectations)('"%s" is a sentence, and so is what to do about it', expectation => {
    const { what, next } = expectationInWords(expectation);
    for (const sentence of [what, next ?? 'None.']) expect(sentence).toMatch(/^[A-Z].*[.)]$/);
  });

  test('every way that is worse than it could be says what to do', () => {
    const fine = expectations.filter(expectation => expectationInWords(expectation).next === undefined);
    expect(fine).toEqual(['direct-and-relay', 'relay-by-choice']);
  });

  test.each(Object.entries(broken))(
    'a server that is %s has a next step, another that works has none',
    (name, trial) => {
      expect(verdictOf(trial)).toBe(name);
      expect(serverInWords(trial).next).toMatch(/^[A-Z].*\.$/);
      expect(serverInWords(works).next).toBeUndefined();
    },
  );

  test('credentials that are refused are told from a server that is silent, and UDP from a firewall', () => {
    const said = [
      ...Object.values(broken).map(serverInWords),
      serverInWords({ ...works, found: [], errors: [701], transport: 'tcp' }),
    ].map(({ what, next }) => `${what} ${next ?? ''}`);
    expect(new Set(said).size).toBe(said.length);
    expect(serverInWords({ ...works, found: [], errors: [701] }).next).toMatch(/UDP/);
    expect(serverInWords({ ...works, found: [], errors: [401] }).what).toMatch(/credentials/);
  });

  test('all verdicts have been thought of', () => {
    const thought = [
      works,
      { ...works, kind: 'stun', found: ['host'] } satisfies ServerTrial,
      ...Object.values(broken),
    ];
    expect(new Set(thought.map(verdictOf))).toEqual(new Set(verdicts));
  });

  test('a report names kinds, errors and what to think of it, and nobody', () => {
    const servers = [works, { ...works, transport: 'tls', found: [], errors: [401], complete: false } as const];
    expect(networkReport('0.1.0', 'direct', { servers, connected: true, relayOnly: false })).toBe(
      [
        'Tsuwa 0.1.0, test of the network',
        'Direct calls should work, but no relay stands by.',
        'Relay over UDP: Works: calls can go through it. (host, relay)',
        'Relay over TLS: Refuses the credentials that your server gave out for it. (error 401, late)',
        '',
      ].join('\n'),
    );
  });
});

describe('the microphone beside a call', () => {
  const active = callWith({ phase: 'active', connectedAt: 1 });
  const quiet: Speaking = { speaksMuted: false, unheard: false, key: undefined, talking: false };
  const texts = (call: typeof active, speaking: Partial<Speaking>) =>
    remarksOn(call, undefined, { ...quiet, ...speaking }).map(({ text }) => text);

  test('who speaks while muted is told so, in place of the usual word', () => {
    expect(texts({ ...active, muted: true }, {})).toEqual(['You are muted']);
    expect(texts({ ...active, muted: true }, { speaksMuted: true })).toEqual(['You are speaking, but you are muted']);
  });

  test('a microphone that gives nothing comes first', () => {
    expect(texts({ ...active, heldByPeer: true }, { unheard: true })[0]).toMatch(/can’t hear you/);
  });

  test('push to talk says which key, then that one is heard', () => {
    expect(texts(active, { key: 'Space' })).toEqual(['Hold Space to speak']);
    expect(texts(active, { key: 'Space', talking: true })).toEqual(['You are being heard']);
    expect(texts(active, { key: 'Space', speaksMuted: true })).toEqual(['Nobody hears you: hold Space to speak']);
    expect(texts({ ...active, muted: true }, { key: 'Space' })).toEqual(['You are muted']);
    expect(texts({ ...active, held: true }, { key: 'Space' })).toEqual(['On hold']);
  });

  test('a screen reader says it too', () => {
    expect(callAloud(active, 'Juliet', true, { speaksMuted: false, unheard: true })).toMatch(/can’t hear you/);
  });

  test.each([
    ['Space', 'Space'],
    ['KeyT', 'T'],
    ['Digit4', '4'],
    ['F13', 'F13'],
    ['ControlRight', 'Right Ctrl'],
    ['ArrowUp', 'Up'],
    ['CapsLock', 'Caps Lock'],
  ])('the key %s is called "%s"', (code, name) => {
    expect(keyInWords(code)).toBe(name);
  });
});
