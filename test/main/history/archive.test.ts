/** The archive of an account as stanzas: who may answer for it, and what of it is read. */
import { expect, test } from 'vitest';
import { Archive, type ArchivePage } from '../../../main/xmpp/archive';
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
  const read = new Archive(
    iqs,
    () => self,
    log,
    peer => peer === 'tybalt@capulet.lit',
  );
  const query = (): XmlElement => {
    const [found] = elements(sent.at(-1) ?? parseXml('<iq/>'));
    return found ?? parseXml('<query/>');
  };
  const result = (
    content: string,
    {
      from = 'romeo@montague.lit',
      queryid = query().attrs['queryid'] ?? '',
      id = '1',
      message = 'from="juliet@capulet.lit/balcony" to="romeo@montague.lit"',
    } = {},
  ) =>
    read.take(
      parseXml(
        `<message from="${from}" to="${self}"><result xmlns="urn:xmpp:mam:2" queryid="${queryid}" id="${id}">
           <forwarded xmlns="urn:xmpp:forward:0"><delay xmlns="urn:xmpp:delay" stamp="2026-11-22T10:00:00Z"/>
             <message xmlns="jabber:client" type="chat" ${message}>${content}</message>
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

test('a page has the messages about calls, the texts, and the place of the last of all', async () => {
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
    chats: [
      {
        ...{ peer: 'juliet@capulet.lit', direction: 'incoming', carbon: true, archiveId: 'two', at },
        stanza: {
          ...{ kind: 'text', id: undefined, text: 'Good night', replaces: undefined },
          ...{ wantsReceipt: false, delayedAt: undefined },
        },
      },
    ],
    last: { id: 'two', at },
    complete: false,
  });
});

test('of texts it takes ours and theirs, and none of who is blocked, of a room, or malformed', async () => {
  const { read, result, answer } = archive();
  const page = read.page({ start: 0 });
  result('<body>Mine</body>', { id: '1', message: 'from="romeo@montague.lit/desk" to="juliet@capulet.lit"' });
  result('<body>Theirs</body>', { id: '2' });
  result('<body>Blocked</body>', { id: '3', message: 'from="tybalt@capulet.lit/x" to="romeo@montague.lit"' });
  result('<body>To myself</body>', { id: '4', message: 'from="romeo@montague.lit/a" to="romeo@montague.lit"' });
  result('<body>Odd</body><delay xmlns="urn:xmpp:delay" stamp="never"/>', { id: '5' });
  answer(fin());
  const { chats } = (await page) as ArchivePage;
  expect(chats.map(({ direction, archiveId }) => [direction, archiveId])).toEqual([
    ['outgoing', '1'],
    ['incoming', '2'],
  ]);
});

test('nobody else answers for our archive, and no answer is for a question that was not asked', async () => {
  const { read, result, answer, warnings } = archive();
  const page = read.page({ start: 0 });
  for (const from of ['tybalt@capulet.lit', 'romeo@montague.lit/desk', 'montague.lit']) {
    expect(result(propose, { from })).toBe(true);
  }
  expect(result(propose, { queryid: 'another' })).toBe(true);
  answer(fin());
  expect(await page).toEqual({ messages: [], chats: [], last: undefined, complete: true });
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
