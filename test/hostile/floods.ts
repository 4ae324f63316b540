/** More of everything than anybody needs. */
import {
  answersTo,
  ask,
  calls,
  candidate,
  clear,
  contactRings,
  content,
  count,
  CROWD,
  DOMAIN,
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
  message,
} from './stage';
import type { Attacks } from './table';

const turnedAway = () => onStage().bob.softphone.state.turnedAway;
const forget = () => onStage().bob.page.commands.forgetTurnedAway({});
/** The allowances are whole again. */
const rest = () => onStage().bob.skip(3_600_000);
/** How often each of the texts is there. */
const tally = (texts: readonly string[]): string =>
  [...new Set(texts)].map(text => `${texts.filter(each => each === text).length} × ${text}`).join(', ');

export const floods: Attacks = {
  by: 'Floods',
  begin: setStage,
  end: strikeStage,
  attacks: [
    {
      tried: '100 invitations at once, each from another stranger',
      defined:
        '5 calls ring, 10 are told of, 90 turned away and told once; a contact gets through; nothing was answered',
      run: async () => {
        const { anybody } = onStage();
        rest();
        anybody.write(Array.from({ length: 100 }, (_, n) => propose(id(), { from: `x${n}@${CROWD}/x` })).join(''));
        await settle(anybody, `x0@${CROWD}/x`);
        const told = `${count(ringing().length, 'call')} ring, ${calls().length} are told of, ${turnedAway()?.calls} turned away and told once`;
        const through = await contactRings();
        const answers = anybody.stanzas.filter(({ name }) => name === 'message').length;
        await clear();
        await forget();
        return `${told}; ${through}; ${answers === 0 ? 'nothing was' : answers} answered`;
      },
    },
    {
      tried: '200 invitations from one stranger, each taken back at once',
      defined: '3 calls were missed, 197 turned away, all of mallory; a contact gets through',
      run: async () => {
        const { mallory } = onStage();
        rest();
        for (let n = 0; n < 200; n++) {
          const sid = id();
          mallory.write(propose(sid) + step('retract', sid));
        }
        await settle(mallory);
        const away = turnedAway();
        const told = `${count(calls().length, 'call')} were missed, ${away?.calls} turned away, all of ${away?.address?.split('@')[0]}`;
        await clear();
        await forget();
        return `${told}; ${await contactRings()}`;
      },
    },
    {
      tried: '20 sessions offered without an invitation by one stranger',
      defined: '3 × result, 17 × wait policy-violation; 1 call rings',
      run: async () => {
        const { mallory } = onStage();
        rest();
        const asked = Array.from({ length: 20 }, () => request('session-initiate', id(), content()));
        mallory.write(asked.map(({ text }) => text).join(''));
        await settle(mallory);
        const told = tally(asked.flatMap(({ id: iq }) => answersTo(mallory, iq)));
        const rings = count(ringing().length, 'call');
        await clear();
        await forget();
        return `${told}; ${rings} rings`;
      },
    },
    {
      tried: '20 sessions offered by as many strangers, over a transport that is none of ours',
      defined: '10 × result, 10 × wait resource-constraint; no call rings; a contact gets through',
      run: async () => {
        const { anybody } = onStage();
        rest();
        const raw = '<transport xmlns="urn:xmpp:jingle:transports:raw-udp:1"/>';
        const asked = Array.from({ length: 20 }, (_, n) =>
          request('session-initiate', id(), content({ transport: raw }), { from: `r${n}@${CROWD}/x` }),
        );
        anybody.write(asked.map(({ text }) => text).join(''));
        await settle(anybody, `r0@${CROWD}/x`);
        const told = tally(asked.flatMap(({ id: iq }) => answersTo(anybody, iq)));
        const rings = count(ringing().length, 'call');
        const through = await contactRings();
        await clear();
        await forget();
        return `${told}; ${rings} rings; ${through}`;
      },
    },
    {
      tried: 'a contact who calls 30 times in a row',
      defined: '10 calls were missed, 20 turned away and answered with reject',
      run: async () => {
        const { alice } = onStage();
        rest();
        const sids = Array.from({ length: 30 }, () => id());
        alice.write(sids.map(sid => propose(sid) + step('retract', sid)).join(''));
        await settle(alice);
        const rejected = alice.stanzas.filter(({ children }) =>
          children.some(
            child => typeof child !== 'string' && child.name === 'reject' && sids.includes(child.attrs['id'] ?? ''),
          ),
        );
        const told = `${count(calls().length, 'call')} were missed, ${turnedAway()?.calls} turned away`;
        await clear();
        await forget();
        return rejected.length === 20 ? `${told} and answered with reject` : `${told}; ${rejected.length} rejected`;
      },
    },
    {
      tried: '10,000 candidates in one offer',
      slow: true,
      defined: 'result; the page got 256 signals; the call is active',
      run: async () => {
        const { alice, bob } = onStage();
        rest();
        const sid = id();
        const many = Array.from({ length: 10_000 }, (_, n) => candidate(n + 1)).join('');
        const answer = await ask(alice, 'session-initiate', sid, content({ candidates: many }));
        const call = await sees('it ring', () => ringing()[0]);
        await bob.page.accept(call.id);
        await bob.until('talks', () => calls()[0]?.phase === 'active');
        const told = `${answer}; the page got ${bob.page.heard(call.id).length} signals; the call is ${calls()[0]?.phase}`;
        await clear();
        return told;
      },
    },
    {
      tried: '10,000 candidates one by one into a call',
      defined: 'all are acknowledged; the page got 257 signals; the call is active',
      slow: true,
      run: async () => {
        const { alice, bob } = onStage();
        rest();
        const sid = id();
        await ask(alice, 'session-initiate', sid, content());
        const call = await sees('it ring', () => ringing()[0]);
        await bob.page.accept(call.id);
        await bob.until('talks', () => calls()[0]?.phase === 'active');
        const infos = Array.from({ length: 10_000 }, (_, n) =>
          request(
            'transport-info',
            sid,
            `<content creator="initiator" name="0"><transport xmlns="urn:xmpp:jingle:transports:ice-udp:1" ufrag="evil" pwd="${'x'.repeat(24)}">${candidate(n + 2)}</transport></content>`,
          ),
        );
        alice.write(infos.map(({ text }) => text).join(''));
        await settle(alice);
        const results = new Set(
          alice.stanzas.filter(({ attrs }) => attrs['type'] === 'result').map(({ attrs }) => attrs['id'] ?? ''),
        );
        const all = infos.every(({ id: iq }) => results.has(iq)) ? 'all are' : 'not all are';
        const told = `${all} acknowledged; the page got ${bob.page.heard(call.id).length} signals; the call is ${calls()[0]?.phase}`;
        await clear();
        return told;
      },
    },
    {
      tried: '300 requests to see our presence, each from another stranger',
      slow: true,
      defined: '200 wait for the person; a contact gets through',
      run: async () => {
        const { anybody, bob } = onStage();
        anybody.write(
          Array.from(
            { length: 300 },
            (_, n) => `<presence from="s${n}@${CROWD}" to="${bob.address}" type="subscribe"/>`,
          ).join(''),
        );
        await settle(anybody, `s0@${CROWD}/x`);
        return `${bob.softphone.state.subscriptionRequests.length} wait for the person; ${await contactRings()}`;
      },
    },
    {
      tried: '300 strangers show their presence',
      defined: 'at most 100 are asked what they can do; the contacts are as before; a contact gets through',
      run: async () => {
        const { anybody, bob, device } = onStage();
        const before = bob.softphone.contacts.map(({ address }) => address).join();
        anybody.write(
          Array.from({ length: 300 }, (_, n) => `<presence from="p${n}@${CROWD}/x" to="${device}"/>`).join(''),
        );
        await settle(anybody, `p0@${CROWD}/x`);
        const asked = anybody.stanzas.filter(
          ({ name, attrs }) => name === 'iq' && attrs['type'] === 'get' && attrs['to']?.startsWith('p'),
        );
        const same = bob.softphone.contacts.map(({ address }) => address).join() === before;
        return `${asked.length <= 100 ? 'at most 100' : asked.length} are asked what they can do; the contacts are ${same ? 'as before' : 'others'}; ${await contactRings()}`;
      },
    },
    {
      tried: 'a chat message of 1 MB from a contact, and 100 from a stranger',
      defined: 'alice: 10000 characters kept; nobody else is told of; a contact gets through',
      run: async () => {
        const { alice, mallory, bob } = onStage();
        alice.write(message(`<body>${'a'.repeat(1_000_000)}</body>`));
        mallory.write(Array.from({ length: 100 }, () => message('<body>buy!</body>')).join(''));
        await Promise.all([settle(alice), settle(mallory)]);
        const talks = bob.softphone.state.conversations ?? [];
        const kept = bob.page.commands.conversation({ account: bob.address, peer: `alice@${DOMAIN}` });
        const others = talks.filter(({ peer }) => peer !== `alice@${DOMAIN}`);
        return `alice: ${kept[0]?.text?.length} characters kept; ${others.length === 0 ? 'nobody' : 'somebody'} else is told of; ${await contactRings()}`;
      },
    },
  ],
};
