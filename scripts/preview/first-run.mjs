/** The scenes of making an account and of the first steps. */

/** @import { PhoneState, RegistrationAnswer } from '../../shared/ipc' */
/** @import { Scene, Act } from './scenes.mjs' */

/** @type {(name: string, rest?: object) => NonNullable<RegistrationAnswer['form']>['fields'][number]} */
const field = (name, rest = {}) => ({ name, type: 'text-single', required: true, values: [], options: [], ...rest });

/** Letters on lines, as such pictures look. */
const picture =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAHgAAAAoAQAAAAAdkQOIAAAA/ElEQVQoz8XRsWoCQRAA0BUCJ0QMqRQCmWBjmR8IbGl5n2CRj7DcIsXZhCtsBRELPyPXBBtB/QPXCdjuxhRrkJ3sebsHXi1kq30wM7szw+jysP91eulvwQwREosclLBdF98KzmCT5x8F0iB2Tur8XO/t4Oo4T6Ki/mlEBPk19e99InGtFay8VWK5liMejEMrjttXCvEIDWEY0p33juuP7GtvIeRzMxxnC8O9t2A6L8uFEt4SdrRexhj6xfd7OjXjpPTtgexNnAbLHpJtRuBtZ+j82H7oF57i2fBU/EcJ1HvXIdQKz8vpydy/orR9rsxbVuefVPzDK/uZXHv/fwhMEfAAaZXcAAAAAElFTkSuQmCC';

/** @type {RegistrationAnswer} */
const plain = {
  form: {
    domain: 'example.org',
    instructions: ['Choose a username and password for use with this service.'],
    fields: [field('username', { label: 'Username' }), field('password', { type: 'text-private' })],
  },
};

/** @type {RegistrationAnswer} */
const rich = {
  form: {
    domain: 'a-very-long-server-name.for-a-club-of-people.example.org',
    title: 'New account',
    instructions: [
      'Every account is checked by hand, which may take a day. Please read our rules at https://example.org/rules before you go on, and write to the people who run this server if anything is unclear.',
    ],
    fields: [
      field('username'),
      field('password', { type: 'text-private', description: 'Twelve signs or more, with a digit.' }),
      field('email', { required: false, description: 'Only for a forgotten password.' }),
      field('region', {
        type: 'list-single',
        label: 'お住まいの地域',
        values: ['kanto'],
        options: [
          { value: 'kanto', label: '関東地方' },
          { value: 'kansai', label: '関西地方' },
        ],
      }),
      field('topics', {
        type: 'list-multi',
        label: 'What brings you here',
        required: false,
        values: ['calls'],
        options: [
          { value: 'calls', label: 'Calls' },
          { value: 'chat', label: 'Chat' },
        ],
      }),
      field('news', { type: 'boolean', label: 'Write to me when the server is down', required: false, values: ['1'] }),
      field('about', { type: 'text-multi', label: 'About you', required: false, description: 'A line or two.' }),
      field('', {
        type: 'fixed',
        required: false,
        values: ['Machines make accounts too, so please read this picture.'],
      }),
      field('ocr', { label: 'Type what you see', picture }),
    ],
  },
};

/** @type {RegistrationAnswer} */
const elsewhere = {
  refusal: 'not-allowed',
  said: 'Registrations are made on our web page.',
  page: 'https://accounts.example.org/join?from=app',
};

/**
 * @param {PhoneState} signedOut
 * @param {PhoneState} online
 * @param {(text: string) => Act} press
 * @param {(selector: string) => Act} focus
 * @param {Act} sounding
 * @returns {Scene[]}
 */
export function firstRunScenes(signedOut, online, press, focus, sounding) {
  const begin = { ...signedOut, firstRun: true };
  const welcome = { ...online, firstRun: true };
  const inJapanese = (/** @type {PhoneState} */ state) => ({
    ...state,
    preferences: { ...state.preferences, language: /** @type {const} */ ('ja') },
  });
  const toSignUp = [press('signUp.make')];
  const typed = [...toSignUp, focus('#server'), { type: 'example.org' }];
  const toForm = [...typed, { key: 'Enter' }];
  const tall = [{ width: 400, height: 1180 }];
  const narrow = [
    { width: 360, height: 760 },
    { width: 900, height: 680 },
  ];
  return [
    { name: 'first-account', state: begin, sizes: narrow },
    { name: 'first-account-no-keyring', state: { ...begin, canKeep: false }, sizes: narrow },
    { name: 'sign-up', state: begin, acts: toSignUp, sizes: narrow },
    { name: 'sign-up-wrong', state: begin, acts: [...toSignUp, { key: 'Enter' }], sizes: narrow },
    { name: 'sign-up-asking', state: begin, acts: toForm, sizes: narrow },
    { name: 'sign-up-elsewhere', state: begin, registration: elsewhere, acts: toForm, sizes: narrow },
    { name: 'sign-up-timeout', state: begin, registration: { connection: 'timeout' }, acts: toForm, sizes: narrow },
    { name: 'sign-up-form', state: begin, registration: plain, acts: toForm, sizes: narrow },
    {
      name: 'sign-up-taken',
      state: begin,
      registration: plain,
      acts: [
        ...toForm,
        focus('#register-username'),
        { type: 'Juliet' },
        press('signUp.suggest'),
        { key: 'Enter' },
        press('signUp.submit'),
      ],
      sizes: narrow,
    },
    { name: 'sign-up-rich', state: begin, registration: rich, acts: [...toForm, press('signUp.submit')], sizes: tall },
    {
      name: 'sign-up-japanese',
      state: inJapanese(begin),
      registration: rich,
      acts: [press('signUp.make'), focus('#server'), { type: 'example.jp' }, { key: 'Enter' }],
      sizes: tall,
    },
    { name: 'first-sound', state: welcome, acts: [sounding], sizes: narrow },
    {
      name: 'first-reach',
      state: welcome,
      acts: [press('firstRun.next'), press('firstRun.tryNotification')],
      sizes: narrow,
    },
    { name: 'first-reach-no-tray', state: { ...welcome, tray: false }, acts: [press('firstRun.next')], sizes: narrow },
    { name: 'first-done', state: welcome, acts: [press('firstRun.next'), press('firstRun.next')], sizes: narrow },
    {
      name: 'first-done-long',
      state: {
        ...welcome,
        accounts: welcome.accounts.map(account => ({
          ...account,
          address: 'wolfeschlegelsteinhausenbergerdorff@a-very-long-server-name.example.org',
        })),
      },
      acts: [press('firstRun.next'), press('firstRun.next')],
      sizes: narrow,
    },
    { name: 'first-back', state: welcome, acts: [press('back')], sizes: narrow },
    { name: 'first-japanese', state: inJapanese(welcome), acts: [press('firstRun.next')], sizes: narrow },
    {
      name: 'conflict',
      state: {
        ...online,
        accounts: online.accounts.map(account => ({
          ...account,
          connection: { status: 'offline', attempt: 0, problem: 'conflict' },
        })),
      },
      sizes: narrow,
    },
  ];
}
