/** A scripted server, for what no real one does: each connection runs a script of what to await and what to say. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { issueCertificate, makeAuthority } from '../../scripts/servers/authority.mjs';

export const DOMAIN = 'example.test';

/** One connection of a client. */
export class Line {
  readonly #socket: Socket;
  #buffer = '';
  #wake: () => void = () => undefined;
  #closed = false;
  /** All that the client has said. */
  heard = '';

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', data => {
      this.#buffer += data.toString();
      this.heard += data.toString();
      this.#wake();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#closed = true;
      this.#wake();
    });
  }

  /** What the client says up to and with the first match; throws when it hangs up before. */
  async read(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(this.#buffer);
      if (found) {
        this.#buffer = this.#buffer.slice(found.index + found[0].length);
        return found;
      }
      if (this.#closed) throw new Error(`hung up before ${pattern.source}`);
      await new Promise<void>(resolve => (this.#wake = resolve));
    }
  }

  write(data: string | Uint8Array): void {
    this.#socket.write(data);
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /** The client hangs up. */
  async closed(): Promise<void> {
    while (!this.#closed) await new Promise<void>(resolve => (this.#wake = resolve));
  }

  close(): void {
    this.#socket.destroy();
  }

  /** Takes the client's stream header, answers with ours and these features. */
  async open(features: string): Promise<void> {
    await this.read(/<stream:stream[^>]*>/);
    this.write(
      `<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' ` +
        `from='${DOMAIN}' id='1' version='1.0'><stream:features>${features}</stream:features>`,
    );
  }

  /** Signs the client in by PLAIN and binds it, without stream management. */
  async signIn(user = 'alice', resource = 'r'): Promise<void> {
    await this.open(mechanisms('PLAIN'));
    await this.read(/<auth[^>]*>[^<]*<\/auth>/);
    this.write(`<success xmlns='${SASL}'/>`);
    await this.open(`<bind xmlns='${BIND}'/><ver xmlns='urn:xmpp:features:rosterver'/>`);
    const [, id = ''] = await this.read(/<iq[^>]* id="([^"]*)"[^>]*><bind.*<\/iq>/);
    const jid = `<bind xmlns='${BIND}'><jid>${user}@${DOMAIN}/${resource}</jid></bind>`;
    this.write(`<iq type='result' id='${id}'>${jid}</iq>`);
  }
}

export const SASL = 'urn:ietf:params:xml:ns:xmpp-sasl';
export const BIND = 'urn:ietf:params:xml:ns:xmpp-bind';

export const mechanisms = (...names: string[]): string =>
  `<mechanisms xmlns='${SASL}'>${names.map(name => `<mechanism>${name}</mechanism>`).join('')}</mechanisms>`;

export interface FakeServer {
  port: number;
  ca: string;
  /** Every connection so far. */
  lines: Line[];
  /** What scripts threw; a client that hangs up early ends its script so. */
  errors: unknown[];
  stop(): Promise<void>;
}

/** Listens on loopback, for direct TLS unless told otherwise; its certificate is for `names`. */
export async function startFakeServer(
  script: (line: Line, number: number) => Promise<void>,
  { tls = true, names = [DOMAIN] }: { tls?: boolean; names?: readonly string[] } = {},
): Promise<FakeServer> {
  const folder = mkdtempSync(join(tmpdir(), 'fake-server-'));
  const ca = makeAuthority(folder);
  issueCertificate(folder, [...names]);
  const lines: Line[] = [];
  const errors: unknown[] = [];
  const take = (socket: Socket) => {
    // As servers do: on a clock that runs fast, what waits to be sent together comes too late.
    socket.setNoDelay(true);
    const line = new Line(socket);
    lines.push(line);
    script(line, lines.length).catch((error: unknown) => errors.push(error));
  };
  const secure = () => ({
    key: readFileSync(join(folder, 'server.key')),
    cert: readFileSync(join(folder, 'server.crt')),
    ALPNProtocols: ['xmpp-client'],
  });
  const server: Server = tls ? createTlsServer(secure(), take) : createTcpServer(take);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    ca,
    lines,
    errors,
    stop: async () => {
      for (const line of lines) line.close();
      await new Promise<void>(resolve => server.close(() => resolve()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
