import { expect, test } from 'vitest';
import type { Conversation } from '../../shared/message';
import { settledTalk } from '../../renderer/talk';
import { accountWith, contactWith, online } from './snapshots';

const first = 'romeo@montague.lit';
const second = 'romeo@work.lit';
const juliet = 'juliet@capulet.lit';
const accounts = [accountWith({ address: first }), accountWith({ address: second })];
const state = { ...online, accounts };
const atWork = [contactWith({ address: juliet, accounts: [second] })];
const begun: Conversation = { account: first, peer: juliet, unread: 0, at: 1, failed: false, answers: true };

test('a contact is written to from the account that knows them, so that they do not learn of another', () => {
  expect(settledTalk({ peer: juliet, draft: 'Hi' }, state, atWork)).toEqual({
    ...{ peer: juliet, draft: 'Hi', account: second },
  });
});

test('a conversation that has begun goes on where it is', () => {
  expect(settledTalk({ peer: juliet }, { ...state, conversations: [begun] }, atWork).account).toBe(first);
});

test('the account that was asked for holds', () => {
  const talk = { peer: juliet, account: second };
  expect(settledTalk(talk, { ...state, conversations: [begun] }, [])).toEqual(talk);
});
