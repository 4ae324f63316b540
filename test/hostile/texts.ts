/** Names, descriptions and XML that are more than they seem. */
import {
  answersTo,
  ask,
  calls,
  clear,
  contactRings,
  content,
  count,
  CROWD,
  fingerprint,
  heardRequests,
  id,
  message,
  onStage,
  propose,
  request,
  ringing,
  setStage,
  settle,
  step,
  strikeStage,
  type Spoilt,
} from './stage';
import type { Attacks } from './table';

/** Offers a session and tells how it was answered, what was said to it, and what the page was given. */
async function offered(spoilt: Spoilt): Promise<string> {
  const { alice, bob } = onStage();
  bob.skip(3_600_000);
  const sid = id();
  const answer = await ask(alice, 'session-initiate', sid, content(spoilt));
  await settle(alice);
  const said = heardRequests(alice, sid).join(', ') || 'nothing is said';
  await clear();
  return `${answer}; ${said}`;
}

/** A candidate with `evil` behind the value of one attribute. */
function poisoned(name: string, evil: string): string {
  const attrs: Record<string, string> = {
    ...{ component: '1', foundation: '1', generation: '0', id: 'c', ip: '192.0.2.1', network: '0', port: '2000' },
    ...{ priority: '1', protocol: 'udp', type: 'srflx', 'rel-addr': '192.0.2.2', 'rel-port': '9' },
  };
  const told = Object.entries(attrs).map(([key, value]) => `${key}="${value}${key === name ? evil : ''}"`);
  return `<candidate ${told.join(' ')}/>`;
}

/** What stands in every place of an offer, one after the other, accepted; and every line that the page was given. */
async function smuggled(evil: string): Promise<string> {
  const { alice, bob } = onStage();
  const attribute = (name: string) => `${name}="${evil}"`;
  const spoils: Spoilt[] = [
    { ufrag: `evil${evil}` },
    { pwd: `${'x'.repeat(24)}${evil}` },
    { name: `0${evil}` },
    { payloads: `<payload-type id="111" ${attribute('name')} clockrate="48000"/><payload-type id="0"/>` },
    {
      payloads: `<payload-type id="111" name="opus" clockrate="48000" channels="2"><parameter name="a${evil}" value="b"/><parameter name="a" value="b${evil}"/><rtcp-fb xmlns="urn:xmpp:jingle:apps:rtp:rtcp-fb:0" ${attribute('type')}/><rtcp-fb xmlns="urn:xmpp:jingle:apps:rtp:rtcp-fb:0" type="nack" ${attribute('subtype')}/></payload-type>`,
    },
    { more: `<rtp-hdrext xmlns="urn:xmpp:jingle:apps:rtp:rtp-hdrext:0" id="1" uri="urn:x${evil}"/>` },
    {
      more: `<source xmlns="urn:xmpp:jingle:apps:rtp:ssma:0" ssrc="1"><parameter name="cname" value="x${evil}"/><parameter ${attribute('name')} value="x"/></source>`,
    },
    { more: `<ssrc-group xmlns="urn:xmpp:jingle:apps:rtp:ssma:0" ${attribute('semantics')}><source ssrc="1"/></ssrc-group>` },
    { fingerprint: fingerprint.replace('sha-256', `sha-256${evil}`) },
    { fingerprint: fingerprint.replace('58:', `58${evil}:`) },
    { fingerprint: fingerprint.replace('actpass', `actpass${evil}`) },
    ...['foundation', 'ip', 'protocol', 'type', 'id', 'rel-addr'].map(name => ({ candidates: poisoned(name, evil) })),
  ]; // prettier-ignore
  const lines: string[] = [];
  for (const spoilt of spoils) {
    bob.skip(3_600_000);
    const sid = id();
    await ask(alice, 'session-initiate', sid, content(spoilt));
    const call = ringing()[0];
    if (call) {
      await bob.page.accept(call.id);
      await settle(alice);
      for (const signal of bob.page.heard(call.id)) {
        lines.push(
          ...('description' in signal
            ? signal.description.sdp.slice(0, -2).split('\r\n')
            : [signal.candidate.candidate]),
        );
      }
    }
    await clear();
  }
  const bad = lines.filter(line => /[\p{Cc}\p{Zl}\p{Zp}]/u.test(line) || line.startsWith('a=smuggled'));
  return `${lines.length > 150 ? 'hundreds of' : lines.length} lines for the page, ${bad.length === 0 ? 'no bad one' : bad.join()}`;
}

const smuggle = (what: string, text: string) => ({
  tried: `a line of SDP hidden in each attribute of an offer, behind ${what}`,
  defined: 'hundreds of lines for the page, no bad one',
  run: () => smuggled(`${text}a=smuggled:evil.example`),
});

const deep = (levels: number): string => `${'<x>'.repeat(levels)}${'</x>'.repeat(levels)}`;

export const texts: Attacks = {
  by: 'Texts and descriptions',
  begin: setStage,
  end: strikeStage,
  attacks: [
    smuggle('CR LF', '&#13;&#10;'),
    smuggle('LF', '&#10;'),
    smuggle('U+2028', '\u2028'),
    smuggle('U+0085', '\u0085'),
    {
      tried: 'an offer of video only, one of data channels, one of nothing',
      defined:
        'result; session-info | result; session-terminate unsupported-applications | result; session-terminate failed-application',
      run: async () => {
        const { alice, bob } = onStage();
        const outcomes: string[] = [];
        for (const inside of [
          content({ media: 'video' }),
          '<content creator="initiator" name="d"><description xmlns="urn:xmpp:jingle:apps:file-transfer:5"/><transport xmlns="urn:xmpp:jingle:transports:s5b:1"/></content>',
          '',
        ]) {
          bob.skip(3_600_000);
          const sid = id();
          const answer = await ask(alice, 'session-initiate', sid, inside);
          await settle(alice);
          outcomes.push(`${answer}; ${heardRequests(alice, sid).join(', ') || 'nothing is said'}`);
          await clear();
        }
        return outcomes.join(' | ');
      },
    },
    {
      tried: 'an offer of 2,000 payload types with 10 parameters each',
      defined: 'result; session-terminate failed-application',
      run: () =>
        offered({
          payloads: Array.from(
            { length: 2000 },
            (_, n) =>
              `<payload-type id="${n % 128}" name="x${n}" clockrate="8000">${Array.from({ length: 10 }, (__, m) => `<parameter name="p${m}" value="${'v'.repeat(40)}${m}"/>`).join('')}</payload-type>`,
          ).join(''),
        }),
    },
    {
      tried: 'an offer of 1,000 contents',
      defined: 'modify bad-request; no call rings',
      run: async () => {
        const { alice, bob } = onStage();
        bob.skip(3_600_000);
        const many = Array.from({ length: 1000 }, (_, n) => content({ name: `c${n}` })).join('');
        const answer = await ask(alice, 'session-initiate', id(), many);
        const told = `${answer}; ${count(ringing().length, 'call')} rings`;
        await clear();
        return told;
      },
    },
    {
      tried: 'a fingerprint by a hash that is broken, one that is no fingerprint, none at all',
      defined: 'three times: result; session-terminate security-error',
      run: async () => {
        const outcomes = [
          await offered({ fingerprint: fingerprint.replace('sha-256', 'md5') }),
          await offered({ fingerprint: fingerprint.replace(/>[^<]*</, '>not a fingerprint<') }),
          await offered({ fingerprint: '' }),
        ];
        return new Set(outcomes).size === 1 ? `three times: ${outcomes[0]}` : outcomes.join(' | ');
      },
    },
    {
      tried: 'a session id of 1 MB, and an invitation under it',
      defined: 'modify bad-request; no call is told of',
      run: async () => {
        const { alice } = onStage();
        const sid = 's'.repeat(1_000_000);
        const { id: iq, text } = request('session-initiate', sid, content());
        alice.write(text + propose(sid));
        await settle(alice);
        const told = `${answersTo(alice, iq).join()}; ${calls().length === 0 ? 'no call is' : 'a call is'} told of`;
        await clear();
        return told;
      },
    },
    {
      tried: 'a reason of 1 MB at the end of a call',
      defined: 'the call was declined by nobody: cancelled',
      run: async () => {
        const { alice, bob } = onStage();
        bob.skip(3_600_000);
        const sid = id();
        const why = `<reason xmlns="urn:xmpp:jingle:1"><cancel/><text>${'x'.repeat(1_000_000)}</text></reason>`;
        alice.write(propose(sid) + step('retract', sid, {}, why));
        await settle(alice);
        const told = `the call was declined by nobody: ${calls()[0]?.end}`;
        await clear();
        return told;
      },
    },
    {
      tried: 'a nickname of 1 MB with marks that turn the direction of writing, beside a request to see our presence',
      defined: 'a name of 80 characters, without any mark that does not show',
      run: async () => {
        const { anybody, bob } = onStage();
        const nick = `\u202Egpj.\u200B\u2066${'x'.repeat(1_000_000)}`;
        anybody.write(
          `<presence from="nick@${CROWD}" to="${bob.address}" type="subscribe"><nick xmlns="http://jabber.org/protocol/nick">${nick}</nick></presence>`,
        );
        await settle(anybody, `x@${CROWD}/x`);
        const { name = '' } = bob.softphone.state.subscriptionRequests[0] ?? {};
        return `a name of ${Array.from(name).length} characters, ${/\p{Cf}/u.test(name) ? 'with marks' : 'without any mark that does not show'}`;
      },
    },
    {
      tried: 'a status of 1 MB from a contact, turned around',
      defined: 'a status of 300 characters on one line, without any mark',
      run: async () => {
        const { alice, bob } = onStage();
        alice.write(`<presence><status>\u202E${'é\n'.repeat(400_000)}</status></presence>`);
        const status = await bob.until(
          'sees it',
          () => bob.softphone.contacts.find(({ status: said }) => said)?.status,
        );
        return `a status of ${Array.from(status).length} characters on ${/\n/.test(status) ? 'many lines' : 'one line'}, ${/\p{Bidi_Control}/u.test(status) ? 'with marks' : 'without any mark'}`;
      },
    },
    {
      tried: 'XML that is 40 levels deep, and XML with 20,000 brothers, in a message and in a request',
      defined: 'modify bad-request; a contact gets through',
      run: async () => {
        const { alice } = onStage();
        const wide = '<x/>'.repeat(20_000);
        alice.write(message(deep(40)) + message(wide));
        const { id: iq, text } = request('dance', id(), deep(30) + wide);
        alice.write(text);
        await settle(alice);
        return `${answersTo(alice, iq).join()}; ${await contactRings()}`;
      },
    },
  ],
};
