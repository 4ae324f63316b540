/** The connection in words. */
import type { ConnectionState } from '../../shared/ipc';
import { words } from './language';

/** The connection for the account menu: "Online", "Connecting… (2nd try)", "No network". */
export function connectionInWords({ status, attempt, problem }: ConnectionState): string {
  if (status === 'online') return words.connection.online;
  if (status === 'offline') return problem ? words.connection.problems[problem] : words.connection.offline;
  if (problem === 'no-network') return words.connection.problems['no-network'];
  const doing = status === 'reconnecting' ? words.connection.reconnecting : words.connection.connecting;
  return attempt > 1 ? words.connection.tries({ doing, attempt }) : doing;
}

/** When the next try is, such as "Trying again in 8 s." */
export function nextTryInWords(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 1) return words.connection.now;
  return seconds < 100
    ? words.connection.inSeconds({ count: seconds })
    : words.connection.inMinutes({ count: Math.round(seconds / 60) });
}
