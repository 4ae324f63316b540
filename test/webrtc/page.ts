/** The page under test: the real media code on a phone that only passes commands and events on. */
import type { Command, Events } from '../../shared/ipc';
import { startMedia, type Calls } from '../../renderer/media';

type Listeners = { [E in keyof Events]: (payload: Events[E]) => void };

declare global {
  interface Window {
    /** Given by the test: what a command comes to. */
    command(name: Command, input: unknown): Promise<void>;
    calls: Calls;
    tell: Listeners;
    /** How many microphones are open. */
    openMicrophones(): number;
    /** How many voices are being played and not muted. */
    audibleVoices(): number;
    problems: string[];
  }
}

const everyone: Partial<Listeners>[] = [];
const command =
  (name: Command) =>
  (input: unknown): Promise<void> =>
    window.command(name, input);

const devices = navigator.mediaDevices;
const open = devices.getUserMedia.bind(devices);
const tracks: MediaStreamTrack[] = [];
devices.getUserMedia = async constraints => {
  const stream = await open(constraints);
  tracks.push(...stream.getTracks());
  return stream;
};

const voices = new Set<HTMLMediaElement>();
const play = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, 'play')?.value as () => Promise<void>;
HTMLMediaElement.prototype.play = function () {
  voices.add(this);
  return play.call(this);
};
window.audibleVoices = () => [...voices].filter(({ srcObject, muted }) => srcObject && !muted).length;

window.problems = [];
window.openMicrophones = () => tracks.filter(({ readyState }) => readyState === 'live').length;
window.tell = {
  state: state => everyone.forEach(listeners => listeners.state?.(state)),
  signal: event => everyone.forEach(listeners => listeners.signal?.(event)),
  contacts: contacts => everyone.forEach(listeners => listeners.contacts?.(contacts)),
  network: event => everyone.forEach(listeners => listeners.network?.(event)),
  history: event => everyone.forEach(listeners => listeners.history?.(event)),
  messages: event => everyone.forEach(listeners => listeners.messages?.(event)),
};
window.calls = startMedia({
  phone: {
    place: command('place'),
    accept: command('accept'),
    end: command('end'),
    signal: command('signal'),
    media: command('media'),
    quality: command('quality'),
    heard: command('heard'),
    recorded: command('recorded'),
    dialled: command('dialled'),
    listen: listeners => everyone.push(listeners),
  },
  failed: error => window.problems.push(String(error)),
  log: line => window.problems.push(line),
}).calls;
