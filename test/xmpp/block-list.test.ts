/** The block list against a server that is played by the test. */
import { expect, test } from 'vitest';
import type { XmlElement } from '../../main/core/xml/codec';
import { BlockList, type Blocks } from '../../main/xmpp/block-list';
import { Iqs } from '../../main/xmpp/iq';
import { formatXml, parseXml } from '../core/support/xml';

const log = { info: () => undefined, warn: () => undefined, debug: () => undefined };

function world() {
  const sent: XmlElement[] = [];
  const told: Blocks[] = [];
  const self = () => 'romeo@montague.lit/orchard';
  const iqs = new Iqs({ send: stanza => void sent.push(stanza), self }, log);
  iqs.resume();
  const list = new BlockList(iqs, self, log, blocks => told.push(blocks));
  const answer = (type: 'result' | 'error', inside = '') =>
    iqs.take(
      parseXml(`<iq xmlns='jabber:client' type='${type}' id='${sent.at(-1)?.attrs['id'] ?? ''}'>${inside}</iq>`),
    );
  const error = (condition: string) =>
    answer('error', `<error type='cancel'><${condition} xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>`);
  const items = (...jids: string[]) => jids.map(jid => `<item jid='${jid}'/>`).join('');
  const push = (name: 'block' | 'unblock', jids: string[], from = 'romeo@montague.lit') =>
    iqs.take(
      parseXml(
        `<iq xmlns='jabber:client' type='set' id='push' from='${from}'><${name} xmlns='urn:xmpp:blocking'>${items(...jids)}</${name}></iq>`,
      ),
    );
  const fetched = (...jids: string[]) => {
    list.fetch();
    answer('result', `<blocklist xmlns='urn:xmpp:blocking'>${items(...jids)}</blocklist>`);
  };
  return { list, sent, told, answer, error, push, fetched, last: () => formatXml(sent.at(-1) ?? parseXml('<none/>')) };
}

test('the list is told, without single devices and without what is no address', () => {
  const { told, fetched } = world();
  fetched('Tybalt@capulet.lit', 'spam.example', 'paris@capulet.lit/carriage', '@');
  expect(told).toEqual([{ supported: true, addresses: ['tybalt@capulet.lit', 'spam.example'] }]);
});

test('a server without one is known as such, and nothing is asked of it', async () => {
  const { list, told, sent, error } = world();
  list.fetch();
  error('feature-not-implemented');
  expect(told).toEqual([]);
  expect(list.blocks.supported).toBe(false);
  await expect(list.block('tybalt@capulet.lit')).rejects.toMatchObject({ code: 'unsupported' });
  expect(sent).toHaveLength(1);
});

test('what the server pushes holds, and a push that overtakes the list is not undone by it', () => {
  const { list, push, fetched } = world();
  fetched('tybalt@capulet.lit');
  push('block', ['paris@capulet.lit']);
  push('unblock', ['tybalt@capulet.lit']);
  expect(list.blocks.addresses).toEqual(['paris@capulet.lit']);
  push('unblock', []);
  expect(list.blocks.addresses).toEqual([]);
  const early = world();
  early.list.fetch();
  const [asked] = early.sent;
  early.push('block', ['paris@capulet.lit']);
  early.sent.push(...(asked ? [asked] : []));
  early.answer('result', `<blocklist xmlns='urn:xmpp:blocking'/>`);
  expect(early.list.blocks.addresses).toEqual(['paris@capulet.lit']);
  early.answer(
    'result',
    `<blocklist xmlns='urn:xmpp:blocking'><item jid='paris@capulet.lit'/><item jid='tybalt@capulet.lit'/></blocklist>`,
  );
  expect(early.list.blocks.addresses).toEqual(['paris@capulet.lit', 'tybalt@capulet.lit']);
});

test.each(['tybalt@capulet.lit', 'montague.lit.evil.example', 'romeo@montague.lit/other'])(
  'a push of %s changes nothing and is refused',
  from => {
    const { list, push, fetched, last } = world();
    fetched();
    push('block', ['juliet@capulet.lit'], from);
    expect(list.blocks.addresses).toEqual([]);
    expect(last()).toContain('service-unavailable');
  },
);

test('blocking and unblocking hold once the server has said yes, though it pushes later or not at all', async () => {
  const { list, fetched, answer, last } = world();
  fetched();
  const blocked = list.block('tybalt@capulet.lit');
  expect(last()).toContain('<block xmlns="urn:xmpp:blocking"><item jid="tybalt@capulet.lit"></item></block>');
  expect(list.blocks.addresses).toEqual([]);
  answer('result');
  await blocked;
  expect(list.has('tybalt@capulet.lit/sword')).toBe(true);
  const unblocked = list.unblock('tybalt@capulet.lit');
  expect(last()).toContain('<unblock xmlns="urn:xmpp:blocking"><item jid="tybalt@capulet.lit"></item></unblock>');
  answer('result');
  await unblocked;
  expect(list.blocks.addresses).toEqual([]);
});

test.each([
  ['not-allowed', 'refused'],
  ['jid-malformed', 'not-an-address'],
  ['service-unavailable', 'unsupported'],
])('when the server says %s, the person is told %s and nothing is blocked', async (condition, code) => {
  const { list, fetched, error } = world();
  fetched();
  const blocked = list.block('tybalt@capulet.lit');
  error(condition);
  await expect(blocked).rejects.toMatchObject({ code });
  expect(list.blocks.addresses).toEqual([]);
});

test('what was not on the list at all is unblocked all the same', async () => {
  const { list, fetched, error } = world();
  fetched('tybalt@capulet.lit');
  const unblocked = list.unblock('tybalt@capulet.lit');
  error('item-not-found');
  await unblocked;
  expect(list.blocks.addresses).toEqual([]);
});
