/** Reads a stream strictly: what XMPP forbids (RFC 6120 §11.1) and what would eat memory ends it, and nothing throws. */
import { xml, type Element } from '@xmpp/client';
import { EventEmitter } from 'node:events';
import { SaxesParser } from 'saxes';

/** The stream is not XML as XMPP allows it. */
export class StreamSyntaxError extends Error {
  override name = 'StreamSyntaxError';
}

/** Namespaces of XML itself (Namespaces in XML §3): attributes may be in them, elements have no meaning there. */
const reserved = ['http://www.w3.org/XML/1998/namespace', 'http://www.w3.org/2000/xmlns/'];

const limits = { stanzaCharacters: 2_000_000, depth: 64, attributes: 64 };

/**
 * Takes text and emits `start` (the root), `element` (each complete child of it), `end`, or once `error`, after which
 * it is deaf. Elements carry their namespace in `attrs.xmlns` wherever it differs from the one around them, whatever
 * prefixes the other side uses; each child of the root always does.
 */
export class StreamParser extends EventEmitter {
  readonly #sax = new SaxesParser({ xmlns: true, position: false });
  /** From the root inwards. */
  #open: { element: Element; xmlns: string }[] = [];
  #characters = 0;
  #done = false;

  constructor() {
    super();
    this.#sax.on('error', error => this.#fail(error.message));
    this.#sax.on('doctype', () => this.#fail('a document type'));
    this.#sax.on('comment', () => this.#fail('a comment'));
    this.#sax.on('processinginstruction', () => this.#fail('a processing instruction'));
    this.#sax.on('opentag', ({ local, uri, attributes }) => this.#opened(local, uri, Object.values(attributes)));
    this.#sax.on('closetag', () => this.#closed());
    this.#sax.on('text', text => this.#text(text));
    this.#sax.on('cdata', text => this.#text(text));
  }

  write(text: string): void {
    if (this.#done) return;
    this.#characters += text.length;
    if (this.#characters > limits.stanzaCharacters) return this.#fail('a stanza too long');
    try {
      this.#sax.write(text);
    } catch (error) {
      // A listener's mistake is not the stream's, but the stream cannot go on behind it either.
      this.#fail(error instanceof Error ? error.message : String(error));
    }
  }

  end(text?: string): void {
    if (text !== undefined) this.write(text);
  }

  #opened(local: string, xmlns: string, attributes: { name: string; value: string; prefix: string }[]): void {
    if (this.#done) return;
    if (this.#open.length >= limits.depth) return this.#fail('elements too deep');
    if (attributes.length > limits.attributes) return this.#fail('too many attributes');
    if (reserved.includes(xmlns)) return this.#fail('an element in a namespace of XML itself');
    const parent = this.#open.at(-1);
    const element = new xml.Element(local);
    if (this.#open.length < 2 || parent?.xmlns !== xmlns) element.attrs['xmlns'] = xmlns;
    for (const { name, value, prefix } of attributes) {
      if (prefix !== 'xmlns' && name !== 'xmlns') element.attrs[name] = value;
    }
    if (this.#open.length > 1) parent?.element.append(element);
    this.#open.push({ element, xmlns });
    if (parent === undefined) this.emit('start', element);
  }

  #closed(): void {
    if (this.#done) return;
    const closed = this.#open.pop();
    if (closed === undefined) return;
    if (this.#open.length === 0) {
      this.#done = true;
      this.emit('end', closed.element);
    } else if (this.#open.length === 1) {
      this.#characters = 0;
      this.emit('element', closed.element);
    }
  }

  /** Text between stanzas is white space that keeps the connection alive. */
  #text(text: string): void {
    if (this.#done) return;
    if (this.#open.length > 1) this.#open.at(-1)?.element.t(text);
    else if (text.trim() !== '') this.#fail('text between stanzas');
  }

  #fail(what: string): void {
    if (this.#done) return;
    this.#done = true;
    this.emit('error', new StreamSyntaxError(what));
  }
}
