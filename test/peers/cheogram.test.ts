/** The gateway of Cheogram (jmp.chat): takes every call at once and rings afterwards, wants all candidates in the offer. */
import { beforeEach, expect, test } from 'vitest';
import { emptyOffer, everyone, noStoreHint, trickled } from './breaks';
import { startComponent } from './component';
import { callFeatures, id, ns, Peer, type Dialect, type Talk } from './peer';
import { endsAs, inPhase, reasonIn, stageFor, viewOf, weHangUp } from './scenarios';

const hash = '26:F3:70:8D:B4:1C:E9:55:02:AF:63:D8:97:0B:4E:C1:7A:35:F6:89:DD:12:A0:5B:C4:68:91:3E:07:EF:BA:54';
const gateway = 'sip.example.test';
const number = `+15551234@${gateway}`;
const device = `${number}/sip`;
const secret = 'component-secret';

/** Without type and hint. */
const message = (to: string, inside: string) => `<message from='${device}' to='${to}' id='${id()}'>${inside}</message>`;

const jingle = (talk: Talk, action: string, inside: string) =>
  `<iq type='set' from='${device}' to='${talk.device}' id='CHEOGRAM%jingle%${id()}'><jingle xmlns='${ns.jingle}' action='${action}' sid='${talk.sid}' initiator='${talk.us}' responder='${device}'>${inside}</jingle></iq>`;

const content = (talk: Talk, setup: string) =>
  `<content creator='initiator' name='${talk.content}' senders='both'><description xmlns='${ns.rtp}' media='audio'>
     <payload-type id='0' name='PCMU' clockrate='8000' channels='1'/><payload-type id='101' name='telephone-event' clockrate='8000'/><rtcp-mux/></description>
   <transport xmlns='${ns.ice}' ufrag='${talk.ufrag}' pwd='${talk.pwd}'><candidate component='1' foundation='1' generation='0' id='c1' ip='203.0.113.99' network='0' port='30000' priority='2130706431' protocol='udp' type='host'/>
     <fingerprint xmlns='${ns.dtls}' hash='sha-256' setup='${setup}'>${hash}</fingerprint></transport></content>`;

const dialect: Dialect = {
  client: 'Cheogram',
  resource: 'sip',
  identity:
    "<identity category='gateway' type='pstn' name='Cheogram'/><identity category='gateway' type='sms' name='Cheogram SMS'/>",
  features: [...callFeatures, 'urn:ietf:rfc:3264', ns.message],
  says: {
    propose: talk =>
      message(
        talk.us,
        `<propose xmlns='${ns.message}' id='${talk.sid}'><description xmlns='${ns.rtp}' media='audio'/></propose>`,
      ),
    proceed: talk => message(talk.device, `<proceed xmlns='${ns.message}' id='${talk.sid}'/>`),
    retract: talk => message(talk.us, `<retract xmlns='${ns.message}' id='${talk.sid}'/>`),
    'session-initiate': talk => jingle(talk, 'session-initiate', content(talk, 'actpass')),
    rings: talk => jingle(talk, 'session-info', `<ringing xmlns='${ns.info}'/>`),
    'session-accept': talk => jingle(talk, 'session-accept', content(talk, 'active')),
    decline: talk => jingle(talk, 'session-terminate', '<reason><busy/></reason>'),
    'hang up': talk => jingle(talk, 'session-terminate', '<reason><success/></reason>'),
  },
  breaksAt: [...everyone.filter(each => each !== noStoreHint), emptyOffer, trickled],
};

const stage = stageFor(dialect, { components: [{ host: gateway, secret }] }, async ({ componentPort }) => {
  return new Peer(dialect, await startComponent(gateway, componentPort, secret), device);
});

/** Numbers are seldom in the roster; a person who has their calls from there will want them to ring. */
beforeEach(async () => {
  const privacy = { contacts: 'direct', strangers: 'direct' } as const;
  stage().phone.hurry(5); // all candidates in one are waited for
  await stage().phone.page.commands.setPreferences({ strangers: 'ring', privacy });
});

/** We dial the number; the gateway has taken the call before anyone's telephone rings. */
async function dial(): Promise<Talk> {
  const { phone, peer } = stage();
  const talk = peer.talk(phone.address);
  await phone.call(number, talk.sid);
  await peer.hears('propose', talk);
  peer.say('proceed', talk);
  await peer.hears('session-initiate', talk);
  return talk;
}

test('a number rings until somebody answers: that the gateway took the call is no answer', async () => {
  const talk = await dial();
  expect(viewOf(stage(), talk)).toMatchObject({ phase: 'connecting', alerting: true });
  expect(viewOf(stage(), talk)?.answeredAt).toBeUndefined();
  stage().peer.say('session-accept', talk);
  const view = await inPhase(stage(), talk, 'active');
  expect(view).toMatchObject({ alerting: false });
  expect(view.answeredAt).toBeDefined();
  stage().peer.say('hang up', talk);
  await endsAs(stage(), talk, 'answered');
});

test('we hang up a call to a number', async () => {
  const talk = await dial();
  stage().peer.say('session-accept', talk);
  await inPhase(stage(), talk, 'active');
  await weHangUp(stage(), talk);
});

test('a number that is busy is said to be', async () => {
  const talk = await dial();
  stage().peer.say('decline', talk);
  await endsAs(stage(), talk, 'busy');
});

test('we give up on a number that nobody answers', async () => {
  const talk = await dial();
  await stage().phone.page.end(talk.sid);
  expect(reasonIn(await stage().peer.hears('session-terminate', talk))).toBe('cancel');
  await endsAs(stage(), talk, 'cancelled');
});

for (const [what, sid] of [
  ['an id that is no UUID', 'proposal%a7f3-29'],
  ['an ordinary id', undefined],
] as const) {
  test(`a number calls, with ${what}, and is answered with all candidates in one`, async () => {
    const { phone, peer } = stage();
    const talk = peer.talk(phone.address, sid);
    peer.say('propose', talk);
    await peer.hears('ringing', talk);
    const { id: call } = await phone.rings();
    await phone.page.accept(call);
    await peer.hears('proceed', talk);
    peer.say('session-initiate', talk);
    await peer.hears('session-accept', talk);
    await phone.until('active', () => phone.newest.phase === 'active');
    peer.say('hang up', talk);
    await phone.until('ended', () => phone.newest.phase === 'ended');
    expect(phone.newest.end).toBe('answered');
  });
}

test('a number that stops calling is a missed call', async () => {
  const { phone, peer } = stage();
  const talk = peer.talk(phone.address);
  peer.say('propose', talk);
  await peer.hears('ringing', talk);
  peer.say('retract', talk);
  await endsAs(stage(), talk, 'cancelled');
});
