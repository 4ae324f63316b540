/** Who may see our presence: asked, granted, taken back, and answered elsewhere, without a server. */
import { expect, test } from 'vitest';
import type { RosterItem } from '../../main/core/protocol/rfc6121';
import type { XmlElement } from '../../main/core/xml/codec';
import type { SubscriptionRequest } from '../../shared/contact';
import { Subscriptions } from '../../main/xmpp/subscriptions';

function world(features: string[] = []) {
  const roster = new Map<string, RosterItem>();
  const blocked = new Set<string>();
  const sent: string[] = [];
  const told: SubscriptionRequest[][] = [];
  const log = { info: () => undefined, warn: () => undefined, debug: () => undefined };
  const subscriptions = new Subscriptions(
    {
      send: ({ attrs }: XmlElement) => void sent.push(`${attrs['type']} ${attrs['to']}`),
      self: () => 'romeo@montague.lit/orchard',
    },
    { item: bare => roster.get(bare), isBlocked: bare => blocked.has(bare) },
    log,
    list => told.push(list),
  );
  subscriptions.begin(new Set(features));
  const receive = (type: string | undefined, from = 'juliet@capulet.lit/balcony', nick?: string) => {
    const child = { name: 'nick', attrs: { xmlns: 'http://jabber.org/protocol/nick' }, children: [nick ?? ''] };
    const attrs = { from, ...(type === undefined ? {} : { type }) };
    return subscriptions.take({ name: 'presence', attrs, children: nick === undefined ? [] : [child] });
  };
  const bounce = (condition: string) => {
    const reason = { name: condition, attrs: { xmlns: 'urn:ietf:params:xml:ns:xmpp-stanzas' }, children: [] };
    return subscriptions.take({
      name: 'presence',
      attrs: { from: 'juliet@capulet.lit', type: 'error' },
      children: [{ name: 'error', attrs: { type: 'cancel' }, children: [reason] }],
    });
  };
  const know = (rest: Partial<RosterItem>, jid = 'juliet@capulet.lit') => {
    roster.set(jid, { jid, subscription: 'none', groups: [], ...rest });
    subscriptions.consider();
  };
  return {
    subscriptions,
    receive,
    bounce,
    know,
    sent,
    told,
    blocked,
    now: () => told.at(-1)?.map(({ address }) => address),
  };
}

test('a question waits until it is answered, and is told once however often it is asked', () => {
  const { subscriptions, receive, sent, told } = world();
  receive('subscribe');
  receive('subscribe');
  expect(told).toEqual([[{ address: 'juliet@capulet.lit' }]]);
  expect(sent).toEqual([]);
  subscriptions.answer('juliet@capulet.lit', false);
  expect(sent).toEqual(['unsubscribed juliet@capulet.lit']);
  expect(told.at(-1)).toEqual([]);
  expect(subscriptions.requestOf('juliet@capulet.lit')).toBeUndefined();
});

test.each<[string, Partial<RosterItem>]>([
  ['we asked ourselves', { ask: 'subscribe' }],
  ['whose presence we see', { subscription: 'to' }],
  ['who is granted ours already', { subscription: 'from' }],
])('somebody %s is granted ours without a question', (_, item) => {
  const { receive, know, sent, told } = world();
  know(item);
  receive('subscribe');
  expect(sent).toEqual(['subscribed juliet@capulet.lit']);
  expect(told).toEqual([]);
});

test('somebody in the roster who is nothing but a name is asked about', () => {
  const { receive, know, sent, now } = world();
  know({ name: 'Juliet' });
  receive('subscribe');
  expect(sent).toEqual([]);
  expect(now()).toEqual(['juliet@capulet.lit']);
});

test.each<[string, Partial<RosterItem>, string[]]>([
  ['another device has answered', { subscription: 'from' }, []],
  ['another device has asked for theirs', { ask: 'subscribe' }, ['subscribed juliet@capulet.lit']],
])('a question goes when %s', (_, item, answer) => {
  const { receive, know, sent, now } = world();
  receive('subscribe');
  know(item);
  expect(now()).toEqual([]);
  expect(sent).toEqual(answer);
});

test('a question goes when it is taken back, and with the session, in which the server asks again', () => {
  const { subscriptions, receive, now } = world();
  receive('subscribe');
  receive('unsubscribe');
  expect(now()).toEqual([]);
  receive('subscribe');
  subscriptions.begin(new Set());
  subscriptions.consider();
  expect(now()).toEqual([]);
});

test('a question that comes back is told of with the reason, until it is asked again or answered', () => {
  const { subscriptions, receive, bounce, know, sent } = world();
  const why = () => subscriptions.bouncedFrom('juliet@capulet.lit');
  subscriptions.ask('juliet@capulet.lit');
  know({ ask: 'subscribe' });
  expect(bounce('remote-server-not-found')).toBe(false); // whether they are there is to be read of it as well
  expect(why()).toBe('unreachable');
  subscriptions.ask('juliet@capulet.lit');
  expect(sent).toEqual(['subscribe juliet@capulet.lit', 'subscribe juliet@capulet.lit']);
  expect(why()).toBeUndefined();
  subscriptions.ask('juliet@capulet.lit'); // has reached them, as far as we know
  expect(sent).toHaveLength(2);
  bounce('item-not-found');
  expect(why()).toBe('no-such-address');
  receive('subscribed');
  know({ subscription: 'to' });
  expect(why()).toBeUndefined();
});

test.each<[string, Partial<RosterItem>]>([
  ['was not asked', { name: 'Juliet' }],
  ['shows us theirs', { subscription: 'to' }],
  ['shows us theirs, and was asked once more', { subscription: 'both', ask: 'subscribe' }],
])('an error from somebody who %s is no answer to a question', (_, item) => {
  const { subscriptions, bounce, know } = world();
  know(item);
  bounce('remote-server-not-found');
  expect(subscriptions.bouncedFrom('juliet@capulet.lit')).toBeUndefined();
});

test('who is blocked asks in vain, is not granted anything by itself, and is heard once unblocked', () => {
  const { subscriptions, receive, know, sent, told, blocked, now } = world();
  blocked.add('juliet@capulet.lit');
  know({ subscription: 'to' });
  receive('subscribe');
  expect([sent, told]).toEqual([[], []]);
  know({ subscription: 'none' });
  blocked.clear();
  subscriptions.consider();
  expect(now()).toEqual(['juliet@capulet.lit']);
});

test('asking grants what was asked of us, and beforehand where the server remembers it', () => {
  const plain = world();
  plain.subscriptions.ask('juliet@capulet.lit');
  expect(plain.sent).toEqual(['subscribe juliet@capulet.lit']);
  plain.receive('subscribe', 'nurse@capulet.lit');
  plain.subscriptions.ask('nurse@capulet.lit');
  expect(plain.sent.slice(1)).toEqual(['subscribe nurse@capulet.lit', 'subscribed nurse@capulet.lit']);
  const remembering = world(['urn:xmpp:features:pre-approval']);
  remembering.subscriptions.ask('juliet@capulet.lit');
  expect(remembering.sent).toEqual(['subscribe juliet@capulet.lit', 'subscribed juliet@capulet.lit']);
});

test('what is there already is not asked for again', () => {
  const { subscriptions, know, sent } = world();
  know({ subscription: 'both' });
  subscriptions.ask('juliet@capulet.lit');
  know({ ask: 'subscribe' });
  subscriptions.ask('juliet@capulet.lit');
  expect(sent).toEqual([]);
});

test('a name comes on one line, without signs that turn it around, and is cut', () => {
  const { receive, told } = world();
  receive('subscribe', 'a@b.lit', `  Mum\u202e\n\u2066of ${'x'.repeat(200)}`);
  expect(told.at(-1)?.[0]?.name).toMatch(/^Mum of x{73}$/);
  receive('subscribe', 'c@d.lit', ' \u200b ');
  expect(told.at(-1)?.[1]).toEqual({ address: 'c@d.lit' });
});

test('only subscriptions are taken, and none of our own', () => {
  const { receive, told } = world();
  expect([receive(undefined), receive('unavailable'), receive('error')]).toEqual([false, false, false]);
  expect(receive('subscribed')).toBe(true);
  expect(receive('subscribe', 'romeo@montague.lit')).toBe(true);
  expect(told).toEqual([]);
});

test('a flood of questions is cut off', () => {
  const { receive, told } = world();
  for (let n = 0; n < 300; n += 1) receive('subscribe', `bot${n}@spam.lit`);
  expect(told.at(-1)).toHaveLength(200);
});
