/** How often the page may ask for what leaves the app or interrupts the person: as often as hands can, and no more. */
import type { Command } from '../shared/ipc';

/** Commands that reach other people, other programs or the person's desktop, and how often a minute. */
export const perMinute: Readonly<Partial<Record<Command, number>>> = {
  place: 30,
  sendMessage: 120,
  declineWith: 60,
  transfer: 30,
  openPage: 10,
  lookForUpdate: 10,
  takeUpdate: 10,
  openLink: 60,
  claimLinks: 10,
  tryNotification: 20,
  askRegistration: 30,
  register: 10,
  signIn: 60,
  chooseCaFile: 30,
  saveLog: 30,
  saveReport: 30,
  exportTrace: 30,
  exportSettings: 30,
  openImport: 30,
  chooseRecordingFolder: 30,
  showLogFolder: 30,
  showRecording: 30,
};

const MINUTE = 60_000;

/** Counts what is asked for within the last minute. */
export class Rate {
  readonly #limits: Readonly<Partial<Record<Command, number>>>;
  readonly #now: () => number;
  readonly #asked = new Map<Command, number[]>();

  constructor(limits = perMinute, now = Date.now) {
    this.#limits = limits;
    this.#now = now;
  }

  /** Whether `command` may be carried out now; counts it if so. */
  take(command: Command): boolean {
    const limit = this.#limits[command];
    if (limit === undefined) return true;
    const now = this.#now();
    const recent = (this.#asked.get(command) ?? []).filter(at => at > now - MINUTE && at <= now);
    if (recent.length >= limit) return false;
    this.#asked.set(command, [...recent, now]);
    return true;
  }
}
