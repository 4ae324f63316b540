/** Every action in every state and role: the answer, what follows from it, and where it leads. */
import { describe, expect, test } from 'vitest';
import { step, type Session } from '../../../main/core/jingle/session';
import { actions, type Content, type Jingle, type JingleAction } from '../../../main/core/protocol/xep0166';
import {
  activeAsInitiator,
  activeAsResponder,
  asked,
  contentsOf,
  ended,
  inWords,
  offered,
  rawUdp,
  receive,
  replacing,
  request,
  restarted,
  restarting,
  trickle,
  unopened,
  withholding,
} from './sessions';

const named: Content = { creator: 'initiator', name: '0' };
const full = contentsOf('them', 'active');

const requests: Record<JingleAction, Jingle> = {
  'content-accept': request('content-accept', full),
  'content-add': request(
    'content-add',
    full.map(content => ({ ...content, name: 'more' })),
  ),
  'content-modify': request('content-modify', [{ ...named, senders: 'none' }]),
  'content-reject': request('content-reject', [named]),
  'content-remove': request('content-remove', [named]),
  'description-info': request('description-info', full),
  'security-info': request('security-info', full),
  'session-accept': request('session-accept', full),
  'session-info': request('session-info', [], { info: { type: 'hold' } }),
  'session-initiate': request('session-initiate', contentsOf('them')),
  'session-terminate': request('session-terminate', [], { reason: { condition: 'decline' } }),
  'transport-accept': request('transport-accept', full),
  'transport-info': request('transport-info', trickle('them', 4000)),
  'transport-reject': request('transport-reject', [named]),
  'transport-replace': request('transport-replace', rawUdp()),
};

type Row = Record<JingleAction, string>;

const alike = (outcome: string): Row =>
  ({
    ...Object.fromEntries(actions.map(action => [action, outcome])),
  }) as Row;

/** Where nothing else is said. */
const live: Row = {
  'content-accept': 'out-of-order',
  'content-add': 'acknowledge, content-reject failed-application',
  'content-modify': 'acknowledge, offer',
  'content-reject': 'out-of-order',
  'content-remove': 'acknowledge, session-terminate success, ended by peer > ended',
  'description-info': 'acknowledge',
  'security-info': 'acknowledge',
  'session-accept': 'out-of-order',
  'session-info': 'acknowledge, hold',
  'session-initiate': 'out-of-order',
  'session-terminate': 'acknowledge, ended by peer > ended',
  'transport-accept': 'out-of-order',
  'transport-info': 'acknowledge, candidate',
  'transport-reject': 'out-of-order',
  'transport-replace': 'acknowledge, transport-reject unsupported-transports',
};

const over: Row = {
  ...alike('unknown-session'),
  'session-terminate': 'acknowledge',
  'transport-info': 'acknowledge',
};

const states: [string, () => Session, Row][] = [
  ['before our offer is out', unopened, alike('unknown-session')],
  [
    'pending, as initiator',
    offered,
    {
      ...live,
      'content-modify': 'acknowledge',
      'session-accept': 'acknowledge, accepted, answer > active',
      'transport-info': 'acknowledge',
    },
  ],
  [
    'pending, while they should come over to ICE',
    replacing,
    {
      ...live,
      'content-modify': 'acknowledge',
      'transport-accept': 'acknowledge, offer > pending',
      'transport-info': 'acknowledge',
      'transport-reject': 'acknowledge, session-terminate unsupported-transports, ended by us > ended',
    },
  ],
  ['pending, as responder', asked, live],
  ['pending, as responder who gathers', withholding, live],
  ['active, as initiator', activeAsInitiator, live],
  ['active, as responder', activeAsResponder, live],
  [
    'active, as initiator with an offer open',
    () => restarting('initiator'),
    { ...live, 'content-modify': 'tie-break' },
  ],
  [
    'active, as responder with an offer open',
    () => restarting('responder'),
    { ...live, 'content-modify': 'acknowledge' },
  ],
  // What comes under credentials that the peer has given up is late.
  [
    'active, as initiator asked to restart ICE',
    () => restarted('initiator'),
    { ...live, 'transport-info': 'acknowledge' },
  ],
  [
    'active, as responder asked to restart ICE',
    () => restarted('responder'),
    { ...live, 'transport-info': 'acknowledge' },
  ],
  ['ended, as initiator', () => ended('initiator'), over],
  ['ended, as responder', () => ended('responder'), over],
];

describe.each(states)('%s', (_, session, row) => {
  test.each(actions)('%s', action => {
    const before = session();
    const [next, effects] = step(before, receive(requests[action]));
    const outcome = inWords(effects).join(', ');
    expect(next.state === before.state ? outcome : `${outcome} > ${next.state}`).toBe(row[action]);
    const replies = effects.filter(({ type }) => type === 'acknowledge' || type === 'refuse');
    expect([replies.length, effects[0]]).toEqual([1, replies[0]]);
    if (replies[0]?.type === 'refuse') expect([next, effects.length]).toEqual([before, 1]);
  });

  test.each(['content-add', 'content-modify', 'content-remove', 'transport-replace'] as const)(
    '%s about no content is malformed, if there is a session at all',
    action => {
      const malformed = row[action] === 'unknown-session' ? 'unknown-session' : 'bad-request';
      expect(inWords(step(session(), receive(request(action)))[1])).toEqual([malformed]);
    },
  );
});
