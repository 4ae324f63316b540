/** What servers answer to a change of an account (XEP-0077 §3.2, §3.3), and what becomes of it. */
import { expect, test } from 'vitest';
import type { AccountChange } from '../../main/core/account-change';
import type { XmlElement } from '../../main/core/xml/codec';
import { changeAccount } from '../../main/xmpp/account-change';
import { Iqs } from '../../main/xmpp/iq';
import type { RegistrationValues } from '../../shared/registration';
import { formatXml, parseXml } from '../core/support/xml';

const quiet = { info: () => undefined, warn: () => undefined, debug: () => undefined };
const password: AccountChange = { kind: 'password', username: 'bill', current: 'theoldone', password: 'newpass' };
const deletion: AccountChange = { kind: 'deletion', username: 'bill', current: 'theoldone' };

/** Asks a server that answers one request after the other as told; what it was asked, and what came of it. */
async function change(wish: AccountChange, answers: readonly string[], values?: RegistrationValues) {
  const asked: string[] = [];
  const iqs = new Iqs(
    {
      self: () => 'bill@shakespeare.lit/globe',
      send: (stanza: XmlElement) => {
        const [payload] = stanza.children;
        if (typeof payload === 'object') asked.push(formatXml(payload).replaceAll('"', "'"));
        expect(stanza.attrs).toMatchObject({ type: 'set', to: 'shakespeare.lit' });
        const answer = answers[asked.length - 1];
        if (answer === undefined) throw new Error('asked once too often');
        const reply = parseXml(answer);
        queueMicrotask(() =>
          iqs.take({ ...reply, attrs: { ...reply.attrs, id: stanza.attrs['id'] ?? '', from: 'shakespeare.lit' } }),
        );
      },
    },
    quiet,
  );
  iqs.resume();
  const answer = await changeAccount(iqs, 'shakespeare.lit', wish, values);
  return { asked, answer };
}

const done = `<iq type='result'/>`;
const refused = (type: string, condition: string, rest = '') =>
  `<iq type='error'>${rest}<error type='${type}'><${condition} xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>`;
/** As example 20 and 24 of the XEP have them. */
const form = (kind: string, ...fields: string[]) =>
  `<query xmlns='jabber:iq:register'><x xmlns='jabber:x:data' type='form'><title>Please</title>
    <field type='hidden' var='FORM_TYPE'><value>jabber:iq:register:${kind}</value></field>
    ${fields.join('')}</x></query>`;
const field = (name: string, type = 'text-single') =>
  `<field type='${type}' label='${name}' var='${name}'><required/></field>`;

test('a password is asked for by name and value, the end of an account by one element', async () => {
  expect(await change(password, [done])).toEqual({
    answer: {},
    asked: [`<query xmlns='jabber:iq:register'><username>bill</username><password>newpass</password></query>`],
  });
  expect(await change(deletion, [done])).toEqual({
    answer: {},
    asked: [`<query xmlns='jabber:iq:register'><remove></remove></query>`],
  });
});

test.each<[AccountChange, string, string, string]>([
  [password, 'modify', 'bad-request', 'not-acceptable'],
  [password, 'modify', 'not-acceptable', 'not-acceptable'],
  [password, 'modify', 'policy-violation', 'not-acceptable'],
  [password, 'wait', 'policy-violation', 'resource-constraint'],
  [password, 'auth', 'not-authorized', 'not-allowed'],
  [password, 'cancel', 'not-allowed', 'not-allowed'],
  [password, 'cancel', 'unexpected-request', 'not-allowed'],
  [password, 'cancel', 'feature-not-implemented', 'unsupported'],
  [password, 'cancel', 'service-unavailable', 'unsupported'],
  [password, 'wait', 'internal-server-error', 'resource-constraint'],
  [deletion, 'auth', 'forbidden', 'not-allowed'],
  [deletion, 'modify', 'bad-request', 'not-allowed'],
  [deletion, 'auth', 'registration-required', 'not-allowed'],
  [deletion, 'wait', 'resource-constraint', 'resource-constraint'],
])('of $kind: %s %s means %s', async (wish, type, condition, refusal) => {
  expect((await change(wish, [refused(type, condition)])).answer).toEqual({ refusal });
});

test('a form that asks for what is known is filled in without the person', async () => {
  const asks = form('changepassword', field('username'), field('old_password', 'text-private'), field('password'));
  const { answer, asked } = await change(password, [refused('modify', 'not-authorized', asks), done]);
  expect(answer).toEqual({});
  expect(asked[1]).toContain(`<field type='hidden' var='FORM_TYPE'><value>jabber:iq:register:changepassword</value>`);
  expect(asked[1]).toContain(`var='old_password'><value>theoldone</value>`);
  expect(asked[1]).toContain(`var='password'><value>newpass</value>`);

  const cancels = form('cancel', field('username'), field('password', 'text-private'));
  const deleted = await change(deletion, [refused('modify', 'not-authorized', cancels), done]);
  expect(deleted.answer).toEqual({});
  expect(deleted.asked[1]).toContain(`var='password'><value>theoldone</value>`);
  expect(deleted.asked[1]).not.toContain('<remove>');
});

test('what only the person knows is asked, and sent with the rest when they have said it', async () => {
  const asks = form('cancel', field('username'), field('password'), field('x-romeo'));
  const first = refused('modify', 'not-authorized', asks);
  const { answer } = await change(deletion, [first]);
  expect(answer.form).toMatchObject({ domain: 'shakespeare.lit', title: 'Please', fields: [{ name: 'x-romeo' }] });
  expect(answer.form?.fields).toHaveLength(1);

  const values = { 'x-romeo': ['Montague'], password: ['never from the page'] };
  const told = await change(deletion, [first, done], values);
  expect(told.answer).toEqual({});
  expect(told.asked[1]).toContain(`var='x-romeo'><value>Montague</value>`);
  expect(told.asked[1]).toContain(`var='password'><value>theoldone</value>`);

  const wrong = await change(deletion, [first, refused('auth', 'not-authorized')], values);
  expect(wrong.answer).toEqual({ refusal: 'not-acceptable' });
});

test('a server that sends back what it was asked asks nothing', async () => {
  const echo = `<query xmlns='jabber:iq:register'><username>bill</username><password>newpass</password></query>`;
  expect(await change(password, [refused('cancel', 'not-allowed', echo)])).toMatchObject({
    answer: { refusal: 'not-allowed' },
  });
});
