/** The keys that work while another program has the keyboard. */
import { shortcutNames, type Preferences, type ShortcutName } from '../shared/ipc';

/** Takes keys from the system, as Electron's `globalShortcut` does; false if another program has them. Throws if they are none. */
export interface Keys {
  register(keys: string, pressed: () => void): boolean;
  unregister(keys: string): void;
}

export class Shortcuts {
  readonly #act: (name: ShortcutName) => void;
  readonly #keys: Keys;
  #held: string[] = [];
  #wanted = '{}';
  #taken: ShortcutName[] = [];

  /** `act` is called when the keys of a shortcut are pressed. */
  constructor(act: (name: ShortcutName) => void, keys: Keys) {
    this.#act = act;
    this.#keys = keys;
  }

  /** Holds the keys that the person has chosen, and gives the shortcuts whose keys could not be had. */
  follow(wanted: Preferences['shortcuts'] = {}): ShortcutName[] {
    if (JSON.stringify(wanted) === this.#wanted) return this.#taken;
    this.#wanted = JSON.stringify(wanted);
    this.close();
    this.#taken = shortcutNames.filter(name => wanted[name] !== undefined && !this.#hold(name, wanted[name]));
    return this.#taken;
  }

  close(): void {
    for (const keys of this.#held.splice(0)) this.#keys.unregister(keys);
  }

  #hold(name: ShortcutName, keys: string): boolean {
    // Electron would give the same keys to the later of two shortcuts.
    if (this.#held.includes(keys)) return false;
    try {
      if (!this.#keys.register(keys, () => this.#act(name))) return false;
    } catch {
      return false; // no keys that this system knows
    }
    this.#held.push(keys);
    return true;
  }
}
