/** What the other side says, made audible. */

/** A voice that is being played. */
export interface Playing {
  mute(muted: boolean): void;
  close(): void;
}

/** Plays `track` until closed. Chromium renders remote WebRTC audio only through a media element. */
export function play(track: MediaStreamTrack, failed: (error: unknown) => void): Playing {
  const element = document.createElement('audio');
  element.autoplay = true;
  element.volume = 1;
  element.srcObject = new MediaStream([track]);
  let closed = false;
  element.play().catch((error: unknown) => {
    if (!closed) failed(error);
  });
  return {
    mute: muted => void (element.muted = muted),
    close() {
      closed = true;
      element.pause();
      element.srcObject = null;
    },
  };
}
