/** What must never be read in a log or a report: people, places, numbers and secrets, in the ways in which they are written. */

/** A text as it may reach a log by mistake, and what of it must not be left. */
export type Leak = readonly [text: string, ...untold: string[]];

// In pieces where a whole would look like a folder of this machine.
const folder = (...names: string[]) => `/${names.join('/')}`;

export const leaks: Readonly<Record<string, readonly Leak[]>> = {
  'XMPP addresses': [
    ['to romeo@montague.lit/orchard now', 'romeo', 'montague', 'orchard'],
    ['from="juliet@capulet.lit/Das Handy"', 'juliet', 'capulet'],
    ['roster: ジュリエット@例え.jp is there', 'ジュリエット', '例え'],
    ['roster: джульетта@пример.рф is there', 'джульетта', 'пример'],
    ['roster: جولييت@مثال.إختبار is there', 'جولييت', 'مثال'],
    ['roster: 로미오@예시.한국 is there', '로미오', '예시'],
    ['roster: ρωμαίος@παράδειγμα.gr is there', 'ρωμαίος', 'παράδειγμα'],
    ['roster: रोमियो@उदाहरण.भारत is there', 'रोमियो', 'उदाहरण'],
    ['full width: juliet＠capulet.lit', 'juliet', 'capulet'],
    ['xmpp:juliet@capulet.lit?call', 'juliet', 'capulet'],
    ['xmpp:juliet%40capulet.lit?call', 'juliet', 'capulet'],
    [String.raw`tybalt\20of\20capulet@capulet.lit`, 'tybalt', 'capulet'],
    ['[juliet@192.0.2.9]', 'juliet', '192.0.2.9'],
    ['<juliet@[2001:db8::9]>', 'juliet', 'db8'],
  ],
  'IPv4 addresses': [
    ['connect 192.168.1.20:5222 failed', '192.168.1.20'],
    ['connect 192.168.001.020 failed', '192.168.001'],
    ['connect 0xC0.0xA8.0x01.0x14 failed', '0xC0', '0xA8'],
    ['(10.0.0.1)', '10.0.0.1'],
    ['at 203.0.113.9.', '203.0.113.9'],
  ],
  'IPv6 addresses': [
    ['connect ::1 failed', '::1'],
    ['from 2001:db8::7334 via fe80::1%eth0', '7334', 'fe80'],
    ['2001:0DB8:0000:0000:0000:8A2E:0370:7334 is ours', '8A2E', '0370'],
    ['[2001:db8::5]:5222 refused', 'db8'],
    ['::ffff:192.0.2.33 is mapped', '192.0.2.33'],
    ['64:ff9b::192.0.2.34 is translated', '192.0.2.34'],
    ['2001:db8::6: refused', 'db8'],
  ],
  'descriptions and candidates': [
    ['o=- 46117317 2 IN IP4 198.51.100.7', '198.51.100.7'],
    ['c=IN IP6 2001:db8::8', 'db8'],
    [
      'a=candidate:842163049 1 udp 1677729535 203.0.113.77 3478 typ srflx raddr 10.0.1.1 rport 8998 generation 0',
      '203.0.113.77',
      '10.0.1.1',
      '842163049',
    ],
    ['candidate:1 1 udp 2122 4f2c8a0e-1b2c-4d5e-8f90-aabbccddeeff.local 5000 typ host', '4f2c8a0e'],
    ['peer is 4f2c8a0e-1b2c-4d5e-8f90-aabbccddeeff.local', '4f2c8a0e'],
    [`a=fingerprint:sha-256 ${Array.from({ length: 32 }, (_, at) => `A${at % 10}`).join(':')}`, 'A1:A2'],
    ['a=ice-ufrag:8hhY a=ice-pwd:YH75Fviy6338Vbrhrlp8Yh', '8hhY', 'YH75'],
    ['<transport ufrag="8hhY" pwd="YH75Fviy"/>', '8hhY', 'YH75'],
    [`<transport ufrag='8hhY' pwd='YH75Fviy'/>`, '8hhY', 'YH75'],
    ['{"usernameFragment":"8hhY","username":"8hhY:u1","pwd":"YH75"}', 'u1', 'YH75'],
  ],
  'credentials of relays': [
    ['turn:relay.capulet.lit:3478?transport=udp', 'relay.capulet'],
    ['turns:relay.capulet.lit', 'relay.capulet'],
    [
      '{"urls":"stun:stun.capulet.lit","username":"1761:juliet","credential":"s3cr=t+/"}',
      'stun.capulet',
      '1761',
      's3cr',
    ],
    [`<service host='x' username='1761' password='s3cr=t'/>`, '1761', 's3cr'],
    ['turn:juliet:hunter2@relay.capulet.lit', 'juliet', 'hunter2', 'capulet'],
  ],
  'passwords and tokens': [
    ['{"password":"a \\"b\\" c9","x":1}', 'c9'],
    ["credential: 'abc', token=xyz7", 'abc', 'xyz7'],
    ['password = hunter2', 'hunter2'],
    ['Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.e30.abc', 'eyJ', 'e30'],
    ['Proxy-Authorization: Basic cm9tZW86aHVudGVyMg==', 'cm9tZW8'],
    [`<token xmlns='urn:xmpp:fast:0' token='WXZzciBwYmFy' expiry='x'/>`, 'WXZz'],
    [`<auth mechanism='PLAIN'>AHJvbWVvAGh1bnRlcjI=</auth>`, 'AHJv'],
    [`<initial-response>biwsbj1yb21lbw==</initial-response>`, 'biws'],
    [`<body>meet me at the balcony</body>`, 'balcony'],
  ],
  SCRAM: [
    ['n,,n=romeo,r=fyko+d2lbbFgONRv9qkxdawL', 'romeo', 'fyko'],
    ['r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096', 'fyko', 'QSXC'],
    ['c=biws,r=fyko+d2lbbFgONRv9,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=', 'fyko', 'v0X8'],
    ['sent c=biws,r=abcdef then', 'abcdef'],
  ],
  'numbers of telephones': [
    ['calls +81 3-1234-5678 now', '1234', '5678'],
    ['calls +4915112345678', '49151'],
    ['tel:+1-201-555-0123', '555'],
    ['calls 03-1234-5678', '1234'],
    ['calls (+44) 20 7946 0958', '7946'],
  ],
  'folders of people': [
    [`EACCES: mkdir '${folder('home', 'romeo', '.config')}'`, 'romeo'],
    [`file://${folder('Users', 'romeo montague', 'Music')}`, 'romeo', 'montague'],
    [String.raw`ENOENT: C:\Users\romeo\AppData`, 'romeo'],
    [String.raw`ENOENT: 'C:\\Users\\romeo\\AppData'`, 'romeo'],
    [`ENOENT: '${folder('media', 'romeo', 'disc')}'`, 'romeo'],
    [`ENOENT: '${folder('Volumes', 'Romeo’s disc', 'x')}'`, 'Romeo'],
  ],
};

/** Every leak, named by its kind. */
export const everyLeak: readonly (readonly [kind: string, ...leak: Leak])[] = Object.entries(leaks).flatMap(
  ([kind, list]) => list.map(leak => [kind, ...leak] as const),
);
