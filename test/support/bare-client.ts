/** A client of a real server that does nothing by itself: the test writes and reads its stream as text. */
import { connect as connectTcp } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { Line } from './fake-server';

export interface BareClient {
  self: string;
  write(text: string): void;
  /** What the server says up to and with the first match. */
  read(pattern: RegExp): Promise<RegExpExecArray>;
  readonly heard: string;
  stop(): Promise<void>;
}

export interface BareClientConfig {
  address: string;
  password: string;
  host: string;
  port: number;
  ca: string;
}

/** Signs in by STARTTLS and SCRAM-SHA-1, with the project's own SCRAM, and binds. */
export async function startBareClient({ address, password, host, port, ca }: BareClientConfig): Promise<BareClient> {
  const { Scram } = await import('../../main/xmpp/scram');
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
  await line.read(/<\/stream:features>/);
  const scram = new Scram({ hash: 'sha1', username: user, password });
  const sasl = "xmlns='urn:ietf:params:xml:ns:xmpp-sasl'";
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  line.write(`<auth ${sasl} mechanism='SCRAM-SHA-1'>${base64(scram.first())}</auth>`);
  const [, challenge = ''] = await line.read(/<challenge[^>]*>([^<]*)</);
  line.write(`<response ${sasl}>${base64(await scram.final(Buffer.from(challenge, 'base64').toString()))}</response>`);
  await line.read(/<success[^>]*>[^<]*<\/success>/);
  line.write(header);
  await line.read(/<\/stream:features>/);
  line.write("<iq type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>");
  const [, self = ''] = await line.read(/<jid>([^<]*)<\/jid>.*?<\/iq>/);
  return {
    self,
    write: text => line.write(text),
    read: pattern => line.read(pattern),
    get heard() {
      return line.heard;
    },
    stop: async () => {
      line.write('</stream:stream>');
      await Promise.race([line.closed(), new Promise(resolve => setTimeout(resolve, 500))]);
      line.close();
    },
  };
}
