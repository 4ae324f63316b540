/** The archive of an account as stanzas: who may answer for it, and what of it is read. */
import { expect, test } from 'vitest';
import { Archive } from '../../../main/xmpp/archive';
import { Iqs } from '../../../main/xmpp/iq';
import { elements, type XmlElement } from '../../../main/core/xml/codec';
import { parseXml } from '../../core/support/xml';
import { logTo } from '../../support/log';

const self = 'romeo@montague.lit/orchard';
const propose =
  '<propose xmlns="urn:xmpp:jingle-message:0" id="a"><description xmlns="urn:xmpp:jingle:apps:rtp:1" media="audio"/></propose>';

/** An archive whose server is the test. */
function archive() {
  const sent: XmlElement[] = [];
  const warnings: string[] = [];
  const log = logTo((text, level) => {
    if (level === 'warn') warnings.push(text);
  });
  const iqs = new Iqs({ send: stanza => void sent.push(stanza), self: () => self }, log);
  iqs.resume();
  const read = new Archive(iqs, () => self, log);
  const query = (): XmlElement => {
    const [found] = elements(sent.at(-1) ?? parseXml('<iq/>'));
    return found ?? parseXml('<query/>');
  };
  const result = (
    content: string,
    { from = 'romeo@montague.lit', queryid = query().attrs['queryid'] ?? '', id = '1' } = {},
  ) =>
    read.take(
      parseXml(
        `<message from="${from}" to="${self}"><result xmlns="urn:xmpp:mam:2" queryid="${queryid}" id="${id}">
           <forwarded xmlns="urn:xmpp:forward:0"><delay xmlns="urn:xmpp:delay" stamp="2026-11-22T10:00:00Z"/>
             <message xmlns="jabber:client" type="chat" from="juliet@capulet.lit/balcony" to="romeo@montague.lit">${content}</message>
           </forwarded></result></message>`,
      ),
    );
  const answer = (payload: string, type = 'result') =>
    iqs.take(
      parseXml(`<iq xmlns="jabber:client" type="${type}" id="${sent.at(-1)?.attrs['id'] ?? ''}">${payload}</iq>`),
    );
  return { read, query, result, answer, warnings };
}
const fin = (complete = true) => `<fin xmlns="urn:xmpp:mam:2" complete="${complete}"/>`;
const at = Date.UTC(2026, 10, 22, 10);

test('a page has the messages about calls, and the place of the last of all', async () => {
  const { read, result, answer } = archive();
  const page = read.page({ start: 0 });
  result(propose, { id: 'one' });
  result('<body>Good night</body>', { id: 'two' });
  answer(fin(false));
  expect(await page).toEqual({
    messages: [
      {
        at,
        from: 'juliet@capulet.lit/balcony',
        to: 'romeo@montague.lit',
        message: { step: 'propose', id: 'a', media: ['audio'] },
      },
    ],
    last: { id: 'two', at },
    complete: false,
  });
});

test('nobody else answers for our archive, and no answer is for a question that was not asked', async () => {
  const { read, result, answer, warnings } = archive();
  const page = read.page({ start: 0 });
  for (const from of ['tybalt@capulet.lit', 'romeo@montague.lit/desk', 'montague.lit']) {
    expect(result(propose, { from })).toBe(true);
  }
  expect(result(propose, { queryid: 'another' })).toBe(true);
  answer(fin());
  expect(await page).toEqual({ messages: [], last: undefined, complete: true });
  expect(warnings).toHaveLength(3);
});

test('what is malformed in the archive costs only itself', async () => {
  const { read, result, answer } = archive();
  const page = read.page({ start: 0 });
  result('<propose xmlns="urn:xmpp:jingle-message:0"/>', { id: 'bad' });
  result(propose, { id: 'good' });
  answer(fin());
  expect(await page).toMatchObject({ messages: [{ message: { id: 'a' } }], last: { id: 'good' } });
});

test('it is asked from a place on, or from a time', () => {
  const { read, query } = archive();
  void read.page({ after: 'there' });
  expect(JSON.stringify(query())).toContain('there');
  void read.page({ start: at });
  expect(JSON.stringify(query())).toContain('2026-11-22T10:00:00.000Z');
});

test.each<[string, 'after' | 'start', string]>([
  ['<item-not-found xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/>', 'after', 'gone'],
  ['<item-not-found xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/>', 'start', 'none'],
  ['<service-unavailable xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/>', 'after', 'none'],
])('%s to a question by %s means %s', async (condition, by, failure) => {
  const { read, answer } = archive();
  const page = read.page(by === 'after' ? { after: 'x' } : { start: 0 });
  answer(`<error type="cancel">${condition}</error>`, 'error');
  expect(await page).toBe(failure);
});
