/** Who is asked for a picture, how often and how many at once, against people who are played by the test. */
import { expect, test } from 'vitest';
import type { XmlElement } from '../../main/core/xml/codec';
import { Avatars, type AvatarStore } from '../../main/xmpp/avatars';
import { Iqs } from '../../main/xmpp/iq';
import { parseXml } from '../core/support/xml';
import { idOf } from '../support/pictures';

const log = { info: () => undefined, warn: () => undefined, debug: () => undefined };
const settled = () => new Promise(resolve => setImmediate(resolve));
const juliet = 'juliet@capulet.lit';

function world(wanted: (bare: string) => boolean = () => true) {
  const asked: XmlElement[] = [];
  const kept = new Map<string, Uint8Array>();
  const shown = new Map<string, string | undefined>();
  const store: AvatarStore = {
    has: id => kept.has(id),
    keep: (id, bytes) => {
      if (idOf(bytes) === id) kept.set(id, bytes);
      return Promise.resolve(kept.has(id));
    },
    shownBy: address => shown.get(address),
    show: (address, id) => void shown.set(address, id),
  };
  const iqs = new Iqs({ send: stanza => void asked.push(stanza), self: () => 'romeo@montague.lit/orchard' }, log);
  iqs.resume();
  const told: string[] = [];
  const avatars = new Avatars(iqs, store, log, wanted, bare => void told.push(bare));
  const publish = (bare: string, ...ids: string[]) =>
    avatars.take(
      parseXml(
        `<message xmlns='jabber:client' from='${bare}'><event xmlns='http://jabber.org/protocol/pubsub#event'><items node='urn:xmpp:avatar:metadata'><item><metadata xmlns='urn:xmpp:avatar:metadata'>${ids
          .map(id => `<info bytes='9' id='${id}' type='image/png'/>`)
          .join('')}</metadata></item></items></event></message>`,
      ),
    );
  /** Answers a request as its receiver, who has `text` as the bytes of the picture; without it they have none. */
  const answer = async (request: XmlElement | undefined, text?: string) => {
    const { id = '', to = '' } = request?.attrs ?? {};
    const data = Buffer.from(text ?? '').toString('base64');
    const item = itemOf(request);
    const inside =
      text === undefined
        ? `<error type='cancel'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>`
        : nameOf(request) === 'vCard'
          ? `<vCard xmlns='vcard-temp'><PHOTO><BINVAL>${data}</BINVAL></PHOTO></vCard>`
          : `<pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='urn:xmpp:avatar:data'><item id='${item}'><data xmlns='urn:xmpp:avatar:data'>${data}</data></item></items></pubsub>`;
    const type = text === undefined ? 'error' : 'result';
    iqs.take(parseXml(`<iq xmlns='jabber:client' type='${type}' id='${id}' from='${to}'>${inside}</iq>`));
    await settled();
  };
  const update = (bare: string, hash: string) => avatars.takeUpdate(bare, { photo: { hash } });
  return { avatars, asked, iqs, shown, publish, update, answer, told };
}

const childOf = (element: XmlElement | undefined): XmlElement | undefined =>
  element?.children.find(child => typeof child !== 'string');
const nameOf = (request: XmlElement | undefined): string | undefined => childOf(request)?.name;
const itemOf = (request: XmlElement | undefined): string => childOf(childOf(childOf(request)))?.attrs['id'] ?? '';
const id = (text: string) => idOf(Buffer.from(text));

test('a published picture is asked for once, whoever tells of it again, and counts before that of the vCard', async () => {
  const { avatars, asked, publish, update, answer, shown } = world();
  publish(juliet, id('balcony'));
  publish(juliet, id('balcony'));
  update(juliet, id('vault'));
  expect(asked.map(request => [request.attrs['to'], nameOf(request)])).toEqual([[juliet, 'pubsub']]);
  await answer(asked[0], 'balcony');
  expect(avatars.of(juliet)).toBe(id('balcony'));
  expect(shown.get(juliet)).toBe(id('balcony'));
  expect(asked).toHaveLength(1);
});

test('what cannot be had is not asked for again in this session, and the vCard stands in for it', async () => {
  const { avatars, asked, publish, update, answer } = world();
  publish(juliet, id('balcony'));
  update(juliet, id('vault').toUpperCase());
  await answer(asked[0]);
  expect(asked.map(nameOf)).toEqual(['pubsub', 'vCard']);
  await answer(asked[1], 'vault');
  expect(avatars.of(juliet)).toBe(id('vault'));
  avatars.consider();
  await settled();
  expect(asked).toHaveLength(2);
  avatars.begin();
  publish(juliet, id('balcony'));
  expect(asked).toHaveLength(3);
});

test('other bytes than were told of are not shown', async () => {
  const { avatars, asked, publish, answer } = world();
  publish(juliet, id('balcony'));
  await answer(asked[0], 'tomb');
  expect(avatars.of(juliet)).toBeUndefined();
});

test('the last picture is shown until the next is there, and none when it is taken back', async () => {
  const { avatars, asked, publish, answer } = world();
  publish(juliet, id('balcony'));
  await answer(asked[0], 'balcony');
  publish(juliet, id('ball'));
  expect(avatars.of(juliet)).toBe(id('balcony'));
  await answer(asked[1], 'ball');
  expect(avatars.of(juliet)).toBe(id('ball'));
  publish(juliet);
  expect(avatars.of(juliet)).toBeUndefined();
});

test('a presence that knows nothing yet, or tells of no hash, is no picture', () => {
  const { avatars, asked, update } = world();
  avatars.takeUpdate(juliet, {});
  update(juliet, '');
  update('nurse@capulet.lit', '../../etc/passwd');
  expect(asked).toEqual([]);
  expect(avatars.of(juliet)).toBeUndefined();
});

test('few are asked at once, and everyone in the end', async () => {
  const { asked, publish, answer } = world();
  const people = Array.from({ length: 10 }, (_, n) => `guest${n}@capulet.lit`);
  for (const bare of people) publish(bare, id(bare));
  expect(asked).toHaveLength(4);
  for (let n = 0; n < people.length; n += 1) await answer(asked[n], people[n]);
  expect(asked.map(({ attrs }) => attrs['to'])).toEqual(people);
});

test('nobody is asked who is not wanted, until they are', async () => {
  let friends = false;
  const { avatars, asked, publish } = world(() => friends);
  publish(juliet, id('balcony'));
  avatars.consider();
  expect(asked).toEqual([]);
  friends = true;
  avatars.consider();
  expect(asked).toHaveLength(1);
});

test('a picture on its way when the stream is lost is asked for in the next session', async () => {
  const { avatars, asked, publish, iqs } = world();
  publish(juliet, id('balcony'));
  iqs.lose();
  await settled();
  avatars.begin();
  publish(juliet, id('balcony'));
  expect(asked).toHaveLength(2);
});

test('whom it is about is told, so that strangers keep nobody busy', () => {
  const { publish, update, told } = world(() => false);
  publish('mallory@evil.lit', id('mask'));
  update(juliet, id('vault'));
  expect(told).toEqual(['mallory@evil.lit', juliet]);
});
