/** Clients that cannot encrypt, or speak Jingle of another year: Gajim 1.x, one with raw UDP alone, one of 2008. */
import { expect, test } from 'vitest';
import { everyone } from './breaks';
import { all, callFeatures, child, id, ns, type Dialect, type Talk } from './peer';
import { endsAs, inPhase, play, reasonIn, stageFor, theyHangUp, theyTalk, viewOf } from './scenarios';

const hash = '8E:15:C0:D7:42:FB:39:A6:60:0D:B3:5C:F8:71:24:EF:9B:06:DA:88:13:47:BE:F5:20:C9:6A:9D:54:E3:7F:01';
const then = 'urn:xmpp:tmp:jingle';

const jingle = ({ device, self, sid }: Talk, action: string, inside: string, xmlns: string = ns.jingle) =>
  `<iq type='set' to='${device}' id='${id()}'><jingle xmlns='${xmlns}' action='${action}' initiator='${self}' sid='${sid}'>${inside}</jingle></iq>`;

const payloads =
  "<payload-type id='97' name='opus' clockrate='48000' channels='2'/><payload-type id='8' name='PCMA' clockrate='8000' channels='1'/>";

const candidate =
  "<candidate component='1' foundation='1' generation='0' id='g1' ip='192.0.2.60' network='0' port='7078' priority='2015363327' protocol='udp' type='host'/>";

const audio = (transport: string, rtp: string = ns.rtp, media = " media='audio'") =>
  `<content creator='initiator' name='voice'><description xmlns='${rtp}'${media}>${payloads}</description>${transport}</content>`;

const ice = ({ ufrag, pwd }: Talk, inside: string, xmlns: string = ns.ice) =>
  `<transport xmlns='${xmlns}' ufrag='${ufrag}' pwd='${pwd}'>${inside}${candidate}</transport>`;

const raw = `<transport xmlns='${ns.raw}'><candidate component='1' generation='0' id='a9j3mnbtu1' ip='192.0.2.60' port='13540'/></transport>`;

const fingerprint = (setup: string) =>
  `<fingerprint xmlns='${ns.dtls}' hash='sha-256' setup='${setup}'>${hash}</fingerprint>`;

const dialect: Dialect = {
  client: 'a client of 2008',
  resource: 'Psi-0.13',
  identity: "<identity category='client' type='pc' name='2008'/>",
  features: [...callFeatures, then, `${then}:apps:audio-rtp`, `${then}:transports:ice-udp`],
  says: {
    'session-initiate': talk =>
      jingle(
        talk,
        'session-initiate',
        audio(ice(talk, fingerprint('actpass'), `${then}:transports:ice-udp`), `${then}:apps:audio-rtp`, ''),
        then,
      ),
    cancel: talk => jingle(talk, 'session-terminate', '<reason><condition><cancel/></condition></reason>', then),
    'hang up': talk => jingle(talk, 'session-terminate', '<reason><condition><success/></condition></reason>', then),
  },
  breaksAt: everyone,
};

const stage = stageFor(dialect);

play(stage, ['they call, we answer, they hang up', 'they call, we answer, we hang up', 'we decline', 'they cancel']);

test('who speaks in the namespaces of 2008 is answered in them', async () => {
  const { peer } = stage();
  const talk = await theyTalk(stage());
  const accept = peer.heard.find(
    ({ name, payload }) => name === 'session-accept' && payload?.attrs['sid'] === talk.sid,
  );
  expect(accept?.payload?.attrs['xmlns']).toBe(then);
  expect(accept?.payload && all(accept.payload, 'description')[0]?.attrs['xmlns']).toBe(`${then}:apps:audio-rtp`);
  expect(accept?.payload && all(accept.payload, 'transport')[0]?.attrs['xmlns']).toBe(`${then}:transports:ice-udp`);
  await theyHangUp(stage(), talk);
});

/** A call of somebody whose offer is `content`. */
async function offer(content: (talk: Talk) => string): Promise<Talk> {
  const { phone, peer } = stage();
  const talk = peer.talk(phone.address);
  talk.device = await phone.until(
    'is seen',
    () =>
      peer.line.stanzas.find(({ name, attrs }) => name === 'presence' && attrs['from']?.startsWith(`${phone.address}/`))
        ?.attrs['from'],
  );
  peer.write(jingle(talk, 'session-initiate', content(talk)));
  return talk;
}

test('Gajim 1.x offers plain RTP: it never rings, and both are told why', async () => {
  const talk = await offer(each => audio(ice(each, '')));
  expect(reasonIn(await stage().peer.hears('session-terminate', talk))).toBe('security-error');
  await endsAs(stage(), talk, 'not-encrypted');
  expect(stage().peer.hasHeard('session-info', talk)).toBe(false);
});

test('an answer in plain RTP ends the call as not encrypted', async () => {
  const { phone, peer } = stage();
  const talk = peer.talk(phone.address);
  await phone.call(peer.bare, talk.sid);
  await peer.hears('session-initiate', talk);
  peer.write(jingle(talk, 'session-accept', audio(ice(talk, '')).replace("name='voice'", `name='${talk.content}'`)));
  expect(reasonIn(await peer.hears('session-terminate', talk))).toBe('security-error');
  await endsAs(stage(), talk, 'not-encrypted');
});

test('raw UDP is asked over to ICE; who comes is a call like any other', async () => {
  const { phone, peer } = stage();
  const talk = await offer(() => audio(raw));
  const asked = await peer.hears('transport-replace', talk);
  const content = asked.payload && child(asked.payload, 'content');
  expect(content && child(content, 'transport')?.attrs['xmlns']).toBe(ns.ice);
  expect(viewOf(stage(), talk)?.phase).not.toBe('ringing');
  peer.write(
    jingle(
      talk,
      'transport-accept',
      `<content creator='initiator' name='voice'>${ice(talk, fingerprint('actpass'))}</content>`,
    ),
  );
  await inPhase(stage(), talk, 'ringing');
  await phone.page.accept(talk.sid);
  await peer.hears('session-accept', talk);
  await inPhase(stage(), talk, 'active');
  peer.write(jingle(talk, 'session-terminate', '<reason><success/></reason>'));
  await endsAs(stage(), talk, 'answered');
});

for (const [what, answer] of [
  [
    'will not',
    (talk: Talk) => jingle(talk, 'transport-reject', `<content creator='initiator' name='voice'>${raw}</content>`),
  ],
  [
    'comes without keys',
    (talk: Talk) =>
      jingle(talk, 'transport-accept', `<content creator='initiator' name='voice'>${ice(talk, '')}</content>`),
  ],
] as const) {
  test(`raw UDP is asked over to ICE; who ${what} is told that the transport is the reason`, async () => {
    const { peer } = stage();
    const talk = await offer(() => audio(raw));
    await peer.hears('transport-replace', talk);
    peer.write(answer(talk));
    expect(reasonIn(await peer.hears('session-terminate', talk))).toBe('unsupported-transports');
    await endsAs(stage(), talk, 'not-encrypted');
  });
}
