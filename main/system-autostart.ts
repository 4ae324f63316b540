/** Starting with the person's session, as each system does it; what is told is what the system says. */
import { app } from 'electron';
import { homedir } from 'node:os';
import type { Autostart, AutostartMode } from '../shared/desk';
import { autostartPath, followMove, isConfined, readAutostart, writeAutostart } from './autostart';
import { startCommand } from './desktop-entry';
import { describeError, type Log } from './log';
import type { SettingsStore } from './settings';

/** Asks the system, and tells it. */
export interface AutostartDesk {
  read(): Autostart;
  /** Throws what the system throws. */
  write(mode: AutostartMode): Autostart;
}

const HIDDEN = ['--hidden'];

function linux(log: Log): AutostartDesk {
  const path = autostartPath(process.env, homedir());
  const command = startCommand(process.env, process.execPath, process.defaultApp ? [app.getAppPath()] : []);
  if (app.isPackaged) {
    try {
      followMove(path, command);
    } catch (error) {
      log.warn`the entry that starts with the session: ${describeError(error)}`;
    }
  }
  const read = (): Autostart => ({ offered: !isConfined(process.env), mode: readAutostart(path) });
  return {
    read,
    write: mode => {
      writeAutostart(path, command, mode);
      return read();
    },
  };
}

/** The words of the command line are part of the entry. */
function windows(): AutostartDesk {
  const starts = (args: string[]) => app.getLoginItemSettings({ args }).openAtLogin;
  const read = (): Autostart => ({
    offered: true,
    mode: starts(HIDDEN) ? 'hidden' : starts([]) ? 'shown' : 'off',
  });
  return {
    read,
    write: mode => {
      app.setLoginItemSettings({ openAtLogin: mode !== 'off', args: mode === 'hidden' ? HIDDEN : [] });
      return read();
    },
  };
}

/** A login item takes no words: whether the window is shown then is ours to remember. */
function macOs(settings: SettingsStore): AutostartDesk {
  const read = (): Autostart => ({
    offered: true,
    mode: !app.getLoginItemSettings().openAtLogin ? 'off' : settings.current.loginShown === true ? 'shown' : 'hidden',
  });
  return {
    read,
    write: mode => {
      app.setLoginItemSettings({ openAtLogin: mode !== 'off' });
      settings.change({ loginShown: mode === 'shown' });
      return read();
    },
  };
}

export const systemAutostart = (settings: SettingsStore, log: Log): AutostartDesk =>
  process.platform === 'darwin' ? macOs(settings) : process.platform === 'win32' ? windows() : linux(log);

/** The session started the app, and its window is not wanted then; on other systems `--hidden` says so. */
export const startedQuietly = (settings: SettingsStore): boolean =>
  process.platform === 'darwin' && settings.current.loginShown !== true && app.getLoginItemSettings().wasOpenedAtLogin;
