/** An external component of a real server (XEP-0114) that does nothing by itself, as gateways are connected. */
import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { StringDecoder } from 'node:string_decoder';
import type { XmlElement } from '../../main/core/xml/codec';
import { StreamParser } from '../../main/xmpp/parser';
import { Line } from '../support/fake-server';
import type { PeerLine } from './peer';

/** Connects and proves itself by the secret. @throws if the server hangs up */
export async function startComponent(host: string, port: number, secret: string): Promise<PeerLine> {
  const socket = connect(port, '127.0.0.1');
  const line = new Line(socket);
  const streams = "xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams'";
  line.write(`<?xml version='1.0'?><stream:stream to='${host}' ${streams}>`);
  const [header] = await line.read(/<stream:stream[^>]*>/);
  const [, id = ''] = /\bid=['"]([^'"]*)['"]/.exec(header) ?? [];
  const stanzas: XmlElement[] = [];
  line.write(`<handshake>${createHash('sha1').update(`${id}${secret}`).digest('hex')}</handshake>`);
  await line.read(/<handshake[^>]*>/);
  const parser = new StreamParser();
  parser.on('element', (element: XmlElement) => stanzas.push(element));
  parser.on('error', () => undefined);
  parser.write(`<stream:stream ${streams}>`);
  const decoder = new StringDecoder('utf8');
  socket.on('data', (data: Buffer) => parser.write(decoder.write(data)));
  return {
    self: host,
    write: text => line.write(text),
    stanzas,
    stop: () => {
      line.write('</stream:stream>');
      line.close();
      return Promise.resolve();
    },
  };
}
