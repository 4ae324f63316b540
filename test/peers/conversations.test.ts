/** Conversations 2.19: strict, restarts ICE in a dialect of its own, ends the call at any error. */
import { expect, test } from 'vitest';
import { anyError, bareAnswerToRestart, everyone } from './breaks';
import { callFeatures, id, ns, type Dialect, type Talk } from './peer';
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
  viewOf,
  weHangUp,
} from './scenarios';

const fingerprint = '5A:2C:6E:1B:77:90:0D:43:E8:F1:CC:09:31:A4:5F:62:B8:DE:10:97:3C:85:44:2A:EB:06:D3:F7:19:8E:71:B0';
const options = 'http://gultsch.de/xmpp/drafts/jingle/transports/ice-udp/option';

const message = (to: string, name: string, inside: string, rest = '') =>
  `<message to='${to}' type='chat' id='${name}'>${inside}${rest}<store xmlns='${ns.hints}'/></message>`;

const request = ({ device, sid }: Talk, action: string, inside: string) =>
  `<iq to='${device}' type='set' id='${id()}'><jingle xmlns='${ns.jingle}' sid='${sid}' action='${action}'>${inside}</jingle></iq>`;

const transport = ({ ufrag, pwd }: Talk, inside = '') =>
  `<transport xmlns='${ns.ice}' ufrag='${ufrag}' pwd='${pwd}'>${inside}<trickle xmlns='${options}'/><renomination xmlns='${options}'/></transport>`;

const description = `<description xmlns='${ns.rtp}' media='audio'>
  <payload-type id='111' name='opus' clockrate='48000' channels='2'>
    <parameter name='minptime' value='10'/><parameter name='useinbandfec' value='1'/>
    <rtcp-fb xmlns='${ns.feedback}' type='transport-cc'/>
  </payload-type>
  <payload-type id='9' name='G722' clockrate='8000'/><payload-type id='0' name='PCMU' clockrate='8000'/>
  <payload-type id='126' name='telephone-event' clockrate='8000'/>
  <rtp-hdrext xmlns='${ns.extension}' id='1' uri='urn:ietf:params:rtp-hdrext:ssrc-audio-level'/>
  <extmap-allow-mixed xmlns='${ns.extension}'/>
  <source xmlns='${ns.source}' ssrc='2937412021'><parameter name='cname' value='kX0qd0R0ywQyQ6uS'/><parameter name='msid' value='my-media-stream my-audio-track'/></source>
  <rtcp-mux/>
</description>`;

const content = (talk: Talk, setup: string) =>
  `<group xmlns='${ns.group}' semantics='BUNDLE'><content name='${talk.content}'/></group>
   <content creator='initiator' senders='both' name='${talk.content}'>${description}${transport(
     talk,
     `<fingerprint xmlns='${ns.dtls}' hash='sha-256' setup='${setup}'>${fingerprint}</fingerprint>`,
   )}</content>`;

const candidate = (generation: number) =>
  `<candidate component='1' foundation='2895342119' generation='${generation}' id='${id()}' ip='198.51.100.7' port='46215' priority='1685987071' protocol='udp' rel-addr='10.0.0.4' rel-port='46215' type='srflx'/>`;

const info = (talk: Talk, inside: string) =>
  request(
    talk,
    'transport-info',
    `<content creator='initiator' name='${talk.content}'>${transport(talk, inside)}</content>`,
  );

const reason = (condition: string) => `<reason><${condition}/></reason>`;

const own = ({ self }: Talk) => self.split('/')[0] ?? '';

const dialect: Dialect = {
  client: 'Conversations',
  resource: 'Conversations.k3Xq',
  identity: "<identity category='client' type='phone' name='Conversations'/>",
  features: [...callFeatures, 'urn:xmpp:jingle:apps:rtp:video', ns.message],
  says: {
    propose: ({ us, sid }) =>
      message(
        us,
        `jm-propose-${sid}`,
        `<propose xmlns='${ns.message}' id='${sid}'><description xmlns='${ns.rtp}' media='audio'/></propose>`,
        `<request xmlns='${ns.receipts}'/>`,
      ),
    ringing: ({ device, sid }) => message(device, id(), `<ringing xmlns='${ns.message}' id='${sid}'/>`),
    accept: talk => message(own(talk), id(), `<accept xmlns='${ns.message}' id='${talk.sid}'/>`),
    proceed: ({ device, sid }) =>
      message(
        device,
        `jm-proceed-${sid}`,
        `<proceed xmlns='${ns.message}' id='${sid}'><device xmlns='http://gultsch.de/xmpp/drafts/omemo/dlts-srtp-verification' id='161549186'/></proceed>`,
      ),
    reject: ({ device, sid }) => message(device, id(), `<reject xmlns='${ns.message}' id='${sid}'/>`),
    retract: ({ us, sid }) => message(us, id(), `<retract xmlns='${ns.message}' id='${sid}'/>`),
    finish: ({ device, sid }) =>
      message(
        device,
        id(),
        `<finish xmlns='${ns.message}' id='${sid}'><reason xmlns='${ns.jingle}'><success/></reason></finish>`,
      ),
    'session-initiate': talk => request(talk, 'session-initiate', content(talk, 'actpass')),
    'session-accept': talk => request(talk, 'session-accept', content(talk, 'active')),
    candidates: talk => info(talk, candidate(0)),
    'add video': talk =>
      request(
        talk,
        'content-add',
        `<group xmlns='${ns.group}' semantics='BUNDLE'><content name='${talk.content}'/><content name='1'/></group>
         <content creator='initiator' senders='both' name='1'><description xmlns='${ns.rtp}' media='video'><payload-type id='96' name='VP8' clockrate='90000'/><rtcp-mux/></description>${transport(
           talk,
           `<fingerprint xmlns='${ns.dtls}' hash='sha-256' setup='actpass'>${fingerprint}</fingerprint>`,
         )}</content>`,
      ),
    restart: talk => info(talk, ''),
    'answer restart': talk => info(talk, candidate(1)),
    'hang up': talk => request(talk, 'session-terminate', reason('success')),
  },
  breaksAt: [...everyone, anyError, bareAnswerToRestart],
};

const stage = stageFor(dialect);

play(stage, [...usual, 'video that they add is declined, the sound stays', 'they restart ICE', 'we restart ICE']);

test('both restart ICE at once: as initiator we keep ours, and say tie-break', async () => {
  const { phone, peer } = stage();
  const talk = peer.talk(phone.address);
  await phone.call(peer.bare, talk.sid);
  await peer.hears('propose', talk);
  await theyAnswer(stage(), talk);
  talk.renewing = true;
  talk.ufrag = 'lOsE';
  talk.pwd = 'c'.repeat(24);
  const ours = phone.page.restart(talk.sid);
  peer.say('restart', talk);
  await ours;
  talk.offering = false;
  const { refusals } = peer;
  await phone.until('settles', () => refusals.length > 0 || phone.page.heard(talk.sid).length > 4);
  expect(viewOf(stage(), talk)).toMatchObject({ phase: 'active' });
  // Of its errors this one is no end to Conversations: it takes our offer.
  await weHangUp(stage(), talk);
});

test('both call at once, theirs is the lower id: ours goes on as the answer to theirs, though they say nothing', async () => {
  const { peer } = stage();
  const { ours, theirs } = await bothCall(stage(), highId(), lowId());
  await peer.hears('retract', ours);
  await theirsStays(stage(), { ours, theirs });
});

test('both call at once, ours is the lower id: they take theirs back silently and ring', async () => {
  const { peer } = stage();
  const { ours, theirs } = await bothCall(stage(), lowId(), highId());
  peer.say('retract', theirs);
  peer.say('ringing', ours);
  await peer.hears('reject', theirs);
  await theyAnswer(stage(), ours);
  await theyHangUp(stage(), ours);
});

test('a call that they took and lost to another of their devices ends', async () => {
  const { phone, peer } = stage();
  const talk = peer.talk(phone.address);
  await phone.call(peer.bare, talk.sid);
  await peer.hears('propose', talk);
  peer.say('proceed', talk);
  await peer.hears('session-initiate', talk);
  peer.say('reject', talk); // REJECTED_RACED
  await endsAs(stage(), talk, 'declined');
});

test('their trimmed msid and unknown options of ICE reach the peer connection as SDP that it takes', async () => {
  const talk = await theyTalk(stage());
  const [first] = stage().phone.page.heard(talk.sid);
  expect(first).toMatchObject({ description: { type: 'offer' } });
  if (first && 'description' in first) expect(first.description.sdp).toContain('a=rtpmap:111 opus/48000/2');
  await theyHangUp(stage(), talk);
});
