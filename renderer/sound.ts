/** The sound of the page as the views see it: refs that follow it, and what they may ask of it. */
import type { Ice } from './media/ice';
import { shallowRef, type ShallowRef } from 'vue';
import type { Care } from './media/care';
import type { DeviceList } from './media/devices';
import type { NetworkTrial, ServerTrial } from './media/network-test';
import type { RingTones } from './media/ring-tones';
import type { Sound } from './media/sound';

export interface SoundView {
  readonly devices: Readonly<ShallowRef<DeviceList>>;
  /** What the person should know of their microphone, by call; only where there is something to know. */
  readonly cares: Readonly<ShallowRef<ReadonlyMap<string, Care>>>;
  /** The key to talk is down. */
  readonly talking: Readonly<ShallowRef<boolean>>;
  readonly media: Pick<Sound, 'watch' | 'volumeOf' | 'setVolume' | 'talk' | 'meter' | 'chime' | 'record'>;
  readonly ringTones: Pick<RingTones, 'faultOf' | 'preview'>;
  testNetwork(state: Ice, told: (trial: ServerTrial, index: number) => void): Promise<NetworkTrial>;
}

/** A view that follows `sound`. */
export function soundViewOf(sound: Sound, ringTones: RingTones, testNetwork: SoundView['testNetwork']): SoundView {
  const devices = shallowRef(sound.list);
  const cares = shallowRef<ReadonlyMap<string, Care>>(new Map());
  const talking = shallowRef(false);
  sound.listen({
    devices: list => (devices.value = list),
    care: (call, care) => {
      const others = [...cares.value].filter(([id]) => id !== call);
      cares.value = new Map(care.speaksMuted || care.unheard ? [...others, [call, care]] : others);
    },
    talking: now => (talking.value = now),
  });
  return { devices, cares, talking, media: sound, ringTones, testNetwork };
}
