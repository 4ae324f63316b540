/** The examples of the specifications about people: who they are, what they look like, who is kept away. */
import { describe, expect, test } from 'vitest';
import { presence, rosterChange, rosterQuery } from '../../../main/core/protocol/rfc6121';
import { vCard } from '../../../main/core/protocol/xep0054';
import { eventItems, itemQuery, itemsIn } from '../../../main/core/protocol/xep0060';
import { AVATAR_DATA, AVATAR_METADATA, avatarData, avatarMetadata } from '../../../main/core/protocol/xep0084';
import { block, blockList, unblock } from '../../../main/core/protocol/xep0191';
import { MalformedElementError } from '../../../main/core/xml/codec';
import { findAll, formatXml, parseXml } from '../support/xml';

const id = '111f4b3c50d7b0df729d299bc6f8e9ef9066971f';

describe('RFC 6121', () => {
  test('an item is set by its address, name and groups, and never by a subscription', () => {
    const change = rosterChange.encode({
      item: { jid: 'nurse@example.com', name: 'Nurse', groups: [{ name: 'Servants' }] },
    });
    expect(formatXml(change)).toBe(
      '<query xmlns="jabber:iq:roster"><item jid="nurse@example.com" name="Nurse"><group>Servants</group></item></query>',
    );
  });

  test('an item is taken out by its address', () => {
    const change = rosterChange.encode({ item: { jid: 'nurse@example.com', subscription: 'remove', groups: [] } });
    expect(formatXml(change)).toBe(
      '<query xmlns="jabber:iq:roster"><item jid="nurse@example.com" subscription="remove"></item></query>',
    );
  });

  test.each([
    ['ask="subscribe" subscription="from"', { ask: 'subscribe', subscription: 'from' }],
    ['subscription="none" approved="true"', { subscription: 'none', approved: 'true' }],
    ['', { subscription: 'none' }],
    ['subscription="remove"', { subscription: 'remove' }],
  ])('an item with %s is read', (attrs, expected) => {
    const { items } = rosterQuery.decode(
      parseXml(`<query xmlns="jabber:iq:roster"><item jid="romeo@example.net" ${attrs}/></query>`),
    );
    expect(items).toEqual([{ jid: 'romeo@example.net', groups: [], ...expected }]);
  });
});

describe('XEP-0172 and XEP-0153 in a presence', () => {
  const read = (inside: string) => presence.decode(parseXml(`<presence xmlns="jabber:client">${inside}</presence>`));

  test('who asks says what they are called', () => {
    expect(read(`<nick xmlns='http://jabber.org/protocol/nick'> Ishmael\n</nick>`).nick).toEqual({ text: 'Ishmael' });
  });

  test.each([
    [`<x xmlns='vcard-temp:x:update'><photo>${id}</photo></x>`, { photo: { hash: id } }],
    [`<x xmlns='vcard-temp:x:update'><photo/></x>`, { photo: { hash: '' } }],
    [`<x xmlns='vcard-temp:x:update'/>`, {}],
    [`<x xmlns='vcard-temp:x:update'><photo>1</photo><photo>2</photo></x>`, undefined],
    ['', undefined],
  ])('the picture in %s is told apart from none and from unknown', (inside, expected) => {
    expect(read(inside).avatar).toEqual(expected);
  });
});

describe('XEP-0084 over XEP-0060', () => {
  const event = (items: string) =>
    parseXml(
      `<message xmlns='jabber:client' from='juliet@capulet.lit'><event xmlns='http://jabber.org/protocol/pubsub#event'>${items}</event></message>`,
    );
  const info = (attrs: string) => `<metadata xmlns='${AVATAR_METADATA}'><info ${attrs}/></metadata>`;

  test('a picture is told of with its name, type and size', () => {
    const [item] =
      eventItems(
        event(
          `<items node='${AVATAR_METADATA}'><item id='${id}'>${info(`bytes='12345' height='64' id='${id.toUpperCase()}' type='image/png' width='64'`)}</item></items>`,
        ),
        AVATAR_METADATA,
      ) ?? [];
    expect(item?.id).toBe(id);
    expect(item?.payload && avatarMetadata.decode(item.payload)).toEqual({
      infos: [{ bytes: 12345, id, type: 'image/png', width: 64, height: 64 }],
    });
  });

  test.each([
    ['no info', `<metadata xmlns='${AVATAR_METADATA}'/>`],
    ['a name that is no hash', info(`bytes='1' id='../../etc/passwd' type='image/png'`)],
    ['a size that is none', info(`bytes='many' id='${id}' type='image/png'`)],
  ])('%s is no picture', (_, metadata) => {
    expect(avatarMetadata.decode(parseXml(metadata))).toEqual({ infos: [] });
  });

  test('an event of another node, and one that takes an item back, bring no item', () => {
    expect(eventItems(event(`<items node='urn:other'><item/></items>`), AVATAR_METADATA)).toBeUndefined();
    expect(eventItems(event(`<items node='${AVATAR_METADATA}'><retract id='x'/></items>`), AVATAR_METADATA)).toEqual(
      [],
    );
    expect(eventItems(parseXml(`<message xmlns='jabber:client'/>`), AVATAR_METADATA)).toBeUndefined();
  });

  test('one item is asked for, and its bytes are found in the answer', () => {
    expect(formatXml(itemQuery(AVATAR_DATA, id))).toBe(
      `<pubsub xmlns="http://jabber.org/protocol/pubsub"><items node="${AVATAR_DATA}"><item id="${id}"></item></items></pubsub>`,
    );
    const answer = parseXml(
      `<pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='${AVATAR_DATA}'><item id='${id}'><data xmlns='${AVATAR_DATA}'>\n iVBO\n Rw==\n</data></item></items></pubsub>`,
    );
    const [item] = itemsIn(answer, AVATAR_DATA);
    expect(item?.payload && avatarData.decode(item.payload)).toEqual({ text: 'iVBORw==' });
    expect(itemsIn(answer, 'urn:other')).toEqual([]);
    expect(itemsIn(parseXml(`<pubsub xmlns='urn:other'/>`), AVATAR_DATA)).toEqual([]);
  });

  test.each(['', 'iVBOR', 'iVBO*w==', '=', 'A'.repeat(600_000)])('%.9s is no base64', text => {
    expect(() => avatarData.decode(parseXml(`<data xmlns='${AVATAR_DATA}'>${text}</data>`))).toThrow(
      MalformedElementError,
    );
  });
});

describe('XEP-0054', () => {
  const read = (inside: string) => vCard.decode(parseXml(`<vCard xmlns='vcard-temp'><FN>J</FN>${inside}</vCard>`));

  test.each([
    ['<PHOTO><TYPE>image/png</TYPE><BINVAL>iVBO\nRw==</BINVAL></PHOTO>', 'iVBORw=='],
    ['<PHOTO><EXTVAL>https://example.org/me.png</EXTVAL></PHOTO>', undefined],
    ['<PHOTO><BINVAL>*</BINVAL></PHOTO>', undefined],
    ['', undefined],
  ])('of %s the picture is read if it is in there', (inside, expected) => {
    expect(read(inside).photo?.data?.text).toBe(expected);
  });

  test('it is asked for empty', () => {
    expect(formatXml(vCard.encode({}))).toBe('<vCard xmlns="vcard-temp"></vCard>');
  });
});

describe('XEP-0191', () => {
  test('the list, what is put on it and what is taken off it are read and written', () => {
    const items = [{ jid: 'romeo@montague.net' }, { jid: 'iago@shakespeare.lit' }];
    for (const definition of [blockList, block, unblock]) {
      const text = formatXml(definition.encode({ items }));
      expect(findAll(parseXml(text), 'item')).toHaveLength(2);
      expect(definition.decode(parseXml(text))).toEqual({ items });
    }
    expect(blockList.decode(parseXml(`<blocklist xmlns='urn:xmpp:blocking'><item/></blocklist>`))).toEqual({
      items: [],
    });
  });
});
