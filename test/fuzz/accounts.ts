/**
 * A whole account with its phone, in one piece but for the socket (see connection.ts), at a server that sends whatever it
 * likes from whomever it likes.
 */
import fc from 'fast-check';
import { teller } from '../../main/core/log';
import { Phone } from '../../main/core/phone';
import type { XmlElement } from '../../main/core/xml/codec';
import { Account } from '../../main/xmpp/account';
import { serialize } from '../../main/xmpp/serialize';
import { Traces } from '../../main/trace';
import { FakeClock } from '../core/support/clock';
import { Connection } from './connection';
import { stanzas } from './corpus';
import { holds, type Fuzzer } from './fuzzer';
import { mutated } from './mutate';

const froms = [
  ...['alice@example.test/a', 'alice@example.test', 'mallory@evil.example/m', 'bob@example.test', 'example.test'],
  ...['bob@example.test/desk', 'bob@example.test/other', 'evil.example', '', '@', 'x'.repeat(3000), undefined],
];

const delivered = fc.record({
  stanza: mutated(stanzas),
  from: fc.constantFrom('as it is', ...froms),
  /** Answers a request of ours, by its number. */
  answers: fc.option(fc.nat(30), { freq: 3 }),
});

/** Words that a log must not have: those of the senders. */
const secrets = /alice@|mallory@|evil\.example|bob@example/;
/** What is logged where something was thrown that nobody had thought of. */
const accidents = /(?:was not taken|could not be answered|after an answer|a picture): (?!MalformedElementError)/;

class Subject {
  readonly log: string[] = [];
  readonly clock = new FakeClock();
  readonly account: Account;
  readonly phone: Phone;
  readonly #traces = new Traces({ now: () => this.clock.now(), self: () => 'bob@example.test/desk' });

  constructor() {
    const write = teller(text => void this.log.push(text));
    const avatars = {
      has: () => false,
      keep: () => Promise.resolve(false),
      shownBy: () => undefined,
      show: () => undefined,
    };
    this.account = new Account(
      { address: 'bob@example.test', password: 'x', log: { info: write, warn: write, debug: write }, avatars },
      {
        ...{ connection: nothing, contacts: nothing, requests: nothing, blocks: nothing, iceServers: nothing },
        ...{ gateways: nothing, saved: nothing, strongest: nothing, stanza: record => this.#traces.record(record) },
      },
    );
    this.phone = new Phone({
      wire: this.account.wire,
      media: { signal: nothing },
      people: {
        reach: peer => this.account.reach(peer),
        isContact: peer => this.account.isContact(peer),
        isGateway: () => false,
        has: (device, feature) => this.account.hasFeature(device, feature),
        meet: device => this.account.learn(device),
        privacy: () => 'direct',
        preferences: () => ({ autoBusy: false, strangers: 'request' }),
      },
      clock: this.clock,
      newId: () => crypto.randomUUID(),
      ...{ others: () => [], changed: nothing, redial: nothing },
    });
    this.account.deliverTo(this.phone);
    this.account.chat.deliverTo({ received: nothing, arrived: nothing });
    this.account.start();
  }

  get connection(): Connection {
    if (!Connection.last) throw new Error('no connection');
    return Connection.last;
  }

  take(stanza: XmlElement): void {
    const { connection } = this;
    const before = connection.sent.length;
    const { type, id, from } = stanza.attrs;
    connection.events.stanza(stanza);
    const replies = connection.sent
      .slice(before)
      .filter(({ name, attrs }) => name === 'iq' && (attrs['type'] === 'result' || attrs['type'] === 'error'));
    const isQuestion = stanza.name === 'iq' && type !== 'result' && type !== 'error' && id !== undefined;
    holds(`${isQuestion ? 'one answer' : 'no answer'} to <${stanza.name}/>`, replies.length === (isQuestion ? 1 : 0));
    const [reply] = replies;
    if (reply) holds('it goes to who asked', reply.attrs['id'] === id && reply.attrs['to'] === from);
    for (const said of connection.sent.slice(before))
      holds('what is said is short', serialize(said).length < 64 * 1024);
    for (const line of this.log.splice(0)) {
      if (accidents.test(line)) throw new Error(line);
      holds(`nobody is named in the log: ${line}`, !secrets.test(line));
    }
  }

  async stop(): Promise<void> {
    for (const { id, phase } of this.phone.calls()) if (phase !== 'ended') this.phone.end(id);
    await this.account.stop();
    this.clock.pass(600_000);
    holds('no timer is left', this.clock.running === 0);
  }
}

const nothing = (): undefined => undefined;

export const accounts: readonly Fuzzer[] = [
  {
    name: 'an account, its phone, and a server that sends anything from anybody',
    share: 6,
    property: () =>
      fc.asyncProperty(fc.array(delivered, { maxLength: 10 }), async events => {
        const subject = new Subject();
        try {
          for (const { stanza, from, answers } of events) {
            const questions = subject.connection.sent.filter(({ name, attrs }) => name === 'iq' && (attrs['type'] === 'get' || attrs['type'] === 'set'));
            const question = answers === null ? undefined : questions[answers % Math.max(1, questions.length)];
            const { xmlns, ...attrs } = stanza.attrs;
            const { from: _, ...anonymous } = attrs;
            const named = from === 'as it is' ? attrs : from === undefined ? anonymous : { ...attrs, from };
            const answering = question && stanza.name === 'iq' ? { id: question.attrs['id'] ?? '', from: question.attrs['to'] ?? 'bob@example.test' } : {};
            subject.take({ ...stanza, attrs: { xmlns: xmlns ?? 'jabber:client', ...named, ...answering } });
            await Promise.resolve();
          }
          await new Promise(resolve => setImmediate(resolve));
        } finally {
          await subject.stop();
        }
      }),
  },
]; // prettier-ignore
