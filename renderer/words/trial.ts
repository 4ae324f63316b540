/** What the test of the network found, in sentences. */
import { verdictOf, type Expectation, type NetworkTrial, type ServerTrial, type Verdict } from '../media/network-test';
import { words } from './language';
import type { Said } from './sentences';

/** How calls can be expected to go, and what to do about it. */
export const expectationInWords = (expectation: Expectation): Said => words.trial.expectations[expectation];

/** A server by what it does and how it is reached, such as "Relay over TLS". */
export const serverName = (kind: ServerTrial['kind'], transport: ServerTrial['transport']): string =>
  words.trial.server[kind]({ transport: transport.toUpperCase() });

/** What one server does, and what to do about it. */
export function serverInWords(trial: ServerTrial): Said {
  const said: Record<Verdict, () => Said> = {
    works: () => (trial.kind === 'turn' ? words.trial.verdicts.relays : words.trial.verdicts.finds),
    open: () => words.trial.verdicts.open,
    refused: () => words.trial.verdicts.refused,
    full: () => words.trial.verdicts.full,
    unreachable: () => words.trial.unreachable[trial.transport],
    unusable: () => words.trial.verdicts.unusable,
  };
  return said[verdictOf(trial)]();
}

/** The result of a test of the network for somebody who is to help: without addresses, names and credentials. */
export function networkReport(version: string, expectation: Expectation, { servers }: NetworkTrial): string {
  const lines = servers.map(server => {
    const seen = [...server.found, ...server.errors.map(code => `error ${code}`), ...(server.complete ? [] : ['late'])];
    const sentence = serverInWords(server).what;
    return `${serverName(server.kind, server.transport)}: ${sentence} (${seen.join(', ') || 'nothing'})`;
  });
  return [words.trial.reportTitle({ version }), expectationInWords(expectation).what, ...lines, ''].join('\n');
}
