import { describe, expect, test } from 'vitest';
import {
  expectationOf,
  testNetwork,
  transportOf,
  verdictOf,
  type NetworkTrial,
  type ProbeConnection,
  type ServerTrial,
} from '../../../renderer/media/network-test';
import { FakeClock, settled } from './fakes';

const trial = (rest: Partial<ServerTrial>): ServerTrial => ({
  kind: 'stun',
  transport: 'udp',
  unusable: false,
  found: [],
  errors: [],
  complete: true,
  ...rest,
});
const stun = trial({ found: ['host', 'srflx'] });
const noStun = trial({ found: ['host'], errors: [701] });
const turn = (rest: Partial<ServerTrial> = {}) => trial({ kind: 'turn', found: ['host', 'relay'], ...rest });
const noTurn = turn({ found: ['host'], errors: [701] });

test.each<[string, ServerTrial, string]>([
  ['STUN that tells an address', stun, 'works'],
  ['STUN that tells the address we have', trial({ found: ['host'] }), 'open'],
  ['STUN that does not answer', noStun, 'unreachable'],
  ['STUN that is still awaited', trial({ found: ['host'], complete: false }), 'unreachable'],
  ['STUN without a network', trial({}), 'unreachable'],
  ['a relay that gives an address', turn(), 'works'],
  ['a relay that gives one after an error', turn({ errors: [701] }), 'works'],
  ['a relay with other credentials', turn({ found: ['host'], errors: [401] }), 'refused'],
  ['a relay that forbids', turn({ found: [], errors: [701, 403] }), 'refused'],
  ['a relay over quota', turn({ found: [], errors: [486] }), 'full'],
  ['a relay without room', turn({ found: [], errors: [508] }), 'full'],
  ['a relay that does not answer', noTurn, 'unreachable'],
  ['a relay that only tells our address', turn({ found: ['host', 'srflx'], errors: [] }), 'unreachable'],
  ['a relay without credentials', turn({ unusable: true, found: [], complete: false }), 'unusable'],
])('%s: %3$s', (_what, server, verdict) => {
  expect(verdictOf(server)).toBe(verdict);
});

const network = (servers: ServerTrial[], rest: Partial<NetworkTrial> = {}): NetworkTrial => ({
  servers,
  connected: true,
  relayOnly: false,
  ...rest,
});

test.each<[string, NetworkTrial, string]>([
  ['STUN and a relay', network([stun, turn()]), 'direct-and-relay'],
  ['a public address and a relay', network([trial({ found: ['host'] }), turn()]), 'direct-and-relay'],
  ['only a relay, which tells our address too', network([turn({ found: ['srflx', 'relay'] })]), 'direct-and-relay'],
  ['STUN alone', network([stun]), 'direct'],
  ['STUN, and a relay that refuses', network([stun, turn({ found: [], errors: [401] })]), 'direct'],
  ['a relay by UDP', network([noStun, turn()]), 'relay'],
  ['a relay by TCP alone', network([noStun, noTurn, turn({ transport: 'tcp' })]), 'relay-tcp'],
  ['a relay by TLS alone', network([noStun, turn({ transport: 'tls' })]), 'relay-tcp'],
  ['nothing that answers', network([noStun, noTurn]), 'local'],
  ['no servers', network([]), 'no-servers'],
  ['no network', network([noStun, noTurn], { connected: false }), 'no-network'],
  ['relays only, and one that works', network([stun, turn()], { relayOnly: true }), 'relay-by-choice'],
  ['relays only, and none that works', network([stun, noTurn], { relayOnly: true }), 'no-relay-by-choice'],
])('with %s calls go: %3$s', (_what, seen, expectation) => {
  expect(expectationOf(seen)).toBe(expectation);
});

test.each([
  ['stun:stun.example', 'udp'],
  ['turn:turn.example:3478', 'udp'],
  ['turn:turn.example:3478?transport=udp', 'udp'],
  ['turn:turn.example?transport=tcp', 'tcp'],
  ['turns:turn.example:5349?transport=tcp', 'tls'],
])('%s is reached by %s', (urls, transport) => {
  expect(transportOf(urls)).toBe(transport);
});

/** A connection that gathers what the test says. */
class FakeProbe implements ProbeConnection {
  iceGatheringState: RTCIceGatheringState = 'gathering';
  closed = false;
  readonly #listeners = new Map<string, (event: never) => void>();
  createDataChannel(): never {
    return undefined as never;
  }
  setLocalDescription(): Promise<void> {
    return Promise.resolve();
  }
  close(): void {
    this.closed = true;
  }
  addEventListener(type: string, listener: (event: never) => void): void {
    this.#listeners.set(type, listener);
  }
  tell(type: string, event: unknown): void {
    this.#listeners.get(type)?.(event as never);
  }
  find(type: RTCIceCandidateType, candidate = `candidate:1 1 udp 1 192.0.2.1 1 typ ${type}`): void {
    this.tell('icecandidate', { candidate: { type, candidate } });
  }
  end(): void {
    this.iceGatheringState = 'complete';
    this.tell('icegatheringstatechange', {});
  }
}

describe('the test itself', () => {
  const begin = (...urls: string[]) => {
    const clock = new FakeClock();
    const probes: FakeProbe[] = [];
    const told: number[] = [];
    const iceServers = urls.map(url => ({ urls: url, username: 'u', credential: 'c' }));
    const result = testNetwork(
      { iceServers, iceTransportPolicy: 'all' },
      {
        after: clock.after,
        connect: () => {
          const probe = new FakeProbe();
          probes.push(probe);
          return probe;
        },
      },
      (_trial, index) => told.push(index),
    );
    return { clock, probes, told, result };
  };

  test('asks each server by itself, and tells of each as soon as it is known', async () => {
    const { probes, told, result } = begin('stun:one.example', 'turn:two.example');
    const [alone, one, two] = probes;
    two?.find('relay');
    await settled();
    expect(told).toEqual([1]);
    one?.tell('icecandidateerror', { errorCode: 701 });
    one?.end();
    alone?.find('host');
    alone?.end();
    expect(await result).toEqual({
      connected: true,
      relayOnly: false,
      servers: [trial({ errors: [701] }), trial({ kind: 'turn', found: ['relay'] })],
    });
    expect(probes.map(({ closed }) => closed)).toEqual([true, true, true]);
  });

  test.each([
    ['its own', '198.51.100.7 4000', 'open'],
    ['another address', '203.0.113.9 4000', 'works'],
    ['another port', '198.51.100.7 4001', 'works'],
  ])('to a computer that is seen at %s, STUN is %3$s', async (_what, seen, verdict) => {
    const { probes, result } = begin('stun:one.example');
    const [alone, one] = probes;
    alone?.end();
    one?.find('host', 'candidate:1 1 udp 2 198.51.100.7 4000 typ host');
    one?.find('srflx', `candidate:2 1 udp 1 ${seen} typ srflx raddr 0.0.0.0 rport 0`);
    one?.end();
    expect((await result).servers.map(verdictOf)).toEqual([verdict]);
  });

  test('gives up on a server that never answers', async () => {
    const { clock, result } = begin('turn:one.example');
    clock.pass(60_000);
    expect((await result).servers.map(verdictOf)).toEqual(['unreachable']);
    expect(clock.waiting).toBe(0);
  });

  test('does not ask what WebRTC would refuse', async () => {
    const { probes, clock, result } = begin('turn:one.example?transport=carrier-pigeon');
    expect(probes).toHaveLength(1);
    clock.pass(60_000);
    expect((await result).servers.map(verdictOf)).toEqual(['unusable']);
  });
});
