/** The preload's door with a main process behind it that a test speaks for. */
import type { Bridge } from '../../renderer/phone';
import type { Event, Events } from '../../shared/ipc';
import type { FailureCode, Result } from '../../shared/result';

export class FakeBridge implements Bridge {
  readonly asked: { name: string; input: unknown }[] = [];
  /** What commands are answered with, by name; without an entry, with nothing. */
  readonly answers = new Map<string, unknown>();
  readonly refusals = new Map<string, FailureCode>();
  #listener: (event: string, payload: unknown) => void = () => undefined;

  async command(name: string, input: unknown): Promise<Result<unknown>> {
    this.asked.push({ name, input });
    const code = this.refusals.get(name);
    return code ? { ok: false, failure: { code } } : { ok: true, value: this.answers.get(name) };
  }

  listen(listener: (event: string, payload: unknown) => void): void {
    this.#listener = listener;
  }

  tell<E extends Event>(event: E, payload: Events[E]): void {
    this.#listener(event, payload);
  }

  /** As a main process of another version might. */
  tellAnything(event: string, payload: unknown): void {
    this.#listener(event, payload);
  }
}
