/** A client to the letter of the standard, for the words that no client in particular is known by. */
import { expect, test } from 'vitest';
import { reasons } from '../../main/core/protocol/xep0166';
import { heard as endFor } from '../../main/core/call/outcome';
import { formatXml } from '../core/support/xml';
import { everyone } from './breaks';
import { all, callFeatures, id, ns, refusal, type Dialect, type Talk } from './peer';
import {
  endsAs,
  inPhase,
  play,
  reasonIn,
  stageFor,
  theyCall,
  usual,
  viewOf,
  weAnswer,
  weCall,
  weHangUp,
  weTalk,
} from './scenarios';

const hash = '11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00';
const newer = 'urn:xmpp:jingle:transports:ice:0';

const message = (to: string, name: string, { sid }: Talk, inside = '') =>
  `<message type='chat' to='${to}' id='${id()}'><${name} xmlns='${ns.message}' id='${sid}'>${inside}</${name}><store xmlns='${ns.hints}'/></message>`;

const jingle = ({ device, sid }: Talk, action: string, inside: string) =>
  `<iq type='set' to='${device}' id='${id()}'><jingle xmlns='${ns.jingle}' action='${action}' sid='${sid}'>${inside}</jingle></iq>`;

const candidate = `<candidate component='1' foundation='7' generation='0' id='${id()}' ip='2001:db8::7' network='1' port='5000' priority='1694498815' protocol='udp' rel-addr='2001:db8::1' rel-port='5001' type='srflx'/>`;

const content = (talk: Talk, setup: string) =>
  `<content creator='initiator' name='${talk.content}'><description xmlns='${ns.rtp}' media='audio'><payload-type id='111' name='opus' clockrate='48000' channels='2' ptime='20' maxptime='60'/></description><transport xmlns='${newer}' ufrag='${talk.ufrag}' pwd='${talk.pwd}'><fingerprint xmlns='${ns.dtls}' hash='sha-256' setup='${setup}'>${hash}</fingerprint></transport></content>`;

const terminate = (talk: Talk, reason: string) =>
  jingle(talk, 'session-terminate', `<reason><${reason}/><text>because</text></reason>`);

/** Whether our ICE restart meets one of theirs, by session. */
const tied = new Set<string>();

const dialect: Dialect = {
  client: 'the standard',
  resource: 'standard',
  identity: "<identity category='client' type='pc' name='Standard'/>",
  features: [...callFeatures, newer, ns.message],
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
        `<content creator='initiator' name='${talk.content}'><transport xmlns='${newer}' ufrag='${talk.ufrag}' pwd='${talk.pwd}'>${candidate}<gathering-complete/></transport></content>`,
      ),
    'hang up': talk => terminate(talk, 'success'),
  },
  answers: ({ attrs: { action, sid = '' } }) =>
    action === 'transport-info' && tied.has(sid) ? refusal('cancel', 'conflict', 'tie-break') : 'result',
  breaksAt: everyone,
};

const stage = stageFor(dialect);

play(stage, usual);

test('XEP-0371 is answered in XEP-0371, with an end of candidates', async () => {
  const { phone, peer } = stage();
  const talk = await theyCall(stage());
  await weAnswer(stage(), talk);
  const last = await peer.hears(
    'transport-info',
    talk,
    ({ payload }) => payload !== undefined && all(payload, 'gathering-complete').length > 0,
  );
  expect(last.payload && all(last.payload, 'transport')[0]?.attrs['xmlns']).toBe(newer);
  const told = JSON.stringify(phone.page.heard(talk.sid));
  expect(told).toContain('2001:db8::7 5000 typ srflx raddr 2001:db8::1 rport 5001');
  await weHangUp(stage(), talk);
});

test('a candidate with an address behind it goes out with both, in either namespace', async () => {
  const { phone, peer } = stage();
  const line = 'candidate:9 1 udp 1685987071 203.0.113.4 40000 typ srflx raddr 192.0.2.4 rport 40001 generation 0';
  for (const ufrag of ['older', 'newer'] as const) {
    const talk = ufrag === 'newer' ? await theyCall(stage()) : await weCall(stage());
    if (ufrag === 'newer') await weAnswer(stage(), talk);
    else {
      // Before the answer nobody knows what the peer speaks.
      peer.say('proceed', talk);
      await peer.hears('session-initiate', talk);
    }
    const own = talk.described && all(talk.described, 'transport')[0]?.attrs['ufrag'];
    await phone.page.commands.signal({
      id: talk.sid,
      signals: [{ candidate: { candidate: line, sdpMid: '0', usernameFragment: own ?? '' } }],
    });
    const sent = await peer.hears(
      'transport-info',
      talk,
      ({ payload }) =>
        !!payload &&
        all(payload, 'candidate').some(
          ({ attrs }) => attrs['rel-addr'] === '192.0.2.4' && attrs['rel-port'] === '40001',
        ),
    );
    expect(sent.payload && all(sent.payload, 'transport')[0]?.attrs['xmlns']).toBe(ufrag === 'newer' ? newer : ns.ice);
    await phone.page.end(talk.sid);
  }
});

test('what we cannot do we refuse by its name', async () => {
  const { phone, peer } = stage();
  const talk = await weTalk(stage());
  const refusals = async (text: string): Promise<string> => {
    peer.refusals.length = 0;
    peer.write(text);
    return formatXml(await phone.until('refuses', () => peer.refusals[0]));
  };
  expect(await refusals(jingle(talk, 'session-info', "<dance xmlns='urn:example:dance'/>"))).toContain(
    'unsupported-info',
  );
  expect(await refusals(jingle({ ...talk, sid: id() }, 'session-info', ''))).toContain('unknown-session');
  expect(await refusals(jingle(talk, 'session-accept', content(talk, 'active')))).toContain('out-of-order');
  await weHangUp(stage(), talk);
});

test('why we leave is said in the reasons that there are', async () => {
  const { phone, peer } = stage();
  const opened = async (offered: (text: string) => string = text => text): Promise<Talk> => {
    const talk = await theyCall(stage());
    await phone.page.accept(talk.sid);
    await peer.hears('proceed', talk);
    peer.write(offered(jingle(talk, 'session-initiate', content(talk, 'actpass'))));
    return talk;
  };
  const says = async (talk: Talk) => reasonIn(await peer.hears('session-terminate', talk));
  const deaf = await opened();
  await peer.hears('session-accept', deaf);
  await phone.page.commands.end({ id: deaf.sid, because: 'no-microphone' });
  expect(await says(deaf)).toBe('media-error');
  const keyless = await opened();
  await peer.hears('session-accept', keyless);
  await phone.page.commands.media({ id: keyless.sid, state: 'failed', failure: 'dtls-failed' });
  expect(await says(keyless)).toBe('failed-transport');
  expect(await says(await opened(text => text.replace(/<payload-type[^>]*>/, '')))).toBe('incompatible-parameters');
});

test('every reason that a caller gives for leaving is understood', async () => {
  for (const reason of reasons) {
    const talk = await theyCall(stage());
    stage().peer.say('session-initiate', talk);
    stage().peer.write(terminate(talk, reason));
    await endsAs(stage(), talk, endFor('unanswered-incoming', reason));
  }
});

test('every reason that the one called gives is understood', async () => {
  const { phone, peer } = stage();
  for (const reason of reasons) {
    const talk = peer.talk(phone.address);
    await phone.call(peer.bare, talk.sid);
    await peer.hears('propose', talk);
    peer.say('proceed', talk);
    await peer.hears('session-initiate', talk);
    peer.write(terminate(talk, reason));
    await endsAs(stage(), talk, endFor('unanswered-outgoing', reason));
  }
});

test('a second call while talking is turned down as busy, where the person wants it so', async () => {
  const { phone, peer } = stage();
  await phone.page.commands.setPreferences({ autoBusy: true });
  const talk = await weTalk(stage());
  const second = peer.talk(phone.address);
  peer.say('propose', second);
  expect(reasonIn(await peer.hears('reject', second))).toBe('busy');
  expect(viewOf(stage(), talk)).toMatchObject({ phase: 'active' });
  await weHangUp(stage(), talk);
});

test('an ICE restart of ours that meets one of theirs is rolled back, and the call lives', async () => {
  const { phone, peer } = stage();
  const talk = await weTalk(stage());
  tied.add(talk.sid);
  talk.renewing = true;
  await phone.page.restart(talk.sid);
  await peer.hears(
    'transport-info',
    talk,
    ({ payload }) =>
      !!payload && all(payload, 'candidate').length === 0 && all(payload, 'gathering-complete').length === 0,
  );
  await inPhase(stage(), talk, 'active');
  await weHangUp(stage(), talk);
});
