/** Stanzas that pretend to be from somebody else. */
import { startBareClient } from '../support/bare-client';
import {
  answersTo,
  calls,
  clear,
  CROWD,
  DOMAIN,
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
} from './stage';
import type { Attacks } from './table';

const carbon = (direction: 'sent' | 'received', inside: string): string =>
  `<${direction} xmlns="urn:xmpp:carbons:2"><forwarded xmlns="urn:xmpp:forward:0">${inside}</forwarded></${direction}>`;

const contacts = () =>
  onStage()
    .bob.softphone.contacts.map(({ address }) => address.split('@')[0])
    .toSorted()
    .join(' ');

export const forgeries: Attacks = {
  by: 'Forgeries',
  begin: setStage,
  end: strikeStage,
  attacks: [
    {
      tried: 'a client writes another address into “from”',
      defined: 'nobody calls in the name of alice',
      run: async () => {
        const { server, alice } = onStage();
        const forger = await startBareClient({
          ...{ address: server.address('mallory'), password: server.password('mallory'), resource: 'forger' },
          ...{ host: server.host, port: server.port, ca: server.ca },
        });
        forger.write(propose(id(), { from: `alice@${DOMAIN}/raw` }));
        await forger.stop();
        await settle(alice);
        const forged = calls().some(({ peer }) => peer === `alice@${DOMAIN}`);
        await clear();
        return forged ? 'alice seems to call' : 'nobody calls in the name of alice';
      },
    },
    {
      tried: 'a copy (carbon) of a call that another device of ours has answered, from a stranger',
      defined: '1 call still rings',
      run: async () => {
        const { alice, mallory, bob } = onStage();
        const sid = id();
        alice.write(propose(sid));
        await settle(alice);
        const inner = `<message xmlns="jabber:client" from="${bob.address}/other" to="alice@${DOMAIN}" type="chat"><accept xmlns="urn:xmpp:jingle-message:0" id="${sid}"/></message>`;
        mallory.write(message(carbon('sent', inner)) + message(carbon('received', inner)));
        await settle(mallory);
        const told = `${ringing().length} call still rings`;
        await clear();
        return told;
      },
    },
    {
      tried: 'a push of the contact list from a stranger',
      defined: 'cancel service-unavailable; the contacts are alice carol',
      run: async () => {
        const { mallory, device } = onStage();
        const iq = id();
        mallory.write(
          `<iq to="${device}" type="set" id="${iq}"><query xmlns="jabber:iq:roster"><item jid="mallory@${DOMAIN}" name="Alice" subscription="both"/></query></iq>`,
        );
        await settle(mallory);
        return `${answersTo(mallory, iq).join()}; the contacts are ${contacts()}`;
      },
    },
    {
      tried:
        'the result of a search in the archive that nobody made, from a stranger and in the name of our own account',
      defined: 'no call is told of; nothing is in the history',
      run: async () => {
        const { mallory, anybody, bob } = onStage();
        const inner = (from: string) =>
          `<result xmlns="urn:xmpp:mam:2" queryid="q" id="1"><forwarded xmlns="urn:xmpp:forward:0"><delay xmlns="urn:xmpp:delay" stamp="2026-01-01T00:00:00Z"/><message xmlns="jabber:client" from="${from}" to="${bob.address}"><propose xmlns="urn:xmpp:jingle-message:0" id="old"><description xmlns="urn:xmpp:jingle:apps:rtp:1" media="audio"/></propose></message></forwarded></result>`;
        mallory.write(message(inner(`alice@${DOMAIN}/x`)));
        anybody.write(message(inner(`alice@${DOMAIN}/x`), { from: bob.address }));
        await settle(mallory);
        await settle(anybody, `x@${CROWD}/x`);
        const { calls: kept } = bob.page.commands.history({ limit: 100 });
        const forged = kept.filter(({ createdAt }) => createdAt < Date.parse('2026-02-01'));
        return `${calls().length === 0 ? 'no call is' : 'a call is'} told of; ${forged.length === 0 ? 'nothing' : 'something'} is in the history`;
      },
    },
    {
      tried: 'a picture of a contact, told of by a stranger',
      defined: 'nobody was asked for a picture; alice shows none',
      run: async () => {
        const { mallory, alice, bob } = onStage();
        mallory.write(
          message(
            `<event xmlns="http://jabber.org/protocol/pubsub#event"><items node="urn:xmpp:avatar:metadata"><item id="111f4b3c50d7b0df729d299bc6f8e9ef9066971f"><metadata xmlns="urn:xmpp:avatar:metadata"><info bytes="1" id="111f4b3c50d7b0df729d299bc6f8e9ef9066971f" type="image/png"/></metadata></item></items></event>`,
            { type: 'headline' },
          ),
        );
        await settle(mallory);
        const asked = [...mallory.stanzas, ...alice.stanzas].some(({ children }) =>
          children.some(child => typeof child !== 'string' && child.name === 'pubsub'),
        );
        const shown = bob.softphone.contacts.find(({ address }) => address === `alice@${DOMAIN}`)?.avatar;
        return `${asked ? 'somebody' : 'nobody'} was asked for a picture; alice shows ${shown === undefined ? 'none' : 'one'}`;
      },
    },
    {
      tried: 'other relays, pushed by a stranger',
      defined: 'cancel service-unavailable; the relays are as before',
      run: async () => {
        const { mallory, device, bob } = onStage();
        const relays = () => JSON.stringify(bob.softphone.state.accounts.map(({ iceServers }) => iceServers));
        const before = relays();
        const iq = id();
        mallory.write(
          `<iq to="${device}" type="set" id="${iq}"><services xmlns="urn:xmpp:extdisco:2"><service action="add" type="turn" host="evil.example" port="3478" username="u" password="p"/></services></iq>`,
        );
        await settle(mallory);
        return `${answersTo(mallory, iq).join()}; the relays are ${relays() === before ? 'as before' : 'others'}`;
      },
    },
    {
      tried: 'answers to questions that nobody asked, 100 of them',
      defined: 'no answer; the contacts are alice carol',
      run: async () => {
        const { mallory, device } = onStage();
        const iqs = Array.from({ length: 100 }, () => id());
        mallory.write(
          iqs
            .map(
              iq =>
                `<iq to="${device}" type="result" id="${iq}"><query xmlns="jabber:iq:roster"><item jid="mallory@${DOMAIN}" subscription="both"/></query></iq>`,
            )
            .join(''),
        );
        await settle(mallory);
        const answers = iqs.flatMap(iq => answersTo(mallory, iq));
        return `${answers.length === 0 ? 'no' : answers.length} answer; the contacts are ${contacts()}`;
      },
    },
    {
      tried: 'requests with a wrong session id, every action of them',
      defined: 'each is answered cancel item-not-found unknown-session; 1 call still rings',
      run: async () => {
        const { alice } = onStage();
        const sid = id();
        alice.write(propose(sid));
        const actions = [
          ...['content-add', 'content-modify', 'content-remove', 'description-info', 'session-accept', 'session-info'],
          ...['session-terminate', 'transport-info', 'transport-replace', 'transport-accept', 'security-info'],
        ];
        const asked = actions.map(action => request(action, `${sid}x`));
        alice.write(asked.map(({ text }) => text).join(''));
        await settle(alice);
        const answers = new Set(asked.flatMap(({ id: iq }) => answersTo(alice, iq)));
        const told = `each is answered ${[...answers].join()}; ${ringing().length} call still rings`;
        await clear();
        return told;
      },
    },
    {
      tried: 'an end of the call from another device of the caller, before it is answered',
      defined: '1 call still rings',
      run: async () => {
        const { alice, anybody } = onStage();
        const sid = id();
        alice.write(propose(sid));
        await settle(alice);
        const { text } = request('session-terminate', sid, '<reason><success/></reason>', {
          from: `alice@${DOMAIN}/another`,
        });
        anybody.write(text + step('proceed', sid, { from: `mallory@${DOMAIN}/raw` }));
        await settle(anybody, `x@${CROWD}/x`);
        const told = `${ringing().length} call still rings`;
        await clear();
        return told;
      },
    },
  ],
};
