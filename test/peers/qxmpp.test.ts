/** Kaidan, on QXmpp 1.14: OPUS in capitals and numbers twice, everything told again, any information is ringing to it. */
import { expect, test } from 'vitest';
import { everyone, otherPayloads } from './breaks';
import { formatXml } from '../core/support/xml';
import { callFeatures, id, ns, refusal, type Dialect, type Talk } from './peer';
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
} from './scenarios';

const hash = 'D1:38:8F:24:05:B6:7C:EA:49:13:F0:92:6D:5B:C8:A7:31:0E:84:DF:77:62:1A:C5:BB:90:F8:2E:43:59:06:EC';

const message = (to: string, name: string, { sid }: Talk, inside = '') =>
  `<message id='${id()}' to='${to}' type='chat'><store xmlns='${ns.hints}'/><${name} xmlns='${ns.message}' id='${sid}'>${inside}</${name}></message>`;

const reason = (name: string, inside = '') => `<reason xmlns='${ns.jingle}'><${name}/></reason>${inside}`;

const jingle = ({ device, self, sid }: Talk, action: string, inside: string) =>
  `<iq id='qx${id()}' to='${device}' type='set'><jingle xmlns='${ns.jingle}' action='${action}' initiator='${self}' sid='${sid}'>${inside}</jingle></iq>`;

const payloads = [
  ['98', 'OPUS', '48000', '2'], ['98', 'OPUS', '48000', '1'], ['97', 'SPEEX', '48000', '1'], ['97', 'SPEEX', '32000', '1'],
  ['8', 'PCMA', '8000', '1'], ['0', 'PCMU', '8000', '1'],
].map(([number, name, rate, channels]) => `<payload-type id='${number}' name='${name}' channels='${channels}' clockrate='${rate}'/>`).join(''); // prettier-ignore

const candidates = `<candidate component='1' foundation='1' generation='0' id='Yq0wLd3kQp' ip='192.0.2.31' network='0' port='39410' priority='2130706431' protocol='udp' type='host'/>
  <candidate component='1' foundation='4' generation='0' id='b7GmZ1cTnR' ip='203.0.113.31' network='0' port='39410' priority='1694498815' protocol='udp' type='srflx'/>`;

/** What it describes it describes whole, each time. */
const content = (talk: Talk, described: string, setup: string, inside = '') =>
  `<content creator='initiator' name='${talk.content}' senders='both'><description xmlns='${ns.rtp}' media='audio'>${described}</description>
   <transport xmlns='${ns.ice}' ufrag='${talk.ufrag}' pwd='${talk.pwd}'>${inside}<fingerprint xmlns='${ns.dtls}' hash='sha-256' setup='${setup}'>${hash}</fingerprint></transport></content>`;

const answered = "<payload-type id='111' name='opus' channels='2' clockrate='48000'/>";

const dialect: Dialect = {
  client: 'QXmpp',
  resource: 'Kaidan.Zk2p',
  identity: "<identity category='client' type='pc' name='Kaidan'/>",
  features: [...callFeatures, ns.message],
  says: {
    propose: talk => message(talk.us, 'propose', talk, `<description xmlns='${ns.rtp}' media='audio'/>`),
    ringing: talk => message(talk.us, 'ringing', talk),
    proceed: talk => message(talk.us, 'proceed', talk),
    reject: talk => message(talk.us, 'reject', talk, reason('decline')),
    retract: talk => message(talk.us, 'retract', talk, reason('cancel')),
    finish: talk => message(talk.us, 'finish', talk, reason('success')),
    'session-initiate': talk =>
      jingle(talk, 'session-initiate', content({ ...talk, content: 'microphone' }, payloads, 'actpass')),
    rings: talk => jingle(talk, 'session-info', `<ringing xmlns='${ns.info}'/>`),
    'session-accept': talk => jingle(talk, 'session-accept', content(talk, answered, 'active', candidates)),
    candidates: talk => jingle(talk, 'transport-info', content(talk, answered, 'active', candidates)),
    'add video': talk =>
      jingle(
        talk,
        'content-add',
        `<content creator='responder' name='camera' senders='both'><description xmlns='${ns.rtp}' media='video'><payload-type id='100' name='VP8' clockrate='90000'/></description><transport xmlns='${ns.ice}' ufrag='${talk.ufrag}' pwd='${talk.pwd}'/></content>`,
      ),
    'hang up': talk => jingle(talk, 'session-terminate', '<reason><success/></reason>'),
  },
  // Before 1.11 it never answered an information; what it does not expect it refuses.
  answers: ({ attrs: { action = '' } }) =>
    action === 'session-info'
      ? 'silence'
      : /^(session|transport-info|content-(add|accept))/.test(action)
        ? 'result'
        : refusal('wait', 'unexpected-request'),
  breaksAt: [
    ...everyone,
    otherPayloads(
      new Map([['98', 'OPUS/48000/2'], ['97', 'SPEEX/48000/1'], ['8', 'PCMA/8000/1'], ['0', 'PCMU/8000/1']]), // prettier-ignore
    ),
  ],
};

const stage = stageFor(dialect);

play(stage, [...usual, 'video that they add is declined, the sound stays']);

test('of a number that it offers twice the stereo one is taken, and answered in its capitals', async () => {
  const talk = await theyTalk(stage());
  const accept = stage().peer.heard.find(
    ({ name, payload }) => name === 'session-accept' && payload?.attrs['sid'] === talk.sid,
  );
  expect(accept && formatXml(accept.stanza)).toContain('"OPUS"');
  await theyHangUp(stage(), talk);
});

for (const [what, own, other] of [
  ['ours stays and it proceeds by itself', lowId(), highId()],
  ['theirs stays', highId(), lowId()],
] as const) {
  test(`both call at once, compared as UUIDs: ${what}`, async () => {
    const { peer } = stage();
    const { ours, theirs } = await bothCall(stage(), own, other);
    if (own < other) {
      peer.write(message(theirs.us, 'retract', theirs, reason('expired', '<tie-break/>')));
      await peer.hears('reject', theirs);
      await theyAnswer(stage(), ours);
      await weHangUp(stage(), ours);
    } else {
      peer.write(message(ours.us, 'reject', ours, reason('expired', '<tie-break/>')));
      await theirsStays(stage(), { ours, theirs });
    }
  });
}

test('when its stream goes it says so, and the call is over', async () => {
  const talk = await theyTalk(stage());
  stage().peer.write(jingle(talk, 'session-terminate', '<reason><gone/></reason>'));
  await endsAs(stage(), talk, 'vanished');
});
