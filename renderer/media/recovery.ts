/** When a connection counts as interrupted, when ICE is restarted, and when it is given up (W3C WebRTC §4.3.3 states). */
import type { MediaFailure } from '../../shared/call';
import type { After } from './web';

/** How long `disconnected` may heal by itself: a few lost checks are no reason to renegotiate. */
export const PATIENCE_MS = 2_000;
/** How long one restart may take before the next: offer, answer and checks over a slow relay. */
export const TRY_MS = 15_000;
/** With `TRY_MS`, an interruption is given up after 45 s. */
export const TRIES = 3;
/** How long the first connection may take once both sides are described. */
export const SETUP_MS = 45_000;

export interface RecoveryPorts {
  after: After;
  restart(): void;
  /** With `failed`, what was not the network's fault. */
  report(state: 'connected' | 'interrupted' | 'failed', because?: MediaFailure): void;
}

/** Follows one connection's state: asks for restarts and reports what the person should know. Reports `failed` once. */
export class Recovery {
  readonly #ports: RecoveryPorts;
  #state: 'setup' | 'connected' | 'interrupted' | 'over' = 'setup';
  #described = false;
  /** The network changed before both sides were described: there was nothing to restart yet. */
  #outdated = false;
  #wasConnected = false;
  #tries = 0;
  #waiting: (() => void) | undefined;

  constructor(ports: RecoveryPorts) {
    this.#ports = ports;
  }

  /** Media has flowed at some time. */
  get wasConnected(): boolean {
    return this.#wasConnected;
  }

  /** Both sides are described, for the first time or again: from now on it has to connect. */
  described(): void {
    if (this.#described || this.#state !== 'setup') return;
    this.#described = true;
    if (this.#outdated) this.#restart();
    else this.#wait(SETUP_MS, () => this.fail());
  }

  /** The connection's state changed. */
  changed(state: RTCPeerConnectionState): void {
    if (this.#state === 'over') return;
    if (state === 'connected') this.#connected();
    else if (state === 'disconnected' && this.#state === 'connected') this.#interrupted(PATIENCE_MS);
    else if (state === 'failed' && this.#state === 'connected') this.#interrupted(0);
    // With a restart under way it is the old way that has failed.
    else if (state === 'failed' && this.#tries === 0) {
      if (this.#state === 'setup') this.fail();
      else this.#restart();
    }
  }

  /** Restarts now: what worked may be gone without a sign, and what failed may work now. */
  restart(): void {
    if (this.#state === 'over') return;
    if (this.#state === 'connected') this.#ports.restart();
    else if (this.#state === 'setup' && !this.#described) this.#outdated = true;
    else {
      this.#tries = 0;
      this.#restart();
    }
  }

  /** There is no way on. */
  fail(because?: MediaFailure): void {
    if (this.#state === 'over') return;
    this.close();
    this.#ports.report('failed', because);
  }

  close(): void {
    this.#waiting?.();
    this.#state = 'over';
  }

  #connected(): void {
    this.#waiting?.();
    this.#tries = 0;
    if (this.#state === 'connected') return;
    this.#state = 'connected';
    this.#wasConnected = true;
    this.#ports.report('connected');
  }

  #interrupted(patience: number): void {
    this.#state = 'interrupted';
    this.#ports.report('interrupted');
    if (patience === 0) this.#restart();
    else this.#wait(patience, () => this.#restart());
  }

  #restart(): void {
    if (this.#tries === TRIES) {
      this.fail();
      return;
    }
    this.#tries += 1;
    this.#wait(TRY_MS, () => this.#restart());
    this.#ports.restart();
  }

  #wait(ms: number, then: () => void): void {
    this.#waiting?.();
    this.#waiting = this.#ports.after(ms, then);
  }
}
