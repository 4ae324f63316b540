/** Dino 0.5, as recorded (test/fixtures/dino): no ringing, no finish, no hints, one payload type, one ICE for all time. */
import { expect, test } from 'vitest';
import { everyone, noPayloads } from './breaks';
import { all, callFeatures, id, ns, refusal, type Dialect, type Talk } from './peer';
import {
  bothCall,
  endsAs,
  highId,
  lowId,
  play,
  stageFor,
  theirsStays,
  theyAnswer,
  theyHangUp,
  theyTalk,
  usual,
  weHangUp,
  weTalk,
} from './scenarios';

const hash = '58:5E:41:58:F8:85:23:6F:53:4C:38:ED:67:BE:06:FF:51:2D:B7:2A:50:89:45:2F:09:E7:FE:44:D7:34:A7:E9';

const message = (to: string, inside: string) =>
  `<message xml:lang='en' type='chat' id='${id()}' to='${to}'>${inside}</message>`;

const step = (name: string, { sid }: Talk, inside = '') =>
  `<${name} id='${sid}' xmlns='${ns.message}'>${inside}</${name}>`;

const jingle = ({ device, sid }: Talk, action: string, inside: string, initiator = '') =>
  `<iq xml:lang='en' type='set' id='${id()}' to='${device}'><jingle ${initiator} action='${action}' xmlns='${ns.jingle}' sid='${sid}'>${inside}</jingle></iq>`;

const candidates = [1, 2]
  .map(
    component => `<candidate component='${component}' network='0' port='4825${component}' ip='192.0.2.2' generation='0' priority='2015363327' protocol='udp' type='host' foundation='1' id='bd6ff30${component}'/>
      <candidate component='${component}' network='0' port='6061${component}' ip='fd00::2' generation='0' priority='2015363583' protocol='udp' type='host' foundation='2' id='5ce2e0f${component}'/>`,
  )
  .join('');

const opus =
  "<payload-type id='111' clockrate='48000' channels='2' name='opus'><parameter value='1' name='useinbandfec'/></payload-type>";
const others = [
  [32_000, 112, 'speex'], [16_000, 113, 'speex'], [8_000, 114, 'speex'], [8_000, 0, 'PCMU'], [8_000, 8, 'PCMA'],
].map(([rate, number, name]) => `<payload-type clockrate='${rate}' id='${number}' name='${name}'/>`).join(''); // prettier-ignore

const content = ({ content: name, ufrag, pwd }: Talk, payloads: string, setup: string) =>
  `<content creator='initiator' senders='both' name='${name}'><description media='audio' xmlns='${ns.rtp}'>${payloads}<encryption><crypto key-params='inline:dyBv4t7NltI5ooE4wMVMj5BC9bBpVMwhFYOjK94z' crypto-suite='AES_CM_128_HMAC_SHA1_80' tag='1'/></encryption><rtcp-mux/></description><transport pwd='${pwd}' xmlns='${ns.ice}' ufrag='${ufrag}'><fingerprint hash='sha-256' xmlns='${ns.dtls}' setup='${setup}'>${hash}</fingerprint>${candidates}</transport></content>`;

const info = (talk: Talk, name: string) =>
  jingle(talk, 'session-info', `<${name} name='${talk.content}' creator='initiator' xmlns='${ns.info}'/>`);

const terminate = (talk: Talk, reason: string) => jingle(talk, 'session-terminate', `<reason><${reason}/></reason>`);

const dialect: Dialect = {
  client: 'Dino',
  resource: 'dino.1a2b3c4d',
  identity: "<identity category='client' type='pc' name='Dino'/>",
  features: [...callFeatures, 'urn:xmpp:jingle:apps:rtp:video', ns.raw, 'urn:xmpp:jingle:muji:0', ns.message],
  says: {
    propose: talk => message(talk.us, step('propose', talk, `<description media='audio' xmlns='${ns.rtp}'/>`)),
    accept: talk => message(talk.self.split('/')[0] ?? '', step('accept', talk)),
    proceed: talk =>
      message(
        talk.device,
        step(
          'proceed',
          talk,
          "<device id='161549186' xmlns='http://gultsch.de/xmpp/drafts/omemo/dlts-srtp-verification'/>",
        ),
      ),
    reject: talk => message(talk.device, step('reject', talk)),
    retract: talk => message(talk.us, step('retract', talk)),
    'session-initiate': talk =>
      jingle(
        talk,
        'session-initiate',
        content({ ...talk, content: 'audio' }, opus + others, 'actpass'),
        `initiator='${talk.self}'`,
      ),
    'session-accept': talk => jingle(talk, 'session-accept', content(talk, opus, 'active')),
    mute: talk => info(talk, 'mute'),
    unmute: talk => info(talk, 'unmute'),
    'add video': talk =>
      jingle(
        talk,
        'content-add',
        `<content creator='initiator' senders='initiator' name='video'><description media='video' xmlns='${ns.rtp}'><payload-type id='96' clockrate='90000' name='VP8'/><rtcp-mux/></description><transport pwd='${talk.pwd}' xmlns='${ns.ice}' ufrag='viDe'><fingerprint hash='sha-256' xmlns='${ns.dtls}' setup='actpass'>${hash}</fingerprint></transport></content>`,
      ),
    cancel: talk => terminate(talk, 'cancel'),
    decline: talk => terminate(talk, 'decline'),
    'hang up': talk => terminate(talk, 'success'),
  },
  answers: ({ attrs }) =>
    /^(content-(reject|remove)|security-info)$/.test(attrs['action'] ?? '')
      ? refusal('cancel', 'feature-not-implemented')
      : 'result',
  breaksAt: [...everyone, noPayloads],
};

const stage = stageFor(dialect);

play(stage, [
  ...usual,
  'their mute is shown',
  'video that they add is declined, the sound stays',
  'a break that they cannot mend by ICE ends the call and places it again',
]);

test('of its offer no key in the clear and no second component comes to our peer connection', async () => {
  const { phone, peer } = stage();
  const talk = await theyTalk(stage());
  const told = JSON.stringify(phone.page.heard(talk.sid));
  expect(told).not.toMatch(/crypto|inline:/);
  expect(told).not.toMatch(/candidate:1 2 udp/);
  expect(told).toMatch(/candidate:1 1 udp/);
  const accept = peer.heard.find(
    ({ name, payload }) => name === 'session-accept' && payload?.attrs['sid'] === talk.sid,
  );
  expect(accept?.payload && all(accept.payload, 'payload-type')[0]?.attrs).toMatchObject({ id: '111', name: 'opus' });
  await theyHangUp(stage(), talk);
});

test('an underscore in a reason is read as the hyphen it should be', async () => {
  const talk = await weTalk(stage());
  stage().peer.write(terminate(talk, 'failed_transport'));
  await endsAs(stage(), talk, 'no-path');
});

test('a session-terminate without a reason is the end of a good call', async () => {
  const talk = await weTalk(stage());
  stage().peer.write(jingle(talk, 'session-terminate', ''));
  await endsAs(stage(), talk, 'answered');
});

test('an offer that it sends behind its own retract never rings and is told so', async () => {
  const { phone, peer } = stage();
  const talk = peer.talk(phone.address);
  peer.say('propose', talk);
  await peer.hears('ringing', talk);
  peer.say('retract', talk);
  await endsAs(stage(), talk, 'cancelled');
  peer.say('session-initiate', talk);
  await peer.hears('session-terminate', talk);
  expect(phone.softphone.state.calls.every(({ phase }) => phase === 'ended')).toBe(true);
});

test('both call at once, ours stays: it knows no ties, and rings for ours all the same', async () => {
  const { peer } = stage();
  const { ours, theirs } = await bothCall(stage(), lowId(), highId());
  peer.say('accept', ours);
  await peer.hears('reject', theirs);
  await theyAnswer(stage(), ours);
  await weHangUp(stage(), ours);
});

test('both call at once, theirs stays: it takes our proceed', async () => {
  const { ours, theirs } = await bothCall(stage(), highId(), lowId());
  await theirsStays(stage(), { ours, theirs });
});
