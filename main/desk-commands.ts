/** The commands of the settings that need the system around the app. */
import { readFile, stat } from 'node:fs/promises';
import type { AutostartMode, OpenedImport } from '../shared/desk';
import type { CommandHandlers, PhoneState } from '../shared/ipc';
import { PhoneError } from '../shared/result';
import { logTail } from './log-tail';
import { problemReport } from './problem-report';
import type { SettingsStore } from './settings';
import type { History } from './history/history';
import {
  callsFor,
  parseTransfer,
  summaryOf,
  takeCalls,
  transferText,
  withTransfer,
  type TransferFile,
} from './settings-transfer';
import type { AutostartDesk } from './system-autostart';

/** The system, as far as the settings speak to it. */
export interface SettingsDesk {
  autostart: AutostartDesk;
  /** Of the log. */
  logPath: string;
  /** Such as `linux 6.1 x64`, and the versions of the engine. */
  system: string;
  /** Saves `text` where the person says; gives the name it got, `undefined` if they did not. */
  save(what: 'log' | 'settings' | 'report', name: string, text: string): Promise<string | undefined>;
  /** The path of a file with settings that the person picks. */
  pick(): Promise<string | undefined>;
  show(path: string): void;
}

/** What the commands need besides. */
export interface DeskPorts {
  /** Absent where there is no system around. */
  desk(): SettingsDesk | undefined;
  settings(): SettingsStore;
  history(): Pick<History, 'written' | 'add'>;
  state(): PhoneState;
  changed(): void;
  /** Accounts were added to the settings. */
  accountsAdded(): Promise<void>;
  now(): number;
}

type DeskCommands = Pick<
  CommandHandlers,
  | 'autostart'
  | 'setAutostart'
  | 'logLines'
  | 'saveLog'
  | 'showLogFolder'
  | 'problemReport'
  | 'saveReport'
  | 'exportSettings'
  | 'openImport'
  | 'takeImport'
>;

/** More than the largest file of ours can have; in bytes. */
const IMPORT_BYTES = 16_000_000;

/** All of them. They throw `unreadable-file`, `not-saved` and what the system throws. */
export function deskCommands(ports: DeskPorts): DeskCommands {
  let opened: TransferFile | undefined;
  /** What the person has read: nothing else is saved as it. */
  let report = '';
  const desk = () => {
    const there = ports.desk();
    if (!there) throw new PhoneError('internal', 'there is no system');
    return there;
  };
  const day = () => new Date(ports.now()).toISOString().slice(0, 10);
  const setAutostart = (mode: AutostartMode) => {
    try {
      return desk().autostart.write(mode);
    } catch (error) {
      throw error instanceof PhoneError ? error : new PhoneError('folder-unwritable');
    }
  };
  return {
    autostart: () => desk().autostart.read(),
    setAutostart: ({ mode }) => setAutostart(mode),
    logLines: () => logTail(desk().logPath),
    saveLog: () => desk().save('log', `tsuwa-log-${day()}.txt`, `${logTail(desk().logPath).join('\n')}\n`),
    showLogFolder: () => desk().show(desk().logPath),
    problemReport: () => {
      const { version, accounts, calls, preferences } = ports.state();
      const { system, logPath } = desk();
      report = problemReport({
        ...{
          version,
          system,
          preferences,
          connections: accounts.map(({ connection }) => connection),
          log: logTail(logPath),
        },
        calls: calls.length,
      });
      return report;
    },
    saveReport: () => {
      if (report === '') throw new PhoneError('bad-request', 'nobody has read it');
      return desk().save('report', `tsuwa-report-${day()}.txt`, report);
    },
    exportSettings: ({ calls = false }) => {
      const { current } = ports.settings();
      const accounts = current.accounts.map(({ address }) => address);
      const text = transferText(current, calls ? callsFor(ports.history(), accounts) : undefined);
      return desk().save('settings', `tsuwa-settings-${day()}.json`, text);
    },
    openImport: async (): Promise<OpenedImport | undefined> => {
      opened = undefined;
      const path = await desk().pick();
      if (path === undefined) return undefined;
      const file = parseTransfer(await textOf(path));
      if (typeof file === 'string') return { ok: false, problem: file };
      opened = file;
      return { ok: true, summary: summaryOf(file) };
    },
    takeImport: async () => {
      if (!opened) throw new PhoneError('bad-request', 'nothing was opened');
      const settings = ports.settings();
      settings.change(withTransfer(settings.current, opened));
      takeCalls(ports.history(), opened);
      opened = undefined;
      ports.changed();
      await ports.accountsAdded();
    },
  };
}

async function textOf(path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    // Not read at all: a file of that size is none of ours, and parseTransfer says so.
    return size > IMPORT_BYTES ? ' '.repeat(IMPORT_BYTES) : await readFile(path, 'utf8');
  } catch {
    throw new PhoneError('unreadable-file');
  }
}
