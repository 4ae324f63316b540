/** The servers and phones that a cell of the kill matrix happens to; used again by the next cell as long as all is well. */
import { startCoturn, type Coturn } from '../support/coturn';
import { startServer, type Server } from '../support/server';
import type { Party } from './matrix';
import { Survivor } from './phone';

const SECRET = 'relay-secret';

export const tones = { alice: 440, bob: 660, carol: 880 } as const;

/** With a relay and no other way, or direct; `third`: somebody else can be called. */
export interface Kind {
  relayed: boolean;
  third: boolean;
}

export class Stage {
  readonly kind: Kind;
  readonly server: Server;
  readonly caller: Survivor;
  readonly callee: Survivor;
  readonly third: Survivor | undefined;
  #relay: Coturn | undefined;
  readonly #relayPort: number | undefined;

  private constructor(kind: Kind, server: Server, relay: Coturn | undefined, phones: readonly Survivor[]) {
    const [caller, callee, third] = phones;
    if (!caller || !callee) throw new Error('it takes two');
    this.kind = kind;
    this.server = server;
    this.#relay = relay;
    this.#relayPort = relay?.port;
    this.caller = caller;
    this.callee = callee;
    this.third = third;
  }

  static async start(kind: Kind): Promise<Stage> {
    const relay = kind.relayed ? await startCoturn({ secret: SECRET }) : undefined;
    const server = await startServer(relay ? { turn: { port: relay.port, secret: SECRET } } : {});
    const words = kind.relayed ? ['--relay-only'] : [];
    const users = ['alice', 'bob', ...(kind.third ? ['carol'] : [])] as (keyof typeof tones)[];
    const phones: Survivor[] = [];
    for (const user of users) phones.push(await Survivor.start({ server, user, tone: tones[user], words }));
    return new Stage(kind, server, relay, phones);
  }

  phone(party: Party): Survivor {
    return this[party];
  }

  get phones(): Survivor[] {
    return [this.caller, this.callee, ...(this.third ? [this.third] : [])];
  }

  async killRelay(): Promise<void> {
    await this.#relay?.kill();
    await this.#relay?.stop();
    this.#relay = undefined;
  }

  async restartRelay(): Promise<void> {
    if (this.#relayPort === undefined || this.#relay) return;
    this.#relay = await startCoturn({ secret: SECRET, port: this.#relayPort });
  }

  async stop(): Promise<void> {
    await Promise.allSettled(this.phones.map(phone => phone.stop()));
    await this.server.stop();
    await this.#relay?.stop();
  }
}
