/** A client of a real server that does nothing by itself: the test writes its stanzas and picks out those that come. */
import { connect as connectTcp } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { StringDecoder } from 'node:string_decoder';
import { elements, type XmlElement } from '../../main/core/xml/codec';
import { StreamParser } from '../../main/xmpp/parser';
import { Scram } from '../../main/xmpp/scram';
import { until } from './device';
import { Line } from './fake-server';

export interface BareClient {
  self: string;
  write(text: string): void;
  /** The first stanza not yet given that fits. */
  next(fits: (stanza: XmlElement) => boolean): Promise<XmlElement>;
  /** All stanzas so far. */
  readonly stanzas: readonly XmlElement[];
  stop(): Promise<void>;
}

export interface BareClientConfig {
  address: string;
  password: string;
  host: string;
  port: number;
  ca: string;
  /** The server's choice unless given. */
  resource?: string;
}

/** Signs in by STARTTLS and the SCRAM that the server has, with the project's own SCRAM, and binds. */
export async function startBareClient(config: BareClientConfig): Promise<BareClient> {
  const { address, password, host, port, ca, resource } = config;
  const [user = '', domain = ''] = address.split('@');
  const header = `<?xml version='1.0'?><stream:stream to='${domain}' version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>`;
  const tcp = connectTcp(port, host);
  const plain = new Line(tcp);
  plain.write(header);
  await plain.read(/<\/stream:features>/);
  plain.write("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
  await plain.read(/<proceed/);
  const socket = connectTls({ socket: tcp, servername: domain, ca });
  const line = new Line(socket);
  line.write(header);
  const [features] = await line.read(/[^]*<\/stream:features>/);
  const hash = features.includes('SCRAM-SHA-256<') ? 'SHA-256' : 'SHA-1';
  const scram = new Scram({ hash: hash === 'SHA-1' ? 'sha1' : 'sha256', username: user, password });
  const sasl = "xmlns='urn:ietf:params:xml:ns:xmpp-sasl'";
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  line.write(`<auth ${sasl} mechanism='SCRAM-${hash}'>${base64(scram.first())}</auth>`);
  const [, challenge = ''] = await line.read(/<challenge[^>]*>([^<]*)</);
  line.write(`<response ${sasl}>${base64(await scram.final(Buffer.from(challenge, 'base64').toString()))}</response>`);
  await line.read(/<success[^>]*>[^<]*<\/success>/);
  const stanzas: XmlElement[] = [];
  const given = new Set<XmlElement>();
  const next: BareClient['next'] = async fits => {
    const found = await until('a stanza', () => stanzas.find(stanza => !given.has(stanza) && fits(stanza)));
    given.add(found);
    return found;
  };
  const parser = new StreamParser();
  const decoder = new StringDecoder('utf8');
  parser.on('element', (element: XmlElement) => stanzas.push(element));
  parser.on('error', () => undefined);
  socket.on('data', (data: Buffer) => parser.write(decoder.write(data)));
  line.write(header);
  await next(({ name }) => name === 'features');
  const wanted = resource === undefined ? '' : `<resource>${resource}</resource>`;
  line.write(`<iq type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>${wanted}</bind></iq>`);
  const bound = await next(({ attrs }) => attrs['id'] === 'bind');
  return {
    self: textOf(descendant(bound, 'jid')),
    write: text => line.write(text),
    next,
    stanzas,
    stop: async () => {
      line.write('</stream:stream>');
      await Promise.race([line.closed(), new Promise(resolve => setTimeout(resolve, 500))]);
      line.close();
    },
  };
}

const textOf = (element: XmlElement | undefined): string =>
  element?.children.filter(node => typeof node === 'string').join('') ?? '';

/** The first element of that name (and namespace) anywhere inside. */
export function descendant(element: XmlElement, name: string, xmlns?: string): XmlElement | undefined {
  for (const child of elements(element)) {
    if (child.name === name && (xmlns === undefined || child.attrs['xmlns'] === xmlns)) return child;
    const found = descendant(child, name, xmlns);
    if (found) return found;
  }
  return undefined;
}
