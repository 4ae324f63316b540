/** What real clients and servers say: the captures of Dino, and one of each other kind of stanza that is read. */
import { elements, type XmlElement } from '../../main/core/xml/codec';
import { dinoCall, dinoCalls, parseXml } from '../core/support/xml';

const BOB = 'bob@example.test';
const ALICE = 'alice@example.test/dino';
const jmi = 'urn:xmpp:jingle-message:0';
const rtp = 'urn:xmpp:jingle:apps:rtp:1';
const iq = (type: string, inside: string, from = ALICE) =>
  `<iq xmlns="jabber:client" type="${type}" id="i1" from="${from}" to="${BOB}/desk">${inside}</iq>`;
const message = (inside: string, from = ALICE, rest = 'type="chat"') =>
  `<message xmlns="jabber:client" ${rest} id="m1" from="${from}" to="${BOB}">${inside}</message>`;
const presence = (inside: string, rest = '') =>
  `<presence xmlns="jabber:client" from="${ALICE}" to="${BOB}" ${rest}>${inside}</presence>`;
const jingle = (action: string, inside = '', sid = 's1') =>
  iq('set', `<jingle xmlns="urn:xmpp:jingle:1" action="${action}" sid="${sid}">${inside}</jingle>`);

const rich = `<content creator="initiator" name="audio" senders="both"><description xmlns="${rtp}" media="audio" ssrc="1">
<payload-type id="111" name="opus" clockrate="48000" channels="2" ptime="20" maxptime="60"><parameter name="minptime" value="10"/><parameter value="0-16"/><rtcp-fb xmlns="urn:xmpp:jingle:apps:rtp:rtcp-fb:0" type="nack" subtype="pli"/><rtcp-fb-trr-int xmlns="urn:xmpp:jingle:apps:rtp:rtcp-fb:0" value="100"/></payload-type>
<payload-type id="0"/><rtcp-mux/><rtcp-fb xmlns="urn:xmpp:jingle:apps:rtp:rtcp-fb:0" type="transport-cc"/><rtp-hdrext xmlns="urn:xmpp:jingle:apps:rtp:rtp-hdrext:0" id="1" uri="urn:ietf:params:rtp-hdrext:ssrc-audio-level" senders="initiator"/><extmap-allow-mixed xmlns="urn:xmpp:jingle:apps:rtp:rtp-hdrext:0"/>
<source xmlns="urn:xmpp:jingle:apps:rtp:ssma:0" ssrc="7"><parameter name="cname" value="x"/><parameter name="msid" value="a b"/></source><ssrc-group xmlns="urn:xmpp:jingle:apps:rtp:ssma:0" semantics="FID"><source ssrc="7"/></ssrc-group></description>
<transport xmlns="urn:xmpp:jingle:transports:ice-udp:1" ufrag="abcd" pwd="0123456789012345678901"><fingerprint xmlns="urn:xmpp:jingle:apps:dtls:0" hash="sha-256" setup="actpass">AA:BB:CC</fingerprint><candidate component="1" foundation="1" generation="0" id="c" ip="192.0.2.1" network="0" port="5000" priority="1" protocol="udp" type="srflx" rel-addr="10.0.0.1" rel-port="9"/></transport></content>`;
const grouped = `<group xmlns="urn:xmpp:jingle:apps:grouping:0" semantics="BUNDLE"><content name="audio"/></group>`;

const others = [
  // XEP-0353
  message(`<propose xmlns="${jmi}" id="s1"><description xmlns="${rtp}" media="audio"/></propose>`),
  message(`<reject xmlns="${jmi}" id="s1"><reason xmlns="urn:xmpp:jingle:1"><busy/><text>no</text></reason><tie-break/></reject>`),
  message(`<finish xmlns="${jmi}" id="s1"><reason xmlns="urn:xmpp:jingle:1"><expired/></reason><migrated to="s2"/></finish>`),
  message(`<proceed xmlns="${jmi}" id="s1"/><delay xmlns="urn:xmpp:delay" stamp="2026-01-01T00:00:00Z"/>`),
  message(`<error xmlns="jabber:client" type="cancel"><service-unavailable xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error>`, BOB, 'type="error"'),
  // XEP-0166 and what is in it
  jingle('session-initiate', grouped + rich),
  jingle('session-initiate', grouped + rich + rich.replaceAll('"audio"', '"video"')),
  jingle('session-accept', rich.replace('actpass', 'active')),
  jingle('session-initiate', rich.replace(/<transport[^]*<\/transport>/, '<transport xmlns="urn:xmpp:jingle:transports:raw-udp:1"/>')),
  jingle('transport-info', '<content creator="initiator" name="audio"><transport xmlns="urn:xmpp:jingle:transports:ice:0" ufrag="wxyz" pwd="0123456789012345678901"><gathering-complete/></transport></content>'),
  jingle('transport-replace', rich.replace(/<description[^]*<\/description>/, '')),
  jingle('session-info', '<mute xmlns="urn:xmpp:jingle:apps:rtp:info:1" creator="initiator" name="audio"/>'),
  jingle('session-info', '<transfer xmlns="urn:xmpp:jingle:transfer:0" to="carol@example.test/x" from="alice@example.test/dino" sid="t1"/>'),
  jingle('session-info', `<ready xmlns="urn:tsuwa:ready:0">${grouped}${rich.replace('<content', '<content xmlns="urn:xmpp:jingle:1"').replace('actpass', 'active')}</ready>`),
  jingle('content-modify', '<content creator="initiator" name="audio" senders="none"/>'),
  jingle('content-add', rich),
  jingle('session-terminate', '<reason><success/><text>bye</text></reason>'),
  `<iq xmlns="jabber:client" type="set" id="o1" from="${ALICE}"><jingle xmlns="urn:xmpp:tmp:jingle" action="session-terminate" sid="o1" reasoncode="no-error" reasontext="x"/></iq>`,
  // RFC 6121
  presence('<show>dnd</show><status>busy</status><priority>5</priority><c xmlns="http://jabber.org/protocol/caps" hash="sha-1" node="n" ver="v"/><x xmlns="vcard-temp:x:update"><photo>abc</photo></x>'),
  presence('<nick xmlns="http://jabber.org/protocol/nick">Alice</nick>', 'type="subscribe"'),
  presence('<error type="cancel"><item-not-found xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error>', 'type="error"'),
  presence('', 'type="unavailable"'),
  iq('set', '<query xmlns="jabber:iq:roster" ver="v2"><item jid="alice@example.test" name="Alice" subscription="both" ask="subscribe" approved="true"><group>Friends</group></item></query>', BOB),
  // XEP-0030, 0115
  iq('get', '<query xmlns="http://jabber.org/protocol/disco#info" node="x#y"/>'),
  iq('result', '<query xmlns="http://jabber.org/protocol/disco#info"><identity category="client" type="pc" name="x"/><feature var="urn:xmpp:jingle:1"/><x xmlns="jabber:x:data" type="result"><field var="FORM_TYPE" type="hidden"><value>urn:x</value></field></x></query>'),
  iq('result', '<query xmlns="http://jabber.org/protocol/disco#items"><item jid="sip.example.test" name="SIP"/></query>', 'example.test'),
  // XEP-0060, 0084, 0054
  message('<event xmlns="http://jabber.org/protocol/pubsub#event"><items node="urn:xmpp:avatar:metadata"><item id="111f4b3c50d7b0df729d299bc6f8e9ef9066971f"><metadata xmlns="urn:xmpp:avatar:metadata"><info bytes="12345" id="111f4b3c50d7b0df729d299bc6f8e9ef9066971f" type="image/png"/></metadata></item></items></event>', 'alice@example.test', 'type="headline"'),
  iq('result', '<pubsub xmlns="http://jabber.org/protocol/pubsub"><items node="urn:xmpp:avatar:data"><item id="111f4b3c50d7b0df729d299bc6f8e9ef9066971f"><data xmlns="urn:xmpp:avatar:data">AAAA</data></item></items></pubsub>'),
  iq('result', '<vCard xmlns="vcard-temp"><PHOTO><TYPE>image/png</TYPE><BINVAL>AAAA</BINVAL></PHOTO></vCard>'),
  // XEP-0280, 0313
  message(`<sent xmlns="urn:xmpp:carbons:2"><forwarded xmlns="urn:xmpp:forward:0"><message xmlns="jabber:client" from="${BOB}/other" to="${ALICE}" type="chat"><accept xmlns="${jmi}" id="s1"/></message></forwarded></sent>`, BOB),
  message(`<result xmlns="urn:xmpp:mam:2" queryid="q" id="a1"><forwarded xmlns="urn:xmpp:forward:0"><delay xmlns="urn:xmpp:delay" stamp="2026-01-01T00:00:00Z"/><message xmlns="jabber:client" from="${ALICE}" to="${BOB}"><propose xmlns="${jmi}" id="s9"><description xmlns="${rtp}" media="audio"/></propose></message></forwarded></result>`, BOB),
  iq('result', '<fin xmlns="urn:xmpp:mam:2" complete="true"><set xmlns="http://jabber.org/protocol/rsm"><first>1</first><last>2</last></set></fin>', BOB),
  // XEP-0215
  iq('result', '<services xmlns="urn:xmpp:extdisco:2"><service type="turn" host="192.0.2.9" port="3478" transport="udp" username="u" password="p" restricted="1" expires="2027-01-01T00:00:00Z"/></services>', 'example.test'),
  iq('set', '<services xmlns="urn:xmpp:extdisco:2"/>', 'example.test'),
  // Chats
  message('<body>hello</body><request xmlns="urn:xmpp:receipts"/><origin-id xmlns="urn:xmpp:sid:0" id="x"/><replace xmlns="urn:xmpp:message-correct:0" id="m0"/>'),
  message('<encrypted xmlns="eu.siacs.conversations.axolotl"/><body>fallback</body>'),
  message('<received xmlns="urn:xmpp:receipts" id="m9"/>'),
  // XEP-0191, 0199, 0077
  iq('set', '<block xmlns="urn:xmpp:blocking"><item jid="evil.example"/></block>', BOB),
  iq('get', '<ping xmlns="urn:xmpp:ping"/>'),
  iq('result', '<query xmlns="jabber:iq:register"><x xmlns="jabber:x:data" type="form"><title>t</title><field var="username" type="text-single" label="l"><required/><value>v</value><option label="o"><value>w</value></option></field></x></query>', 'example.test'),
]; // prettier-ignore

const inClient = (stanza: XmlElement): XmlElement => ({
  ...stanza,
  attrs: { xmlns: 'jabber:client', ...stanza.attrs },
});

/** Stanzas as elements, the namespace of each written down. */
export const stanzas: readonly XmlElement[] = [
  ...dinoCalls.flatMap(name => elements(dinoCall(name)).flatMap(elements)).map(inClient),
  ...others.map(parseXml),
].filter(({ name }) => ['iq', 'message', 'presence'].includes(name));

/** Those that a call is made of come more often. */
export const jingles: readonly XmlElement[] = stanzas.filter(stanza =>
  elements(stanza).some(({ name }) => name === 'jingle'),
);

/** The names and values that mean something somewhere. */
export const [names, spaces, keys, values] = ((): [string[], string[], string[], string[]] => {
  const found = [new Set<string>(), new Set<string>(), new Set<string>(), new Set<string>()] as const;
  const visit = (element: XmlElement): void => {
    found[0].add(element.name);
    for (const [key, value] of Object.entries(element.attrs)) {
      if (key === 'xmlns') found[1].add(value);
      else {
        found[2].add(key);
        if (value.length < 40) found[3].add(value);
      }
    }
    elements(element).forEach(visit);
  };
  stanzas.forEach(visit);
  return [[...found[0]], [...found[1]], [...found[2]], [...found[3]]];
})();
