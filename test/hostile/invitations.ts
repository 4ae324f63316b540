/** Calls that nobody should have to bear, or believe. */
import { CAPS } from '../../main/core/protocol/xep0115';
import { elements } from '../../main/core/xml/codec';
import { ourCaps } from '../../main/xmpp/features';
import {
  answersTo,
  ask,
  calls,
  candidate,
  contactRings,
  DOMAIN,
  heardRequests,
  heardSteps,
  clear,
  content,
  count,
  id,
  onStage,
  propose,
  request,
  ringing,
  sees,
  setStage,
  settle,
  step,
  strikeStage,
  type Attacker,
  type Spoilt,
} from './stage';
import type { Attack, Attacks } from './table';

const replays: readonly Attack[] = [
  {
    tried: 'an invitation is sent twice',
    defined: '1 call rings',
    run: async () => {
      const { mallory } = onStage();
      const sid = id();
      mallory.write(propose(sid) + propose(sid));
      await settle(mallory);
      const told = `${count(ringing().length, 'call')} rings`;
      await clear();
      return told;
    },
  },
  {
    tried: 'an invitation comes again after it was declined',
    defined: 'no call rings',
    run: async () => {
      const { alice, bob } = onStage();
      const sid = id();
      alice.write(propose(sid));
      await settle(alice);
      await bob.page.end(ringing()[0]?.id ?? '');
      alice.write(propose(sid));
      await settle(alice);
      const told = `${count(ringing().length, 'call')} rings`;
      await clear();
      return told;
    },
  },
  {
    tried: 'a session is offered twice under one id',
    defined: 'result, then wait unexpected-request out-of-order; 1 call rings',
    run: async () => {
      const { alice } = onStage();
      const sid = id();
      const first = await ask(alice, 'session-initiate', sid, content());
      const second = await ask(alice, 'session-initiate', sid, content());
      const told = `${first}, then ${second}; ${count(ringing().length, 'call')} rings`;
      await clear();
      return told;
    },
  },
];

/** RTP as it is without DTLS: in the open, or with keys that whoever carries the offer can read (RFC 4568). */
const plainOffers: readonly Spoilt[] = [
  {
    transport:
      '<transport xmlns="urn:xmpp:jingle:transports:raw-udp:1"><candidate component="1" generation="0" id="a" ip="192.0.2.1" port="2000"/></transport>',
  },
  {
    fingerprint: '',
    more: `<encryption required="1"><crypto crypto-suite="AES_CM_128_HMAC_SHA1_80" key-params="inline:${'A'.repeat(40)}" tag="1"/></encryption>`,
  },
];

/** As our own phones are known (XEP-0115), so that what they may do is tried by somebody who may not. */
const posesAsTsuwa = async (who: Attacker): Promise<void> => {
  const { hash, node, ver } = ourCaps;
  const { device } = onStage();
  who.write(`<presence to="${device}"><c xmlns="${CAPS}" hash="${hash}" node="${node}" ver="${ver}"/></presence>`);
  await settle(who);
};

/** How often the page was asked to prepare an answer. */
const asked = (sid: string): string => `the page was asked ${onStage().bob.page.prepared(sid).length} times`;

const heldCandidates = 400;

/** 2,000 of them with ten parameters each. */
const heavyCodecs = Array.from({ length: 2_000 }, (_, at) => {
  const parameters = Array.from({ length: 10 }, (__, no) => `<parameter name="p${no}" value="${'v'.repeat(40)}"/>`);
  return `<payload-type id="${at % 128}" name="x${at}" clockrate="8000">${parameters.join('')}</payload-type>`;
}).join('');

const notOffers: readonly string[] = [
  '',
  content({ media: 'video' }),
  content() + content({ name: '1' }),
  content({ fingerprint: '' }),
  content({ ufrag: 'x' }),
  content({
    payloads: heavyCodecs,
  }),
];

/** Offers that come while it rings (docs/early-offer.md). */
const earlyOffers: readonly Attack[] = [
  {
    tried: 'an offer while it rings, again and again, and then another',
    defined: '20 × result, then wait unexpected-request out-of-order; the page was asked 1 times; 1 call rings',
    run: async () => {
      const { alice, bob } = onStage();
      bob.skip(3_600_000);
      await posesAsTsuwa(alice);
      const sid = id();
      alice.write(propose(sid));
      await settle(alice);
      const replies: string[] = [];
      for (let times = 0; times < 20; times += 1) replies.push(await ask(alice, 'session-initiate', sid, content()));
      const other = await ask(alice, 'session-initiate', sid, content({ ufrag: 'other' }));
      const taken = replies.filter(reply => reply === 'result').length;
      const told = `${taken} × result, then ${other}; ${asked(sid)}; ${count(ringing().length, 'call')} rings`;
      await clear();
      return told;
    },
  },
  {
    tried: `${heldCandidates} candidates behind an offer while it rings`,
    defined: 'all are acknowledged; the page got no candidate before the click, and 255 behind the offer after it',
    run: async () => {
      const { alice, bob } = onStage();
      bob.skip(3_600_000);
      await posesAsTsuwa(alice);
      const sid = id();
      alice.write(propose(sid));
      await ask(alice, 'session-initiate', sid, content({ candidates: '' }));
      const requests = Array.from({ length: heldCandidates }, (_, at) =>
        request('transport-info', sid, content({ candidates: candidate(at + 1) })),
      );
      alice.write(requests.map(({ text }) => text).join(''));
      await settle(alice);
      const acknowledged = requests.every(({ id: iq }) => answersTo(alice, iq)[0] === 'result');
      const isCandidate = (signal: object) => 'candidate' in signal;
      const before = [...bob.page.prepared(sid), ...bob.page.heard(sid)].filter(isCandidate).length;
      await bob.page.accept(sid);
      await settle(alice);
      const after = bob.page.heard(sid).filter(isCandidate).length;
      await clear();
      return `${acknowledged ? 'all are' : 'not all are'} acknowledged; the page got ${count(before, 'candidate')} before the click, and ${after} behind the offer after it`;
    },
  },
  {
    tried:
      'what is no offer of a call, while it rings: nothing, video, two contents, no fingerprint, no credentials, 2,000 codecs',
    defined: `${notOffers.map(() => 'cancel bad-request').join(' | ')}; the page was asked 0 times; 1 call rings`,
    run: async () => {
      const { alice, bob } = onStage();
      bob.skip(3_600_000);
      await posesAsTsuwa(alice);
      const sid = id();
      alice.write(propose(sid));
      await settle(alice);
      const replies: string[] = [];
      for (const inside of notOffers) replies.push(await ask(alice, 'session-initiate', sid, inside));
      const told = `${replies.join(' | ')}; ${asked(sid)}; ${count(ringing().length, 'call')} rings`;
      await clear();
      return told;
    },
  },
  {
    tried: 'an offer of a stranger while they wait in the list of requests, and in the invitation of a contact',
    defined: 'result | result; the page was asked 0 times; the page was asked 0 times; the contact still rings',
    run: async () => {
      const { alice, bob, mallory } = onStage();
      bob.skip(3_600_000);
      await posesAsTsuwa(mallory);
      const [theirs, ofAlice] = [id(), id()];
      alice.write(propose(ofAlice));
      mallory.write(propose(theirs));
      await settle(alice);
      await settle(mallory);
      const first = await ask(mallory, 'session-initiate', theirs, content());
      const second = await ask(mallory, 'session-initiate', ofAlice, content());
      const rings = ringing().some(({ peer }) => peer === `alice@${DOMAIN}`);
      const told = `${first} | ${second}; ${asked(theirs)}; ${asked(ofAlice)}; the contact ${rings ? 'still rings' : 'rings no more'}`;
      await clear();
      return told;
    },
  },
];

/** The Jingle request of that action that `who` has got: from whom, and the id to answer it by. */
const requestOf = (who: Attacker, sid: string, action: string): { from: string; id: string } | undefined => {
  const found = who.stanzas.find(stanza =>
    elements(stanza).some(({ attrs }) => attrs['sid'] === sid && attrs['action'] === action),
  );
  return found && { from: found.attrs['from'] ?? '', id: found.attrs['id'] ?? '' };
};

export const invitations: Attacks = {
  by: 'Callers',
  begin: setStage,
  end: strikeStage,
  attacks: [
    ...replays,
    ...earlyOffers,
    {
      tried: 'an offer without any encryption',
      defined: 'result; session-terminate security-error; a contact gets through',
      run: async () => {
        const { alice } = onStage();
        const sid = id();
        const answer = await ask(alice, 'session-initiate', sid, content({ fingerprint: '' }));
        await settle(alice);
        const told = `${answer}; ${[...heardRequests(alice, sid), ...heardSteps(alice, sid)].join(', ')}`;
        await clear();
        return `${told}; ${await contactRings()}`;
      },
    },
    {
      tried:
        'an offer of plain RTP: over UDP without ICE, and nothing else will do; over ICE with its keys in the open (SDES)',
      defined:
        'result; transport-replace, session-terminate unsupported-transports | result; session-terminate security-error',
      run: async () => {
        const { alice, bob } = onStage();
        const outcomes: string[] = [];
        for (const spoilt of plainOffers) {
          bob.skip(3_600_000);
          const sid = id();
          const answer = await ask(alice, 'session-initiate', sid, content(spoilt));
          await settle(alice);
          const other = requestOf(alice, sid, 'transport-replace');
          if (other) {
            alice.write(`<iq to="${other.from}" type="result" id="${other.id}"/>`);
            await ask(alice, 'transport-reject', sid, content(spoilt));
            await settle(alice);
          }
          outcomes.push(`${answer}; ${heardRequests(alice, sid).join(', ')}`);
          await clear();
        }
        return outcomes.join(' | ');
      },
    },
    {
      tried: 'a call of ours is answered without any encryption',
      defined: 'session-terminate security-error; the call ended as not-encrypted; the page got no answer',
      run: async () => {
        const { alice, bob } = onStage();
        const sid = id();
        await bob.page.place(sid, `alice@${DOMAIN}`);
        await sees('the invitation', () => heardSteps(alice, sid).includes('propose'));
        alice.write(step('proceed', sid));
        const offer = await sees('the offer', () => requestOf(alice, sid, 'session-initiate'));
        alice.write(`<iq to="${offer.from}" type="result" id="${offer.id}"/>`);
        await ask(alice, 'session-accept', sid, content({ fingerprint: '' }));
        await settle(alice);
        const answers = bob.page.heard(sid).filter(signal => 'description' in signal);
        const said = heardRequests(alice, sid).filter(request => request.startsWith('session-terminate'));
        const end = calls().find(call => call.id === sid)?.end;
        await clear();
        return `${said.join(', ')}; the call ended as ${end}; the page got ${answers.length === 0 ? 'no answer' : 'an answer'}`;
      },
    },
    {
      tried: 'a call of somebody else is ended: the right session id from the wrong person',
      defined: 'cancel item-not-found unknown-session; 1 call rings, and none for the stranger',
      run: async () => {
        const { alice, bob, mallory } = onStage();
        bob.skip(3_600_000);
        const sid = id();
        alice.write(propose(sid));
        await settle(alice);
        mallory.write(step('retract', sid));
        const answer = await ask(mallory, 'session-terminate', sid, '<reason><cancel/></reason>');
        const told = `${answer}; ${count(ringing().length, 'call')} rings, and none for the stranger`;
        await clear();
        return told;
      },
    },
  ],
};
