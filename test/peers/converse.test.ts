/** Converse.js with stanza.js: the higher id wins a tie, half of the credentials are left out, the end of candidates is told. */
import { expect, test } from 'vitest';
import { everyone } from './breaks';
import { callFeatures, id, ns, refusal, type Dialect, type Talk } from './peer';
import {
  bothCall,
  hears,
  highId,
  inPhase,
  lowId,
  play,
  stageFor,
  theirsStays,
  theyHangUp,
  theyTalk,
  usual,
  viewOf,
  weHangUp,
} from './scenarios';

const hash = '71:E2:04:9C:3D:A8:56:BF:20:8B:C7:19:F4:65:DE:3A:90:47:EB:12:78:CD:06:B1:5E:83:29:FA:6C:D0:94:37';

const message = (to: string, name: string, { sid }: Talk, inside = '') =>
  `<message xmlns='jabber:client' id='${id()}' to='${to}' type='chat'><${name} xmlns='${ns.message}' id='${sid}'>${inside}</${name}><store xmlns='${ns.hints}'/></message>`;

const jingle = ({ device, self, sid }: Talk, action: string, inside: string) =>
  `<iq xmlns='jabber:client' id='${id()}' to='${device}' type='set'><jingle xmlns='${ns.jingle}' action='${action}' initiator='${self}' sid='${sid}'>${inside}</jingle></iq>`;

const content = (talk: Talk, setup: string) =>
  `<content creator='initiator' name='${talk.content}' senders='both'><description xmlns='${ns.rtp}' media='audio'>
     <payload-type id='111' name='opus' clockrate='48000' channels='2'><parameter name='minptime' value='10'/><parameter name='useinbandfec' value='1'/><rtcp-fb xmlns='${ns.feedback}' type='transport-cc'/></payload-type>
     <payload-type id='110' name='telephone-event' clockrate='48000' channels='1'/>
     <rtp-hdrext xmlns='${ns.extension}' id='4' uri='urn:ietf:params:rtp-hdrext:sdes:mid'/><rtcp-mux/>
     <source xmlns='${ns.source}' ssrc='3120098112'><parameter name='cname' value='bU0C'/></source></description>
   <transport xmlns='${ns.ice}' ufrag='${talk.ufrag}' pwd='${talk.pwd}'><fingerprint xmlns='${ns.dtls}' hash='sha-256' setup='${setup}'>${hash}</fingerprint></transport></content>
   <group xmlns='${ns.group}' semantics='BUNDLE'><content name='${talk.content}'/></group>`;

/** stanza.js sends each candidate with the name and without the password, and then that there are no more. */
const info = (talk: Talk, inside: string, pwd = '') =>
  jingle(
    talk,
    'transport-info',
    `<content creator='initiator' name='${talk.content}'><transport xmlns='${ns.ice}' ufrag='${talk.ufrag}'${pwd}>${inside}</transport></content>`,
  );

const candidate = `<candidate component='1' foundation='842163049' generation='0' id='${id()}' ip='198.51.100.77' network='1' port='58123' priority='1677729535' protocol='udp' rel-addr='0.0.0.0' rel-port='0' type='srflx'/>`;

const terminate = (talk: Talk, name: string) => jingle(talk, 'session-terminate', `<reason><${name}/></reason>`);

const dialect: Dialect = {
  client: 'Converse.js',
  resource: 'converse.js-50199423',
  identity: "<identity category='client' type='web' name='Converse.js'/>",
  features: [...callFeatures, 'urn:xmpp:jingle:apps:rtp:video', ns.group, ns.message],
  says: {
    propose: talk => message(talk.us, 'propose', talk, `<description xmlns='${ns.rtp}' media='audio'/>`),
    ringing: talk => message(talk.device, 'ringing', talk),
    proceed: talk => message(talk.device, 'proceed', talk),
    reject: talk => message(talk.device, 'reject', talk),
    retract: talk => message(talk.us, 'retract', talk),
    'session-initiate': talk => jingle(talk, 'session-initiate', content(talk, 'actpass')),
    rings: talk => jingle(talk, 'session-info', `<ringing xmlns='${ns.info}'/>`),
    'session-accept': talk => jingle(talk, 'session-accept', content(talk, 'active')),
    candidates: talk => info(talk, candidate) + info(talk, '<gathering-complete/>'),
    'add video': talk =>
      jingle(
        talk,
        'content-add',
        `<content creator='initiator' name='1' senders='both'><description xmlns='${ns.rtp}' media='video'><payload-type id='96' name='VP8' clockrate='90000'/></description><transport xmlns='${ns.ice}' ufrag='${talk.ufrag}' pwd='${talk.pwd}'/></content>`,
      ),
    restart: talk => info(talk, '', ` pwd='${talk.pwd}'`),
    'hang up': talk => terminate(talk, 'success'),
  },
  answers: ({ attrs: { action = '' } }) =>
    action === 'session-info'
      ? refusal('modify', 'feature-not-implemented', 'unsupported-info')
      : /^content-(accept|reject|remove|modify)$/.test(action)
        ? refusal('modify', 'bad-request')
        : 'result',
  breaksAt: everyone,
};

const stage = stageFor(dialect);

play(stage, [...usual, 'video that they add is declined, the sound stays', 'they restart ICE']);

test('candidates without a password are of the session, and the end of them is understood', async () => {
  const talk = await theyTalk(stage());
  expect(hears(stage(), talk, talk.ufrag)).toBe(true);
  const told = JSON.stringify(stage().phone.page.heard(talk.sid));
  expect(told).toContain('198.51.100.77 58123 typ srflx');
  await theyHangUp(stage(), talk);
});

test('a restart of which it says nothing but the name is none', async () => {
  const talk = await theyTalk(stage());
  const before = stage().phone.page.heard(talk.sid).length;
  stage().peer.write(info({ ...talk, ufrag: 'hALf' }, ''));
  stage().peer.write(info({ ...talk, ufrag: 'hALf' }, candidate));
  await stage().phone.until('takes the candidate', () => stage().phone.page.heard(talk.sid).length > before);
  expect(viewOf(stage(), talk)).toMatchObject({ phase: 'active' });
  await weHangUp(stage(), talk);
});

test('both call at once and it ties inversely: the call that it turns ours down for is taken', async () => {
  const { peer } = stage();
  const { ours, theirs } = await bothCall(stage(), lowId(), highId());
  await peer.hears('reject', theirs);
  peer.write(message(ours.device, 'reject', ours, `<reason xmlns='${ns.jingle}'><expired/></reason><tie-break/>`));
  await theirsStays(stage(), { ours, theirs });
});

test('both call at once and it ties inversely in silence: after a while theirs is taken', async () => {
  const { phone, peer } = stage();
  const { ours, theirs } = await bothCall(stage(), lowId(), highId());
  await peer.hears('reject', theirs);
  phone.hurry(10);
  await theirsStays(stage(), { ours, theirs });
});

test('both call at once and both yield: the call ends and does not hang', async () => {
  const { peer } = stage();
  const { ours, theirs } = await bothCall(stage(), highId(), lowId());
  peer.say('retract', theirs);
  await peer.hears('proceed', theirs);
  await inPhase(stage(), ours, 'ended');
});
