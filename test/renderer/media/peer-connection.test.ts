import { expect, test } from 'vitest';
import type { MediaSignal } from '../../../shared/media';
import type { Ice } from '../../../renderer/media/ice';
import { MicrophoneError } from '../../../renderer/media/microphone';
import { PeerConnection } from '../../../renderer/media/peer-connection';
import { FakeClock, FakePeerConnection, FakeStream, FakeTrack, settled } from './fakes';

const opus = { mimeType: 'audio/opus', clockRate: 48_000, channels: 2 };

const direct: Ice = { iceServers: [], iceTransportPolicy: 'all' };

function peer(given: Ice = direct) {
  const world = { ice: given };
  const native = new FakePeerConnection();
  const clock = new FakeClock();
  const signals: MediaSignal[] = [];
  const media: (string | [string, string])[] = [];
  const log: string[] = [];
  const connection = new PeerConnection(native, {
    after: clock.after,
    codecs: [opus],
    ice: () => world.ice,
    signal: signal => void signals.push(signal),
    media: (state, failure) => void media.push(failure ? [state, failure] : state),
    track: () => undefined,
    log: line => void log.push(line),
  });
  return { native, clock, signals, media, log, connection, world };
}

const offerOf = (ufrag: string): MediaSignal => ({ description: { type: 'offer', sdp: `a=ice-ufrag:${ufrag}\r\n` } });
const answerOf = (ufrag: string): MediaSignal => ({ description: { type: 'answer', sdp: `a=ice-ufrag:${ufrag}\r\n` } });
const candidateOf = (candidate: string, usernameFragment: string): MediaSignal => ({
  candidate: { candidate, sdpMid: '0', usernameFragment },
});
const kinds = (signals: MediaSignal[]) =>
  signals.map(signal => ('description' in signal ? signal.description.type : signal.candidate.candidate));

/** Offered, answered, connected. */
async function connectedPeer(given?: Ice) {
  const side = peer(given);
  await side.connection.offer(new FakeStream(), () => Promise.resolve());
  side.connection.take(answerOf('them1'));
  await settled();
  side.native.become('connected');
  side.signals.length = 0;
  return side;
}

test('candidates that are found while the offer is made follow the offer', async () => {
  const { native, connection, signals } = peer();
  native.early = [{ candidate: 'early', sdpMid: '0', usernameFragment: 'x' }];
  const order: string[] = [];
  await connection.offer(new FakeStream(), () => {
    order.push('offer', ...kinds(signals));
    return Promise.resolve();
  });
  native.find({ candidate: 'late', sdpMid: '0', usernameFragment: 'x' });
  expect(order).toEqual(['offer']);
  expect(kinds(signals)).toEqual(['early', 'late']);
});

test('every candidate names its generation and its part', async () => {
  const { native, connection, signals } = peer();
  await connection.offer(new FakeStream(), () => Promise.resolve());
  native.find({ candidate: 'one', sdpMid: null, usernameFragment: null });
  native.find({ candidate: 'two ufrag inline generation 0', sdpMid: '1', usernameFragment: '' });
  expect(signals).toEqual([
    { candidate: { candidate: 'one', sdpMid: '0', usernameFragment: native.ufrag } },
    { candidate: { candidate: 'two ufrag inline generation 0', sdpMid: '1', usernameFragment: 'inline' } },
  ]);
});

test('names of this network only are not sent', async () => {
  const { native, connection, signals } = peer();
  await connection.offer(new FakeStream(), () => Promise.resolve());
  native.find({ candidate: 'candidate:1 1 udp 1 0b2d.local 9 typ host', sdpMid: '0', usernameFragment: 'x' });
  expect(signals).toEqual([]);
});

test('the end of the candidates is told once for each generation', async () => {
  const { native, connection, signals } = await connectedPeer();
  const ends = () => signals.filter(signal => 'candidate' in signal && signal.candidate.candidate === '');
  const first = native.ufrag;
  native.finishGathering();
  native.find({ candidate: '', sdpMid: '0', usernameFragment: first });
  native.finishGathering();
  expect(ends()).toEqual([candidateOf('', first)]);
  connection.restart();
  await settled();
  connection.take(answerOf('them2'));
  await settled();
  expect(native.ufrag).not.toBe(first);
  native.find({ candidate: 'renewed', sdpMid: '0', usernameFragment: native.ufrag });
  native.finishGathering();
  expect(signals.slice(-2)).toEqual([candidateOf('renewed', native.ufrag), candidateOf('', native.ufrag)]);
});

test('an end that comes while the next generation is being gathered is not taken for its end', async () => {
  const { native, connection, signals } = await connectedPeer();
  connection.restart();
  await settled();
  connection.take(answerOf('them2'));
  await settled();
  native.find({ candidate: '', sdpMid: '0', usernameFragment: null });
  expect(kinds(signals)).toEqual(['offer']);
});

test('the end of the candidates goes behind the description and its candidates', async () => {
  const { native, connection, signals } = peer();
  native.early = [{ candidate: 'ours', sdpMid: '0', usernameFragment: 'x' }];
  connection.answerWith(Promise.resolve(new FakeStream()));
  const describe = native.setLocalDescription.bind(native);
  native.setLocalDescription = async offer => {
    const described = describe(offer);
    await settled();
    native.finishGathering();
    return described;
  };
  connection.take(offerOf('them1'));
  await settled();
  await settled();
  expect(kinds(signals)).toEqual(['answer', 'ours', '']);
});

test("the end of the peer's candidates waits for its generation and breaks nothing", async () => {
  const { native, connection, media, log } = await connectedPeer();
  connection.take(candidateOf('', 'them2'));
  connection.take(candidateOf('', 'them1'));
  connection.take(candidateOf('', ''));
  await settled();
  expect(native.candidates).toEqual(['end of them1', 'end of ']);
  connection.take(offerOf('them2'));
  await settled();
  expect(native.candidates).toEqual(['end of them1', 'end of ', 'end of them2']);
  expect([media, log]).toEqual([['connected'], []]);
});

test('an offer is answered with the microphone, and the answer goes before our candidates', async () => {
  const { native, connection, signals } = peer();
  native.early = [{ candidate: 'ours', sdpMid: '0', usernameFragment: 'x' }];
  const stream = new FakeStream();
  connection.answerWith(Promise.resolve(stream));
  connection.take(offerOf('them1'));
  await settled();
  expect(kinds(signals)).toEqual(['answer', 'ours']);
  expect(native.senders.map(({ track }) => track)).toEqual([stream.track]);
  expect(native.preferred).toEqual([['audio/opus']]);
});

test('an offer waits for a microphone that takes its time', async () => {
  const { connection, signals, native } = peer();
  let open: (stream: FakeStream) => void = () => undefined;
  connection.answerWith(new Promise(resolve => (open = resolve)));
  connection.take(offerOf('them1'));
  connection.take(candidateOf('theirs', 'them1'));
  await settled();
  expect(signals).toEqual([]);
  open(new FakeStream());
  await settled();
  expect(kinds(signals)).toEqual(['answer']);
  expect(native.candidates).toEqual(['theirs']);
});

test('candidates of a generation that is not described yet are kept for it', async () => {
  const { native, connection } = peer();
  await connection.offer(new FakeStream(), () => Promise.resolve());
  connection.take(candidateOf('first', 'them1'));
  connection.take(candidateOf('renewed', 'them2'));
  connection.take(answerOf('them1'));
  await settled();
  expect(native.candidates).toEqual(['first']);
  connection.take(offerOf('them2'));
  await settled();
  expect(native.candidates).toEqual(['first', 'renewed']);
});

test('a candidate that does not say what its network costs is not taken for one that costs nothing', async () => {
  const { native, connection } = await connectedPeer();
  const line = 'candidate:1 1 udp 5 203.0.113.9 4000 typ host';
  connection.take(candidateOf(line, 'them1'));
  connection.take(candidateOf(`${line} network-cost 10`, 'them1'));
  await settled();
  expect(native.candidates).toEqual([`${line} network-cost 999`, `${line} network-cost 10`]);
});

test('a candidate that WebRTC refuses costs nothing but itself', async () => {
  const { native, connection, media } = await connectedPeer();
  connection.take(candidateOf('bad', 'them1'));
  connection.take(candidateOf('good', 'them1'));
  await settled();
  expect(native.candidates).toEqual(['good']);
  expect(media).toEqual(['connected']);
});

test('many signals at once are taken one after another, in order', async () => {
  const { native, connection, log } = peer();
  connection.answerWith(Promise.resolve(new FakeStream()));
  connection.take(offerOf('them1'));
  for (const name of ['a', 'b', 'c', 'd']) connection.take(candidateOf(name, 'them1'));
  await settled();
  expect(native.candidates).toEqual(['a', 'b', 'c', 'd']);
  expect(log).toEqual([]);
});

test('an offer that crosses ours is answered, and ours is forgotten without a rollback', async () => {
  const { native, connection, signals, media, log } = await connectedPeer();
  connection.restart();
  await settled();
  connection.take(offerOf('them2'));
  await settled();
  expect(kinds(signals)).toEqual(['offer', 'answer']);
  expect(native.rollbacks).toBe(0);
  expect(native.signalingState).toBe('stable');
  connection.take(answerOf('them3'));
  await settled();
  expect(log).toEqual(['Ignored an answer to no offer']);
  expect(media).toEqual(['connected']);
});

test('an answer to no offer of ours is ignored', async () => {
  const { connection, media, log } = await connectedPeer();
  connection.take(answerOf('them9'));
  await settled();
  expect(media).toEqual(['connected']);
  expect(log).toEqual(['Ignored an answer to no offer']);
});

test('a description that WebRTC cannot take fails the call, once', async () => {
  const { connection, media } = await connectedPeer();
  connection.take({ description: { type: 'offer', sdp: 'nonsense' } });
  connection.take({ description: { type: 'offer', sdp: 'nonsense' } });
  await settled();
  expect(media).toEqual(['connected', ['failed', 'error']]);
});

test('no offer is made on our own before the first exchange is through', async () => {
  const { connection, signals } = peer();
  await connection.offer(new FakeStream(), () => Promise.resolve());
  await settled();
  expect(signals).toEqual([]);
});

test('an interruption is reported, and healed by an offer with new credentials', async () => {
  const { native, clock, connection, signals, media } = await connectedPeer();
  const before = native.ufrag;
  native.become('disconnected');
  clock.pass(1_900);
  await settled();
  expect(signals).toEqual([]);
  clock.pass(200);
  await settled();
  expect(kinds(signals)).toEqual(['offer']);
  connection.take(answerOf('them2'));
  await settled();
  expect(native.ufrag).not.toBe(before);
  expect(signals[0]).toEqual(offerOf(native.ufrag));
  native.find({ candidate: 'renewed', sdpMid: '0', usernameFragment: native.ufrag });
  expect(kinds(signals)).toEqual(['offer', 'renewed']);
  native.become('connected');
  await settled();
  expect(media).toEqual(['connected', 'interrupted', 'connected']);
});

test('another microphone takes the place of the first without another offer', async () => {
  const { native, connection, signals } = await connectedPeer();
  const track = new FakeTrack();
  await connection.replaceTrack(track);
  expect(native.senders.map(sender => sender.track)).toEqual([track]);
  expect(signals).toEqual([]);
});

test('a closed connection says and does nothing more', async () => {
  const { native, clock, connection, signals, media } = await connectedPeer();
  connection.close();
  connection.close();
  connection.take(offerOf('them2'));
  native.find({ candidate: 'late', sdpMid: '0', usernameFragment: 'x' });
  native.become('failed');
  clock.pass(100_000);
  await settled();
  expect(signals).toEqual([]);
  expect(media).toEqual(['connected']);
});

test('one that is closed before its microphone is open never sends', async () => {
  const { native, connection, signals, log } = peer();
  let open: (stream: FakeStream) => void = () => undefined;
  connection.answerWith(new Promise(resolve => (open = resolve)));
  connection.take(offerOf('them1'));
  await settled();
  connection.close();
  open(new FakeStream());
  await settled();
  expect(native.taken).toEqual([]);
  expect(signals).toEqual([]);
  expect(log).toEqual([]);
});

test('an offer that the phone does not take is told to who placed it', async () => {
  const { connection } = peer();
  const refused = new Error('offline');
  await expect(connection.offer(new FakeStream(), () => Promise.reject(refused))).rejects.toBe(refused);
});

test('two changes of the network in quick succession are one restart, and one behind it', async () => {
  const { connection, signals, native } = await connectedPeer();
  connection.restart();
  connection.restart();
  await settled();
  for (let time = 0; time < 5; time += 1) connection.restart();
  await settled();
  expect(kinds(signals)).toEqual(['offer']);
  connection.take(answerOf('them2'));
  await settled();
  expect(kinds(signals)).toEqual(['offer', 'offer']);
  connection.take(answerOf('them3'));
  await settled();
  expect(kinds(signals)).toEqual(['offer', 'offer']);
  expect(signals.at(-1)).toEqual(offerOf(native.ufrag));
  expect(native.signalingState).toBe('stable');
});

test('an offer of theirs that beats ours does not swallow the restart behind it', async () => {
  const { connection, signals } = await connectedPeer();
  connection.restart();
  await settled();
  connection.restart();
  connection.take(offerOf('them2'));
  await settled();
  expect(kinds(signals)).toEqual(['offer', 'answer', 'offer']);
});

test('a network that changes before the answer is made up for behind it, unless there was nothing out of date', async () => {
  const { connection, signals, native } = peer();
  connection.restart();
  await connection.offer(new FakeStream(), () => Promise.resolve());
  connection.restart();
  await settled();
  expect([kinds(signals), native.restarts]).toEqual([[], 0]);
  connection.take(answerOf('them1'));
  await settled();
  expect(kinds(signals)).toEqual(['offer']);

  const answering = peer();
  answering.connection.restart();
  answering.connection.answerWith(Promise.resolve(new FakeStream()));
  answering.connection.take(offerOf('them1'));
  await settled();
  expect(kinds(answering.signals)).toEqual(['answer']);
});

test('a connection that comes back before the answer to its restart takes the answer all the same', async () => {
  const { native, connection, media, log, signals } = await connectedPeer();
  native.become('failed');
  await settled();
  native.become('connected');
  connection.take(answerOf('them2'));
  await settled();
  expect(media).toEqual(['connected', 'interrupted', 'connected']);
  expect(signals).toEqual([offerOf(native.ufrag)]);
  expect([native.signalingState, log]).toEqual(['stable', []]);
});

test('a restart goes with the servers that hold then, and any other offer with those there were', async () => {
  const { native, connection, world } = await connectedPeer();
  native.configuration = { bundlePolicy: 'balanced' };
  const turn = { urls: 'turn:relay.example', username: 'u', credential: 'new' };
  world.ice = { iceServers: [turn, { urls: 'stun:not a server' }], iceTransportPolicy: 'relay' };
  connection.take(offerOf('them2'));
  await settled();
  expect(native.configuration).toEqual({ bundlePolicy: 'balanced' });
  connection.restart();
  await settled();
  expect(native.configuration).toEqual({
    bundlePolicy: 'balanced',
    iceServers: [turn],
    iceTransportPolicy: 'relay',
  });
});

test('servers that WebRTC does not take leave the restart as it is', async () => {
  const { native, connection, world, signals, log } = await connectedPeer();
  native.setConfiguration = () => {
    throw new DOMException('no', 'InvalidModificationError');
  };
  world.ice = { iceServers: [{ urls: 'stun:other.example' }], iceTransportPolicy: 'all' };
  connection.restart();
  await settled();
  expect(kinds(signals)).toEqual(['offer']);
  expect(log).toEqual(['Kept the servers for ICE: InvalidModificationError']);
});

test('nothing is sent while paused, and the microphone of that time after it', async () => {
  const { native, connection, signals } = await connectedPeer();
  const [sender] = native.senders;
  const first = sender?.track;
  connection.pause(true);
  await settled();
  expect(sender?.track).toBeNull();
  connection.pause(false);
  await settled();
  expect(sender?.track).toBe(first);
  connection.pause(true);
  const another = new FakeTrack();
  await connection.replaceTrack(another);
  expect(sender?.track).toBeNull();
  connection.pause(false);
  await settled();
  expect(sender?.track).toBe(another);
  expect(signals).toEqual([]);
});

test('one that is paused before it has a microphone does not begin to send', async () => {
  const { native, connection, signals } = peer();
  const stream = new FakeStream();
  connection.pause(true);
  connection.answerWith(Promise.resolve(stream));
  connection.take(offerOf('them1'));
  await settled();
  expect(kinds(signals)).toEqual(['answer']);
  expect(native.senders.map(({ track }) => track)).toEqual([null]);
  connection.pause(false);
  await settled();
  expect(native.senders.map(({ track }) => track)).toEqual([stream.track]);
});

test('a microphone that does not open is the reason of the failure', async () => {
  const { connection, media } = peer();
  connection.answerWith(Promise.reject(new MicrophoneError('missing')));
  connection.take(offerOf('them1'));
  await settled();
  expect(media).toEqual([['failed', 'no-microphone']]);
});

const turn: Ice = {
  iceServers: [{ urls: 'turn:relay.example', username: 'u', credential: 'p' }],
  iceTransportPolicy: 'all',
};
const relayed = { candidate: 'candidate:1 1 udp 1 192.0.2.1 9 typ relay', sdpMid: '0', usernameFragment: 'x' };

type Side = ReturnType<typeof peer>;
test.each<[string, Ice, (side: Side) => void, string]>([
  ['nobody offers a relay', direct, () => undefined, 'no-relay'],
  ['the relay refuses us', turn, ({ native }) => native.refuse(401, 'turn:relay.example'), 'relay-refused'],
  ['the relay cannot be reached', turn, ({ native }) => native.refuse(701, 'turn:relay.example'), 'no-path'],
  ['no pair works', turn, ({ native }) => native.find(relayed), 'no-path'],
  ['there is a way and no keys', direct, ({ native }) => (native.iceConnectionState = 'connected'), 'dtls-failed'],
])('when %s, that is what is told', async (_what, ice, happen, failure) => {
  const side = peer(ice);
  await side.connection.offer(new FakeStream(), () => Promise.resolve());
  side.connection.take(answerOf('them1'));
  await settled();
  happen(side);
  side.native.become('failed');
  expect(side.media).toEqual([['failed', failure]]);
});

test('a relay that served the call before and refuses a restart is the reason', async () => {
  const { native, clock, connection, media } = await connectedPeer(turn);
  native.find(relayed);
  native.become('failed');
  await settled();
  connection.take(answerOf('them2'));
  await settled();
  native.refuse(438, 'turn:relay.example');
  for (let time = 0; time < 4; time += 1) {
    clock.pass(15_000);
    await settled();
  }
  expect(media).toEqual(['connected', 'interrupted', ['failed', 'relay-refused']]);
});

test('relays alone and none to be had: it is given up as soon as both sides are described', async () => {
  for (const ice of [direct, turn]) {
    const { native, connection, media } = peer({ ...ice, iceTransportPolicy: 'relay' });
    await connection.offer(new FakeStream(), () => Promise.resolve());
    if (ice === turn) native.refuse(401, 'turn:relay.example');
    native.finishGathering();
    expect(media).toEqual([]);
    connection.take(answerOf('them1'));
    await settled();
    expect(media).toEqual([['failed', ice === turn ? 'relay-refused' : 'no-relay']]);
  }
});

test('no candidate of ours is no reason to give up while the network may still come', async () => {
  const { native, connection, media } = peer();
  await connection.offer(new FakeStream(), () => Promise.resolve());
  native.finishGathering();
  connection.take(answerOf('them1'));
  await settled();
  expect(media).toEqual([]);
});

test('an answer is prepared without a microphone, which is sent once the call is answered', async () => {
  const { native, connection, signals } = peer();
  connection.pause(true);
  connection.prepare({ type: 'offer', sdp: 'a=ice-ufrag:them1\r\n' });
  await settled();
  native.find({ candidate: 'ours', sdpMid: '0', usernameFragment: native.ufrag });
  expect(kinds(signals)).toEqual(['answer', 'ours']);
  expect(native.senders.map(({ track }) => track)).toEqual([null]);
  expect([native.preferred, native.directions]).toEqual([[['audio/opus']], ['sendrecv']]);
  const stream = new FakeStream();
  connection.take(offerOf('them1'));
  connection.take(candidateOf('theirs', 'them1'));
  connection.attach(Promise.resolve(stream));
  connection.pause(false);
  await settled();
  expect(native.candidates).toEqual(['theirs']);
  expect(native.senders.map(({ track }) => track)).toEqual([stream.track]);
  expect([kinds(signals), native.taken]).toEqual([['answer', 'ours'], ['a=ice-ufrag:them1\r\n']]);
});

test('what is prepared waits for as long as it rings, and may fail from the answer on', async () => {
  const { connection, clock, media } = peer();
  connection.prepare({ type: 'offer', sdp: 'a=ice-ufrag:them1\r\n' });
  await settled();
  clock.pass(90_000);
  expect(media).toEqual([]);
  connection.take(offerOf('them1'));
  await settled();
  clock.pass(45_000);
  expect(media).toEqual([['failed', 'no-relay']]);
});

test('an offer that cannot be prepared for fails, and so does a microphone that does not open behind it', async () => {
  const { connection, media } = peer();
  connection.prepare({ type: 'offer', sdp: 'nothing' });
  await settled();
  expect(media).toEqual([['failed', 'error']]);
  const later = peer();
  later.connection.prepare({ type: 'offer', sdp: 'a=ice-ufrag:them1\r\n' });
  later.connection.take(offerOf('them1'));
  later.connection.attach(Promise.reject(new MicrophoneError('busy')));
  await settled();
  expect(later.media).toEqual([['failed', 'no-microphone']]);
});

test('what will be answered is connected by, and told of once it is answered', async () => {
  const { native, connection, media } = peer();
  await connection.offer(new FakeStream(), () => Promise.resolve());
  connection.take(candidateOf('theirs', 'them1'));
  const expected = { type: 'answer', sdp: 'a=ice-ufrag:them1\r\n' } as const;
  connection.expect(expected);
  connection.expect(expected); // as after their stream was replaced
  await settled();
  expect([native.signalingState, native.taken.length, native.candidates]).toEqual([
    'have-remote-pranswer',
    1,
    ['theirs'],
  ]);
  native.become('connected');
  expect(media).toEqual([]);
  connection.take(answerOf('them1'));
  await settled();
  expect([native.signalingState, media]).toEqual(['stable', ['connected']]);
});

test('what will be answered costs nothing where it is no answer, comes too late, or fails', async () => {
  const { native, connection, media, log, clock } = peer();
  await connection.offer(new FakeStream(), () => Promise.resolve());
  connection.expect({ type: 'answer', sdp: 'nothing' });
  await settled();
  expect([media, native.signalingState]).toEqual([[], 'have-local-offer']);
  connection.expect({ type: 'answer', sdp: 'a=ice-ufrag:them1\r\n' });
  await settled();
  native.become('failed');
  clock.pass(60_000);
  expect(media).toEqual([]);
  connection.take(answerOf('them2'));
  await settled();
  connection.expect({ type: 'answer', sdp: 'a=ice-ufrag:them3\r\n' });
  await settled();
  expect(native.remoteDescription?.sdp).toContain('them2');
  native.become('connected');
  expect([media, log]).toEqual([['connected'], ['Ignored what will be answered: OperationError']]);
});

test('a way that was lost while it rang is looked for anew once it is answered', async () => {
  const { native, connection, media } = peer();
  connection.prepare({ type: 'offer', sdp: 'a=ice-ufrag:them1\r\n' });
  await settled();
  native.become('connected');
  native.become('disconnected');
  connection.take(offerOf('them1'));
  await settled();
  expect([media, native.restarts]).toEqual([[], 1]);
  native.become('connected');
  expect(media).toEqual(['connected']);
});
