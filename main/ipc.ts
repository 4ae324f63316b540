/** The border to the page: who may speak, what may be said, and how failures cross it. */
import * as v from 'valibot';
import { commandSchemas, type Command, type CommandHandlers } from '../shared/ipc';
import { PhoneError, type Result } from '../shared/result';
import { describeError, type Log } from './log';
import { Rate } from './rate';

/** Where a message came from; `undefined` for a frame that is gone. */
export interface Sender {
  isMainFrame: boolean;
  origin: string;
}

/** What answers a message of the page. */
export type Border = (sender: Sender | undefined, command: unknown, input: unknown) => Promise<Result<unknown>>;

const badRequest: Result<never> = { ok: false, failure: { code: 'bad-request' } };

/** Lets commands of the main frame at `origin` through to `handlers`, each parsed by its schema and none too often; all else is refused. */
export function createBorder(
  handlers: Partial<CommandHandlers>,
  origin: string,
  log: Log,
  rate: Pick<Rate, 'take'> = new Rate(),
): Border {
  async function carryOut<C extends Command>(command: C, input: unknown): Promise<Result<unknown>> {
    const name: Command = command;
    const handler = handlers[command];
    if (!handler) {
      log.warn`refused '${name}', which this page has no use for`;
      return badRequest;
    }
    const parsed = v.safeParse(commandSchemas[command], input);
    if (!parsed.success) {
      log.warn`refused a malformed '${name}'`;
      return badRequest;
    }
    if (!rate.take(name)) {
      log.warn`refused '${name}', which is asked for too often`;
      return badRequest;
    }
    try {
      return { ok: true, value: await handler(parsed.output) };
    } catch (error) {
      if (error instanceof PhoneError) return { ok: false, failure: { code: error.code } };
      log.warn`'${name}' failed: ${describeError(error)}`;
      return { ok: false, failure: { code: 'internal' } };
    }
  }
  return async (sender, command, input) => {
    if (!sender?.isMainFrame || sender.origin !== origin) {
      log.warn`refused a message of a foreign frame`;
      return badRequest;
    }
    if (!isCommand(command)) {
      log.warn`refused an unknown command`;
      return badRequest;
    }
    return carryOut(command, input);
  };
}

const isCommand = (command: unknown): command is Command =>
  typeof command === 'string' && Object.hasOwn(commandSchemas, command);
