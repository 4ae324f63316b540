/** Notifications of macOS and Windows, which Electron gives buttons. */
import { Notification } from 'electron';
import type { Notice, NoticeAction, NoticeBoard } from './notices';

export class NativeNotices implements NoticeBoard {
  readonly #act: (call: string, action: NoticeAction) => void;
  /** Kept: one that is forgotten by us no longer tells of clicks. */
  readonly #shown = new Map<string, Notification>();

  /** `act` is told what the person did. */
  constructor(act: (call: string, action: NoticeAction) => void) {
    this.#act = act;
  }

  show({ call, kind, title, body, buttons }: Notice): void {
    if (!Notification.isSupported()) return;
    this.close(call);
    const notification = new Notification({
      title,
      body,
      silent: true, // Tsuwa rings by itself
      timeoutType: 'never',
      urgency: kind === 'incoming' ? 'critical' : 'normal',
      actions: buttons.map(({ label }) => ({ type: 'button', text: label })),
    });
    notification.on('click', () => this.#act(call, 'open'));
    notification.on('action', (_event, index) => {
      const button = buttons[index];
      if (button) this.#act(call, button.action);
    });
    this.#shown.set(call, notification);
    notification.show();
  }

  close(call: string): void {
    this.#shown.get(call)?.close();
    this.#shown.delete(call);
  }

  stop(): Promise<void> {
    for (const call of [...this.#shown.keys()]) this.close(call);
    return Promise.resolve();
  }
}
