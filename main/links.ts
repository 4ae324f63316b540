/** Links from outside the page and from within: calls ask first, everything else waits for the page to show it. */
import type { CommandHandlers, LinkClaims } from '../shared/ipc';
import { isLink, parseLink, type Link, type LinkProblem, type OpenedLink } from '../shared/link';
import type { NewId } from './core/ports';

/** Asks the system about links, and whom to open them with. */
export interface LinkDesk {
  claims(): LinkClaims;
  claim(claim: boolean): LinkClaims;
}

/** What links need from the world. */
export interface LinksPorts {
  newId: NewId;
  changed: () => void;
  /** Asks the person whether to call. */
  ask(peer: string): void;
  /** Absent where there is no system to ask. */
  desk?: LinkDesk | undefined;
}

export class Links {
  readonly handlers: Pick<CommandHandlers, 'openLink' | 'linkTaken' | 'linkClaims' | 'claimLinks'>;
  readonly #ports: LinksPorts;
  #current: OpenedLink | undefined;

  constructor(ports: LinksPorts) {
    this.#ports = ports;
    const nobody: LinkClaims = { xmpp: false, tel: false, by: 'settings' };
    this.handlers = {
      openLink: ({ text }) => this.#openInPage(text),
      linkTaken: ({ id }) => {
        if (this.#current?.id === id) this.#set(undefined);
      },
      linkClaims: () => ports.desk?.claims() ?? nobody,
      claimLinks: ({ claim }) => ports.desk?.claim(claim) ?? nobody,
    };
  }

  /** What waits for the page. */
  get current(): OpenedLink | undefined {
    return this.#current;
  }

  /** Opens what the system handed over; what is wrong with it is shown. */
  open(text: string): void {
    const parsed = parseLink(text);
    if (isLink(parsed)) this.follow(parsed);
    else this.#set({ id: this.#ports.newId(), problem: parsed });
  }

  /** Does what a link asks for, as far as that is without the person's yes. */
  follow(link: Link): void {
    if (link.kind === 'call') this.#ports.ask(link.address);
    else this.#set({ id: this.#ports.newId(), link });
  }

  #openInPage(text: string): LinkProblem | undefined {
    const parsed = parseLink(text);
    if (!isLink(parsed)) return parsed;
    this.follow(parsed);
    return undefined;
  }

  #set(link: OpenedLink | undefined): void {
    this.#current = link;
    this.#ports.changed();
  }
}
