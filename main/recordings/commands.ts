/** What the page may ask of recordings. */
import type { CallView } from '../../shared/call';
import type { CommandHandlers } from '../../shared/ipc';
import { PhoneError } from '../../shared/result';
import type { Recordings } from './recordings';

type Names = 'record' | 'recorded' | 'showRecording' | 'dismissRecording' | 'chooseRecordingFolder';

/** What the system does with recordings. */
export interface RecordingDesk {
  /** Where they go. */
  folder(): string;
  /** Asks the person for another folder; whether they chose one. */
  choose(): Promise<boolean>;
  /** Shows a file in its folder. */
  show(path: string): void;
}

export interface RecordingCommandsPorts {
  recordings: Recordings;
  desk: RecordingDesk;
  readonly call: (id: string) => CallView | undefined;
  /** What the person calls the owner of an address. */
  readonly nameOf: (address: string) => string;
  /** What the page shows is not what it was. */
  readonly changed: () => void;
}

/** The commands on `recordings`. */
export function recordingCommands({ recordings, desk, call, nameOf, changed }: RecordingCommandsPorts) {
  return {
    record: async ({ id, on }) => {
      if (!on) return recordings.stop(id);
      const found = call(id);
      if (!found) throw new PhoneError('no-such-call');
      await recordings.start(found, nameOf(found.peer));
    },
    recorded: ({ id, part, last }) => recordings.write(id, part, last),
    showRecording: ({ recording }) => desk.show(recordings.pathOf(recording)),
    dismissRecording: ({ recording }) => recordings.dismiss(recording),
    chooseRecordingFolder: async () => {
      if (await desk.choose()) changed();
    },
  } satisfies Pick<CommandHandlers, Names>;
}
