/** The parts of the protocols that are rules rather than stanzas. */
import { expect, test } from 'vitest';
import { dateTime } from '../../main/core/protocol/xep0203';
import type { XmlElement } from '../../main/core/xml/codec';
import { capsHash, ourCaps, ourDiscoInfo, ourFeatures } from '../../main/xmpp/features';
import { iceServersOf, renewalDelay } from '../../main/xmpp/ice-servers';
import { StreamParser } from '../../main/xmpp/parser';
import { parseSavedLogin } from '../../main/xmpp/saved-login';

function read(text: string): XmlElement {
  const found: XmlElement[] = [];
  const parser = new StreamParser();
  parser.on('element', (element: XmlElement) => found.push(element));
  parser.write(`<s xmlns='jabber:client'>${text}`);
  const [element] = found;
  if (!element) throw new Error('no element');
  return element;
}

const query = (inside: string) => read(`<query xmlns='http://jabber.org/protocol/disco#info'>${inside}</query>`);
const features = ['caps', 'disco#info', 'disco#items', 'muc']
  .map(name => `<feature var='http://jabber.org/protocol/${name}'/>`)
  .join('');

test('the simple example of XEP-0115 §5.2', () => {
  const answer = query(`<identity category='client' type='pc' name='Exodus 0.9.1'/>${features}`);
  expect(capsHash(answer, 'sha-1')).toBe('QgayPKawpkPSDYmwT/WM94uAlu0=');
});

const field = (name: string, ...values: string[]) =>
  `<field var='${name}'>${values.map(value => `<value>${value}</value>`).join('')}</field>`;

test('the complex example of XEP-0115 §5.3', () => {
  const identities = [
    ['el', 'Ψ 0.11'],
    ['en', 'Psi 0.11'],
  ].map(([lang, name]) => `<identity xml:lang='${lang}' category='client' name='${name}' type='pc'/>`);
  const form = [
    field('os', 'Mac'),
    field('FORM_TYPE', 'urn:xmpp:dataforms:softwareinfo'),
    field('ip_version', 'ipv6', 'ipv4'),
    field('software_version', '0.11'),
    field('os_version', '10.5.1'),
    field('software', 'Psi'),
  ].join('');
  const answer = query(`${identities.join('')}${features}<x xmlns='jabber:x:data' type='result'>${form}</x>`);
  expect(capsHash(answer, 'sha-1')).toBe('q07IKJEyjvHSyhy//CH0CxmKi8w=');
});

test('an answer that says something twice has no hash (XEP-0115 §5.4)', () => {
  expect(capsHash(query(`${features}${features}`), 'sha-1')).toBeUndefined();
  expect(capsHash(query(features), 'md-4711')).toBeUndefined();
});

test('what we answer has the hash that we announce, and leaves out what would hold offers back', () => {
  const answer = ourDiscoInfo(`${ourCaps.node}#${ourCaps.ver}`);
  expect(answer && capsHash(answer, 'sha-1')).toBe(ourCaps.ver);
  expect(ourDiscoInfo('https://other.test#x')).toBeUndefined();
  expect(ourFeatures).not.toContain('urn:ietf:rfc:3264');
});

const turn = { type: 'turn' as const, host: 'turn.test', port: 3478, username: 'u', password: 'p' };

test.each([
  [{ type: 'stun' as const, host: 'stun.test', port: 3478, transport: 'udp' as const }, ['stun:stun.test:3478']],
  [{ type: 'stun' as const, host: 'stun.test' }, ['stun:stun.test']],
  [{ type: 'stun' as const, host: '2001:db8::1', port: 3478 }, ['stun:[2001:db8::1]:3478']],
  [{ type: 'stun' as const, host: 'stun.test', transport: 'tcp' as const }, []],
  [{ type: 'stuns' as const, host: 'stun.test', port: 5349, transport: 'tcp' as const }, []],
  [{ ...turn, transport: 'udp' as const }, ['turn:turn.test:3478?transport=udp']],
  [{ ...turn, transport: 'tcp' as const }, ['turn:turn.test:3478?transport=tcp']],
  [turn, ['turn:turn.test:3478?transport=udp']],
  [{ ...turn, type: 'turns' as const, port: 5349 }, ['turns:turn.test:5349?transport=tcp']],
  [{ ...turn, type: 'turns' as const, port: 443, transport: 'udp' as const }, []], // DTLS
  [{ ...turn, host: '2001:db8::1' }, ['turn:[2001:db8::1]:3478?transport=udp']],
  [{ ...turn, type: 'turns' as const, host: '[2001:db8::1]', port: 5349 }, ['turns:[2001:db8::1]:5349?transport=tcp']],
  [{ ...turn, host: '通話.test' }, ['turn:xn--722al5i.test:3478?transport=udp']],
  [{ ...turn, host: 'turn.test/?x' }, []],
  [{ ...turn, host: 'fe80::1%eth0' }, []],
  [{ ...turn, host: '' }, []],
  [{ ...turn, port: 0 }, []],
  [{ ...turn, host: 'turn.test.' }, ['turn:turn.test.:3478?transport=udp']],
  [{ ...turn, host: 'turn.te\nst' }, []],
  [{ ...turn, host: 'turn.test?transport=tcp' }, []],
  [{ ...turn, host: 'turn..test' }, []],
  [{ ...turn, host: 'turn"test' }, []],
  [{ ...turn, host: `${'x'.repeat(63)}.`.repeat(4) }, []], // longer than a name can be
  // RTCPeerConnection would throw at all of these.
  [{ ...turn, password: undefined }, []],
  [{ ...turn, password: '' }, []],
  [{ ...turn, username: '' }, []],
  [{ ...turn, username: 'é'.repeat(255) }, []],
  [{ ...turn, action: 'delete' as const }, []],
])('the service %j is given to WebRTC as %j', (service, urls) => {
  const servers = iceServersOf([service, service]);
  expect(servers.map(server => server.urls)).toEqual(urls);
  if (service.type.startsWith('turn')) {
    for (const server of servers) expect(server).toMatchObject({ username: 'u', credential: 'p' });
  }
});

test('credentials are renewed before they expire, neither at once nor beyond what a timer can wait', () => {
  expect(renewalDelay(3600_000)).toBe(2880_000);
  expect(renewalDelay(-5000)).toBeGreaterThan(0);
  expect(renewalDelay(365 * 24 * 3600_000)).toBeLessThan(2 ** 31);
});

test.each([
  ['2020-01-31T12:00:00Z', Date.UTC(2020, 0, 31, 12)],
  ['2020-01-31T12:00:00.250Z', Date.UTC(2020, 0, 31, 12, 0, 0, 250)],
  ['2020-01-31T12:00:00+09:00', Date.UTC(2020, 0, 31, 3)],
])('the time %s is read', (text, value) => {
  expect(dateTime.parse(text)).toBe(value);
  expect(dateTime.parse(dateTime.format(value))).toBe(value);
});

test.each(['yesterday', '2020-01-31', '20200131T12:00:00', '2020-13-31T12:00:00Z', ''])('%j is no time', text => {
  expect(() => dateTime.parse(text)).toThrow('date and time');
});

test('what was saved is taken, and what was not is not', () => {
  const token = { mechanism: 'HT-SHA-256-NONE', token: 't', expiry: '2099-01-01T00:00:00Z' };
  expect(parseSavedLogin({ userAgent: 'x', token })).toEqual({ userAgent: 'x', token });
  expect(parseSavedLogin({ userAgent: 'x', token: { token: 7 } })).toEqual({ userAgent: 'x' });
  for (const other of [undefined, null, 'x', 7, {}, { userAgent: 7 }, []])
    expect(parseSavedLogin(other)).toBeUndefined();
});
