/** Everything that calls for the person outside the page, kept in step with the state: one call, one decision, many places. */
import { app, globalShortcut } from 'electron';
import type { CallView } from '../shared/call';
import { messageTexts, readySentences } from '../shared/message';
import { BUNDLE_ORIGIN } from './bundle';
import { BusBadge } from './bus-badge';
import { BusNotices } from './bus-notices';
import type { Frames } from './frames';
import { glimpseOf, IncomingWindow } from './incoming-window';
import type { Log } from './log';
import { MediaKey, wantsMediaKey } from './media-key';
import { NativeNotices } from './native-notices';
import {
  Notices,
  noticesFor,
  talkOf,
  unseenMissed,
  type NoticeAct,
  type NoticeAction,
  type MissedCall,
  type NoticeBoard,
} from './notices';
import { words } from './words';
import { Shortcuts } from './shortcuts';
import type { Softphone } from './softphone';
import { currentCall } from './tray-model';
import { addressOf, pagePreferences, type PhoneWindow } from './window';

export interface AttentionPorts {
  softphone: Softphone;
  window: PhoneWindow;
  frames: Frames;
  preload: string;
  devServer: string | undefined;
  /** What the person calls the owner of an address. */
  nameOf: (address: string) => string;
  /** Does what can come too late: the call may be settled already. */
  attempt: (action: () => void) => void;
  log: Log;
}

const STOP_MS = 1_000;
/** More calls than are shown when they are over. */
const SEEN_KNOWN = 250;

export class Attention {
  readonly #ports: AttentionPorts;
  readonly #incoming: IncomingWindow;
  readonly #notices: Notices;
  readonly #shortcuts: Shortcuts;
  readonly #mediaKey: MediaKey;
  readonly #busBadge: BusBadge;
  /** Missed calls that were before the person's eyes. */
  readonly #seen = new Set<string>();
  #rang = false;

  constructor(ports: AttentionPorts) {
    this.#ports = ports;
    const { softphone, frames, preload, devServer, log } = ports;
    const { accept, declineWith, end, hush } = softphone.handlers;
    const act: NoticeAct = (call, action, text) => this.#noticeActions[action](call, text);
    const board: NoticeBoard = process.platform === 'linux' ? new BusNotices(act, log) : new NativeNotices(act);
    this.#notices = new Notices(board);
    this.#shortcuts = new Shortcuts(name => ports.attempt(this.#shortcutActions[name]), globalShortcut);
    this.#mediaKey = new MediaKey(() => ports.attempt(() => this.#answerOrHangUp()), globalShortcut);
    this.#busBadge = new BusBadge(log);
    this.#incoming = new IncomingWindow({
      frames,
      handlers: {
        accept: async input => {
          await accept(input);
          ports.window.reveal();
        },
        declineWith,
        end,
        hush,
      },
      url: addressOf(`${devServer ?? BUNDLE_ORIGIN}/incoming.html`),
      webPreferences: pagePreferences(preload),
      log,
    });
  }

  /** Missed calls that the window has not shown, also of the time when the phone was off. */
  #missedOf(calls: readonly CallView[]): MissedCall[] {
    const away = this.#ports.softphone.missedAway.filter(({ id }) => !this.#seen.has(id));
    return [...unseenMissed(calls, this.#seen), ...away];
  }

  /** Brings every place up to the state. */
  follow(): void {
    const { softphone, window, nameOf } = this.#ports;
    const { state, contacts } = softphone;
    const missed = this.#missedOf(state.calls);
    if (window.isFocused) for (const { id } of missed) this.#seen.add(id);
    for (const id of this.#seen) {
      if (this.#seen.size <= SEEN_KNOWN) break;
      this.#seen.delete(id);
    }
    // Whoever looks at the window sees the call there.
    const away = !window.isFocused;
    const known = contacts.map(({ address }) => address);
    this.#notices.follow(away ? noticesFor(state, missed, nameOf, Date.now(), known) : []);
    const ringing = state.calls.find(({ rings }) => rings === 'ring');
    this.#incoming.show(away && ringing ? glimpseOf(ringing, state, contacts) : undefined);
    if ((ringing !== undefined) !== this.#rang) window.flash(ringing !== undefined);
    this.#rang = ringing !== undefined;
    this.#badge(state.missed);
    this.#mediaKey.follow(wantsMediaKey(state.calls, state.preferences));
    const taken = this.#shortcuts.follow(state.preferences.shortcuts);
    softphone.setShortcutsTaken(taken.length > 0 ? taken : undefined);
  }

  /** Where the system has a place for it on the app's icon. */
  #badge(missed: number): void {
    if (process.platform === 'linux') this.#busBadge.show(missed);
    else if (process.platform === 'win32') this.#ports.window.mark(missed);
    else app.setBadgeCount(missed);
  }

  /** Takes everything away; waits a second at most for a desktop that does not answer. */
  async stop(): Promise<void> {
    this.#incoming.show(undefined);
    this.#shortcuts.close();
    this.#mediaKey.close();
    this.#busBadge.stop();
    await Promise.race([this.#notices.stop(), new Promise(resolve => setTimeout(resolve, STOP_MS))]);
  }

  readonly #noticeActions: Record<NoticeAction, (call: string, text?: string) => void> = {
    open: id => {
      const { softphone, window } = this.#ports;
      const talk = talkOf(id, softphone.state.conversations);
      if (talk) softphone.follow({ kind: 'message', address: talk.peer, text: '', account: talk.account });
      window.show();
    },
    message: (id, written) =>
      this.#ports.attempt(() => {
        const { softphone } = this.#ports;
        const [ready] = readySentences(softphone.state.preferences.sentences, words.messages.ready);
        const call = softphone.state.calls.find(known => known.id === id);
        const [first, ...more] = messageTexts(written ?? ready ?? '');
        if (first === undefined || !call) return void softphone.handlers.end({ id });
        void softphone.handlers.declineWith({ id, text: first });
        for (const text of more) void softphone.handlers.sendMessage({ account: call.account, peer: call.peer, text });
      }),
    answer: id =>
      this.#ports.attempt(() => {
        void this.#ports.softphone.handlers.accept({ id, others: 'hold' });
        this.#ports.window.reveal();
      }),
    decline: id => this.#ports.attempt(() => void this.#ports.softphone.handlers.end({ id })),
    'call-back': id =>
      this.#ports.attempt(() => {
        const { softphone, window } = this.#ports;
        const { calls } = softphone.state;
        const call = this.#missedOf(calls).find(missed => missed.id === id);
        if (!call) return;
        this.#seen.add(id);
        if (calls.some(known => known.id === id)) void softphone.handlers.dismiss({ id });
        softphone.dial(call.peer, true, call.account);
        window.show();
      }),
  };

  /** Who rings comes first, as it does to the ear; what goes on is put on hold. */
  #answerOrHangUp(): void {
    const { softphone } = this.#ports;
    if (softphone.state.calls.some(({ phase, rings }) => phase === 'ringing' && rings !== 'silent')) softphone.answer();
    else softphone.hangUp();
  }

  readonly #shortcutActions = {
    answer: () => this.#ports.softphone.answer(),
    hangUp: () => {
      const { softphone } = this.#ports;
      if (currentCall(softphone.state.calls)) softphone.hangUp();
      else softphone.decline();
    },
    mute: () => {
      const { softphone } = this.#ports;
      softphone.setMuted(!currentCall(softphone.state.calls)?.muted);
    },
    show: () => this.#ports.window.show(),
  };
}
