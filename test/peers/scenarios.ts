/** What every client is put through, as far as its dialect has the words for it. */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { CallEnd, CallPhase, CallView } from '../../shared/call';
import { startPhone, type TestPhone } from '../support/phone';
import type { ServerOptions } from '../../scripts/servers/server.mjs';
import { startServer, type Server } from '../support/server';
import { all, child, startPeer, type Dialect, type Heard, type Peer, type Talk } from './peer';

/** A phone of ours and a peer, friends, on a server. */
export interface Stage {
  readonly server: Server;
  readonly phone: TestPhone;
  readonly peer: Peer;
}

/** Starts one for the file; what a test leaves behind is taken off, and the peer is looked at. */
export function stageFor(
  dialect: Dialect,
  options: ServerOptions = {},
  start: (server: Server) => Promise<Peer> = server => startPeer(dialect, server, 'alice'),
): () => Stage {
  let server: Server | undefined;
  let phone: TestPhone | undefined;
  let peer: Peer | undefined;
  beforeAll(async () => {
    server = await startServer(options, 'prosody');
    [phone, peer] = await Promise.all([startPhone({ server, user: 'bob' }), start(server)]);
    await phone.online();
    const { bare } = peer;
    const isGateway = options.components !== undefined;
    await phone.until('knows the peer', ({ softphone }) =>
      isGateway
        ? softphone.state.accounts.some(({ gateways }) => gateways.length > 0)
        : softphone.contacts.some(each => each.address === bare && each.callable !== undefined),
    );
  });
  afterEach(async () => {
    if (!phone || !peer) return;
    phone.hurry(1);
    for (const { id, phase } of phone.softphone.state.calls) if (phase !== 'ended') await phone.page.end(id);
    const { dial } = phone.softphone.state;
    if (dial) await phone.page.commands.dialled({ id: dial.id, yes: false });
    await peer.survives();
    expect(phone.page.failures).toEqual([]);
  });
  afterAll(async () => {
    await Promise.all([phone?.stop(), peer?.stop()]);
    await server?.stop();
  });
  return () => {
    if (!server || !phone || !peer) throw new Error('no stage');
    return { server, phone, peer };
  };
}

/** The call of ours that a talk is. */
export const viewOf = ({ phone }: Stage, { sid }: Talk): CallView | undefined =>
  phone.softphone.state.calls.find(({ id }) => id === sid);

export const inPhase = (stage: Stage, talk: Talk, phase: CallPhase): Promise<CallView> =>
  stage.phone.until(phase, () => {
    const view = viewOf(stage, talk);
    return view?.phase === phase && view;
  });

export async function endsAs(stage: Stage, talk: Talk, end: CallEnd): Promise<void> {
  expect((await inPhase(stage, talk, 'ended')).end).toBe(end);
}

/** They call, and it rings here. */
export async function theyCall(stage: Stage): Promise<Talk> {
  const { phone, peer } = stage;
  phone.skip(10_000); // nobody calls as often as a test does
  const talk = peer.talk(phone.address);
  if (peer.knows('propose')) {
    peer.say('propose', talk);
    await peer.hears('ringing', talk);
  } else {
    talk.device = await deviceOf(stage);
    peer.say('session-initiate', talk);
    await peer.hears('session-info', talk);
  }
  await inPhase(stage, talk, 'ringing');
  return talk;
}

/** The device that a client calls which sees our presence. */
const deviceOf = async ({ phone, peer }: Stage): Promise<string> =>
  await phone.until(
    'shows its presence',
    () =>
      peer.line.stanzas.findLast(
        ({ name, attrs }) => name === 'presence' && !attrs['type'] && attrs['from']?.startsWith(`${phone.address}/`),
      )?.attrs['from'],
  );

/** We call, and their device has heard of it. */
export async function weCall(stage: Stage, sid?: string): Promise<Talk> {
  const { phone, peer } = stage;
  const talk = peer.talk(phone.address, sid);
  await phone.call(peer.bare, talk.sid);
  if (!peer.knows('propose')) return talk;
  await peer.hears('propose', talk);
  peer.trySay('ringing', talk);
  if (peer.knows('ringing')) await phone.until('hears it ring', () => viewOf(stage, talk)?.heardRinging);
  return talk;
}

/** Their call is answered here, up to sound both ways. */
export async function weAnswer(stage: Stage, talk: Talk): Promise<void> {
  const { phone, peer } = stage;
  await phone.page.accept(talk.sid);
  if (peer.knows('propose')) {
    await peer.hears('proceed', talk);
    peer.say('session-initiate', talk);
  }
  await peer.hears('session-accept', talk);
  peer.trySay('candidates', talk);
  await inPhase(stage, talk, 'active');
}

/** Our call is answered there, up to sound both ways. */
export async function theyAnswer(stage: Stage, talk: Talk): Promise<void> {
  const { peer } = stage;
  if (peer.knows('propose')) {
    peer.trySay('accept', talk);
    peer.say('proceed', talk);
  }
  await peer.hears('session-initiate', talk);
  peer.trySay('rings', talk);
  peer.say('session-accept', talk);
  peer.trySay('candidates', talk);
  await inPhase(stage, talk, 'active');
}

export async function theyTalk(stage: Stage): Promise<Talk> {
  const talk = await theyCall(stage);
  await weAnswer(stage, talk);
  return talk;
}

export async function weTalk(stage: Stage): Promise<Talk> {
  const talk = await weCall(stage);
  await theyAnswer(stage, talk);
  return talk;
}

export async function theyHangUp(stage: Stage, talk: Talk): Promise<void> {
  stage.peer.say('hang up', talk);
  stage.peer.trySay('finish', talk);
  await endsAs(stage, talk, 'answered');
}

export async function weHangUp(stage: Stage, talk: Talk): Promise<void> {
  await stage.phone.page.end(talk.sid);
  expect(reasonIn(await stage.peer.hears('session-terminate', talk))).toBe('success');
  await endsAs(stage, talk, 'answered');
}

/** Both invite each other at the same moment, we first; who wins is the standard's affair, or theirs. */
export async function bothCall(stage: Stage, own: string, other: string): Promise<{ ours: Talk; theirs: Talk }> {
  const { phone, peer } = stage;
  const ours = peer.talk(phone.address, own);
  const theirs = peer.talk(phone.address, other);
  await phone.call(peer.bare, ours.sid);
  await peer.hears('propose', ours);
  peer.say('propose', theirs);
  return { ours, theirs };
}

/** Of two invitations theirs stays: our call goes on as the answer to it, until they hang up. */
export async function theirsStays(stage: Stage, { ours, theirs }: { ours: Talk; theirs: Talk }): Promise<void> {
  const { peer } = stage;
  await peer.hears('proceed', theirs);
  peer.say('session-initiate', theirs);
  await peer.hears('session-accept', theirs);
  peer.trySay('candidates', theirs);
  await inPhase(stage, ours, 'active');
  peer.say('hang up', theirs);
  await endsAs(stage, ours, 'answered');
}

/** What they give as a reason. */
export const reasonIn = ({ payload }: Heard): string | undefined => {
  const reason = payload && child(payload, 'reason');
  return reason?.children.flatMap(each => (typeof each === 'string' ? [] : [each.name]))[0];
};

/** The names of the credentials in a stanza of ours. */
export const ufragsIn = ({ payload }: Heard): (string | undefined)[] =>
  payload ? all(payload, 'transport').map(({ attrs }) => attrs['ufrag']) : [];

const scenarios = {
  'they call, we answer, they hang up': async stage => {
    await theyHangUp(stage, await theyTalk(stage));
  },
  'they call, we answer, we hang up': async stage => {
    await weHangUp(stage, await theyTalk(stage));
  },
  'we call, they answer, they hang up': async stage => {
    await theyHangUp(stage, await weTalk(stage));
  },
  'we call, they answer, we hang up': async stage => {
    await weHangUp(stage, await weTalk(stage));
  },
  'they decline': async stage => {
    const talk = await weCall(stage);
    if (stage.peer.knows('propose')) stage.peer.say('reject', talk);
    else {
      await stage.peer.hears('session-initiate', talk);
      stage.peer.say('decline', talk);
    }
    await endsAs(stage, talk, 'declined');
  },
  'we decline': async stage => {
    const talk = await theyCall(stage);
    await stage.phone.page.end(talk.sid);
    const said = await stage.peer.hears(stage.peer.knows('propose') ? 'reject' : 'session-terminate', talk);
    expect(reasonIn(said)).toBe('decline');
    await endsAs(stage, talk, 'declined');
  },
  'they cancel': async stage => {
    const talk = await theyCall(stage);
    stage.peer.say(stage.peer.knows('propose') ? 'retract' : 'cancel', talk);
    await endsAs(stage, talk, 'cancelled');
  },
  'we cancel': async stage => {
    const talk = await weCall(stage);
    if (!stage.peer.knows('propose')) await stage.peer.hears('session-initiate', talk);
    await stage.phone.page.end(talk.sid);
    const said = await stage.peer.hears(stage.peer.knows('propose') ? 'retract' : 'session-terminate', talk);
    expect(reasonIn(said)).toBe('cancel');
    await endsAs(stage, talk, 'cancelled');
  },
  'we cancel after they took it': async stage => {
    const talk = await weCall(stage);
    stage.peer.trySay('accept', talk);
    stage.peer.say('proceed', talk);
    await stage.peer.hears('session-initiate', talk);
    await stage.phone.page.end(talk.sid);
    expect(reasonIn(await stage.peer.hears('session-terminate', talk))).toBe('cancel');
    await endsAs(stage, talk, 'cancelled');
  },
  'an invitation that comes late is a missed call and never rings': async stage => {
    const talk = stage.peer.talk(stage.phone.address);
    const [text = ''] = [stage.peer.dialect.says.propose?.(talk)];
    const stamp = new Date(Date.now() - 7_200_000).toISOString();
    const delay = `<delay xmlns='urn:xmpp:delay' from='example.test' stamp='${stamp}'/>`;
    stage.peer.write(text.replace('</message>', `${delay}</message>`));
    await endsAs(stage, talk, 'no-answer');
    expect(stage.peer.hasHeard('ringing', talk)).toBe(false);
  },
  'our mute and hold cost nothing, whatever they answer': async stage => {
    const talk = await theyTalk(stage);
    const { commands } = stage.phone.page;
    await commands.mute({ id: talk.sid, muted: true });
    await commands.hold({ id: talk.sid, held: true });
    for (const info of ['mute', 'hold']) {
      await stage.peer.hears('session-info', talk, ({ payload }) => payload !== undefined && !!child(payload, info));
    }
    await commands.hold({ id: talk.sid, held: false });
    await commands.mute({ id: talk.sid, muted: false });
    await stage.peer.hears('session-info', talk, ({ payload }) => payload !== undefined && !!child(payload, 'unmute'));
    expect(viewOf(stage, talk)).toMatchObject({ phase: 'active', muted: false, held: false });
    await theyHangUp(stage, talk);
  },
  'their mute is shown': async stage => {
    const talk = await theyTalk(stage);
    stage.peer.say('mute', talk);
    await stage.phone.until('muted there', () => viewOf(stage, talk)?.mutedByPeer);
    stage.peer.say('unmute', talk);
    await stage.phone.until('heard again', () => viewOf(stage, talk)?.mutedByPeer === false);
    await weHangUp(stage, talk);
  },
  'video that they add is declined, the sound stays': async stage => {
    const talk = await theyTalk(stage);
    stage.peer.say('add video', talk);
    const said = await stage.peer.hears('content-reject', talk);
    expect(reasonIn(said)).toBe('unsupported-applications');
    expect(viewOf(stage, talk)).toMatchObject({ phase: 'active' });
    await weHangUp(stage, talk);
  },
  'they restart ICE': async stage => {
    const talk = await theyTalk(stage);
    const before = new Set(talk.credentials);
    talk.ufrag = 'nEwU';
    talk.pwd = 'a'.repeat(24);
    stage.peer.say('restart', talk);
    const said = await stage.peer.hears('transport-info', talk, heard =>
      ufragsIn(heard).some(ufrag => ![...before].some(known => known.startsWith(`${ufrag ?? ''} `))),
    );
    talk.offering = false;
    expect(said.payload && all(said.payload, 'candidate')).not.toHaveLength(0);
    stage.peer.say('candidates', talk);
    await stage.phone.until('takes them', () => hears(stage, talk, 'nEwU'));
    expect(viewOf(stage, talk)).toMatchObject({ phase: 'active' });
    await weHangUp(stage, talk);
  },
  'we restart ICE': async stage => {
    const talk = await weTalk(stage);
    await interruptAndRestart(stage, talk);
    const offer = await stage.peer.hears(
      'transport-info',
      talk,
      ({ payload }) => !!payload && all(payload, 'candidate').length === 0,
    );
    talk.ufrag = 'oThR';
    talk.pwd = 'b'.repeat(24);
    stage.peer.say('answer restart', talk);
    await stage.peer.hears(
      'transport-info',
      talk,
      heard =>
        ufragsIn(heard)[0] === ufragsIn(offer)[0] && !!heard.payload && all(heard.payload, 'candidate').length > 0,
    );
    await stage.phone.until('takes them', () => hears(stage, talk, 'oThR'));
    await inPhase(stage, talk, 'active');
    await theyHangUp(stage, talk);
  },
  'a break that they cannot mend by ICE ends the call and places it again': async stage => {
    const talk = await weTalk(stage);
    await interruptAndRestart(stage, talk);
    stage.phone.hurry(25); // its silence is waited for
    await stage.peer.hears('session-terminate', talk);
    stage.phone.hurry(1);
    await endsAs(stage, talk, 'no-path');
    const dial = await stage.phone.until('calls again', () => stage.phone.softphone.state.dial);
    expect(dial).toMatchObject({ peer: stage.peer.bare, continues: talk.sid, confirmed: true });
    const again = stage.peer.talk(stage.phone.address, dial.id);
    await stage.phone.page.place(again.sid, stage.peer.bare);
    await stage.peer.hears('propose', again);
    await theyAnswer(stage, again);
    expect(viewOf(stage, again)?.continues).toBe(talk.sid);
    await theyHangUp(stage, again);
  },
} satisfies Record<string, (stage: Stage) => Promise<void>>;

/** Whether our peer connection got something under that name. */
export const hears = ({ phone }: Stage, { sid }: Talk, ufrag: string): boolean =>
  phone.page
    .heard(sid)
    .some(signal =>
      'candidate' in signal
        ? signal.candidate.usernameFragment === ufrag
        : signal.description.sdp.includes(`a=ice-ufrag:${ufrag}`),
    );

async function interruptAndRestart({ phone }: Stage, talk: Talk): Promise<void> {
  talk.renewing = true;
  await phone.page.commands.media({ id: talk.sid, state: 'interrupted' });
  await phone.page.restart(talk.sid);
}

export type Scenario = keyof typeof scenarios;

/** All that any client with invitations can be put through. */
export const usual: readonly Scenario[] = [
  'they call, we answer, they hang up',
  'they call, we answer, we hang up',
  'we call, they answer, they hang up',
  'we call, they answer, we hang up',
  'they decline',
  'we decline',
  'they cancel',
  'we cancel',
  'we cancel after they took it',
  'an invitation that comes late is a missed call and never rings',
  'our mute and hold cost nothing, whatever they answer',
];

/** A test for each of them. */
export function play(stage: () => Stage, names: readonly Scenario[]): void {
  for (const name of names) test(name, async () => await scenarios[name](stage()));
}

/** Ids that lose or win every tie (XEP-0353 §tie-break: the lower stays). */
export const lowId = (): string => randomUUID().replace(/^.{8}/, '00000000');
export const highId = (): string => randomUUID().replace(/^.{8}/, 'ffffffff');
