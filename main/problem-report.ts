/** What somebody who is to help needs to know, without names, addresses and secrets. */
import type { ConnectionState, Preferences } from '../shared/ipc';
import { redact } from './redaction';

/** What the report is made of. */
export interface Circumstances {
  version: string;
  /** Such as `linux 6.1 x64`, and the versions of the engine. */
  system: string;
  /** Of each account, without saying whose. */
  connections: readonly ConnectionState[];
  calls: number;
  preferences: Preferences;
  log: readonly string[];
}

/** Lines of the log at the end of a report. */
const LINES = 200;

/** Only these are told: what is not named here cannot slip in. */
function tellable(preferences: Preferences): object {
  const { theme, language, textSize, autoBusy, strangers, privacy, sound, notifications, noticeDetail } = preferences;
  const { devices, doNotDisturb, quietHours, shortcuts } = preferences;
  return {
    ...{ theme, language, textSize, autoBusy, strangers, privacy, sound, notifications, noticeDetail },
    devicesChosen: Object.keys(devices),
    doNotDisturb: Boolean(doNotDisturb),
    quietHours: Boolean(quietHours),
    shortcuts: Object.keys(shortcuts ?? {}),
  };
}

/** The report as text. */
export function problemReport({ version, system, connections, calls, preferences, log }: Circumstances): string {
  const lines = [
    `Tsuwa ${version}`,
    system,
    ...connections.map(({ status, attempt, problem }, at) =>
      [`Account ${at + 1}: ${status}`, `try ${attempt}`, ...(problem ? [problem] : [])].join(', '),
    ),
    `Calls: ${calls}`,
    `Settings: ${JSON.stringify(tellable(preferences))}`,
    '',
    ...log.slice(-LINES),
    '',
  ];
  return lines.map(redact).join('\n');
}
