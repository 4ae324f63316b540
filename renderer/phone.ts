/** The main process as the page sees it: `phone.place(…)` instead of channels and results. */
import * as v from 'valibot';
import {
  commandSchemas,
  eventSchemas,
  resultSchemas,
  type Command,
  type CommandInput,
  type CommandResult,
  type Event,
  type Events,
} from '../shared/ipc';
import { PhoneError, type Result } from '../shared/result';

/** The one door to the main process, opened by the preload. */
export interface Bridge {
  command(name: string, input: unknown): Promise<Result<unknown>>;
  listen(listener: (event: string, payload: unknown) => void): void;
}

/** What a part of the page wants to be told of. */
export type Listeners = { [E in Event]?: (payload: Events[E]) => void };

/** Every command as a method that throws `PhoneError`, and the events. */
export type Phone = { [C in Command]: (input: CommandInput<C>) => Promise<CommandResult<C>> } & {
  /** Adds listeners, called in the order they came; the returned function takes them away again. */
  listen(listeners: Listeners): () => void;
  /** Tells main that the page is ready, and every listener the whole state as if it were news. */
  start(): Promise<void>;
};

/** The phone behind `bridge`. */
export function connect(bridge: Bridge): Phone {
  const everyone = new Set<Listeners>();
  bridge.listen((event, payload) => {
    if (isEvent(event)) announce(everyone, event, payload);
    else reportError(new Error('main told of something unknown'));
  });

  const names = Object.keys(commandSchemas) as Command[];
  const methods = Object.fromEntries(names.map(name => [name, (input: unknown) => commanded(bridge, name, input)]));
  const phone: Phone = Object.assign(methods as Pick<Phone, Command>, {
    listen(listeners: Listeners) {
      everyone.add(listeners);
      return () => void everyone.delete(listeners);
    },
    async start() {
      const { state, contacts } = await phone.attach({});
      for (const listeners of everyone) {
        tell(listeners, 'state', state);
        tell(listeners, 'contacts', contacts);
      }
    },
  });
  return phone;
}

async function commanded(bridge: Bridge, name: Command, input: unknown): Promise<unknown> {
  const result = await bridge.command(name, input);
  if (!result.ok) throw new PhoneError(result.failure.code);
  return v.parse(resultSchemas[name], result.value);
}

const isEvent = (name: string): name is Event => Object.hasOwn(eventSchemas, name);

/** Parses what main tells and passes it on; what does not fit the contract reaches the console and nobody else. */
function announce<E extends Event>(everyone: Iterable<Listeners>, event: E, payload: unknown): void {
  const parsed = v.safeParse(eventSchemas[event], payload);
  if (!parsed.success) return reportError(new Error(`main told of a malformed '${event}'`));
  for (const listeners of everyone) tell(listeners, event, parsed.output as Events[E]);
}

/** One listener that throws must not keep the news from the others; its error still reaches the console. */
function tell<E extends Event>(listeners: Listeners, event: E, payload: Events[E]): void {
  try {
    listeners[event]?.(payload);
  } catch (error) {
    reportError(error);
  }
}
