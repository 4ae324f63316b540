/** The states that the preview draws. */
import { firstRunScenes } from './first-run.mjs';

/** @import { AccountState, PhoneState } from '../../shared/ipc' */
/** @import { CallView } from '../../shared/call' */
/** @import { Contact } from '../../shared/contact' */
/** @import { ChatMessage, Conversation } from '../../shared/message' */
/** @import { Recording } from '../../shared/recording' */
/** @import { Trace } from '../../shared/trace' */
/** @import { HistoryTrouble, PastCall } from '../../shared/history' */
/** @typedef {{ key: string } | { type: string } | { run: string } | { press: string } | { reach: string }} Act */
/**
 * @typedef {object} Scene
 * @property {string} name
 * @property {PhoneState | undefined} state
 * @property {string} [page] Another page than that of the phone.
 * @property {Contact[]} [contacts]
 * @property {Trace} [trace] What was said for the call.
 * @property {import('../../shared/ipc').RegistrationAnswer} [registration] What a server says to a newcomer.
 * @property {{ calls: (PastCall & { missed: boolean })[], trouble?: HistoryTrouble }} [history]
 * @property {ChatMessage[]} [messages] Of the conversation that is open.
 * @property {Record<string, unknown>} [answers] What other commands are answered with.
 * @property {Act[]} [acts] What the person does before the picture is taken.
 * @property {number} [wait] Milliseconds before that.
 * @property {string[]} [looks]
 * @property {{ width: number, height: number }[]} [sizes]
 */

const now = Date.now();

/** @type {AccountState} */
const account = {
  address: 'romeo@montague.lit',
  connection: { status: 'online', attempt: 1 },
  passwordStorage: 'safe',
  iceServers: [],
  gateways: [],
};
/** The only account, as it is now. @type {(rest: Partial<AccountState>) => { accounts: AccountState[] }} */
const as = rest => ({ accounts: [{ ...account, ...rest }] });
/** @type {PhoneState} */
const online = {
  accounts: [account],
  callsFrom: {},
  calls: [],
  iceTransportPolicy: 'all',
  preferences: {
    theme: 'system',
    autoBusy: false,
    strangers: 'request',
    privacy: { contacts: 'direct', strangers: 'after-answer' },
    devices: {},
    sound: {
      echoCancellation: true,
      noiseSuppression: true,
      autoGainControl: true,
      ringerVolume: 1,
      pushToTalk: false,
      pushToTalkKey: 'Space',
    },
  },
  privacyOf: {},
  subscriptionRequests: [],
  blockable: true,
  blocked: [],
  tray: true,
  recordingFolder: '/music/Tsuwa recordings',
  missed: 0,
  measureAudio: false,
  version: '0.1.0',
};
/** @type {PhoneState} */
const signedOut = { ...online, accounts: [] };

/** @type {(address: string, name: string | undefined, availability: Contact['availability'], rest?: Partial<Contact>) => Contact} */
const contact = (address, name, availability, rest = {}) => ({
  ...{
    address,
    accounts: [account.address],
    name,
    availability,
    groups: [],
    subscription: 'both',
    asked: false,
    favourite: false,
    blocked: false,
  },
  ...rest,
});
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
  account: account.address,
  peer: 'juliet@capulet.lit',
  direction: 'outgoing',
  media: ['audio'],
  phase: 'proposing',
  heardRinging: false,
  alerting: false,
  stranger: false,
  muted: false,
  held: false,
  heldByPeer: false,
  mutedByPeer: false,
  transferable: false,
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
/** @type {CallView} */
const held = {
  ...active,
  id: '00000000-0000-4000-8000-000000000002',
  peer: 'mercutio@verona.lit',
  held: true,
  createdAt: now - 900_000,
  connectedAt: now - 892_000,
};
const ringing = {
  ...call({ phase: 'ringing', direction: 'incoming', peer: 'mercutio@verona.lit' }),
  id: '00000000-0000-4000-8000-000000000003',
};
const long = contacts[8]?.address ?? '';
const gateways = [{ address: 'pstn.example', name: 'Example Telephone' }];
/** Three accounts, the last one in trouble and with a long address. @type {{ accounts: AccountState[] }} */
const three = {
  accounts: [
    account,
    { ...account, address: 'romeo@work.example' },
    {
      ...account,
      address: 'wolfeschlegelsteinhausenbergerdorff@a-very-long-server-name.example.org',
      connection: { status: 'offline', attempt: 1, problem: 'wrong-password' },
    },
  ],
};
const sizes = [
  { width: 400, height: 680 },
  { width: 900, height: 680 },
];
/** @type {(...calls: CallView[]) => PhoneState} */
const during = (...calls) => ({ ...online, calls });
/** @type {(end: NonNullable<CallView['end']>, rest?: Partial<CallView>) => PhoneState} */
const ended = (end, rest = {}) => during(call({ phase: 'ended', end, endedAt: now - 1000, ...rest }));

/** @type {(state: Recording['state'], problem?: Recording['problem']) => Recording} */
const recorded = (state, problem) => ({
  id: crypto.randomUUID(),
  call: active.id,
  name: '2026-11-22 14.05.09 Juliet Capulet.webm',
  startedAt: now - 73_000,
  state,
  ...(problem && { problem }),
});
/** @type {(state: PhoneState) => PhoneState} */
const inJapanese = state => ({ ...state, preferences: { ...state.preferences, language: 'ja' } });

/** @type {CallView} */
const paths = {
  ...active,
  quality: {
    codec: 'opus/48000/2',
    roundTripMs: 212.3,
    jitterMs: 3.1,
    loss: 0.002,
    local: 'srflx',
    remote: 'srflx',
    protocol: 'udp',
    relayed: false,
    pairs: [
      {
        local: 'srflx',
        remote: 'srflx',
        protocol: 'udp',
        ipv6: false,
        state: 'succeeded',
        selected: true,
        roundTripMs: 212,
      },
      { local: 'host', remote: 'host', protocol: 'udp', ipv6: true, state: 'failed', selected: false },
      {
        local: 'relay',
        remote: 'srflx',
        protocol: 'udp',
        relayProtocol: 'tls',
        ipv6: false,
        state: 'succeeded',
        selected: false,
        roundTripMs: 64,
      },
      { local: 'host', remote: 'relay', protocol: 'udp', ipv6: false, state: 'in-progress', selected: false },
    ],
  },
};
/** @type {(...requests: Partial<CallView>[]) => CallView[]} */
const strangers = (...requests) =>
  requests.map((rest, at) => ({
    ...call({ direction: 'incoming', phase: 'ringing', stranger: true }),
    id: `00000000-0000-4000-8000-00000000010${at}`,
    ...rest,
  }));
const someRequests = strangers(
  { peer: 'prince.escalus@verona.lit' },
  { peer: 'mercuti\u043e@verona.lit', phase: 'ended', end: 'cancelled', createdAt: now - 3_600_000 },
  { peer: contacts[8]?.address ?? '', phase: 'ended', end: 'no-answer', createdAt: now - 200_000_000 },
);

/** @type {(hoursAgo: number, peer: string, direction: PastCall['direction'], end: PastCall['end'], seconds?: number, rest?: Partial<PastCall>) => PastCall & { missed: boolean }} */
const past = (hoursAgo, peer, direction, end, seconds, rest = {}) => {
  const createdAt = now - hoursAgo * 3_600_000;
  const missed = direction === 'incoming' && (end === 'cancelled' || end === 'no-answer' || end === 'busy');
  return {
    ...{ id: `past-${hoursAgo}`, account: 'romeo@montague.lit', peer, direction, end, createdAt },
    ...(seconds === undefined ? {} : { connectedAt: createdAt, endedAt: createdAt + seconds * 1000 }),
    ...{ elsewhere: false, unseen: false, missed },
    ...rest,
  };
};
const history = {
  calls: [
    past(0.1, 'juliet@capulet.lit', 'incoming', 'cancelled', undefined, { unseen: true }),
    past(0.4, 'juliet@capulet.lit', 'outgoing', 'answered', 754),
    past(0.9, 'yamada.hanako@example.jp', 'incoming', 'answered', 65),
    past(26, long, 'outgoing', 'no-answer'),
    past(27, 'suzuki@example.jp', 'incoming', 'answered-elsewhere', 3723, { elsewhere: true }),
    past(28, '+493012345678@pstn.example', 'outgoing', 'busy'),
    past(50, 'prince.escalus@verona.lit', 'incoming', 'declined'),
    past(75, 'mercutio@verona.lit', 'incoming', 'busy'),
    past(76, 'nurse@capulet.lit', 'outgoing', 'no-path', 1205),
    past(300, long, 'incoming', 'no-answer'),
    past(301, 'tybalt@capulet.lit', 'outgoing', 'declined'),
    past(9000, 'rosaline@capulet.lit', 'outgoing', 'cancelled'),
  ],
};
const ages = {
  calls: Array.from({ length: 100_000 }, (_, at) =>
    past(
      at / 3,
      contacts[at % contacts.length]?.address ?? '',
      at % 3 ? 'incoming' : 'outgoing',
      at % 7 ? 'answered' : 'no-answer',
      60,
    ),
  ),
};
/** @type {(minutesAgo: number, direction: ChatMessage['direction'], text: string | undefined, rest?: Partial<ChatMessage>) => ChatMessage} */
const said = (minutesAgo, direction, text, rest = {}) => ({
  ...{ id: `said-${minutesAgo}`, direction, at: now - minutesAgo * 60_000, text },
  ...{ state: direction === 'incoming' ? 'received' : 'delivered' },
  ...rest,
});
const talks = {
  usual: [
    said(1500, 'outgoing', 'I’m in a meeting.'),
    said(1498, 'incoming', 'No hurry. Tomorrow?'),
    said(12, 'outgoing', 'I’ll call you back.'),
    said(9, 'incoming', undefined),
    said(8, 'incoming', 'Good. Could you bring the ladder? https://balcony.example/'),
    said(1, 'outgoing', 'Yes', { state: 'sent' }),
  ],
  long: Array.from({ length: 60 }, (_, at) =>
    said(
      3000 - at * 40,
      at % 3 ? 'incoming' : 'outgoing',
      at % 7 ? 'Good night, good night!' : `${'Parting is such sweet sorrow. '.repeat(12)}\n\n${'x'.repeat(90)}`,
    ),
  ),
  japanese: [
    said(40, 'outgoing', '会議中です。'),
    said(38, 'incoming', '承知しました。終わりましたらご連絡ください。\n急ぎではありません。'),
    said(2, 'outgoing', '終わりました。今からかけます。', { state: 'waiting' }),
  ],
  failed: [
    said(3, 'outgoing', 'Can’t talk now. What’s up?', { state: 'failed', failure: 'not-there' }),
    said(1, 'outgoing', 'Hello?', { state: 'failed', failure: 'no-such-address' }),
  ],
};
/** @type {(peer: string, rest?: Partial<Conversation>) => Conversation} */
const conversation = (peer, rest = {}) => ({
  ...{
    account: 'romeo@montague.lit',
    peer,
    unread: 1,
    at: now,
    latest: 'No hurry. Tomorrow?',
    failed: false,
    answers: true,
  },
  ...rest,
});
/** @type {(peer: string) => PhoneState} */
const talking = peer => ({ ...online, link: { id: 'link', link: { kind: 'message', address: peer, text: '' } } });

const recents = { run: `document.querySelectorAll('nav button')[1].click()` };
const narrow = { width: 360, height: 640 };

const click = (/** @type {string} */ selector) => ({
  run: `document.querySelector(${JSON.stringify(selector)}).click()`,
});
const focus = (/** @type {string} */ selector) => ({
  run: `document.querySelector(${JSON.stringify(selector)}).focus()`,
});
const search = focus('[role=combobox]');
/** Who is far down in the list is drawn only once it is near. */
const toEnd = { run: `document.querySelector('[data-address]').closest('.overflow-y-auto').scrollTo(0, 1e6)` };
const declining = [focus('section [aria-haspopup=menu]'), { key: 'Enter' }];

/** Pictures that the preview draws for these names. */
const picture = (/** @type {number} */ at) => String(at).repeat(40);
/** @type {Contact[]} */
const people = contacts.map((one, at) => ({
  ...one,
  ...(at === 0 && { avatar: picture(1), favourite: true }),
  ...(at === 1 && { subscription: 'to' }),
  ...(at === 3 && { avatar: picture(3), favourite: true, groups: ['研究室', 'けんきゅう'] }),
  ...(at === 4 && { groups: ['研究室'] }),
  ...(at === 5 && { avatar: picture(5), groups: ['Verona'] }),
  ...(at === 7 && { blocked: true, groups: ['Family'] }),
  ...(at === 8 && {
    groups: ['Verona', ...['Orchestra', 'Second floor', 'A group whose name is much longer than anybody would expect']],
  }),
  ...(at === 9 && { subscription: 'none', asked: true }),
}));
const given = ['Juliet', 'Romeo', 'Søren', 'はなこ', 'タロウ', 'Yuko', '健', 'Marie'];
const family = ['Capulet', 'García', 'たなか', '田中', 'スズキ', 'Satō', 'Müller', 'Ng', 'Tanaka'];
const crowd = Array.from({ length: 10_000 }, (_, at) =>
  contact(`person${at}@example.org`, `${family[at % 9]} ${given[at % 8]} ${at}`, at % 5 ? 'offline' : 'online', {
    groups: [`Team ${at % 40}`],
    favourite: at % 2500 === 7,
  }),
);
const subscriptionRequests = [
  { address: 'prince.escalus@verona.lit', name: 'Prince Escalus' },
  { address: 'mercuti\u043e@verona.lit' },
  { address: long, name: '寿限無 寿限無 五劫の擦り切れ 海砂利水魚の 水行末 雲来末 風来末' },
];
/** @type {(view: 'presence' | 'groups' | 'names', closed?: string[]) => PhoneState} */
const listedBy = (view, closed = []) => ({
  ...online,
  preferences: { ...online.preferences, contactList: { view, closed } },
});
const scroll = (/** @type {number} */ to) => ({
  run: `document.querySelector('ul[aria-label]').parentElement.scrollTop = ${to}`,
});
/** The entry of the card's menu at `at`. */
const cardMenu = (/** @type {number} */ at) => [
  focus('article [aria-haspopup=menu]'),
  { key: 'Enter' },
  ...Array.from({ length: at }, () => ({ key: 'Down' })),
  { key: 'Enter' },
];

const inspect = [click('[aria-haspopup=dialog]'), { press: 'inspector.open' }];
const inspectEnded = [{ press: 'call.details' }];

/** @type {(at: number, direction: 'sent' | 'received', name: string, rest?: Partial<Trace['entries'][number]>) => Trace['entries'][number]} */
const stanza = (at, direction, name, rest = {}) => ({
  at: now - 760_000 + at,
  direction,
  with: 'device',
  address: 'juliet@capulet.lit/balcony',
  name,
  kind: 'request',
  candidates: [],
  xml: `<iq type="set" to="juliet@capulet.lit/balcony" id="x1">\n  <jingle xmlns="urn:xmpp:jingle:1" action="${name}" sid="a73sjjvkla37jfea"/>\n</iq>`,
  ...rest,
});
const candidates = [
  { type: 'host', protocol: 'udp', address: '192.168.178.23', port: 51234 },
  { type: 'host', protocol: 'udp', address: '2001:db8:85a3::8a2e:370:7334', port: 51235 },
  { type: 'srflx', protocol: 'udp', address: '198.51.100.7', port: 40112 },
  { type: 'relay', protocol: 'udp', address: '203.0.113.5', port: 49152 },
];
const offer = `<iq type="set" from="romeo@montague.lit/orchard" to="juliet@capulet.lit/balcony" id="rg61">
  <jingle xmlns="urn:xmpp:jingle:1" action="session-initiate" sid="a73sjjvkla37jfea" initiator="romeo@montague.lit/orchard">
    <content creator="initiator" name="0" senders="both">
      <description xmlns="urn:xmpp:jingle:apps:rtp:1" media="audio">
        <payload-type id="111" name="opus" clockrate="48000" channels="2">
          <parameter name="useinbandfec" value="1"/>
        </payload-type>
        <rtcp-mux/>
      </description>
      <transport xmlns="urn:xmpp:jingle:transports:ice-udp:1" ufrag="8hhy" pwd="asd88fgpdd777uzjYhagZg">
        <fingerprint xmlns="urn:xmpp:jingle:apps:dtls:0" hash="sha-256" setup="actpass">02:1A:CC:54:27:AB:EB:9C:53:3F:3E:4B:65:2E:7D:46</fingerprint>
      </transport>
    </content>
  </jingle>
</iq>`;
const result = { kind: /** @type {const} */ ('result') };
const message = { kind: /** @type {const} */ ('message') };
const hold = stanza(30_500, 'received', 'session-info', { note: 'hold' });
/** @type {Trace} */
const trace = {
  dropped: 0,
  entries: [
    stanza(0, 'sent', 'propose', { ...message, with: 'person', address: 'juliet@capulet.lit', note: 'audio' }),
    stanza(312, 'received', 'ringing', message),
    stanza(2_890, 'received', 'proceed', message),
    stanza(2_892, 'sent', 'accept', { ...message, with: 'own-devices', address: 'romeo@montague.lit' }),
    stanza(2_911, 'sent', 'session-initiate', { note: 'audio, actpass', xml: offer, candidates }),
    stanza(3_014, 'received', 'result', { ...result, answers: 'session-initiate' }),
    stanza(3_020, 'sent', 'transport-info', { candidates: candidates.slice(2) }),
    stanza(3_102, 'received', 'session-accept', { note: 'audio, active', candidates: candidates.slice(0, 1) }),
    stanza(3_104, 'sent', 'result', { ...result, answers: 'session-accept' }),
    stanza(12_404, 'sent', 'session-info', { note: 'mute' }),
    stanza(12_524, 'received', 'unsupported-info', { kind: 'error', answers: 'session-info' }),
    stanza(29_004, 'sent', 'transport-info', { note: 'restart' }),
  ],
};

// Sound: the page asks the browser itself, so the browser is scripted.

/** @type {(label: string, at: number) => { deviceId: string, label: string, groupId: string }} */
const device = (label, at) => ({ deviceId: `device-${at}`, label, groupId: `group-${at}` });
const someDevices = ['Built-in Audio', 'Jabra Evolve2 65 Mono', 'ヘッドセット（山田さんの机の左側）'].map(device);
const longDevice = device(
  'Plantronics Blackwire 5220 Series Analog Stereo Headset Adapter (USB-C) with a very long name, Port 3',
  9,
);
const sounding = {
  run: `(() => {
    const list = ${JSON.stringify([...someDevices, longDevice])};
    const devices = navigator.mediaDevices;
    devices.enumerateDevices = async () =>
      ['audioinput', 'audiooutput'].flatMap(kind => list.map(device => ({ kind, ...device })));
    devices.getUserMedia = async () => {
      const context = new AudioContext();
      const tone = new OscillatorNode(context);
      const soft = new GainNode(context, { gain: 0.1 });
      const out = new MediaStreamAudioDestinationNode(context);
      tone.connect(soft).connect(out);
      tone.start();
      return out.stream;
    };
    devices.dispatchEvent(new Event('devicechange'));
  })()`,
};
/** Servers for ICE that do what the letters say: w for works, r for refuses, s for silent. @type {(does: string) => Act} */
const network = does => ({
  run: `(() => {
    let at = -1;
    window.RTCPeerConnection = class extends EventTarget {
      iceGatheringState = 'gathering';
      createDataChannel() {}
      close() {}
      async setLocalDescription() {
        const does = at < 0 ? 'w' : ${JSON.stringify(does)}[at];
        const { urls } = this.servers[0] ?? { urls: '' };
        const tell = (type, rest) => this.dispatchEvent(Object.assign(new Event(type), rest));
        if (does === 's') return;
        tell('icecandidate', { candidate: { type: 'host', candidate: 'x' } });
        const type = /^turn/.test(urls) ? 'relay' : 'srflx';
        if (does === 'w') tell('icecandidate', { candidate: { type, candidate: 'x' } });
        else tell('icecandidateerror', { errorCode: does === 'r' ? 401 : 701 });
        this.iceGatheringState = 'complete';
        tell('icegatheringstatechange', {});
      }
      constructor({ iceServers = [] }) {
        super();
        this.servers = iceServers;
        at = iceServers.length === 0 ? -1 : servers.indexOf(iceServers[0].urls);
      }
    };
    const servers = ${JSON.stringify(['stun:stun.example.org', 'turn:turn.example.org:3478?transport=udp', 'turn:turn.example.org:3478?transport=tcp', 'turns:turn.a-very-long-server-name.example.org:5349?transport=tcp'])};
    const does = ${JSON.stringify(does)};
  })()`,
});
const iceServers = [
  { urls: 'stun:stun.example.org' },
  ...[
    'turn:turn.example.org:3478?transport=udp',
    'turn:turn.example.org:3478?transport=tcp',
    'turns:turn.a-very-long-server-name.example.org:5349?transport=tcp',
  ].map(urls => ({ urls, username: 'u', credential: 'c' })),
];
/** Whatever begins with the message of this name. @type {(message: string) => Act} */
const press = message => ({ press: message });
const toSettings = click('nav button:last-child');
const toSound = { run: `document.querySelector('#settings-sound').scrollIntoView()` };
const testPage = [sounding, toSettings, press('trial.open'), { run: `new Promise(r => setTimeout(r, 400))` }];
const toNetwork = {
  run: `document.querySelector('[data-trial] ul, [data-trial] h3:last-of-type').scrollIntoView({ block: 'center' })`,
};
const narrowToo = [...sizes, { width: 360, height: 640 }];

/** @type {import('../../shared/updates').Update} */
const readyUpdate = {
  by: 'tsuwa',
  phase: 'ready',
  version: '1.2.0',
  notes: '- Calls begin sooner\n- A contact can be called from their card',
};

/** @type {Scene[]} */
export const scenes = [
  { name: 'starting', state: undefined, wait: 500 },
  { name: 'sign-in', state: signedOut },
  {
    name: 'sign-in-advanced',
    state: signedOut,
    acts: [press('signIn.advanced')],
  },
  {
    name: 'sign-in-proxy',
    state: {
      ...online,
      ...as({
        connection: { status: 'offline', attempt: 1, problem: 'proxy-sign-in' },
        server: {
          proxy: { type: 'socks5', host: 'proxy.a-rather-long-name.example.org', port: 1080, username: 'romeo' },
        },
      }),
    },
    acts: [press('signIn.advanced'), { run: `document.querySelector('#proxy-host').scrollIntoView()` }],
  },
  {
    name: 'sign-in-weaker',
    state: { ...online, ...as({ connection: { status: 'offline', attempt: 1, problem: 'weaker-sign-in' } }) },
  },
  {
    name: 'sign-in-weaker-question',
    state: { ...online, ...as({ connection: { status: 'offline', attempt: 1, problem: 'weaker-sign-in' } }) },
    acts: [press('weakerSignIn.accept')],
  },
  {
    name: 'sign-in-wrong-password',
    state: { ...online, ...as({ connection: { status: 'offline', attempt: 1, problem: 'wrong-password' } }) },
  },
  {
    name: 'sign-in-unknown-issuer',
    state: {
      ...online,
      ...as({ connection: { status: 'offline', attempt: 1, problem: 'certificate-unknown-issuer' } }),
    },
  },
  { name: 'sign-in-complaints', state: signedOut, acts: [{ type: 'romeo' }, { key: 'Enter' }] },
  {
    name: 'sign-in-waiting',
    state: signedOut,
    acts: [{ type: 'romeo@montague.lit' }, focus('#password'), { type: 'wherefore' }, { key: 'Enter' }],
  },
  ...firstRunScenes(signedOut, online, press, focus, sounding),
  { name: 'home', state: online, contacts },
  { name: 'home-update', state: { ...online, update: readyUpdate }, contacts },
  { name: 'home-unsaved', state: { ...online, settingsTrouble: 'unsaved' }, contacts },
  { name: 'sign-in-set-aside', state: { ...signedOut, settingsTrouble: 'set-aside' } },
  { name: 'requests', state: during(...someRequests), contacts },
  { name: 'turned-away', state: { ...during(...someRequests), turnedAway: { calls: 90 } }, contacts },
  {
    name: 'turned-away-one',
    state: { ...online, turnedAway: { calls: 1, address: 'a-very-long-name-indeed@somewhere.far.away.example' } },
    contacts,
  },
  { name: 'requests-in-call', state: during(active, ...someRequests.slice(0, 1)), contacts },
  { name: 'home-selected', state: online, contacts, acts: [click('[data-row]')] },
  { name: 'home-keyboard', state: online, contacts, acts: [search, { key: 'Down' }, { key: 'Down' }] },
  { name: 'home-long', state: online, contacts, acts: [click('[data-address^=wolfe]')] },
  { name: 'home-empty', state: online, wait: 1700 },
  { name: 'home-loading', state: { ...online, ...as({ connection: { status: 'connecting', attempt: 1 } }) } },
  {
    name: 'home-no-network',
    state: {
      ...online,
      ...as({
        connection: { status: 'reconnecting', attempt: 2, problem: 'no-network', nextAttemptAt: now + 600_000 },
      }),
    },
    contacts,
  },
  { name: 'search', state: online, contacts, acts: [search, { type: 'ca' }] },
  { name: 'search-address', state: online, contacts, acts: [search, { type: 'xmpp:prince@verona.lit?call' }] },
  { name: 'search-kana', state: online, contacts, acts: [search, { type: 'スズ' }] },
  { name: 'search-none', state: online, contacts, acts: [search, { type: 'zzz' }] },
  {
    name: 'menu',
    state: online,
    contacts,
    acts: [focus('header > [aria-haspopup=menu].rounded-full'), { key: 'Enter' }],
  },
  {
    name: 'own-address',
    state: online,
    contacts,
    acts: [focus('header > [aria-haspopup=menu].rounded-full'), { key: 'Enter' }, { key: 'Enter' }],
    looks: ['light', 'dark', 'forced', 'dark-forced'],
    sizes: [...sizes, { width: 340, height: 480 }],
  },
  {
    name: 'own-address-long',
    state: { ...online, ...as({ address: long }) },
    contacts,
    acts: [focus('header > [aria-haspopup=menu].rounded-full'), { key: 'Enter' }, { key: 'Enter' }],
  },
  {
    name: 'recents',
    state: { ...online, missed: 1 },
    contacts,
    history,
    acts: [recents],
    sizes: [...sizes, narrow],
  },
  { name: 'recents-badge', state: { ...online, missed: 12 }, contacts, history },
  {
    name: 'recents-missed',
    state: online,
    contacts,
    history,
    acts: [recents, { run: `document.querySelectorAll('[type=radio]')[1].click()` }],
  },
  { name: 'recents-selected', state: online, contacts, history, acts: [recents, click('[data-call="4"]')] },
  {
    name: 'recents-long',
    state: online,
    contacts,
    history,
    acts: [recents, click('[data-call="3"]')],
    sizes: [...sizes, narrow],
  },
  {
    name: 'recents-keyboard',
    state: online,
    contacts,
    history,
    acts: [recents, focus('[role=searchbox]'), { key: 'Down' }, { key: 'Down' }],
    sizes: [...sizes, narrow],
  },
  {
    name: 'recents-search',
    state: online,
    contacts,
    history,
    acts: [recents, focus('[role=searchbox]'), { type: 'capulet' }],
  },
  {
    name: 'recents-none',
    state: online,
    contacts,
    history,
    acts: [recents, focus('[role=searchbox]'), { type: 'zzz' }],
  },
  { name: 'recents-empty', state: online, contacts, acts: [recents] },
  { name: 'recents-trouble', state: online, contacts, history: { calls: [], trouble: 'newer' }, acts: [recents] },
  {
    name: 'recents-clear',
    state: online,
    contacts,
    history,
    acts: [recents, click('[data-recents] [aria-haspopup=dialog]')],
  },
  {
    name: 'recents-many',
    state: online,
    contacts,
    history: ages,
    acts: [recents, focus('[data-call="0"]'), { key: 'End' }, { key: 'End' }, { key: 'End' }],
  },
  { name: 'settings', state: online, contacts, acts: [click('nav button:last-child')] },
  {
    name: 'settings-search',
    state: online,
    contacts,
    acts: [toSettings, focus('[data-settings-search]'), { type: 'x' }, { type: 'm' }],
    sizes: narrowToo,
  },
  {
    name: 'settings-search-none',
    state: online,
    contacts,
    acts: [toSettings, focus('[data-settings-search]'), { type: 'bagpipes' }],
    sizes,
  },
  {
    name: 'settings-jump',
    state: online,
    contacts,
    acts: [
      toSettings,
      toSound,
      { run: `document.querySelector('main h1').parentElement.querySelector('button').focus()` },
      { key: 'Enter' },
    ],
    sizes,
  },
  {
    name: 'settings-help',
    state: online,
    contacts,
    acts: [click('nav button:last-child'), { run: `document.querySelector('#settings-computer')?.scrollIntoView()` }],
  },
  {
    name: 'settings-import',
    state: online,
    contacts,
    answers: {
      openImport: {
        ok: true,
        summary: {
          preferences: 12,
          favourites: 3,
          privacyOf: 1,
          calls: 482,
          accounts: [
            { address: 'romeo@montague.lit', certificates: false },
            { address: 'romeo@verona.lit', host: 'xmpp.verona.lit', port: 5223, certificates: true },
          ],
        },
      },
    },
    acts: [
      click('nav button:last-child'),
      { run: `document.querySelector('#settings-computer')?.scrollIntoView()` },
      click('[data-import]'),
    ],
  },
  {
    name: 'settings-log',
    state: online,
    contacts,
    answers: {
      logLines: [
        '2026-11-22T09:00:00.000Z info shell: Tsuwa 0.1.0, Electron 41.3.0, linux',
        '2026-11-22T09:00:00.120Z info tray: there is a tray',
        '2026-11-22T09:00:00.480Z info connection: Connecting…',
        '2026-11-22T09:00:01.022Z info connection: Online',
        '2026-11-22T09:12:44.317Z warn calls: the server of [address] does not answer; asked [ip] as well, and nobody was there either',
        '2026-11-22T09:12:45.002Z info calls: connected through a relay',
      ],
    },
    acts: [
      click('nav button:last-child'),
      { run: `document.querySelector('#settings-help')?.scrollIntoView()` },
      click('[data-log]'),
    ],
  },
  {
    name: 'settings-report',
    state: online,
    contacts,
    answers: {
      problemReport: [
        'Tsuwa 0.1.0',
        'linux 6.1.0 x64, Electron 41.3.0, Chromium 146.0.7680.188, Node 24.14.0',
        'Account 1: online, try 1',
        'Account 2: offline, try 3, wrong-password',
        'Calls: 1',
        'Settings: {"theme":"system","autoBusy":false,"strangers":"request","privacy":{"contacts":"direct","strangers":"after-answer"},"devicesChosen":["microphone"],"doNotDisturb":false,"quietHours":false,"shortcuts":[]}',
        '',
        '2026-11-22T09:00:01.022Z info connection: Online',
        '2026-11-22T09:12:44.317Z warn calls: the server of [address] does not answer; asked [ip] as well, and nobody was there either',
        '2026-11-22T09:12:45.002Z info calls: connected through a relay',
      ].join('\n'),
    },
    acts: [
      click('nav button:last-child'),
      { run: `document.querySelector('#settings-help')?.scrollIntoView()` },
      click('[data-report-open]'),
    ],
  },
  {
    name: 'keys',
    state: {
      ...online,
      preferences: { ...online.preferences, shortcuts: { answer: 'Control+Alt+A', mute: 'Control+Alt+M' } },
    },
    contacts,
    acts: [{ key: 'F1' }],
  },
  {
    name: 'settings-notifications',
    state: {
      ...online,
      preferences: {
        ...online.preferences,
        doNotDisturb: {},
        quietHours: { from: 22 * 60, to: 7 * 60, days: [0, 1, 2, 3, 4] },
        shortcuts: { answer: 'Control+Alt+A', mute: 'Control+Alt+M' },
      },
      shortcutsTaken: ['mute'],
    },
    contacts,
    acts: [
      click('nav button:last-child'),
      { run: `document.querySelector('#settings-notifications')?.scrollIntoView()` },
    ],
    sizes: [
      { width: 400, height: 900 },
      { width: 900, height: 900 },
    ],
  },
  {
    name: 'settings-relay',
    state: { ...online, preferences: { ...online.preferences, privacy: { contacts: 'direct', strangers: 'relay' } } },
    contacts,
    acts: [click('nav button:last-child'), { reach: 'settings.privacyStrangers' }, { key: 'Enter' }],
    sizes: [
      { width: 400, height: 900 },
      { width: 900, height: 900 },
    ],
  },
  {
    name: 'home-privacy',
    state: { ...online, privacyOf: Object.fromEntries(contacts.map(({ address }) => [address, 'relay'])) },
    contacts,
    acts: [click('[data-row]'), focus('article .ring-line[aria-haspopup=menu]'), { key: 'Enter' }],
  },
  {
    name: 'inspector',
    state: during(paths),
    contacts,
    trace,
    acts: inspect,
    sizes: [...sizes, { width: 360, height: 680 }],
  },
  {
    name: 'inspector-stanza',
    state: during(paths),
    contacts,
    trace,
    acts: [
      ...inspect,
      focus('[data-stanza]'),
      { key: 'Down' },
      { key: 'Down' },
      { key: 'Down' },
      { key: 'Down' },
      { key: 'Enter' },
    ],
  },
  {
    name: 'inspector-paths',
    state: during(paths),
    contacts,
    trace,
    acts: [...inspect, focus('[role=tab]'), { key: 'Right' }],
    sizes: [...sizes, { width: 360, height: 680 }],
  },
  {
    name: 'inspector-long',
    state: ended('no-path', { peer: contacts[8]?.address ?? '' }),
    contacts,
    trace: { ...trace, dropped: 41, entries: [...trace.entries, ...Array.from({ length: 100 }, () => hold)] },
    acts: [...inspectEnded, focus('[data-stanza]'), { key: 'End' }],
  },
  {
    name: 'inspector-japanese',
    state: ended('declined', { peer: 'suzuki@example.jp' }),
    contacts,
    trace: { ...trace, entries: trace.entries.filter(entry => entry.with !== 'own-devices') },
    acts: inspectEnded,
  },
  { name: 'inspector-empty', state: ended('unreachable'), contacts, acts: inspectEnded },
  { name: 'call-calling', state: during(call({})), contacts },
  { name: 'call-ringing', state: during(call({ heardRinging: true, peer: 'yamada.hanako@example.jp' })), contacts },
  { name: 'call-connecting', state: during(call({ phase: 'connecting', answeredAt: now })), contacts },
  { name: 'call-incoming', state: during(call({ phase: 'ringing', direction: 'incoming' })), contacts },
  {
    name: 'call-incoming-lookalike',
    state: during(call({ phase: 'ringing', direction: 'incoming', peer: 'juliеt@capulet.lit' })),
    contacts,
  },
  {
    name: 'call-incoming-stranger',
    state: during(call({ phase: 'ringing', direction: 'incoming', peer: contacts[8]?.address ?? '' })),
    contacts: [],
  },
  {
    name: 'message-menu',
    state: during(call({ phase: 'ringing', direction: 'incoming' })),
    contacts,
    acts: declining,
    sizes: [...sizes, { width: 340, height: 480 }],
  },
  {
    name: 'message-own',
    state: during(call({ phase: 'ringing', direction: 'incoming', peer: long })),
    contacts,
    acts: [...declining, { key: 'End' }, { key: 'Enter' }, { type: 'I’m on the train. In ten minutes?' }],
    wait: 300,
  },
  {
    name: 'message-waiting-menu',
    state: during(active, ringing),
    contacts,
    acts: declining,
  },
  { name: 'messages', state: talking('juliet@capulet.lit'), contacts, messages: talks.usual },
  { name: 'messages-empty', state: talking(long), contacts },
  { name: 'messages-long', state: talking(long), contacts, messages: talks.long },
  { name: 'messages-japanese', state: talking('yamada.hanako@example.jp'), contacts, messages: talks.japanese },
  { name: 'messages-failed', state: talking('nobody@capulet.lit'), contacts, messages: talks.failed },
  {
    name: 'contacts-news',
    state: {
      ...during(...someRequests),
      subscriptionRequests: [
        { address: 'paris@verona.lit', name: 'Count Paris' },
        { address: 'balthasar@montague.lit' },
      ],
      conversations: [
        conversation('juliet@capulet.lit', { unread: 2 }),
        conversation('mercutio@verona.lit', { unread: 1 }),
        conversation('suzuki@example.jp', { unread: 12 }),
      ],
    },
    contacts,
  },
  {
    name: 'messages-unread',
    state: {
      ...online,
      conversations: [
        conversation('juliet@capulet.lit', { unread: 2 }),
        conversation('suzuki@example.jp', { latest: undefined }),
        conversation(long, { failed: true, latest: 'Can’t talk now. What’s up?' }),
      ],
    },
    contacts,
  },
  {
    name: 'messages-contact',
    state: { ...online, conversations: [conversation('friar.laurence@church.example', { unread: 12 })] },
    contacts,
    acts: [click('[data-row]')],
  },
  {
    name: 'link-drop',
    state: online,
    contacts,
    acts: [
      {
        run: `(() => {
          const dataTransfer = new DataTransfer();
          dataTransfer.setData('text/uri-list', 'xmpp:juliet@capulet.lit?call');
          document.body.dispatchEvent(new DragEvent('dragover', { dataTransfer, bubbles: true, cancelable: true }));
        })()`,
      },
    ],
  },
  { name: 'link-wrong', state: { ...online, link: { id: 'link', problem: 'other-purpose' } }, contacts },
  {
    name: 'settings-messages',
    state: online,
    contacts,
    acts: [click('nav button:last-child'), { run: `document.getElementById('settings-messages').scrollIntoView()` }],
  },
  {
    name: 'incoming-message',
    page: 'incoming.html',
    state: during({ ...ringing, rings: 'ring' }),
    contacts,
    acts: [click('[aria-haspopup]')],
    sizes: [{ width: 360, height: 176 }],
  },
  { name: 'call-active', state: during(active), contacts },
  {
    name: 'call-alerting',
    state: { ...during({ ...active, alerting: true, peer: '+493012345678@pstn.example' }), ...as({ gateways }) },
    contacts,
  },
  { name: 'call-held', state: during({ ...active, held: true }), contacts },
  { name: 'call-silent', state: during({ ...active, mutedByPeer: true, muted: true }), contacts },
  {
    name: 'call-held-by-long',
    state: during({ ...active, peer: long, held: true, heldByPeer: true, muted: true }),
    contacts,
  },
  { name: 'call-keypad', state: during(active), contacts, acts: [click('[data-keypad]')] },
  {
    name: 'call-keypad-typed',
    state: during({ ...active, peer: 'yamada.hanako@example.jp' }),
    contacts,
    sizes: [...sizes, { width: 340, height: 480 }],
    acts: [click('[data-keypad]'), ...[...'1234567890'].map(key => ({ key })), focus('[data-keypad]')],
  },
  {
    name: 'call-menu',
    state: during({ ...active, transferable: true }, held),
    contacts,
    acts: [focus('[aria-haspopup=menu][class*=w-15]'), { key: 'Enter' }, { key: 'Down' }],
  },
  {
    name: 'call-add',
    state: { ...during(active), ...as({ gateways }) },
    contacts,
    acts: [focus('[aria-haspopup=menu][class*=w-15]'), { key: 'Enter' }, { key: 'Enter' }, { type: '030 1234' }],
  },
  {
    name: 'call-transfer',
    state: during({ ...active, transferable: true }),
    contacts,
    acts: [focus('[aria-haspopup=menu][class*=w-15]'), { key: 'Enter' }, { key: 'Enter' }],
    wait: 300,
  },
  {
    name: 'call-words',
    state: during({ ...active, words: ['harbour', 'violin', 'pepper', 'lantern'] }),
    contacts,
    acts: [click('[aria-haspopup=dialog]')],
  },
  { name: 'call-two', state: during(active, held), contacts, sizes: [...sizes, { width: 360, height: 640 }] },
  {
    name: 'call-two-elsewhere',
    state: during(active, held),
    contacts,
    acts: [click('nav button:last-child')],
  },
  {
    name: 'call-two-held',
    state: during({ ...active, held: true }, { ...held, peer: long, heldByPeer: true }),
    contacts,
  },
  {
    name: 'call-two-one-over',
    state: during(active, { ...held, phase: 'ended', end: 'vanished', endedAt: now }),
    contacts,
  },
  {
    name: 'call-again',
    state: during(call({ continues: '00000000-0000-4000-8000-000000000009' })),
    contacts,
  },
  {
    name: 'call-muted-poor',
    state: during({ ...active, muted: true, quality: { roundTripMs: 700, jitterMs: 90, loss: 0.2, relayed: true } }),
    contacts,
  },
  {
    name: 'settings-sound',
    state: {
      ...online,
      preferences: {
        ...online.preferences,
        devices: { microphone: longDevice, speaker: someDevices[2], ringer: device('Kitchen', 77) },
        sound: { ...online.preferences.sound, ringerVolume: 0.6, pushToTalk: true, autoGainControl: false },
      },
    },
    contacts,
    acts: [sounding, toSettings, toSound],
    sizes: [
      { width: 360, height: 1100 },
      { width: 900, height: 1000 },
    ],
  },
  ...[false, true].map(open => ({
    name: open ? 'settings-ring-tone-menu' : 'settings-ring-tone',
    state: {
      ...online,
      ringTones: [
        { id: 'a'.repeat(40), name: 'Evening on the balcony, slow version with strings' },
        { id: 'b'.repeat(40), name: '夕焼け小焼け' },
      ],
      preferences: { ...online.preferences, ringTone: 'a'.repeat(40) },
    },
    contacts,
    answers: { addRingTone: { ok: false, problem: 'not-audio' } },
    acts: [
      toSettings,
      toSound,
      open ? focus('[aria-label^="Ring tone"], [aria-label^="着信音："]') : click('[data-ring-tone=add]'),
      ...(open ? [{ key: 'Enter' }] : []),
      { run: `document.querySelector('[data-ring-tone=add]').scrollIntoView({ block: 'center' })` },
    ],
    sizes: narrowToo,
  })),
  {
    name: 'settings-sound-devices',
    state: online,
    contacts,
    acts: [sounding, toSettings, toSound, { reach: 'sound.uses.microphone.name' }, { key: 'Enter' }],
    sizes: narrowToo,
  },
  { name: 'trial', state: { ...online, ...as({ iceServers }) }, contacts, acts: testPage, sizes: narrowToo },
  {
    name: 'trial-running',
    state: { ...online, ...as({ iceServers }) },
    contacts,
    acts: [network('wwss'), ...testPage, press('trial.record'), press('trial.start'), toNetwork],
    sizes: narrowToo,
  },
  {
    name: 'trial-good',
    state: { ...online, ...as({ iceServers }) },
    contacts,
    acts: [network('wwww'), ...testPage, press('trial.start'), toNetwork],
    sizes: narrowToo,
  },
  {
    name: 'trial-bad',
    state: { ...online, ...as({ iceServers }) },
    contacts,
    acts: [network('urwu'), ...testPage, press('trial.start'), toNetwork],
    sizes: narrowToo,
  },
  {
    name: 'trial-no-microphone',
    state: online,
    contacts,
    acts: [toSettings, press('trial.open'), { run: `new Promise(r => setTimeout(r, 400))` }],
  },
  {
    name: 'call-sound',
    state: during({ ...active, peer: 'yamada.hanako@example.jp' }),
    contacts,
    acts: [
      sounding,
      focus('[aria-haspopup=menu]'),
      { run: `document.querySelector('section [aria-haspopup=menu]').focus()` },
      { key: 'Enter' },
      press('sound.open'),
      { run: `new Promise(r => setTimeout(r, 400))` },
    ],
    sizes: narrowToo,
  },
  {
    name: 'call-push-to-talk',
    state: {
      ...during(active),
      preferences: { ...online.preferences, sound: { ...online.preferences.sound, pushToTalk: true } },
    },
    contacts,
  },
  { name: 'call-recording', state: { ...during(active), recordings: [recorded('running')] }, contacts },
  {
    name: 'call-recording-japanese',
    state: { ...inJapanese(during({ ...active, recordedByPeer: true })), recordings: [recorded('running')] },
    contacts,
  },
  {
    name: 'call-recording-keypad',
    state: { ...during(active), recordings: [recorded('running')] },
    contacts,
    acts: [click('[data-keypad]')],
  },
  {
    name: 'call-recording-elsewhere',
    state: { ...during(active), recordings: [recorded('running')] },
    contacts,
    acts: [click('nav button:nth-child(2)')],
  },
  {
    name: 'call-recorded-early',
    state: { ...during({ ...active, recordedByPeer: true }), recordings: [recorded('saved', 'disk-full')] },
    contacts,
  },
  {
    name: 'call-recorded',
    state: { ...ended('answered', { connectedAt: now - 754_000 }), recordings: [recorded('saved')] },
    contacts,
  },
  {
    name: 'home-recorded',
    state: { ...online, recordings: [recorded('saved'), recorded('saved')] },
    contacts,
  },
  {
    name: 'settings-recordings',
    state: online,
    contacts,
    acts: [
      click('nav button:last-child'),
      { run: `document.querySelector('#settings-sound')?.scrollIntoView({ block: 'center' })` },
    ],
    sizes: [
      { width: 400, height: 900 },
      { width: 900, height: 900 },
    ],
  },
  { name: 'call-details', state: during(active), contacts, acts: [click('[aria-haspopup=dialog]')] },
  { name: 'call-reconnecting', state: during({ ...active, phase: 'connecting' }), contacts },
  {
    name: 'call-elsewhere',
    state: during({ ...active, muted: true }),
    contacts,
    acts: [click('nav button:last-child')],
  },
  ...[
    { name: 'incoming', peer: 'juliet@capulet.lit' },
    { name: 'incoming-long', peer: long },
    { name: 'incoming-japanese', peer: 'yamada.hanako@example.jp' },
    { name: 'incoming-hushed', peer: 'benvolio@montague.lit', hushed: true },
    { name: 'incoming-lookalike', peer: 'juliеt@capulet.lit', stranger: true },
  ].map(({ name, ...rest }) => ({
    name,
    page: 'incoming.html',
    state: during({ ...ringing, rings: 'ring', ...rest }),
    contacts,
    sizes: [{ width: 360, height: 176 }],
  })),
  { name: 'call-waiting', state: during(active, ringing), contacts, sizes: [...sizes, { width: 360, height: 640 }] },
  {
    name: 'call-waiting-long',
    state: during({ ...active, held: true }, { ...ringing, peer: long }),
    contacts,
    sizes: [...sizes, { width: 360, height: 640 }],
  },
  { name: 'call-waiting-early', state: during(call({}), { ...ringing, peer: 'suzuki@example.jp' }), contacts },
  { name: 'call-ended', state: ended('answered', { connectedAt: now - 754_000 }), contacts },
  { name: 'call-busy', state: ended('busy'), contacts },
  { name: 'call-no-relay', state: ended('no-relay'), contacts },
  { name: 'call-missed', state: ended('cancelled', { direction: 'incoming' }), contacts },
  { name: 'call-crashed', state: ended('crashed', { connectedAt: now - 754_000 }), contacts },
  { name: 'call-not-encrypted', state: ended('not-encrypted'), contacts },
  { name: 'accounts-home', state: { ...online, ...three }, contacts, history },
  {
    name: 'accounts-menu',
    state: { ...online, ...three },
    contacts,
    acts: [focus('header [aria-haspopup=menu].rounded-full'), { key: 'Enter' }],
  },
  {
    name: 'accounts-submenu',
    state: { ...online, ...three },
    contacts,
    acts: [
      focus('header [aria-haspopup=menu].rounded-full'),
      { key: 'Enter' },
      { run: `document.querySelectorAll('[role=menuitem][aria-haspopup=menu]')[2].click()` },
    ],
  },
  { name: 'accounts-settings', state: { ...online, ...three }, contacts, acts: [toSettings], sizes: narrowToo },
  { name: 'accounts-add', state: { ...online, ...three }, contacts, acts: [toSettings, press('account.add')] },
  {
    name: 'accounts-call',
    state: { ...online, ...three, calls: [{ ...ringing, account: 'romeo@work.example', rings: 'ring' }] },
    contacts,
  },
  {
    name: 'accounts-calls',
    state: {
      ...online,
      ...three,
      calls: [
        { ...active, account: 'romeo@work.example' },
        { ...held, account: three.accounts[2]?.address ?? '' },
      ],
    },
    contacts,
    acts: [toSettings],
    sizes: narrowToo,
  },
  { name: 'accounts-recents', state: { ...online, ...three }, contacts, history, acts: [recents] },
  {
    name: 'accounts-dial',
    state: { ...online, ...three, dial: { id: call({}).id, peer: 'nurse@capulet.lit', confirmed: false } },
    contacts,
  },
  {
    name: 'accounts-contact',
    state: { ...online, ...three, callsFrom: { 'juliet@capulet.lit': 'romeo@work.example' } },
    contacts,
    acts: [{ run: `[...document.querySelectorAll('li button')].find(b => b.textContent.includes('Juliet')).click()` }],
  },
  {
    name: 'search-number',
    state: { ...online, ...as({ gateways }) },
    contacts,
    acts: [search, { type: '+49 30 1234' }],
  },
  { name: 'keypad', state: { ...online, ...as({ gateways }) }, contacts, acts: [click('nav button:nth-child(3)')] },
  {
    name: 'keypad-number',
    state: { ...online, ...as({ gateways: [...gateways, { address: 'sip.example.net' }] }) },
    contacts,
    sizes: [...sizes, { width: 340, height: 480 }],
    acts: [click('nav button:nth-child(3)'), { type: '+49 30 123456789' }],
  },
  { name: 'search-number-nowhere', state: online, contacts, acts: [search, { type: '030 / 1234' }] },
  {
    name: 'dial-transfer',
    state: {
      ...online,
      dial: { id: call({}).id, peer: long, confirmed: false, by: 'yamada.hanako@example.jp' },
    },
    contacts,
  },
  {
    name: 'dial',
    state: { ...online, dial: { id: call({}).id, peer: 'juliet@capulet.lit', confirmed: false } },
    contacts,
  },
  {
    name: 'sign-out',
    state: online,
    contacts,
    acts: [click('nav button:last-child'), press('settings.signOut')],
  },
  {
    name: 'change-password',
    state: online,
    contacts,
    answers: { changePassword: { refusal: 'not-acceptable', said: 'The password is too weak' } },
    acts: [
      click('nav button:last-child'),
      press('accountChange.password'),
      { type: 'thrush' },
      { run: `document.querySelector('#next-password').focus()` },
      { type: 'short' },
      click('[role=alertdialog] [type=submit]'),
    ],
  },
  {
    name: 'delete-account',
    state: { ...online, ...three },
    contacts,
    acts: [click('nav button:last-child'), press('accountChange.delete'), { type: 'romeo@montague' }],
  },
  {
    name: 'delete-account-asked',
    state: online,
    contacts,
    answers: {
      deleteAccount: {
        form: {
          domain: 'montague.lit',
          instructions: ['Whoever deletes an account here answers one question.'],
          fields: [
            {
              name: 'x-nurse',
              type: 'text-single',
              label: 'Your nurse’s name',
              required: true,
              values: [],
              options: [],
            },
          ],
        },
      },
    },
    acts: [
      click('nav button:last-child'),
      press('accountChange.delete'),
      { type: 'romeo@montague.lit' },
      click('[role=alertdialog] [type=submit]'),
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
  { name: 'contacts-people', state: online, contacts: people, history },
  { name: 'contacts-groups', state: listedBy('groups'), contacts: people },
  { name: 'contacts-groups-closed', state: listedBy('groups', ['favourites', 'group Verona']), contacts: people },
  { name: 'contacts-names', state: listedBy('names'), contacts: people },
  { name: 'contacts-many', state: online, contacts: crowd, acts: [search, { type: 'たなか' }] },
  { name: 'contacts-many-list', state: listedBy('groups'), contacts: crowd, acts: [scroll(60_000)] },
  {
    name: 'contacts-menu',
    state: online,
    contacts: people,
    acts: [
      focus('[data-row]'),
      {
        run: `document.activeElement.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true, clientX: 120, clientY: 150 }))`,
      },
    ],
  },
  {
    name: 'contacts-view',
    state: online,
    contacts: people,
    acts: [focus('header [aria-haspopup=menu]'), { key: 'Enter' }],
  },
  { name: 'card', state: online, contacts: people, history, acts: [click('[data-address^=juliet]')] },
  { name: 'card-asked', state: online, contacts: people, history, acts: [toEnd, click('[data-address^=paris]')] },
  { name: 'card-hidden', state: online, contacts: people, history, acts: [click('[data-address^=nurse]')] },
  { name: 'card-blocked', state: online, contacts: people, history, acts: [toEnd, click('[data-address^=tybalt]')] },
  { name: 'card-groups', state: online, contacts: people, history, acts: [click('[data-address^=wolfe]')] },
  {
    name: 'card-menu',
    state: online,
    contacts: people,
    history,
    acts: [click('[data-address^=yamada]'), focus('article [aria-haspopup=menu]'), { key: 'Enter' }],
  },
  { name: 'contact-edit', state: online, contacts: people, acts: [click('[data-address^=wolfe]'), ...cardMenu(0)] },
  { name: 'contact-block', state: online, contacts: people, acts: [click('[data-address^=suzuki]'), ...cardMenu(1)] },
  { name: 'contact-remove', state: online, contacts: people, acts: [click('[data-address^=wolfe]'), ...cardMenu(2)] },
  { name: 'contact-add', state: online, acts: [click('main .bg-accent')], wait: 1700 },
  {
    name: 'contact-add-stranger',
    state: online,
    contacts: people,
    acts: [search, { type: 'prince@verona.lit' }, click('main .border-t button'), { type: 'Prince Escalus' }],
  },
  {
    name: 'contact-add-known',
    state: online,
    wait: 1700,
    contacts: people,
    acts: [
      search,
      { type: 'prince@verona.lit' },
      click('main .border-t button'),
      { run: `document.querySelector('#person-address').select()` },
      { type: 'juliet@capulet.lit' },
      focus('#person-groups'),
      { type: 'vero' },
    ],
  },
  { name: 'subscriptions', state: { ...online, subscriptionRequests }, contacts: people },
  {
    name: 'subscriptions-and-calls',
    state: { ...during(...someRequests), subscriptionRequests },
    contacts: people,
  },
  {
    name: 'blocked',
    state: { ...online, blocked: ['tybalt@capulet.lit', 'spam.example', long] },
    contacts: people,
    acts: [click('nav button:last-child'), { run: `document.querySelector('#settings-blocked').scrollIntoView()` }],
  },
  {
    name: 'blocked-none',
    state: online,
    contacts: people,
    acts: [click('nav button:last-child'), { run: `document.querySelector('#settings-blocked').scrollIntoView()` }],
  },
];
