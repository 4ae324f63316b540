import { expect, test } from 'vitest';
import { nextTick } from 'vue';
import { newPassword } from '../../renderer/password';
import { connect } from '../../renderer/phone';
import { signInOn } from '../../renderer/sign-in';
import { fieldProblem, signUpOn } from '../../renderer/sign-up';
import { mirrorOf } from '../../renderer/state';
import { words } from '../../renderer/words';
import type { RegistrationField } from '../../shared/registration';
import { FakeBridge } from './bridge';
import { signedOut } from './snapshots';

const field = (name: string, rest: Partial<RegistrationField> = {}): RegistrationField => ({
  name,
  type: 'text-single',
  required: true,
  values: [],
  options: [],
  ...rest,
});
const form = (...fields: RegistrationField[]) => ({
  domain: 'example.org',
  instructions: [],
  fields: [field('username'), field('password', { type: 'text-private' }), ...fields],
});

function newcomer() {
  const bridge = new FakeBridge();
  const phone = connect(bridge);
  const signIn = signInOn(phone, mirrorOf(phone));
  bridge.tell('state', { ...signedOut, canKeep: false });
  const signUp = signUpOn(phone, signIn);
  signUp.wanted.value = true;
  const asked = (name: string) => bridge.asked.filter(command => command.name === name).map(({ input }) => input);
  return { bridge, signIn, signUp, asked };
}

test('an account that was made is signed in with at once, and its password is kept to be shown', async () => {
  const { bridge, signIn, signUp, asked } = newcomer();
  Object.assign(signIn.draft, { host: ' 127.0.0.1 ', port: '5222', caFile: 'office.pem' });
  signUp.server.value = ' xmpp:example.org?register;preauth=T1 ';
  bridge.answers.set('askRegistration', { form: form() });
  await signUp.ask();
  const way = { host: '127.0.0.1', port: 5222, caFile: 'office.pem' };
  expect(asked('askRegistration')).toEqual([{ server: 'xmpp:example.org?register;preauth=T1', ...way }]);
  signUp.fill('username', ['Juliet']);
  signUp.fill('password', ['wherefore']);
  bridge.answers.set('register', { address: 'juliet@example.org' });
  await signUp.submit();
  expect(asked('register')).toEqual([{ values: { username: ['Juliet'], password: ['wherefore'] } }]);
  // Nothing can be kept here, so that is not even asked for.
  expect(asked('signIn')).toEqual([{ address: 'juliet@example.org', password: 'wherefore', remember: false, ...way }]);
  expect(signUp.made.value).toEqual({ address: 'juliet@example.org', password: 'wherefore' });
  expect(signUp.wanted.value).toBe(false);
  expect(signUp.values.value).toEqual({});
  signUp.forget();
  expect(signUp.made.value).toBeUndefined();
});

test('what is known of the server of another account is not asked of this one', async () => {
  const { bridge, signIn, signUp, asked } = newcomer();
  signUp.wanted.value = false;
  Object.assign(signIn.draft, { host: 'xmpp.montague.lit', port: '5223', caFile: 'romeo@montague.lit.pem' });
  signUp.wanted.value = true;
  signUp.server.value = 'example.org';
  bridge.answers.set('askRegistration', { form: form() });
  await signUp.ask();
  expect(asked('askRegistration')).toEqual([{ server: 'example.org' }]);
});

test('a refusal keeps what was typed, except the answer to a picture that is another one now', async () => {
  const { bridge, signUp, asked } = newcomer();
  const pictured = form(field('ocr', { picture: 'data:image/png;base64,AAAA' }));
  bridge.answers.set('askRegistration', { form: pictured });
  signUp.server.value = 'example.org';
  await signUp.ask();
  for (const name of ['username', 'password', 'ocr']) signUp.fill(name, [name]);
  bridge.answers.set('register', { refusal: 'captcha', said: 'No.', form: pictured });
  await signUp.submit();
  expect(signUp.trouble.value).toMatchObject({ advice: words.signUp.advice.captcha, said: 'No.' });
  expect(signUp.values.value).toEqual({ username: ['username'], password: ['password'], ocr: [] });
  expect(asked('signIn')).toEqual([]);
});

test('an invitation for a name fills it in', async () => {
  const { bridge, signUp } = newcomer();
  bridge.answers.set('askRegistration', { form: form() });
  signUp.server.value = 'xmpp:juliet@example.org?register;preauth=T1';
  await signUp.ask();
  expect(signUp.values.value).toMatchObject({ username: ['juliet'] });
});

test('a server that cannot be reached is told of as when signing in', async () => {
  const { bridge, signUp } = newcomer();
  bridge.answers.set('askRegistration', { connection: 'timeout' });
  signUp.server.value = 'example.org';
  await signUp.ask();
  expect(signUp.trouble.value?.advice).toEqual(words.connection.advice.timeout);
  expect(signUp.form.value).toBeUndefined();
});

test('the answer to a question that was given up changes nothing', async () => {
  const { bridge, signUp, asked } = newcomer();
  bridge.answers.set('askRegistration', { form: form() });
  signUp.server.value = 'example.org';
  const asking = signUp.ask();
  expect(signUp.busy.value).toBe('asking');
  signUp.leave();
  await asking;
  await nextTick();
  expect(signUp.busy.value).toBeUndefined();
  expect(signUp.form.value).toBeUndefined();
  expect(asked('leaveRegistration')).toHaveLength(1);
});

test.each([
  [field('email'), [], 'missing'],
  [field('email'), ['  '], 'missing'],
  [field('email', { required: false }), [], undefined],
  [field('rules', { type: 'boolean' }), [], undefined],
  [field('', { type: 'fixed' }), ['text'], undefined],
  [field('username'), ['Juliet'], undefined],
  [field('username'), ['ju liet'], 'not-a-name'],
  [field('username'), ['juliet@example.org'], 'not-a-name'],
  [field('username'), ['juliet/phone'], 'not-a-name'],
])('%j filled with %j: %s', (asked, values, problem) => {
  expect(fieldProblem(asked, values)).toBe(problem);
});

test('a password that is suggested is long, another each time, and without signs that look alike', () => {
  const made = new Set(Array.from({ length: 50 }, () => newPassword()));
  expect(made.size).toBe(50);
  for (const password of made) expect(password).toMatch(/^(?:[a-km-zA-HJ-NP-Z2-9]{5}-){3}[a-km-zA-HJ-NP-Z2-9]{5}$/);
});

test('a byte that would make the first signs likelier is left out', () => {
  expect(newPassword(bytes => bytes.fill(0).fill(255, 0, 1))).toBe('aaaaa-aaaaa-aaaaa-aaaaa');
});
