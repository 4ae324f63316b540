import { describe, expect, test } from 'vitest';
import type { CallView } from '../../../shared/call';
import type { CommandInput, Events, PhoneState } from '../../../shared/ipc';
import { PhoneError } from '../../../shared/result';
import type { Contact } from '../../../shared/contact';
import { Calls } from '../../../renderer/media/calls';
import type { Ice } from '../../../renderer/media/ice';
import { MicrophoneError } from '../../../renderer/media/microphone';
import { FakeClock, FakePeerConnection, FakeStream, FakeTrack, settled } from './fakes';
import { usualSound } from '../../../shared/sound';
import { accountWith, contactWith } from '../snapshots';

const offer = { description: { type: 'offer' as const, sdp: 'a=ice-ufrag:them1\r\n' } };

/** Some description of ours. */
const described = (type: 'offer' | 'answer'): unknown => expect.objectContaining({ type });

const call = (id: string, changes: Partial<CallView> = {}): CallView => ({
  id,
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

/** Calls with a phone that notes every command and microphones that open or do not. */
function world() {
  const clock = new FakeClock();
  const commands: [string, unknown][] = [];
  const connections: FakePeerConnection[] = [];
  const streams: FakeStream[] = [];
  const sounds: string[] = [];
  const problems: unknown[] = [];
  const log: string[] = [];
  const listeners: { [E in keyof Events]?: (payload: Events[E]) => void }[] = [];
  const ices: Ice[] = [];
  const beeps: string[] = [];
  const recorders: {
    track: FakeTrack;
    told: string[];
    part: (part: Uint8Array<ArrayBuffer>, last: boolean) => void;
  }[] = [];
  const replacements: ((track: FakeTrack) => Promise<void> | void)[] = [];
  const world = {
    refuse: undefined as Error | undefined,
    refusePlace: undefined as Error | undefined,
    /** Holds `getUserMedia` back until it is called. */
    hold: undefined as Promise<void> | undefined,
    /** Microphones have opened before. */
    works: false,
    measureAudio: false,
  };
  const noted =
    <I>(name: string) =>
    (input: I): Promise<void> => {
      commands.push([name, input]);
      return name === 'place' && world.refusePlace ? Promise.reject(world.refusePlace) : Promise.resolve();
    };
  let ids = 0;
  const calls = new Calls({
    newId: () => `id${(ids += 1)}`,
    failed: error => void problems.push(error),
    phone: {
      place: noted<CommandInput<'place'>>('place'),
      accept: noted('accept'),
      end: noted('end'),
      signal: noted('signal'),
      media: noted('media'),
      quality: noted('quality'),
      heard: noted('heard'),
      recorded: noted('recorded'),
      dialled: noted('dialled'),
      listen: added => void listeners.push(added),
    },
    platform: {
      codecs: [],
      after: clock.after,
      microphoneWorks: () => world.works,
      warm: () => void sounds.push('warm'),
      log: line => void log.push(line),
      connect(ice) {
        ices.push(ice);
        const connection = new FakePeerConnection();
        connections.push(connection);
        return connection;
      },
      async openMicrophone() {
        await world.hold;
        if (world.refuse) throw world.refuse;
        const stream = new FakeStream();
        streams.push(stream);
        return {
          stream,
          mute: muted => void (stream.track.enabled = !muted),
          whenReplaced: then => void replacements.push(then),
          close: () => stream.track.stop(),
        };
      },
      play() {
        sounds.push('play');
        return {
          mute: muted => void sounds.push(muted ? 'hold' : 'hear'),
          close: () => void sounds.push('quiet'),
        };
      },
      beep: digit => void beeps.push(digit),
      listen(_track, heard) {
        heard(42);
        return { hz: () => 440, close: () => undefined };
      },
      record(part) {
        const track = new FakeStream().track;
        const told: string[] = [];
        recorders.push({ track, told, part });
        return {
          track,
          ours: ours => void told.push(`ours ${streams.findIndex(stream => stream.track === ours)}`),
          theirs: () => void told.push('theirs'),
          quiet: quiet => void told.push(quiet ? 'quiet' : 'loud'),
          stop: () => void told.push('stop'),
        };
      },
    },
  });
  calls.start();
  const tell = (...list: CallView[]) => publish({ calls: list });
  const publish = (changes: Partial<PhoneState>) => {
    const state: PhoneState = {
      accounts: [accountWith({})],
      callsFrom: {},
      calls: [],
      missed: 0,
      iceTransportPolicy: 'all',
      preferences: {
        theme: 'system',
        autoBusy: false,
        strangers: 'request',
        privacy: { contacts: 'direct', strangers: 'after-answer' },
        devices: {},
        sound: usualSound,
      },
      privacyOf: {},
      subscriptionRequests: [],
      blockable: true,
      blocked: [],
      tray: false,
      measureAudio: world.measureAudio,
      version: '0',
      ...changes,
    };
    for (const listener of listeners) listener.state?.(state);
  };
  const know = (...contacts: Contact[]) => {
    for (const listener of listeners) listener.contacts?.(contacts);
  };
  const network = () => {
    for (const listener of listeners) listener.network?.({});
  };
  const signal = (id: string, ...signals: Events['signal']['signals']) => {
    for (const listener of listeners) listener.signal?.({ id, signals });
  };
  const early = (id: string, ...signals: Events['signal']['signals']) => {
    for (const listener of listeners) listener.signal?.({ id, signals, early: true });
  };
  const names = () => commands.map(([name]) => name);
  return {
    ...{ calls, clock, commands, connections, streams, sounds, problems, log, tell, publish, signal, names },
    ...{ ices, beeps, replacements, know, network, recorders, early },
    world,
  };
}

/** A call that was answered outside the window and is described on both sides. */
async function talking(changes: Partial<CallView> = {}) {
  const given = world();
  given.tell(call('a', { phase: 'connecting', ...changes }));
  given.signal('a', offer);
  await settled();
  given.connections[0]?.hear(new FakeTrack());
  return given;
}
const active = (changes: Partial<CallView> = {}) => call('a', { phase: 'active', ...changes });

test('a call is placed with its offer, and candidates follow in one command per turn', async () => {
  const { calls, commands, connections, tell } = world();
  tell();
  const id = await calls.place('juliet@capulet.example');
  const [connection] = connections;
  connection?.find({ candidate: 'one', sdpMid: '0', usernameFragment: 'u' });
  connection?.find({ candidate: 'two', sdpMid: '0', usernameFragment: 'u' });
  await settled();
  connection?.find({ candidate: 'three', sdpMid: '0', usernameFragment: 'u' });
  await settled();
  const candidate = (name: string) => ({ candidate: { candidate: name, sdpMid: '0', usernameFragment: 'u' } });
  expect(commands).toEqual([
    [
      'place',
      { id, peer: 'juliet@capulet.example', account: 'romeo@montague.lit', offer: { description: described('offer') } },
    ],
    ['signal', { id, signals: [candidate('one'), candidate('two')] }],
    ['signal', { id, signals: [candidate('three')] }],
  ]);
});

test('without a microphone nobody is called', async () => {
  const { calls, commands, connections, tell, world: given } = world();
  tell();
  given.refuse = new MicrophoneError('denied');
  await expect(calls.place('juliet@capulet.example')).rejects.toMatchObject({ kind: 'denied' });
  expect(commands).toEqual([]);
  expect(connections).toEqual([]);
});

test('a call that the phone refuses gives the microphone back', async () => {
  const { calls, connections, streams, tell, world: given } = world();
  tell();
  given.refusePlace = new PhoneError('offline');
  await expect(calls.place('juliet@capulet.example')).rejects.toMatchObject({ code: 'offline' });
  expect(streams.map(({ track }) => track.stopped)).toEqual([true]);
  expect(connections.map(({ signalingState }) => signalingState)).toEqual(['closed']);
});

test('nothing is placed before the phone has told its state', async () => {
  const { calls } = world();
  await expect(calls.place('juliet@capulet.example')).rejects.toMatchObject({ code: 'offline' });
});

test('a call is answered by a click: microphone, then the word, then the answer', async () => {
  const { calls, names, streams, signal, tell } = world();
  tell(call('a'));
  await calls.accept('a', 'hold');
  expect(names()).toEqual(['accept']);
  expect(streams).toHaveLength(1);
  signal('a', offer);
  await settled();
  expect(names()).toEqual(['accept', 'signal']);
  expect(streams).toHaveLength(1);
});

describe('an answer that is prepared while it rings', () => {
  const prepared = async () => {
    const given = world();
    given.tell(call('a'));
    given.early('a', offer);
    await settled();
    given.connections[0]?.hear(new FakeTrack());
    return given;
  };

  test('opens no microphone, plays nothing and says its answer to the phone', async () => {
    const { commands, connections, sounds, streams } = await prepared();
    expect(commands).toEqual([['signal', { id: 'a', signals: [{ description: described('answer') }] }]]);
    expect([streams, sounds]).toEqual([[], ['play', 'hold']]);
    expect(connections[0]?.senders.map(({ track }) => track)).toEqual([null]);
  });

  test('is given by the click: the microphone is sent, theirs is heard, and nothing is answered twice', async () => {
    const { calls, connections, names, signal, sounds, streams } = await prepared();
    await calls.accept('a', 'hold');
    expect(names()).toEqual(['signal', 'accept']);
    signal('a', offer, { candidate: { candidate: 'theirs', sdpMid: '0', usernameFragment: 'them1' } });
    await settled();
    expect(names()).toEqual(['signal', 'accept']);
    expect(connections).toHaveLength(1);
    expect(connections[0]?.candidates).toEqual(['theirs']);
    expect(connections[0]?.senders.map(({ track }) => track)).toEqual([streams[0]?.track]);
    expect(sounds).toEqual(['play', 'hold', 'hear']);
    connections[0]?.become('connected');
    expect(names()).toEqual(['signal', 'accept', 'media']);
  });

  test('is given by an answer outside the window, which opens the microphone or ends the call', async () => {
    const { connections, signal, streams } = await prepared();
    signal('a', offer);
    await settled();
    expect(connections[0]?.senders.map(({ track }) => track)).toEqual([streams[0]?.track]);
    const deaf = await prepared();
    deaf.world.refuse = new MicrophoneError('busy');
    deaf.signal('a', offer);
    await settled();
    expect(deaf.commands.at(-1)).toEqual(['end', { id: 'a', because: 'no-microphone' }]);
    expect(deaf.problems).toEqual([deaf.world.refuse]);
  });

  test('is taken back where it cannot be given: without a microphone, and when its connection fails', async () => {
    const deaf = await prepared();
    deaf.world.refuse = new MicrophoneError('missing');
    await expect(deaf.calls.accept('a', 'hold')).rejects.toMatchObject({ kind: 'missing' });
    expect(deaf.names()).toEqual(['signal', 'media']);
    expect(deaf.connections[0]?.signalingState).toBe('closed');
    const failed = await prepared();
    failed.connections[0]?.become('failed');
    expect(failed.commands.at(-1)).toEqual(['media', { id: 'a', state: 'failed' }]);
    failed.signal('a', offer);
    await settled();
    expect(failed.connections).toHaveLength(2);
    expect(failed.names()).toEqual(['signal', 'media', 'signal']);
  });

  test('is no answer to another offer', async () => {
    const { connections, early, signal, names } = await prepared();
    const another = { description: { type: 'offer' as const, sdp: 'a=ice-ufrag:them2\r\n' } };
    early('a', another);
    await settled();
    expect(connections).toHaveLength(1);
    signal('a', another);
    await settled();
    expect(connections.map(({ signalingState }) => signalingState)).toEqual(['closed', 'stable']);
    expect(connections.map(({ taken }) => taken)).toEqual([[offer.description.sdp], [another.description.sdp]]);
    expect(names()).toEqual(['signal', 'signal']);
  });

  test('reports nothing of its connection before it is given', async () => {
    const { connections, names } = await prepared();
    connections[0]?.become('connected');
    expect(names()).toEqual(['signal']);
  });

  test.each([
    ['ends', [call('a', { phase: 'ended', end: 'cancelled' })]],
    ['leaves the state', []],
  ])('goes with the call that %s', async (_, calls) => {
    const { connections, sounds, tell } = await prepared();
    tell(...calls);
    expect(connections[0]?.signalingState).toBe('closed');
    expect(sounds).toEqual(['play', 'hold', 'quiet']);
  });

  test.each(['connecting', 'ended'] as const)('is not begun for a call that is %s', async phase => {
    const { connections, early, tell } = world();
    tell(call('a', { phase }));
    early('a', offer);
    early('b', offer);
    await settled();
    expect(connections).toEqual([]);
  });
});

describe('a call that connects while it rings', () => {
  const expected = { description: { type: 'answer' as const, sdp: 'a=ice-ufrag:them1\r\n' } };
  const candidate = (name: string, usernameFragment: string) => ({
    candidate: { candidate: name, sdpMid: '0', usernameFragment },
  });

  /** Of ours: a device of theirs has said what it will answer, and the connection stands. */
  const rung = async (measureAudio = false) => {
    const given = world();
    given.world.measureAudio = measureAudio;
    given.tell();
    const id = await given.calls.place('juliet@capulet.example');
    given.tell(call(id, { phase: 'proposing', direction: 'outgoing' }));
    given.early(id, expected, candidate('theirs', 'them1'));
    await settled();
    const [connection] = given.connections;
    if (!connection) throw new Error('no connection');
    connection.hear(new FakeTrack());
    connection.become('connected');
    return { ...given, id, connection };
  };

  test('of ours: says nothing, plays nothing and tells nothing', async () => {
    const { connection, names, sounds, streams } = await rung(true);
    expect([connection.signalingState, connection.candidates]).toEqual(['have-remote-pranswer', ['theirs']]);
    expect(connection.senders.map(({ track }) => track)).toEqual([null]);
    expect(streams.map(({ track }) => track.enabled)).toEqual([false]);
    expect([sounds, names()]).toEqual([['play', 'hold'], ['place']]);
  });

  test('of ours: is spoken into and heard by the answer, and connected', async () => {
    const { commands, connection, id, signal, sounds, streams } = await rung(true);
    signal(id, expected, candidate('theirs', 'them1'));
    await settled();
    expect(connection.signalingState).toBe('stable');
    expect(connection.senders.map(({ track }) => track)).toEqual([streams[0]?.track]);
    expect(streams.map(({ track }) => track.enabled)).toEqual([true]);
    expect(sounds).toEqual(['play', 'hold', 'hear']);
    expect(commands.slice(1)).toEqual([
      ['heard', { id, at: 42 }],
      ['media', { id, state: 'connected' }],
    ]);
  });

  test('of ours: is answered by another device on the same connection, which is then told of when it stands', async () => {
    const { connection, connections, id, names, signal, streams } = await rung();
    const sent: unknown[] = [];
    const setAnswer = connection.setRemoteDescription.bind(connection);
    connection.setRemoteDescription = async answer => {
      await setAnswer(answer);
      sent.push(connection.senders[0]?.track);
    };
    signal(id, { description: { type: 'answer', sdp: 'a=ice-ufrag:other\r\n' } }, candidate('another', 'other'));
    await settled();
    expect([...sent, connection.senders[0]?.track]).toEqual([null, streams[0]?.track]);
    expect(connection.candidates).toEqual(['theirs', 'another']);
    expect(names()).toEqual(['place']);
    connection.become('connecting');
    connection.become('connected');
    expect([connections.length, names()]).toEqual([1, ['place', 'media']]);
  });

  test('of ours: does not end where the way fails, and where the answer is the same looks for another', async () => {
    const { connection, id, names, signal } = await rung();
    connection.become('disconnected');
    connection.become('failed');
    expect(names()).toEqual(['place']);
    signal(id, expected);
    await settled();
    expect([names(), connection.restarts]).toEqual([['place', 'signal'], 1]);
  });

  test('of ours: becomes the answer to theirs with a fresh connection', async () => {
    const { connections, id, names, signal, sounds } = await rung();
    signal(id, offer);
    await settled();
    expect(connections.map(({ signalingState }) => signalingState)).toEqual(['closed', 'stable']);
    expect(connections[1]?.senders.map(({ track }) => track)).not.toEqual([null]);
    expect([names(), sounds]).toEqual([
      ['place', 'signal'],
      ['play', 'hold', 'quiet'],
    ]);
  });

  test('of ours: is taken back without a word of its connection', async () => {
    const { calls, connection, id, names } = await rung();
    await calls.end(id);
    expect([names(), connection.signalingState]).toEqual([['place', 'end'], 'closed']);
  });

  test('of theirs: takes candidates, and tells that it stands once it is answered', async () => {
    const { commands, connections, early, signal, tell } = world();
    tell(call('a'));
    early('a', offer, candidate('theirs', 'them1'));
    await settled();
    early('a', candidate('later', 'them1'), expected);
    await settled();
    const [connection] = connections;
    expect([connection?.signalingState, connection?.candidates]).toEqual(['stable', ['theirs', 'later']]);
    connection?.become('connected');
    expect(commands).toEqual([['signal', { id: 'a', signals: [{ description: described('answer') }] }]]);
    signal('a', offer, candidate('theirs', 'them1'));
    await settled();
    expect(commands.slice(1)).toEqual([['media', { id: 'a', state: 'connected' }]]);
  });
});

test('a call that cannot be spoken into is not answered and rings on', async () => {
  const { calls, commands, tell, world: given } = world();
  tell(call('a'));
  given.refuse = new MicrophoneError('missing');
  await expect(calls.accept('a', 'hold')).rejects.toMatchObject({ kind: 'missing' });
  expect(commands).toEqual([]);
  given.refuse = undefined;
  await calls.accept('a', 'hold');
  expect(commands).toEqual([['accept', { id: 'a', others: 'hold' }]]);
});

test('a microphone that has worked before is opened on the way, and if it fails then the call ends', async () => {
  const { calls, commands, tell, world: given } = world();
  given.works = true;
  let open = (): void => undefined;
  given.hold = new Promise<void>(resolve => (open = resolve));
  tell(call('a'));
  const accepted = calls.accept('a', 'hold');
  expect(commands).toEqual([['accept', { id: 'a', others: 'hold' }]]);
  given.refuse = new MicrophoneError('busy');
  open();
  await expect(accepted).rejects.toMatchObject({ kind: 'busy' });
  expect(commands.slice(1)).toEqual([['end', { id: 'a', because: 'no-microphone' }]]);
});

test('a call that was answered outside the window opens the microphone and answers', async () => {
  const { commands, signal, streams, tell } = world();
  tell(call('a', { phase: 'connecting' }));
  signal('a', offer, { candidate: { candidate: 'theirs', sdpMid: '0', usernameFragment: 'them1' } });
  await settled();
  expect(streams).toHaveLength(1);
  expect(commands).toEqual([['signal', { id: 'a', signals: [{ description: described('answer') }] }]]);
});

test('one that was answered outside the window ends if there is no microphone, and the person is told', async () => {
  const { commands, problems, signal, tell, world: given } = world();
  tell(call('a', { phase: 'connecting' }));
  given.refuse = new MicrophoneError('busy');
  signal('a', offer);
  await settled();
  expect(commands).toEqual([['end', { id: 'a', because: 'no-microphone' }]]);
  expect(problems).toEqual([given.refuse]);
});

test('candidates alone, and offers of an ended call, open nothing', async () => {
  const { connections, signal, streams, tell } = world();
  tell(call('a', { phase: 'ended', end: 'cancelled' }));
  signal('a', offer);
  signal('b', { candidate: { candidate: 'theirs', sdpMid: '0', usernameFragment: 'u' } });
  await settled();
  expect([connections, streams]).toEqual([[], []]);
});

test.each([
  ['ends', [call('a', { phase: 'ended', end: 'answered' })]],
  ['leaves the state', []],
])('a call that %s gives everything back', async (_how, calls) => {
  const { connections, signal, sounds, streams, tell } = world();
  tell(call('a', { phase: 'connecting' }));
  signal('a', offer);
  await settled();
  connections[0]?.hear(new FakeTrack());
  tell(...calls);
  await settled();
  expect(streams.map(({ track }) => track.stopped)).toEqual([true]);
  expect(connections.map(({ signalingState }) => signalingState)).toEqual(['closed']);
  expect(sounds).toEqual(['play', 'hear', 'quiet']);
});

test('a snapshot from before the call was placed does not end it', async () => {
  const { calls, connections, tell, world: given } = world();
  tell();
  let open: () => void = () => undefined;
  given.hold = new Promise(resolve => (open = resolve));
  const placing = calls.place('juliet@capulet.example');
  tell();
  open();
  const id = await placing;
  expect(connections[0]?.signalingState).toBe('have-local-offer');
  tell(call(id, { direction: 'outgoing', phase: 'proposing' }));
  expect(connections[0]?.signalingState).toBe('have-local-offer');
  tell();
  expect(connections[0]?.signalingState).toBe('closed');
});

test('a call that was over before any snapshot named it is closed by the next', async () => {
  const { calls, connections, tell } = world();
  tell();
  await calls.place('juliet@capulet.example');
  tell();
  expect(connections[0]?.signalingState).toBe('closed');
});

test('a microphone that opens after the call has ended is released at once', async () => {
  const { calls, names, streams, tell, world: given } = world();
  tell(call('a'));
  let open: () => void = () => undefined;
  given.hold = new Promise(resolve => (open = resolve));
  const accepting = calls.accept('a', 'hold');
  tell(call('a', { phase: 'ended', end: 'cancelled' }));
  open();
  await expect(accepting).rejects.toMatchObject({ code: 'no-such-call' });
  expect(streams.map(({ track }) => track.stopped)).toEqual([true]);
  expect(names()).toEqual([]);
});

test('hanging up is silent before the phone has answered', async () => {
  const { calls, commands, signal, streams, tell } = world();
  tell(call('a', { phase: 'connecting' }));
  signal('a', offer);
  await settled();
  const ending = calls.end('a');
  await Promise.resolve();
  expect(streams.map(({ track }) => track.stopped)).toEqual([true]);
  await ending;
  expect(commands.at(-1)).toEqual(['end', { id: 'a' }]);
});

test('the microphone follows the mute of the snapshot, also while it is being opened', async () => {
  const { signal, streams, tell } = world();
  tell(call('a', { phase: 'connecting', muted: true }));
  signal('a', offer);
  await settled();
  expect(streams[0]?.track.enabled).toBe(false);
  tell(call('a', { phase: 'active' }));
  await settled();
  expect(streams[0]?.track.enabled).toBe(true);
});

test('a dial with a yes is placed once, whoever asks and however often the state comes', async () => {
  const { calls, names, publish } = world();
  const dial = { id: 'd', peer: 'juliet@capulet.example', confirmed: true };
  publish({ dial });
  publish({ dial });
  await calls.placeDial(dial);
  publish({ dial });
  await settled();
  expect(names()).toEqual(['place']);
});

test('a dial without a yes waits for it', async () => {
  const { calls, commands, publish } = world();
  const dial = { id: 'd', peer: 'juliet@capulet.example', confirmed: false };
  publish({ dial });
  await settled();
  expect(commands).toEqual([]);
  await calls.placeDial(dial);
  expect(commands).toEqual([['place', expect.objectContaining({ id: 'd', peer: dial.peer })]]);
});

test('a dial with a yes that cannot be placed is told to the person and taken back', async () => {
  const { commands, problems, publish, world: given } = world();
  given.refuse = new MicrophoneError('denied');
  publish({ dial: { id: 'd', peer: 'juliet@capulet.example', confirmed: true } });
  await settled();
  expect(problems).toEqual([given.refuse]);
  expect(commands).toEqual([['dialled', { id: 'd', yes: false }]]);
});

test('quality goes out every second while connected, and stops with the call', async () => {
  const { clock, connections, names, signal, tell } = world();
  tell(call('a', { phase: 'connecting' }));
  signal('a', offer);
  await settled();
  connections[0]?.become('connected');
  for (let second = 0; second < 3; second += 1) {
    clock.pass(1_000);
    await settled();
  }
  const sent = names().filter(name => name === 'quality').length;
  expect(sent).toBe(4);
  tell();
  expect(clock.waiting).toBe(0);
  clock.pass(10_000);
  await settled();
  expect(names().filter(name => name === 'quality')).toHaveLength(sent);
});

test('what is heard is measured only if the phone asks for it', async () => {
  for (const measureAudio of [false, true]) {
    const { clock, commands, connections, signal, tell, world: given } = world();
    given.measureAudio = measureAudio;
    tell(call('a', { phase: 'connecting' }));
    signal('a', offer);
    await settled();
    connections[0]?.hear(new FakeTrack());
    connections[0]?.become('connected');
    clock.pass(0);
    await settled();
    const of = (name: string) => commands.filter(([command]) => command === name).map(([, input]) => input);
    expect(of('heard')).toEqual(measureAudio ? [{ id: 'a', at: 42 }] : []);
    expect(of('quality')).toEqual([{ id: 'a', quality: { relayed: false, ...(measureAudio && { heardHz: 440 }) } }]);
  }
});

test('two calls keep to themselves', async () => {
  const { calls, connections, signal, streams, tell } = world();
  tell(call('a', { phase: 'connecting' }), call('b'));
  signal('a', offer);
  await calls.accept('b', 'hold');
  signal('b', offer);
  await settled();
  tell(call('a', { phase: 'ended', end: 'answered' }), call('b', { phase: 'active', muted: true }));
  await settled();
  expect(connections.map(({ signalingState }) => signalingState)).toEqual(['closed', 'stable']);
  expect(streams.map(({ track }) => [track.stopped, track.enabled])).toEqual([
    [true, true],
    [false, false],
  ]);
});

test('the others are held or ended by the phone, as the person said', async () => {
  for (const others of ['hold', 'end'] as const) {
    const { calls, commands, tell } = world();
    tell(call('a'));
    await calls.accept('a', others);
    expect(commands).toEqual([['accept', { id: 'a', others }]]);
  }
});

test.each(['held', 'heldByPeer'] as const)(
  'a call that is %s is silent both ways, and as before afterwards',
  async on => {
    const { connections, names, sounds, streams, tell } = await talking();
    const sender = connections[0]?.senders[0];
    const said = names();
    tell(active({ [on]: true }));
    await settled();
    expect([sender?.track, streams[0]?.track.enabled, sounds.at(-1)]).toEqual([null, false, 'hold']);
    expect(streams[0]?.track.stopped).toBe(false);
    tell(active());
    await settled();
    expect([sender?.track, streams[0]?.track.enabled, sounds.at(-1)]).toEqual([streams[0]?.track, true, 'hear']);
    expect(names()).toEqual(said);
  },
);

test('one hold ends and the other lasts: still silent', async () => {
  const { connections, sounds, tell } = await talking();
  tell(active({ held: true, heldByPeer: true }));
  tell(active({ heldByPeer: true }));
  await settled();
  expect([connections[0]?.senders[0]?.track, sounds.at(-1)]).toEqual([null, 'hold']);
});

test('a call that was muted is muted after the hold, and may be unmuted during it', async () => {
  const { streams, tell } = await talking({ muted: true });
  tell(active({ muted: true, held: true }));
  tell(active({ muted: true }));
  await settled();
  expect(streams[0]?.track.enabled).toBe(false);
  tell(active({ muted: true, held: true }));
  tell(active({ held: true }));
  await settled();
  expect(streams[0]?.track.enabled).toBe(false);
  tell(active());
  await settled();
  expect(streams[0]?.track.enabled).toBe(true);
});

describe('a recording', () => {
  const running = { id: 'r', call: 'a', name: 'x.webm', startedAt: 0, state: 'running' as const };

  test('takes both voices and is what the other side hears, until it is over', async () => {
    const { connections, recorders, streams, publish } = await talking();
    const sender = connections[0]?.senders[0];
    publish({ calls: [active()], recordings: [running] });
    await settled();
    expect(recorders).toHaveLength(1);
    expect(recorders[0]?.told).toEqual(['ours 0', 'theirs', 'loud']);
    expect(sender?.track).toBe(recorders[0]?.track);
    publish({ calls: [active()], recordings: [{ ...running, state: 'finishing' }] });
    await settled();
    expect(recorders[0]?.told.at(-1)).toBe('stop');
    expect(sender?.track).toBe(streams[0]?.track);
  });

  test('goes on with another microphone', async () => {
    const { connections, recorders, replacements, publish } = await talking();
    publish({ calls: [active()], recordings: [running] });
    await settled();
    await replacements[0]?.(new FakeTrack());
    expect(recorders[0]?.told.at(-1)).toBe('ours -1');
    expect(connections[0]?.senders[0]?.track).toBe(recorders[0]?.track);
  });

  test('hears nothing on hold', async () => {
    const { connections, recorders, publish } = await talking();
    publish({ calls: [active()], recordings: [running] });
    await settled();
    publish({ calls: [active({ held: true })], recordings: [running] });
    await settled();
    expect(recorders[0]?.told.at(-1)).toBe('quiet');
    expect(connections[0]?.senders[0]?.track).toBeNull();
    publish({ calls: [active()], recordings: [running] });
    await settled();
    expect(recorders[0]?.told.at(-1)).toBe('loud');
    expect(connections[0]?.senders[0]?.track).toBe(recorders[0]?.track);
  });

  test('sends what it has recorded, also what comes after the call', async () => {
    const { commands, recorders, publish } = await talking();
    publish({ calls: [active()], recordings: [running] });
    await settled();
    const part = Uint8Array.of(1);
    recorders[0]?.part(part, false);
    publish({ calls: [active({ phase: 'ended' })], recordings: [running] });
    expect(recorders[0]?.told.at(-1)).toBe('stop');
    recorders[0]?.part(part, true);
    expect(commands.filter(([name]) => name === 'recorded').map(([, input]) => input)).toEqual([
      { id: 'a', part, last: false },
      { id: 'a', part, last: true },
    ]);
  });

  test('of another call is not of this one', async () => {
    const { recorders, publish } = await talking();
    publish({ calls: [active()], recordings: [{ ...running, call: 'b' }] });
    await settled();
    expect(recorders).toEqual([]);
  });
});

test('a microphone that was replaced on hold is the one that is heard after it', async () => {
  const { connections, replacements, tell } = await talking();
  tell(active({ held: true }));
  const track = new FakeTrack();
  await replacements[0]?.(track);
  await settled();
  expect(connections[0]?.senders[0]?.track).toBeNull();
  tell(active());
  await settled();
  expect(connections[0]?.senders[0]?.track).toBe(track);
});

test('a call that is on hold before its sound is there stays silent when it comes', async () => {
  const { connections, sounds, streams } = await talking({ held: true });
  expect(connections[0]?.signalingState).toBe('stable');
  expect([connections[0]?.senders[0]?.track, streams[0]?.track.enabled]).toEqual([null, false]);
  expect(sounds).toEqual(['play', 'hold']);
});

test('of several calls exactly those that are not on hold are heard', async () => {
  const { connections, signal, streams, tell } = await talking();
  const both = (a: boolean, b: boolean) => tell(active({ held: a }), call('b', { phase: 'active', held: b }));
  both(true, false);
  signal('b', offer);
  const sent = async () => {
    await settled();
    return connections.map(({ senders }, i) => senders[0]?.track === streams[i]?.track);
  };
  expect(await sent()).toEqual([false, true]);
  both(false, true);
  expect(await sent()).toEqual([true, false]);
  both(true, true);
  expect(await sent()).toEqual([false, false]);
});

test('what is heard is not measured on hold', async () => {
  const { clock, commands, connections, signal, tell, publish, world: given } = world();
  given.measureAudio = true;
  tell(call('a', { phase: 'connecting' }));
  signal('a', offer);
  await settled();
  connections[0]?.hear(new FakeTrack());
  connections[0]?.become('connected');
  publish({ calls: [active({ held: true })], measureAudio: true });
  clock.pass(0);
  await settled();
  expect(commands.at(-1)).toEqual(['quality', { id: 'a', quality: { relayed: false } }]);
});

test('digits go out behind those that wait, and each is heard here while it is sent', async () => {
  const { beeps, calls, connections } = await talking();
  const dtmf = connections[0]?.senders[0]?.dtmf;
  expect(calls.canDial('a')).toBe(true);
  calls.dial('a', '1a');
  dtmf?.play();
  calls.dial('a', '+,#');
  expect([dtmf?.toneBuffer, beeps]).toEqual(['A,#', ['1']]);
  for (let time = 0; time < 4; time += 1) dtmf?.play();
  expect(beeps).toEqual(['1', 'A', '#']);
});

test('digits for nobody go nowhere: no call, no telephone at the other end, on hold, ended', async () => {
  const { calls, connections, log, tell } = await talking();
  const dtmf = connections[0]?.senders[0]?.dtmf;
  calls.dial('b', '1');
  expect(calls.canDial('b')).toBe(false);
  if (dtmf) dtmf.canInsertDTMF = false;
  calls.dial('a', '1');
  expect(calls.canDial('a')).toBe(false);
  if (dtmf) dtmf.canInsertDTMF = true;
  tell(active({ held: true }));
  calls.dial('a', '1');
  expect(calls.canDial('a')).toBe(false);
  tell(active());
  expect(calls.canDial('a')).toBe(true);
  tell();
  calls.dial('a', '1');
  expect([calls.canDial('a'), dtmf?.toneBuffer, log]).toEqual([false, '', []]);
});

test('digits that wait when a call is put on hold are not sent after it', async () => {
  const { calls, connections, tell } = await talking();
  calls.dial('a', '123');
  tell(active({ held: true }));
  expect(connections[0]?.senders[0]?.dtmf.toneBuffer).toBe('');
});

test('a sender that refuses digits after all is a line in the log', async () => {
  const { calls, connections, log } = await talking();
  const dtmf = connections[0]?.senders[0]?.dtmf;
  if (dtmf) {
    dtmf.insertDTMF = () => {
      throw new DOMException('no', 'InvalidStateError');
    };
  }
  calls.dial('a', '1');
  expect(log).toEqual(['Could not dial: InvalidStateError']);
});

test("a contact's privacy decides on the candidates, also of a call answered outside the window", async () => {
  const { calls, ices, know, publish, signal } = world();
  const going = [call('a', { phase: 'connecting', peer: 'hidden@capulet.example' })];
  publish({ calls: going, privacyOf: { 'hidden@capulet.example': 'relay' } });
  know(contactWith({ address: 'hidden@capulet.example' }), contactWith({ address: 'open@capulet.example' }));
  await calls.place('Hidden@capulet.example/phone');
  await calls.place('open@capulet.example');
  await calls.place('nobody@capulet.example');
  signal('a', offer);
  await settled();
  expect(ices.map(({ iceTransportPolicy }) => iceTransportPolicy)).toEqual(['relay', 'all', 'all', 'relay']);
});

test('a dial in the very first snapshot already knows the contacts that come with it', async () => {
  const { ices, know, publish } = world();
  publish({
    dial: { id: 'd', peer: 'hidden@capulet.example', confirmed: true },
    preferences: {
      theme: 'system',
      autoBusy: false,
      strangers: 'request',
      privacy: { contacts: 'relay', strangers: 'direct' },
      devices: {},
      sound: usualSound,
    },
  });
  know(contactWith({ address: 'hidden@capulet.example' }));
  await settled();
  expect(ices.map(({ iceTransportPolicy }) => iceTransportPolicy)).toEqual(['relay']);
});

test('the phone tells of another network, or the person asks: ICE is restarted with the servers of now', async () => {
  const { calls, commands, connections, network, publish, signal } = await talking();
  connections[0]?.become('connected');
  const servers = [{ urls: 'stun:other.example' }];
  publish({ calls: [active()], accounts: [accountWith({ iceServers: servers })] });
  const offers = () =>
    commands.filter(([name, input]) => name === 'signal' && JSON.stringify(input).includes('"offer"')).length;
  network();
  await settled();
  expect([offers(), connections[0]?.configuration.iceServers]).toEqual([1, servers]);
  signal('a', { description: { type: 'answer', sdp: 'a=ice-ufrag:them2\r\n' } });
  await settled();
  calls.reconnect('a');
  calls.reconnect('b');
  await settled();
  expect(offers()).toBe(2);
});

test('why there is no media is told with it', async () => {
  const { commands, connections } = await talking();
  connections[0]?.become('failed');
  expect(commands.at(-1)).toEqual(['media', { id: 'a', state: 'failed', failure: 'no-relay' }]);
});

test('a call that takes the place of another closes what is left of it before it opens the microphone', async () => {
  const { names, publish, streams } = await talking();
  const dial = { id: 'd', peer: 'juliet@capulet.example', confirmed: true, continues: 'a' };
  publish({ calls: [call('a', { phase: 'active' })], dial });
  expect(streams).toHaveLength(1);
  await settled();
  expect(streams.map(({ track }) => track.stopped)).toEqual([true, false]);
  expect(names().filter(name => name === 'place')).toHaveLength(1);
});

test('an offer for a call that no snapshot has named yet is answered, beside one that is on hold', async () => {
  const { connections, commands, signal, tell } = await talking();
  tell(active({ held: true }));
  signal('b', offer);
  await settled();
  expect(commands.at(-1)).toEqual(['signal', { id: 'b', signals: [{ description: described('answer') }] }]);
  tell(active({ held: true }), call('b', { phase: 'connecting' }));
  expect(connections.map(({ signalingState }) => signalingState)).toEqual(['stable', 'stable']);
});

test('while a call rings sound is made ready, once, without a microphone and without a word', async () => {
  const { commands, connections, sounds, streams, tell } = world();
  tell(
    call('a', { rings: 'silent' }),
    call('b'),
    call('c', { direction: 'outgoing', phase: 'proposing', rings: 'ring' }),
  );
  expect(sounds).toEqual([]);
  tell(call('a', { rings: 'ring' }));
  tell(call('a', { rings: 'ring', hushed: true }));
  await settled();
  expect([sounds, connections, streams, commands]).toEqual([['warm'], [], [], []]);
  tell(call('a', { phase: 'ended', end: 'cancelled' }));
  tell(call('d', { rings: 'soft' }));
  expect(sounds).toEqual(['warm', 'warm']);
});
