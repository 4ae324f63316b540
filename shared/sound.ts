/** What the person has chosen for the sound of calls. */
import * as v from 'valibot';

const text = v.pipe(v.string(), v.maxLength(512));

/**
 * A sound device by all that tells it from others (Media Capture §9.3): ids differ from one profile to the next, and a
 * device that is plugged in elsewhere may come back under another one.
 */
export const deviceSchema = v.strictObject({ deviceId: text, label: text, groupId: text });
export type Device = v.InferOutput<typeof deviceSchema>;

export const deviceUses = ['microphone', 'speaker', 'ringer'] as const;
export type DeviceUse = (typeof deviceUses)[number];

/** A use without a device follows the system. */
export const devicesSchema = v.strictObject({
  microphone: v.optional(deviceSchema),
  speaker: v.optional(deviceSchema),
  ringer: v.optional(deviceSchema),
});
export type Devices = v.InferOutput<typeof devicesSchema>;

/** What is done to the microphone before it is sent (Media Capture §4.3.5). */
export const processings = ['echoCancellation', 'noiseSuppression', 'autoGainControl'] as const;
export type Processing = (typeof processings)[number];

export const soundSchema = v.strictObject({
  echoCancellation: v.boolean(),
  noiseSuppression: v.boolean(),
  autoGainControl: v.boolean(),
  /** Of the ring, 0 to 1. */
  ringerVolume: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
  /** The microphone is only open while `pushToTalkKey` is down. */
  pushToTalk: v.boolean(),
  /** A `KeyboardEvent.code`. */
  pushToTalkKey: v.pipe(v.string(), v.minLength(1), v.maxLength(32)),
});
export type SoundPreferences = v.InferOutput<typeof soundSchema>;

export const usualSound: SoundPreferences = {
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
  ringerVolume: 1,
  pushToTalk: false,
  pushToTalkKey: 'Space',
};
