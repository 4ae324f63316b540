/** Whether this Tsuwa is new to the person, and what they may try out before their first call. */
import type { CommandHandlers } from '../shared/ipc';
import type { SettingsStore } from './settings';

/** Nobody has used this Tsuwa before, or not to the end of its first steps. */
export const isFirstRun = ({ current }: SettingsStore): boolean => current.told.welcomed !== true;

/** The first steps are done, or nobody is there who would need them. */
export function welcome(settings: SettingsStore): void {
  if (isFirstRun(settings)) settings.change({ told: { ...settings.current.told, welcomed: true } });
}

export interface FirstRunPorts {
  settings(): SettingsStore;
  changed(): void;
  /** Shows a notification as a call would; false where the system has none. */
  tryNotification(): boolean;
}

export const firstRunCommands = (ports: FirstRunPorts): Pick<CommandHandlers, 'welcomed' | 'tryNotification'> => ({
  welcomed: () => {
    welcome(ports.settings());
    ports.changed();
  },
  tryNotification: () => ports.tryNotification(),
});
