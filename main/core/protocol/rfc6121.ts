/** RFC 6121: roster (§2) and presence (§4), with the capabilities of XEP-0115 in it. */
import {
  attr,
  body,
  child,
  children,
  element,
  matching,
  oneOf,
  optionalAttr,
  optionalChild,
  string,
  tolerant,
  wellFormedChildren,
  withDefault,
  type Infer,
} from '../xml/codec';
import { CLIENT } from './namespaces';
import { avatarUpdate } from './xep0153';
import { nick } from './xep0172';
import { caps } from './xep0115';

export const ROSTER = 'jabber:iq:roster';

/** The stream feature of a server that can leave out an unchanged roster (§2.6). */
export const ROSTER_VERSIONING = 'urn:xmpp:features:rosterver';

const group = element('group', ROSTER, { name: body(string) });

export const rosterItem = element('item', ROSTER, {
  jid: attr('jid'),
  name: optionalAttr('name'),
  subscription: withDefault(attr('subscription', oneOf('none', 'to', 'from', 'both', 'remove')), 'none'),
  ask: tolerant(optionalAttr('ask', oneOf('subscribe'))),
  /** They may subscribe to us without asking (§3.4). */
  approved: tolerant(optionalAttr('approved', oneOf('true', 'false', '1', '0'))),
  groups: wellFormedChildren(group),
});

/** What a client asks to be done to its roster: sets one item, or removes it (§2.1.5). */
export const rosterChange = element('query', ROSTER, {
  item: child(
    element('item', ROSTER, {
      jid: attr('jid'),
      name: optionalAttr('name'),
      subscription: optionalAttr('subscription', oneOf('remove')),
      groups: children(group),
    }),
  ),
});

export const rosterQuery = element('query', ROSTER, {
  ver: optionalAttr('ver'),
  items: wellFormedChildren(rosterItem),
});

const priority = element('priority', CLIENT, { value: body(matching(/^-?\d{1,3}$/, 'a priority')) });

export const subscriptionTypes = ['subscribe', 'subscribed', 'unsubscribe', 'unsubscribed'] as const;
export type SubscriptionType = (typeof subscriptionTypes)[number];

/** The stream feature of a server that remembers who may subscribe before they ask (§3.4). */
export const PRE_APPROVAL = 'urn:xmpp:features:pre-approval';

/** `<presence/>` of someone who is there or has gone; the `subscriptionTypes` ask for it, or answer (§3). */
export const presence = element('presence', CLIENT, {
  from: optionalAttr('from'),
  to: optionalAttr('to'),
  type: optionalAttr('type'),
  show: tolerant(optionalChild(element('show', CLIENT, { value: body(oneOf('away', 'chat', 'dnd', 'xa')) }))),
  /** One for each language. */
  statuses: children(element('status', CLIENT, { text: body(string) })),
  priority: tolerant(optionalChild(priority)),
  caps: tolerant(optionalChild(caps)),
  nick: tolerant(optionalChild(nick)),
  avatar: tolerant(optionalChild(avatarUpdate)),
});

export type RosterItem = Infer<typeof rosterItem>;
export type Presence = Infer<typeof presence>;
