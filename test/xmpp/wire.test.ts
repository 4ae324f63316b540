/** What of the wire reaches the phone. */
import { expect, test } from 'vitest';
import { JINGLE, JINGLE_MESSAGE } from '../../main/core/protocol/namespaces';
import type { XmlElement } from '../../main/core/xml/codec';
import { Iqs } from '../../main/xmpp/iq';
import { StanzaWire } from '../../main/xmpp/wire';
import { formatXml, parseXml } from '../core/support/xml';

test('whoever is blocked is not heard, whatever the server lets through, and is answered as if nobody were there', () => {
  const log = { info: () => undefined, warn: () => undefined, debug: () => undefined };
  const sent: XmlElement[] = [];
  const heard: string[] = [];
  const sink = { send: (stanza: XmlElement) => void sent.push(stanza), self: () => 'romeo@montague.lit/orchard' };
  const iqs = new Iqs(sink, log);
  const wire = new StanzaWire(iqs, sink, log, from => from.startsWith('tybalt@capulet.lit'));
  wire.deliverTo({
    requested: (from, { action }) => {
      heard.push(`${from} ${action}`);
      return { reply: 'acknowledge', carry: () => undefined };
    },
    messaged: ({ from, message }) => heard.push(`${from} ${message.step}`),
    stream: () => undefined,
  });
  for (const from of ['tybalt@capulet.lit/sword', 'juliet@capulet.lit/balcony']) {
    wire.take(
      parseXml(
        `<message xmlns='jabber:client' type='chat' from='${from}'><propose xmlns='${JINGLE_MESSAGE}' id='a'/></message>`,
      ),
    );
    iqs.take(
      parseXml(
        `<iq xmlns='jabber:client' type='set' id='1' from='${from}'><jingle xmlns='${JINGLE}' action='session-info' sid='a'/></iq>`,
      ),
    );
  }
  expect(heard).toEqual(['juliet@capulet.lit/balcony propose', 'juliet@capulet.lit/balcony session-info']);
  expect(sent.map(({ attrs }) => `${attrs['to']} ${attrs['type']}`)).toEqual([
    'tybalt@capulet.lit/sword error',
    'juliet@capulet.lit/balcony result',
  ]);
  expect(sent[0] && formatXml(sent[0])).toContain('service-unavailable');
});
