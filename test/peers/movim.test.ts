/** Movim 0.31, a browser behind PHP: acknowledges everything, no hints, names with a prefix or without, TCP and mDNS. */
import { expect, test } from 'vitest';
import { everyone } from './breaks';
import { formatXml } from '../core/support/xml';
import { callFeatures, id, ns, type Dialect, type Talk } from './peer';
import {
  bothCall,
  highId,
  lowId,
  play,
  stageFor,
  theyAnswer,
  theyHangUp,
  theyTalk,
  usual,
  weHangUp,
} from './scenarios';

const hash = '0F:7B:D2:63:A9:18:44:CE:5A:F1:30:87:6E:BC:92:05:DB:41:E8:76:2C:93:AF:50:14:69:C7:3D:F8:8A:22:B5';

const message = (to: string, name: string, { sid }: Talk, inside = '') =>
  `<message id='${id()}' to='${to}' type='chat'><${name} xmlns='${ns.message}' id='${sid}'>${inside}</${name}></message>`;

/** It takes the one it speaks to for the responder, whoever that is. */
const jingle = ({ device, self, sid }: Talk, action: string, inside: string) =>
  `<iq type='set' to='${device}' id='${id()}'><jingle xmlns='${ns.jingle}' action='${action}' initiator='${self}' responder='${device}' sid='${sid}'>${inside}</jingle></iq>`;

const candidate = (protocol: string, rest: string) =>
  `<candidate foundation='1467250027' component='1' protocol='${protocol}' priority='2122260223' ${rest} generation='0' network-id='1' network-cost='10'/>`;

const content = (
  talk: Talk,
  setup: string,
) => `<group xmlns='${ns.group}' semantics='BUNDLE'><content name='${talk.content}'/></group>
  <content creator='initiator' name='${talk.content}' senders='both'>
  <description xmlns='${ns.rtp}' media='audio'><rtcp-mux/>
    <payload-type id='111' name='opus' clockrate='48000' channels='2'><rtcp-fb xmlns='${ns.feedback}' type='transport-cc'/><parameter name='minptime' value='10'/><parameter name='useinbandfec' value='1'/></payload-type>
    <payload-type id='63' name='red' clockrate='48000' channels='2'/><payload-type id='126' name='telephone-event' clockrate='8000'/>
    <source xmlns='${ns.source}' ssrc='805236711'><parameter name='cname' value='q8Vb'/><parameter name='msid' value='{a9} {b1}'/></source>
  </description>
  <transport xmlns='${ns.ice}' ufrag='${talk.ufrag}' pwd='${talk.pwd}'><fingerprint xmlns='${ns.dtls}' hash='sha-256' setup='${setup}'>${hash}</fingerprint></transport></content>`;

const info = (talk: Talk, name: string) =>
  jingle(talk, 'session-info', `<${name} xmlns='${ns.info}' name='mid${talk.content}'/>`);

const dialect: Dialect = {
  client: 'Movim',
  resource: 'movimqMsAk1',
  identity: "<identity category='client' type='web' name='Movim'/>",
  features: [
    ...callFeatures,
    'urn:xmpp:jingle:apps:rtp:video',
    ns.feedback,
    ns.extension,
    ns.group,
    ns.source,
    ns.message,
  ],
  says: {
    propose: talk => message(talk.us, 'propose', talk, `<description xmlns='${ns.rtp}' media='audio'/>`),
    ringing: talk => message(talk.device, 'ringing', talk),
    proceed: talk => message(talk.device, 'proceed', talk),
    reject: talk => message(talk.device, 'reject', talk),
    retract: talk => message(talk.us, 'retract', talk),
    finish: talk => message(talk.device, 'finish', talk),
    'session-initiate': talk => jingle(talk, 'session-initiate', content(talk, 'actpass')),
    'session-accept': talk => jingle(talk, 'session-accept', content(talk, 'active')),
    candidates: talk =>
      jingle(
        talk,
        'transport-info',
        `<content creator='initiator' name='mid${talk.content}'><transport xmlns='${ns.ice}' ufrag='${talk.ufrag}' pwd='${talk.pwd}'>${candidate('tcp', "ip='198.51.100.40' port='9' type='host' tcptype='active'")}${candidate('udp', "ip='198.51.100.40' port='41244' type='host'")}</transport></content>`,
      ),
    mute: talk => info(talk, 'mute'),
    unmute: talk => info(talk, 'unmute'),
    'add video': talk =>
      jingle(
        talk,
        'content-add',
        `<content creator='initiator' name='1' senders='both'><description xmlns='${ns.rtp}' media='video'><rtcp-mux/><payload-type id='96' name='VP8' clockrate='90000'/></description><transport xmlns='${ns.ice}' ufrag='${talk.ufrag}' pwd='${talk.pwd}'><fingerprint xmlns='${ns.dtls}' hash='sha-256' setup='actpass'>${hash}</fingerprint></transport></content>`,
      ),
    'hang up': talk => jingle(talk, 'session-terminate', '<reason><success/></reason>'),
  },
  breaksAt: everyone,
};

const stage = stageFor(dialect);

play(stage, [...usual, 'their mute is shown', 'video that they add is declined, the sound stays']);

test('candidates without id and network, over TCP and under a name of its own, are taken as far as they go', async () => {
  const talk = await theyTalk(stage());
  const told = JSON.stringify(stage().phone.page.heard(talk.sid));
  expect(told).toContain('198.51.100.40 41244 typ host');
  await theyHangUp(stage(), talk);
});

test('both call at once: it knows no ties, rejects nothing, and answers ours', async () => {
  const { peer } = stage();
  const { ours, theirs } = await bothCall(stage(), lowId(), highId());
  await peer.hears('reject', theirs);
  await theyAnswer(stage(), ours);
  await weHangUp(stage(), ours);
});

test('a session-accept in place of a content-accept is out of order and harmless', async () => {
  const { phone, peer } = stage();
  const talk = await theyTalk(stage());
  peer.refusals.length = 0;
  peer.say('session-accept', talk);
  await phone.until('refuses', () => peer.refusals.length > 0);
  expect(peer.refusals.map(formatXml).join()).toContain('out-of-order');
  await weHangUp(stage(), talk);
});
