/** Monal 6: invitations only, four actions, candidates to the letter; what else is asked gets no answer. */
import { expect, test } from 'vitest';
import { everyone } from './breaks';
import { formatXml } from '../core/support/xml';
import { callFeatures, id, ns, refusal, type Dialect, type Talk } from './peer';
import {
  bothCall,
  endsAs,
  highId,
  inPhase,
  lowId,
  play,
  stageFor,
  theirsStays,
  theyAnswer,
  theyHangUp,
  usual,
  weTalk,
} from './scenarios';

const hash = 'A4:0C:11:9E:5D:72:38:F0:BB:64:27:EA:90:CD:13:5F:86:21:D4:49:7A:BE:03:68:FC:15:8D:32:E7:40:59:C6';

const message = (to: string, name: string, { sid }: Talk, inside = '') =>
  `<message id='${id().toUpperCase()}' to='${to}' type='chat'><${name} xmlns='${ns.message}' id='${sid}'>${inside}</${name}><store xmlns='${ns.hints}'/></message>`;

const reason = (name: string) => `<reason xmlns='${ns.jingle}'><${name}/></reason>`;

const jingle = ({ device, sid }: Talk, action: string, inside: string) =>
  `<iq id='${id().toUpperCase()}' to='${device}' type='set'><jingle action='${action}' sid='${sid}' xmlns='${ns.jingle}'>${inside}</jingle></iq>`;

/** As it comes out of a dictionary: in no order. */
const content = (talk: Talk, setup: string) => `<content creator='initiator' name='${talk.content}' senders='both'>
  <transport pwd='${talk.pwd}' ufrag='${talk.ufrag}' xmlns='${ns.ice}'><fingerprint hash='sha-256' setup='${setup}' xmlns='${ns.dtls}'>${hash}</fingerprint></transport>
  <description media='audio' xmlns='${ns.rtp}'>
    <payload-type clockrate='8000' id='0' name='PCMU'/>
    <rtp-hdrext id='1' uri='urn:ietf:params:rtp-hdrext:ssrc-audio-level' xmlns='${ns.extension}'/>
    <payload-type channels='2' clockrate='48000' id='111' name='opus'><rtcp-fb type='transport-cc' xmlns='${ns.feedback}'/><parameter name='useinbandfec' value='true'/></payload-type>
    <rtcp-mux/>
    <source ssrc='1198452601' xmlns='${ns.source}'><parameter name='cname' value='7L2mY3hB'/></source>
  </description></content><group semantics='BUNDLE' xmlns='${ns.group}'><content name='${talk.content}'/></group>`;

const dialect: Dialect = {
  client: 'Monal',
  resource: 'Monal-iOS.5f1c',
  identity: "<identity category='client' type='phone' name='Monal 6.4'/>",
  features: [...callFeatures, 'urn:xmpp:jingle:apps:rtp:video', ns.group, ns.message],
  says: {
    propose: talk => message(talk.us, 'propose', talk, `<description media='audio' xmlns='${ns.rtp}'/>`),
    ringing: talk => message(talk.device, 'ringing', talk),
    proceed: talk => message(talk.device, 'proceed', talk),
    reject: talk => message(talk.device, 'reject', talk, reason('busy').replace('busy', 'decline')),
    retract: talk => message(talk.us, 'retract', talk, reason('cancel')),
    finish: talk => message(talk.device, 'finish', talk, reason('success')),
    'session-initiate': talk => jingle(talk, 'session-initiate', content(talk, 'actpass')),
    'session-accept': talk => jingle(talk, 'session-accept', content(talk, 'active')),
    candidates: talk =>
      jingle(
        talk,
        'transport-info',
        `<content creator='initiator' name='${talk.content}' senders='both'><transport pwd='${talk.pwd}' ufrag='${talk.ufrag}' xmlns='${ns.ice}'><candidate component='1' foundation='3274652' generation='0' id='${id()}' ip='203.0.113.8' port='50132' priority='1686052607' protocol='udp' rel-addr='172.16.0.9' rel_port='50132' type='srflx'/></transport></content>`,
      ),
    'hang up': talk => jingle(talk, 'session-terminate', '<reason><success/></reason>'),
  },
  answers: request => {
    if (!/^(session-(initiate|accept|terminate)|transport-info)$/.test(request.attrs['action'] ?? '')) return 'silence';
    return restarts.has(request.attrs['sid'] ?? '') && request.attrs['action'] === 'transport-info'
      ? refusal('auth', 'not-authorized')
      : 'result';
  },
  breaksAt: everyone,
};

/** Sessions in which our credentials are not those that it knows. */
const restarts = { has: (sid: string) => stage().peer.talks.some(talk => talk.sid === sid && talk.renewing) };

const stage = stageFor(dialect);

play(stage, [...usual, 'a break that they cannot mend by ICE ends the call and places it again']);

test('a related port with an underscore is one', async () => {
  const talk = await weTalk(stage());
  expect(JSON.stringify(stage().phone.page.heard(talk.sid))).toContain('raddr 172.16.0.9 rport 50132');
  await theyHangUp(stage(), talk);
});

test('a finish without a session-terminate ends the call', async () => {
  const talk = await weTalk(stage());
  stage().peer.say('finish', talk);
  await endsAs(stage(), talk, 'answered');
});

test('a reason of its own invention is an error, and said so', async () => {
  const talk = await weTalk(stage());
  stage().peer.write(jingle(talk, 'session-terminate', '<reason><application-error/></reason>'));
  await endsAs(stage(), talk, 'error');
});

test('both call at once, as the standard has it: the lower id stays', async () => {
  const { peer } = stage();
  for (const [own, other] of [
    [lowId(), highId()],
    [highId(), lowId()],
  ] as const) {
    const { ours, theirs } = await bothCall(stage(), own, other);
    const tie = `${reason('expired')}<tie-break/>`;
    if (own < other) {
      peer.write(message(theirs.us, 'retract', theirs, tie));
      await peer.hears('reject', theirs);
      await theyAnswer(stage(), ours);
      await theyHangUp(stage(), ours);
    } else {
      peer.write(message(ours.device, 'reject', ours, tie));
      await theirsStays(stage(), { ours, theirs });
    }
  }
});

test('who calls anew because the call broke is answered without a ring, and the broken one is told where it went', async () => {
  const { phone, peer } = stage();
  const talk = await weTalk(stage());
  await phone.page.commands.media({ id: talk.sid, state: 'interrupted' });
  const anew = peer.talk(phone.address);
  peer.say('propose', anew);
  const told = await peer.hears('finish', talk);
  expect(formatXml(told.stanza)).toContain(anew.sid);
  await peer.hears('proceed', anew);
  peer.say('session-initiate', anew);
  await peer.hears('session-accept', anew);
  peer.say('candidates', anew);
  await inPhase(stage(), anew, 'active');
  await theyHangUp(stage(), anew);
});
