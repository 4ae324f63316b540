import { expect, test } from 'vitest';
import type { MediaSignal } from '../../../shared/media';
import { PeerConnection } from '../../../renderer/media/peer-connection';
import { FakeClock, FakePeerConnection, FakeStream, FakeTrack, settled } from './fakes';

const opus = { mimeType: 'audio/opus', clockRate: 48_000, channels: 2 };

function peer() {
  const native = new FakePeerConnection();
  const clock = new FakeClock();
  const signals: MediaSignal[] = [];
  const media: string[] = [];
  const log: string[] = [];
  const connection = new PeerConnection(native, {
    after: clock.after,
    codecs: [opus],
    signal: signal => void signals.push(signal),
    media: state => void media.push(state),
    track: () => undefined,
    log: line => void log.push(line),
  });
  return { native, clock, signals, media, log, connection };
}

const offerOf = (ufrag: string): MediaSignal => ({ description: { type: 'offer', sdp: `a=ice-ufrag:${ufrag}\r\n` } });
const answerOf = (ufrag: string): MediaSignal => ({ description: { type: 'answer', sdp: `a=ice-ufrag:${ufrag}\r\n` } });
const candidateOf = (candidate: string, usernameFragment: string): MediaSignal => ({
  candidate: { candidate, sdpMid: '0', usernameFragment },
});
const kinds = (signals: MediaSignal[]) =>
  signals.map(signal => ('description' in signal ? signal.description.type : signal.candidate.candidate));

/** Offered, answered, connected. */
async function connectedPeer() {
  const side = peer();
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

test('names of this network only and the end of gathering are not sent', async () => {
  const { native, connection, signals } = peer();
  await connection.offer(new FakeStream(), () => Promise.resolve());
  native.find({ candidate: 'candidate:1 1 udp 1 0b2d.local 9 typ host', sdpMid: '0', usernameFragment: 'x' });
  native.find({ candidate: '', sdpMid: '0', usernameFragment: 'x' });
  native.finishGathering();
  expect(signals).toEqual([]);
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
  connection.networkChanged();
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
  expect(media).toEqual(['connected', 'failed']);
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
  connection.replaceTrack(track);
  await settled();
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
