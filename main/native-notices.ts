/** Notifications of macOS and Windows, which Electron gives buttons. */
import { Notification } from 'electron';
import type { Notice, NoticeAct, NoticeBoard } from './notices';

export class NativeNotices implements NoticeBoard {
  readonly #act: NoticeAct;
  /** Kept: one that is forgotten by us no longer tells of clicks. */
  readonly #shown = new Map<string, Notification>();

  /** `act` is told what the person did. */
  constructor(act: NoticeAct) {
    this.#act = act;
  }

  show({ call, kind, title, body, buttons: offered, writes }: Notice): void {
    if (!Notification.isSupported()) return;
    this.close(call);
    // Only macOS has a field to write in.
    const field = process.platform === 'darwin' ? writes : undefined;
    const buttons = offered.filter(({ action }) => field === undefined || action !== 'message');
    const notification = new Notification({
      title,
      body,
      silent: true, // Tsuwa rings by itself
      timeoutType: 'never',
      urgency: kind === 'incoming' ? 'critical' : 'normal',
      hasReply: field !== undefined,
      ...(field !== undefined && { replyPlaceholder: field }),
      actions: buttons.map(({ label }) => ({ type: 'button', text: label })),
    });
    notification.on('click', () => this.#act(call, 'open'));
    notification.on('action', (_event, index) => {
      const button = buttons[index];
      if (button) this.#act(call, button.action);
    });
    notification.on('reply', (_event, text) => this.#act(call, 'message', text));
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
