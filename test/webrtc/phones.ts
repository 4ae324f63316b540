/** Two real renderers, each with its own fake microphone, joined by a main process that only passes signals on. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ElectronApplication, Page } from 'playwright-core';
import { parse } from 'valibot';
import { build } from 'vite';
import { launch } from '../../scripts/runtime/launch.mjs';
import { writeTone } from '../../scripts/tone.mjs';
import type { CallPhase, CallView, Quality } from '../../shared/call';
import { commandSchemas, type Command, type Dial, type PhoneState } from '../../shared/ipc';
import type { IceServer, MediaSignal } from '../../shared/media';
import { usualSound } from '../../shared/sound';

const here = fileURLToPath(new URL('.', import.meta.url));
const folder = fileURLToPath(new URL('../../.tmp/webrtc', import.meta.url));

/** Bundles the page once for a test file. */
export async function buildPage(): Promise<void> {
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      outDir: folder,
      target: 'chrome146',
      lib: { entry: join(here, 'page.ts'), formats: ['iife'], name: 'page', fileName: () => 'page.js' },
    },
  });
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Tsuwa</title><script src="page.js"></script>');
}

/** One renderer and what its main process knows. */
export class Phone {
  readonly #app: ElectronApplication;
  readonly page: Page;
  peer: Phone | undefined;
  call: CallView | undefined;
  dial: Dial | undefined;
  heardAt: number | undefined;
  /** How often the page has told of the quality. */
  reports = 0;
  /** Every description that the page made, in order. */
  readonly described: ('offer' | 'answer')[] = [];
  readonly ufrags: string[] = [];
  readonly candidates: string[] = [];
  readonly media: string[] = [];
  /** Why media failed. */
  readonly failures: (string | undefined)[] = [];
  iceServers: IceServer[] = [];
  iceTransportPolicy: PhoneState['iceTransportPolicy'] = 'all';
  /** Somebody in between has put their own certificate into what arrives here. */
  forged = false;
  readonly ended: (string | undefined)[] = [];
  /** What the page gets once the call is answered. */
  held: MediaSignal[] = [];
  signaling: 'stable' | 'have-local-offer' | 'have-remote-offer' = 'stable';
  /** The peer knows no groups (XEP-0338), as Dino: no description of theirs has one. */
  unbundled = false;
  #told: Promise<unknown> = Promise.resolve();

  private constructor(app: ElectronApplication, page: Page) {
    this.#app = app;
    this.page = page;
  }

  /** A phone whose microphone beeps at `hz`. */
  static async start(hz: number): Promise<Phone> {
    mkdirSync(folder, { recursive: true });
    const tone = join(folder, `${hz}.wav`);
    writeTone(tone, hz);
    const app = await launch(
      process.env.TSUWA_ELECTRON_PATH ?? '',
      [
        '--autoplay-policy=no-user-gesture-required',
        '--use-fake-device-for-media-stream',
        `--use-file-for-fake-audio-capture=${tone}`,
        join(here, 'app.cjs'),
      ],
      { ...process.env, TSUWA_TEST_PAGE: join(folder, 'index.html') },
    );
    const page = await app.firstWindow();
    const phone = new Phone(app, page);
    await page.exposeFunction('command', (name: Command, input: unknown) => phone.#command(name, input));
    await page.waitForFunction(() => 'calls' in window);
    await phone.publish();
    return phone;
  }

  close(): Promise<void> {
    return this.#app.close();
  }

  /** Tells the page the whole state. */
  publish(): Promise<unknown> {
    const state: PhoneState = {
      accounts: [
        {
          address: 'someone@example.test',
          connection: { status: 'online', attempt: 0 },
          passwordStorage: 'session',
          iceServers: this.iceServers,
          gateways: [],
        },
      ],
      callsFrom: {},
      calls: this.call ? [this.call] : [],
      missed: 0,
      dial: this.dial,
      iceTransportPolicy: this.iceTransportPolicy,
      preferences: {
        theme: 'system',
        autoBusy: false,
        strangers: 'request',
        privacy: { contacts: 'direct', strangers: 'direct' },
        devices: {},
        sound: usualSound,
      },
      privacyOf: {},
      subscriptionRequests: [],
      blockable: true,
      blocked: [],
      tray: false,
      measureAudio: true,
      version: '0',
    };
    return this.#tell(() => this.page.evaluate(payload => window.tell.state(payload), state));
  }

  /** A signal of the peer in call `id`, as it arrives: what belongs to no call is dropped, a tie goes to who called (XEP-0166 §7.2.16). */
  async receive(id: string | undefined, signal: MediaSignal): Promise<void> {
    if (id === undefined || id !== this.call?.id) return;
    if (this.call.phase === 'ringing') {
      this.held.push(signal);
      return;
    }
    if ('description' in signal) {
      if (signal.description.type === 'offer') {
        if (this.signaling === 'have-local-offer' && this.call.direction === 'outgoing') return;
        this.signaling = 'have-remote-offer';
      } else this.signaling = 'stable';
    }
    const told = this.unbundled ? withoutGroups(signal) : signal;
    const event = { id, signals: [this.forged ? withAnotherKey(told) : told] };
    await this.#tell(() => this.page.evaluate(payload => window.tell.signal(payload), event));
  }

  /** As if answered from the tray: the page only sees the signals. */
  async answer(): Promise<void> {
    await this.become('connecting');
    for (const signal of this.held.splice(0)) await this.receive(this.call?.id, signal);
  }

  quality(): Quality | undefined {
    return this.call?.quality;
  }

  openMicrophones(): Promise<number> {
    return this.page.evaluate(() => window.openMicrophones());
  }

  async #command(name: Command, input: unknown): Promise<void> {
    if (name === 'place') {
      const { id, peer, offer } = parse(commandSchemas.place, input);
      this.call = view(id, peer, 'outgoing', 'proposing');
      this.dial = undefined;
      if (this.peer) this.peer.call = { ...view(id, 'caller@example.test', 'incoming', 'ringing'), rings: 'ring' };
      this.#describe(offer);
      await this.peer?.publish();
      await this.become('connecting');
    } else if (name === 'accept') {
      parse(commandSchemas.accept, input);
      await this.answer();
    } else if (name === 'signal') {
      for (const signal of parse(commandSchemas.signal, input).signals) this.#describe(signal);
    } else if (name === 'media') {
      const { state, failure } = parse(commandSchemas.media, input);
      this.media.push(state);
      if (state === 'failed') this.failures.push(failure);
      await this.become(state === 'connected' ? 'active' : 'connecting');
    } else if (name === 'quality') {
      const { quality } = parse(commandSchemas.quality, input);
      this.reports += 1;
      if (this.call) this.call = { ...this.call, quality };
    } else if (name === 'heard') this.heardAt = parse(commandSchemas.heard, input).at;
    else if (name === 'end') {
      this.ended.push(parse(commandSchemas.end, input).because);
      await this.become('ended');
      await this.peer?.become('ended');
    }
  }

  /** The page has described its side or found a candidate. It travels for a moment, so that two may cross. */
  #describe(signal: MediaSignal): void {
    if ('description' in signal) {
      const { type, sdp } = signal.description;
      this.described.push(type);
      this.ufrags.push(/a=ice-ufrag:(\S+)/.exec(sdp)?.[1] ?? '');
      if (type === 'offer' && this.signaling === 'have-remote-offer') return;
      this.signaling = type === 'offer' ? 'have-local-offer' : 'stable';
    } else this.candidates.push(signal.candidate.candidate);
    const id = this.call?.id;
    setTimeout(() => void this.peer?.receive(id, signal), 30);
  }

  /** The call's phase, as the main process decides it. */
  async become(phase: CallPhase): Promise<void> {
    if (!this.call) return;
    await this.change({ phase });
  }

  /** What else the main process decides. */
  async change(changes: Partial<CallView>): Promise<void> {
    if (this.call) this.call = { ...this.call, ...changes };
    await this.publish();
  }

  #tell(tell: () => Promise<unknown>): Promise<unknown> {
    this.#told = this.#told.then(tell);
    return this.#told;
  }
}

const view = (id: string, peer: string, direction: CallView['direction'], phase: CallPhase): CallView => ({
  id,
  account: 'someone@example.test',
  peer,
  direction,
  media: ['audio'],
  phase,
  heardRinging: false,
  alerting: false,
  stranger: false,
  muted: false,
  held: false,
  heldByPeer: false,
  mutedByPeer: false,
  transferable: false,
  createdAt: 0,
});

const withAnotherKey = (signal: MediaSignal): MediaSignal =>
  'candidate' in signal
    ? signal
    : {
        description: {
          ...signal.description,
          sdp: signal.description.sdp.replace(/^(a=fingerprint:\S+ )..(.*)$/gm, (_, start: string, rest: string) =>
            [start, signal.description.sdp.includes(`${start}00`) ? '11' : '00', rest].join(''),
          ),
        },
      };

const withoutGroups = (signal: MediaSignal): MediaSignal =>
  'candidate' in signal
    ? signal
    : { description: { ...signal.description, sdp: signal.description.sdp.replace(/^a=group:.*\r\n/gm, '') } };

/** Two phones that can call each other. */
export async function startPhones(aliceHz: number, bobHz: number): Promise<{ alice: Phone; bob: Phone }> {
  const [alice, bob] = await Promise.all([Phone.start(aliceHz), Phone.start(bobHz)]);
  alice.peer = bob;
  bob.peer = alice;
  return { alice, bob };
}
