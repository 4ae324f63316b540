/** The commands about what calls ring with. */
import type { CommandHandlers, PhoneState } from '../../shared/ipc';
import { RING_TONES, type RingTone } from '../../shared/ring-tone';
import { PhoneError } from '../../shared/result';
import type { Settings, SettingsStore } from '../settings';
import type { RingToneFolder } from './folder';

/** The system, as far as ring tones need it. */
export interface RingToneDesk {
  folder: Pick<RingToneFolder, 'take' | 'remove'>;
  /** The path of a file with sound that the person picks. */
  pick(): Promise<string | undefined>;
}

/** What the commands need. */
export interface RingTonePorts {
  /** Absent where there is no system around. */
  desk(): RingToneDesk | undefined;
  settings(): SettingsStore;
  changed(): void;
}

/** What the page is told of ring tones. */
export const ringToneState = ({ ringTones, ringToneOf }: Settings): Pick<PhoneState, 'ringTones' | 'ringToneOf'> => ({
  ringTones,
  ringToneOf,
});

/** All of them; they throw what the system throws. */
export function ringToneCommands(
  ports: RingTonePorts,
): Pick<CommandHandlers, 'addRingTone' | 'removeRingTone' | 'setRingToneOf'> {
  const desk = () => {
    const there = ports.desk();
    if (!there) throw new PhoneError('internal', 'there is no system');
    return there;
  };
  return {
    addRingTone: async () => {
      const path = await desk().pick();
      if (path === undefined) return undefined;
      if (ports.settings().current.ringTones.length >= RING_TONES.most) return { ok: false, problem: 'too-many' };
      const added = await desk().folder.take(path);
      if (!added.ok) return added;
      const settings = ports.settings();
      const others = settings.current.ringTones.filter(({ id }) => id !== added.tone.id);
      settings.change({ ringTones: [...others, added.tone] });
      ports.changed();
      return added;
    },
    removeRingTone: async ({ id }) => {
      const settings = ports.settings();
      settings.change(withoutRingTone(settings.current, id));
      ports.changed();
      await desk().folder.remove(id);
    },
    setRingToneOf: ({ peer, tone }) => {
      const settings = ports.settings();
      const { [peer]: _, ...others } = settings.current.ringToneOf;
      settings.change({ ringToneOf: tone === undefined ? others : { ...others, [peer]: tone } });
      ports.changed();
    },
  };
}

/** `settings` without the own tone `gone`: whatever rang with it rings as usual. */
export function withoutRingTone(settings: Settings, gone: RingTone): Partial<Settings> {
  const { ringTone, ...preferences } = settings.preferences;
  return {
    ringTones: settings.ringTones.filter(({ id }) => id !== gone),
    ringToneOf: Object.fromEntries(Object.entries(settings.ringToneOf).filter(([, tone]) => tone !== gone)),
    preferences: ringTone === undefined || ringTone === gone ? preferences : { ...preferences, ringTone },
  };
}
