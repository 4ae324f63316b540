import { expect, test } from 'vitest';
import { invitationIn } from '../../shared/registration';

test.each([
  ['example.org', { domain: 'example.org' }],
  [' Example.ORG. ', { domain: 'example.org' }],
  ['@example.org', { domain: 'example.org' }],
  ['juliet@example.org', { domain: 'example.org' }],
  ['例え.テスト', { domain: '例え.テスト' }],
  ['xmpp:example.org?register;preauth=T%2B1', { domain: 'example.org', token: 'T+1' }],
  ['xmpp:juliet@example.org?register;preauth=T1', { domain: 'example.org', token: 'T1', username: 'juliet' }],
  ['xmpp:juliet@example.org?roster;preauth=T1;ibr=y', { domain: 'example.org', token: 'T1' }],
  ['xmpp:juliet@example.org?roster;preauth=T1', { domain: 'example.org' }],
  ['xmpp:juliet@example.org?message;preauth=T1', { domain: 'example.org' }],
  ['https://example.org/invite?T1', undefined],
  ['two words', undefined],
  ['', undefined],
  ['xmpp:%E0%A4%A?register', undefined],
])('%j names %j', (typed, invitation) => {
  expect(invitationIn(typed)).toEqual(invitation);
});
