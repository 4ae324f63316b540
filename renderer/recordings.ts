/** What is recorded and what was, as the views show it. Pure. */
import type { PhoneState } from '../shared/ipc';
import type { Recording } from '../shared/recording';

type Told = Pick<PhoneState, 'recordings'> | undefined;

/** The recording of a call that runs now. */
export const runningIn = (state: Told, call: string): Recording | undefined =>
  state?.recordings?.find(recording => recording.call === call && recording.state === 'running');

/** Those that are over, the latest first. */
export const savedIn = (state: Told): Recording[] =>
  (state?.recordings ?? []).filter(recording => recording.state === 'saved').toReversed();
