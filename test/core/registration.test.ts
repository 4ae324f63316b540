import { describe, expect, test } from 'vitest';
import { registerQuery } from '../../main/core/protocol/xep0077';
import { addressIn, asksTheSame, filledIn, formIn, refusalOf } from '../../main/core/registration';
import { formatXml, parseXml } from './support/xml';

const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** A form with a field of every type, and a picture. */
const rich = (picture = png) =>
  registerQuery.decode(
    parseXml(`<query xmlns='jabber:iq:register'>
      <instructions>Not shown: there is a form.</instructions>
      <x xmlns='jabber:x:data' type='form'>
        <title>New account</title>
        <instructions>Read this.</instructions><instructions>And this.</instructions>
        <field type='hidden' var='FORM_TYPE'><value>jabber:iq:register</value></field>
        <field type='hidden' var='challenge'><value>c1</value></field>
        <field type='fixed'><value>About you</value></field>
        <field type='text-single' label='Name' var='username'><required/></field>
        <field type='text-single' label='Password' var='password'><desc>Twelve at least</desc><required/></field>
        <field type='boolean' var='news' label='News'><value>1</value></field>
        <field type='list-single' var='lang'><value>ja</value>
          <option label='日本語'><value>ja</value></option><option><value>en</value></option><option/>
        </field>
        <field type='list-multi' var='topics'><option><value>a</value></option><option><value>b</value></option></field>
        <field type='text-multi' var='bio'><value>one</value><value>two</value></field>
        <field type='jid-single' var='friend'/>
        <field type='of-the-future' var='odd'/>
        <field var='captcha-fallback-url'><value>https://example.org/captcha</value></field>
        <field var='ocr' label='Read the picture'><required/>
          <media xmlns='urn:xmpp:media-element' height='80' width='290'>
            <uri type='audio/x-wav'>cid:sound@bob.xmpp.org</uri>
            <uri type='image/jpeg'>cid:sha1+1@bob.xmpp.org</uri>
          </media>
        </field>
      </x>
      <data xmlns='urn:xmpp:bob' cid='sha1+1@bob.xmpp.org' max-age='0' type='image/jpeg'>${picture}</data>
    </query>`),
  );

describe('a form', () => {
  test('is shown field by field, hidden ones and ways around the picture left out', () => {
    const form = formIn(rich(), 'example.org');
    expect(form).toMatchObject({
      domain: 'example.org',
      title: 'New account',
      instructions: ['Read this.', 'And this.'],
    });
    expect(form?.fields.map(({ name, type }) => `${name}: ${type}`)).toEqual([
      ': fixed',
      'username: text-single',
      'password: text-private', // whatever the server calls it
      'news: boolean',
      'lang: list-single',
      'topics: list-multi',
      'bio: text-multi',
      'friend: jid-single',
      'odd: text-single',
      'ocr: text-single',
    ]);
    expect(form?.fields[2]).toMatchObject({ label: 'Password', description: 'Twelve at least', required: true });
    expect(form?.fields[4]).toMatchObject({
      values: ['ja'],
      options: [
        { value: 'ja', label: '日本語' },
        { value: 'en', label: 'en' },
      ],
    });
  });

  test('gets its picture by what the bytes are, not by what they are called', () => {
    expect(formIn(rich(), 'example.org')?.fields.at(-1)?.picture).toBe(`data:image/png;base64,${png}`);
  });

  test.each([
    ['is no picture', 'PHN2ZyBvbmxvYWQ9IngiPjwvc3ZnPg=='],
    ['is too large', `iVBORw0KGgo${'A'.repeat(360_001)}`.padEnd(360_016, 'A')],
    ['is not Base64', 'iVBORw0KGgo"onerror='],
  ])('that needs a picture which %s cannot be filled in', (_, picture) => {
    expect(formIn(rich(picture), 'example.org')).toBeUndefined();
  });

  test('without a name and a password makes no account that we could sign in to', () => {
    const query = registerQuery.decode(parseXml(`<query xmlns='jabber:iq:register'><email/></query>`));
    expect(formIn(query, 'example.org')).toBeUndefined();
  });

  test('is sent back with what it hid, what was filled in, and what was left as it was', () => {
    const values = {
      username: ['juliet'],
      password: ['p'],
      news: ['0'],
      ocr: ['xyz'],
      challenge: ['forged'],
      extra: ['no'],
    };
    const sent = formatXml(registerQuery.encode(filledIn(rich(), values)));
    const fields = registerQuery.decode(parseXml(sent)).form;
    expect(fields?.type).toBe('submit');
    expect(fields?.fields.map(({ name, values: held }) => [name, ...held])).toEqual([
      ['FORM_TYPE', 'jabber:iq:register'],
      ['challenge', 'c1'],
      ['username', 'juliet'],
      ['password', 'p'],
      ['news', '0'],
      ['lang', 'ja'],
      ['bio', 'one', 'two'],
      ['captcha-fallback-url', 'https://example.org/captcha'],
      ['ocr', 'xyz'],
    ]);
    expect(sent).not.toContain('no</value>');
  });

  test('of the old kind goes back whole, with its key', () => {
    const query = registerQuery.decode(
      parseXml(`<query xmlns='jabber:iq:register'><username/><password/><key>k</key><registered/></query>`),
    );
    expect(query.registered).toBe(true);
    expect(formatXml(registerQuery.encode(filledIn(query, { username: ['a'], password: ['b'] })))).toContain(
      '<username>a</username><password>b</password><key>k</key>',
    );
  });

  test('can be sent with answers to another only if it asks the same and shows no picture', () => {
    const pictured = formIn(rich(), 'example.org');
    const plain = formIn(
      registerQuery.decode(parseXml(`<query xmlns='jabber:iq:register'><username/><password/></query>`)),
      'example.org',
    );
    if (!pictured || !plain) throw new Error('no form');
    expect(asksTheSame(plain, plain)).toBe(true);
    expect(asksTheSame(pictured, pictured)).toBe(false);
    expect(asksTheSame(plain, { ...plain, fields: plain.fields.slice(1) })).toBe(false);
  });
});

test.each([
  ['Juliet', 'juliet@example.org'],
  [' juliet ', 'juliet@example.org'],
  ['ジュリエット', 'ジュリエット@example.org'],
  ['a@b', undefined],
  ['a/b', undefined],
  ['', undefined],
])('the name %j makes the address %j', (username, address) => {
  expect(addressIn({ username: [username] }, 'example.org')).toBe(address);
});

test.each([
  ['cancel', 'conflict', 'account', false, 'conflict'],
  ['modify', 'not-acceptable', 'account', false, 'not-acceptable'],
  ['modify', 'policy-violation', 'account', false, 'not-acceptable'],
  ['wait', 'policy-violation', 'account', false, 'resource-constraint'],
  ['wait', 'resource-constraint', 'account', false, 'resource-constraint'],
  ['cancel', 'not-allowed', 'account', true, 'captcha'],
  ['cancel', 'not-allowed', 'account', false, 'not-allowed'],
  ['cancel', 'not-allowed', 'form', true, 'not-allowed'],
  ['cancel', 'service-unavailable', 'form', false, 'not-allowed'],
  ['auth', 'forbidden', 'account', false, 'not-allowed'],
] as const)('%s, %s to the %s (pictured: %s) means %s', (type, condition, asked, pictured, problem) => {
  expect(refusalOf({ type, condition }, asked, pictured)).toBe(problem);
});
