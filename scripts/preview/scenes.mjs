/** The states that the preview draws. */

/** @import { PhoneState } from '../../shared/ipc' */
/** @import { CallView } from '../../shared/call' */
/** @import { Contact } from '../../shared/contact' */
/** @typedef {{ key: string } | { type: string } | { run: string }} Act */
/**
 * @typedef {object} Scene
 * @property {string} name
 * @property {PhoneState | undefined} state
 * @property {Contact[]} [contacts]
 * @property {Act[]} [acts] What the person does before the picture is taken.
 * @property {number} [wait] Milliseconds before that.
 * @property {string[]} [looks]
 * @property {{ width: number, height: number }[]} [sizes]
 */

const now = Date.now();

/** @type {PhoneState} */
const online = {
  account: 'romeo@montague.lit',
  connection: { status: 'online', attempt: 1 },
  calls: [],
  iceServers: [],
  iceTransportPolicy: 'all',
  theme: 'system',
  passwordStorage: 'safe',
  tray: true,
  measureAudio: false,
  version: '0.1.0',
};
const { account: _, ...nobody } = online;
/** @type {PhoneState} */
const signedOut = { ...nobody, connection: { status: 'offline', attempt: 0 } };

/** @type {(address: string, name: string | undefined, availability: Contact['availability'], rest?: Partial<Contact>) => Contact} */
const contact = (address, name, availability, rest = {}) => ({ address, name, availability, groups: [], ...rest });
const contacts = [
  contact('juliet@capulet.lit', 'Juliet Capulet', 'online', { groups: ['Verona', 'Family'], callable: true }),
  contact('nurse@capulet.lit', 'Nurse', 'away', { status: 'At the market until noon' }),
  contact('mercutio@verona.lit', 'Mercutio', 'chat', { status: 'Ask for me tomorrow' }),
  contact('yamada.hanako@example.jp', '山田 花子', 'online', { status: '会議室にいます', callable: true }),
  contact('suzuki@example.jp', 'すずき いちろう', 'dnd', { status: '会議中です。急ぎの場合は電話してください' }),
  contact('friar.laurence@church.example', 'Friar Laurence', 'xa', { callable: false }),
  contact('benvolio@montague.lit', undefined, 'offline'),
  contact('tybalt@capulet.lit', 'Tybalt', 'offline'),
  contact(
    'wolfeschlegelsteinhausenbergerdorff@a-very-long-server-name.example.org',
    'Hubert Blaine Wolfeschlegelsteinhausenbergerdorff Sr.',
    'online',
    { status: 'Working from the other office this week, back on Monday, call me on the mobile' },
  ),
  contact('paris@verona.lit', 'Count Paris', 'offline'),
  contact('rosaline@capulet.lit', 'Rosaline', 'online'),
];

/** @type {(rest: Partial<CallView>) => CallView} */
const call = rest => ({
  id: '00000000-0000-4000-8000-000000000001',
  peer: 'juliet@capulet.lit',
  direction: 'outgoing',
  media: ['audio'],
  phase: 'proposing',
  heardRinging: false,
  muted: false,
  createdAt: now - 20_000,
  ...rest,
});
const active = call({
  phase: 'active',
  answeredAt: now - 754_000,
  connectedAt: now - 754_000,
  quality: {
    codec: 'opus/48000/2',
    roundTripMs: 42.3,
    jitterMs: 3.1,
    loss: 0.002,
    local: 'host',
    remote: 'srflx',
    protocol: 'udp',
    relayed: false,
  },
});
/** @type {(...calls: CallView[]) => PhoneState} */
const during = (...calls) => ({ ...online, calls });
/** @type {(end: NonNullable<CallView['end']>, rest?: Partial<CallView>) => PhoneState} */
const ended = (end, rest = {}) => during(call({ phase: 'ended', end, endedAt: now - 1000, ...rest }));

const click = (/** @type {string} */ selector) => ({
  run: `document.querySelector(${JSON.stringify(selector)}).click()`,
});
const focus = (/** @type {string} */ selector) => ({
  run: `document.querySelector(${JSON.stringify(selector)}).focus()`,
});
const search = focus('[role=combobox]');

/** @type {Scene[]} */
export const scenes = [
  { name: 'starting', state: undefined, wait: 500 },
  { name: 'sign-in', state: signedOut },
  {
    name: 'sign-in-advanced',
    state: signedOut,
    acts: [{ run: `[...document.querySelectorAll('button')].find(b => b.textContent.includes('Advanced')).click()` }],
  },
  {
    name: 'sign-in-wrong-password',
    state: { ...online, connection: { status: 'offline', attempt: 1, problem: 'wrong-password' } },
  },
  {
    name: 'sign-in-unknown-issuer',
    state: { ...online, connection: { status: 'offline', attempt: 1, problem: 'certificate-unknown-issuer' } },
  },
  { name: 'sign-in-complaints', state: signedOut, acts: [{ type: 'romeo' }, { key: 'Enter' }] },
  {
    name: 'sign-in-waiting',
    state: signedOut,
    acts: [{ type: 'romeo@montague.lit' }, focus('#password'), { type: 'wherefore' }, { key: 'Enter' }],
  },
  { name: 'home', state: online, contacts },
  { name: 'home-selected', state: online, contacts, acts: [click('[data-row]')] },
  { name: 'home-keyboard', state: online, contacts, acts: [search, { key: 'Down' }, { key: 'Down' }] },
  { name: 'home-long', state: online, contacts, acts: [click('[data-row][aria-label^=Hubert]')] },
  { name: 'home-empty', state: online, wait: 1700 },
  { name: 'home-loading', state: { ...online, connection: { status: 'connecting', attempt: 1 } } },
  {
    name: 'home-no-network',
    state: {
      ...online,
      connection: { status: 'reconnecting', attempt: 2, problem: 'no-network', nextAttemptAt: now + 600_000 },
    },
    contacts,
  },
  { name: 'search', state: online, contacts, acts: [search, { type: 'ca' }] },
  { name: 'search-address', state: online, contacts, acts: [search, { type: 'xmpp:prince@verona.lit?call' }] },
  { name: 'search-kana', state: online, contacts, acts: [search, { type: 'スズ' }] },
  { name: 'search-none', state: online, contacts, acts: [search, { type: 'zzz' }] },
  { name: 'menu', state: online, contacts, acts: [focus('[aria-haspopup=menu]'), { key: 'Enter' }] },
  { name: 'settings', state: online, contacts, acts: [click('nav button:last-child')] },
  { name: 'call-calling', state: during(call({})), contacts },
  { name: 'call-ringing', state: during(call({ heardRinging: true, peer: 'yamada.hanako@example.jp' })), contacts },
  { name: 'call-connecting', state: during(call({ phase: 'connecting', answeredAt: now })), contacts },
  { name: 'call-incoming', state: during(call({ phase: 'ringing', direction: 'incoming' })), contacts },
  {
    name: 'call-incoming-stranger',
    state: during(call({ phase: 'ringing', direction: 'incoming', peer: contacts[8]?.address ?? '' })),
    contacts: [],
  },
  { name: 'call-active', state: during(active), contacts },
  {
    name: 'call-muted-poor',
    state: during({ ...active, muted: true, quality: { roundTripMs: 700, jitterMs: 90, loss: 0.2, relayed: true } }),
    contacts,
  },
  { name: 'call-details', state: during(active), contacts, acts: [click('[aria-haspopup=dialog]')] },
  { name: 'call-reconnecting', state: during({ ...active, phase: 'connecting' }), contacts },
  {
    name: 'call-elsewhere',
    state: during({ ...active, muted: true }),
    contacts,
    acts: [click('nav button:last-child')],
  },
  {
    name: 'call-waiting',
    state: during(active, {
      ...call({ phase: 'ringing', direction: 'incoming', peer: 'mercutio@verona.lit' }),
      id: '00000000-0000-4000-8000-000000000002',
    }),
    contacts,
  },
  { name: 'call-ended', state: ended('hung-up', { connectedAt: now - 754_000 }), contacts },
  { name: 'call-busy', state: ended('busy'), contacts },
  { name: 'call-no-relay', state: ended('connection-failed'), contacts },
  { name: 'call-missed', state: ended('missed', { direction: 'incoming' }), contacts },
  {
    name: 'dial',
    state: { ...online, dial: { id: call({}).id, peer: 'juliet@capulet.lit', confirmed: false } },
    contacts,
  },
  {
    name: 'sign-out',
    state: online,
    contacts,
    acts: [
      click('nav button:last-child'),
      { run: `[...document.querySelectorAll('button')].find(b => b.textContent.trim() === 'Sign out').click()` },
    ],
  },
  {
    name: 'contrast',
    state: during(active),
    contacts,
    looks: ['light-contrast', 'dark-contrast'],
    sizes: [{ width: 900, height: 680 }],
  },
  { name: 'smallest', state: during(active), contacts, looks: ['light'], sizes: [{ width: 340, height: 480 }] },
];
