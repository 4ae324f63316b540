/** What the other side says, made audible. */
import type { Output } from './output';

/** A voice that is being played. */
export interface Playing {
  mute(muted: boolean): void;
  /** Without a break, to another device; an empty id is the system's. */
  route(sinkId: string): void;
  /** 0 to 2. */
  setVolume(volume: number): void;
  close(): void;
}

export interface PlayingPorts {
  /** Makes louder what an element cannot; on the same device. */
  output: Output;
  sinkId: string;
  failed(what: string, error: unknown): void;
}

/** Plays `track` until closed. Chromium renders remote WebRTC audio only through a media element. */
export function play(track: MediaStreamTrack, ports: PlayingPorts): Playing {
  const { output, sinkId } = ports;
  const element = document.createElement('audio');
  element.autoplay = true;
  element.srcObject = new MediaStream([track]);
  let [closed, muted, volume, sink] = [false, false, 1, ''];
  let boost: { source: MediaStreamAudioSourceNode; gain: GainNode } | undefined;

  const attempt = (what: string, done: Promise<void>) => {
    done.catch((error: unknown) => {
      if (!closed) ports.failed(what, error);
    });
  };
  /** An element goes to 100 %; beyond, it is silent and the same sound goes through a gain. */
  const sound = () => {
    if (volume > 1 && !boost && !closed) {
      const { context } = output;
      const source = context.createMediaStreamSource(new MediaStream([track]));
      const gain = context.createGain();
      // What is twice as loud must not crackle.
      const limiter = new DynamicsCompressorNode(context, { threshold: -4, knee: 4, ratio: 20, attack: 0.002 });
      source.connect(gain).connect(limiter).connect(context.destination);
      boost = { source, gain };
    }
    if (boost && (volume <= 1 || closed)) {
      boost.source.disconnect();
      boost = undefined;
    }
    if (boost) boost.gain.gain.value = muted ? 0 : volume;
    element.volume = Math.min(1, volume);
    element.muted = muted || boost !== undefined;
  };
  const route = (id: string) => {
    if (id === sink) return;
    sink = id;
    attempt('change the speaker', element.setSinkId(id));
  };

  route(sinkId);
  attempt('play', element.play());
  return {
    mute(now) {
      muted = now;
      sound();
    },
    route,
    setVolume(now) {
      volume = now;
      sound();
    },
    close() {
      closed = true;
      sound();
      element.pause();
      element.srcObject = null;
    },
  };
}
