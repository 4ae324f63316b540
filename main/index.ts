/** Where everything meets: read it from top to bottom to see how the app lives. */
import { app, Menu, net, Notification, powerMonitor, powerSaveBlocker, session, shell } from 'electron';
import { randomUUID } from 'node:crypto';
import { chmodSync, mkdirSync } from 'node:fs';
import { networkInterfaces, release } from 'node:os';
import { join, resolve } from 'node:path';
import * as v from 'valibot';
import type { Event, Events, Preferences } from '../shared/ipc';
import { undisturbedFor } from '../shared/quiet';
import type { Clock } from './core/ports';
import { forwardedSchema, openReplyEndpoint, sendReply } from './cli/forward';
import { help } from './cli/help';
import { isUsageError, parseCli, wordsOf, type Action, type Invocation } from './cli/parse';
import { perform, type Performers } from './cli/perform';
import { readProvision } from './cli/provision';
import { exitCodes, notRunning, refused, type Reply } from './cli/reply';
import { mayBeRunning } from './cli/running';
import { History } from './history/history';
import { Attention } from './attention';
import { AvatarFolder } from './avatars/store';
import { Undrawn } from './avatars/undrawn';
import { appMenu } from './app-menu';
import { Dialogs } from './dialogs';
import { externalAddress } from './external';
import { Frames } from './frames';
import { systemLinkDesk } from './link-desk';
import { portableProfile, systemInstallation } from './system-installation';
import type { Installation } from './installation';
import { KeepAwake } from './keep-awake';
import { createLog, describeError, versionOf, type Part } from './log';
import { openLogFile } from './log-file';
import { networkSignature, watchNetwork } from './network';
import { plainText } from './plain-text';
import { placeToAsk } from './proxies';
import { systemSafeStorage } from './safe-storage';
import { RingToneFolder } from './ring-tones/folder';
import { SecretFile } from './secrets';
import { SettingsFile } from './settings';
import { Softphone } from './softphone';
import { startedQuietly, systemAutostart } from './system-autostart';
import { TrayIcon } from './tray';
import { watchTrayHost } from './tray-host';
import { trayModel, type TrayAction } from './tray-model';
import { systemUpdates } from './system-updates';
import { besides, pageOrigin, PhoneWindow, registerScheme } from './window';
import { speak, words } from './words';

/** People in the tray's menu, and among how many of the last calls they are looked for. */
const RECENT_SHOWN = 5;
const RECENT_LOOKED_AT = 20;

/** Reads the command line, and either tells the Tsuwa that runs or becomes it. */
async function begin(): Promise<void> {
  const commandLine = wordsOf(process.argv, process.defaultApp);
  const invocation = parseCli(commandLine);
  if (isUsageError(invocation)) return leave(refused(exitCodes.usage, `${invocation.text}\nTry: tsuwa --help`));
  if (invocation.action.do === 'help') return leave({ exitCode: exitCodes.ok, stdout: help });
  if (invocation.action.do === 'version')
    return leave({ exitCode: exitCodes.ok, stdout: `Tsuwa ${app.getVersion()}\n` });

  app.setName('Tsuwa');
  if (process.platform === 'linux') app.setDesktopName('im.tsuwa.Tsuwa.desktop');
  if (process.platform === 'win32') app.setAppUserModelId('im.tsuwa.Tsuwa');
  const installation = systemInstallation();
  const ours = portableProfile(installation) ?? app.getPath('userData');
  const profile = invocation.profile === undefined ? ours : resolve(invocation.profile);
  try {
    mkdirSync(profile, { recursive: true, mode: 0o700 });
    // Ours may have been there, open to others; a folder that the person has named is theirs.
    if (invocation.profile === undefined) chmodSync(profile, 0o700);
    app.setPath('userData', profile);
  } catch {
    return leave(refused(exitCodes.failed, 'The profile folder cannot be used'));
  }

  const asks = needsRunning.has(invocation.action.do);
  if (asks && !mayBeRunning(profile)) return leave(notRunning);
  const endpoint = await openReplyEndpoint();
  const mine = app.requestSingleInstanceLock({ words: commandLine, folder: process.cwd(), reply: endpoint.address });
  const reply = mine ? undefined : await endpoint.reply.catch(failedReply);
  await endpoint.close();
  if (reply) return leave(reply);
  if (asks) return leave(notRunning);
  run(invocation, profile, installation);
}

const needsRunning: ReadonlySet<Action['do']> = new Set([
  'answer',
  'decline',
  'hangup',
  'mute',
  'unmute',
  'disturb',
  'status',
  'quit',
]);

const failedReply = (error: unknown): Reply =>
  refused(exitCodes.failed, error instanceof Error ? error.message : 'Tsuwa is running but does not answer');

/** Prints and ends. */
function leave({ exitCode, stdout = '', stderr = '' }: Reply): void {
  process.stderr.write(stderr, () => process.stdout.write(stdout, () => app.exit(exitCode)));
}

/** The app itself. Everything it starts, it ends before it quits. */
function run(first: Invocation, profile: string, installation: Installation): void {
  const logPath = join(profile, 'tsuwa.log');
  const toFile = openLogFile(logPath);
  const log = (part: Part) =>
    createLog(part, line => {
      process.stderr.write(`${line}\n`);
      toFile(line);
    });
  const shellLog = log('shell');
  process.on('uncaughtException', error => shellLog.warn`uncaught: ${describeError(error)}`);
  process.on('unhandledRejection', error => shellLog.warn`unhandled: ${describeError(error)}`);
  shellLog.info`Tsuwa ${versionOf(app.getVersion())}, Electron ${versionOf(process.versions.electron)}, ${process.platform}`;

  // It would bring back the sandbox that a person without user namespaces, or a container's root, had to switch off.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
  registerScheme();
  // Rows and buttons are drawn as soon without a graphics card, and a phone that waits in the tray is smaller without one.
  app.disableHardwareAcceleration();
  // The keys that start music must not end in a call's audio.
  const disabled = [
    'HardwareMediaKeyHandling',
    'MediaSessionService',
    app.commandLine.getSwitchValue('disable-features'),
  ];
  app.commandLine.appendSwitch('disable-features', disabled.filter(name => name !== '').join(','));
  // Redundant audio repeats what the last two packets had, not the last alone: nothing is lost until three in a row are.
  const trials = [app.commandLine.getSwitchValue('force-fieldtrials'), 'WebRTC-Audio-Red-For-Opus/Enabled-2/'];
  app.commandLine.appendSwitch('force-fieldtrials', trials.join(''));
  // On Wayland, keys that work everywhere are asked of the desktop's portal.
  if (process.env['XDG_SESSION_TYPE'] === 'wayland') {
    const enabled = ['GlobalShortcutsPortal', app.commandLine.getSwitchValue('enable-features')];
    app.commandLine.appendSwitch('enable-features', enabled.filter(name => name !== '').join(','));
  }

  const settings = new SettingsFile(join(profile, 'settings.json'), log('settings'));
  const clock: Clock = {
    now: Date.now,
    after(ms, then) {
      const timer = setTimeout(then, ms);
      return () => clearTimeout(timer);
    },
  };
  let window: PhoneWindow | undefined;
  let attention: Attention | undefined;
  let trayHost = false;
  const dialogs = new Dialogs(() => window?.native);

  const history = new History({
    path: join(profile, 'history.sqlite'),
    log: log('history'),
    newId: randomUUID,
    now: Date.now,
  });
  const undrawn = new Undrawn(() => softphone.picturesChanged());
  const avatars = new AvatarFolder(join(profile, 'avatars'), log('avatars'), undrawn.draw);
  const ringTones = new RingToneFolder(join(profile, 'ring-tones'), log('ring tones'));
  const updates = systemUpdates(installation, {
    clock,
    inCall: () => softphone.state.calls.some(call => call.phase !== 'ended'),
    end: then => end(then),
    words: process.argv.slice(1),
    log: log('updates'),
  });
  const softphone: Softphone = new Softphone(
    {
      settings,
      history,
      secrets: new SecretFile(join(profile, 'secret'), systemSafeStorage, log('secrets')),
      clock,
      newId: randomUUID,
      emit: tell,
      chooseCaFile: () => dialogs.certificates(),
      openPage: address => shell.openExternal(externalAddress(address)),
      tryNotification: () => say(words.notices.trial({ name: 'Juliet' }), words.notices.trialNext),
      saveReport: (name, text) => dialogs.save('call', name, text),
      systemProxy: (host, port) => session.defaultSession.resolveProxy(placeToAsk(host, port)),
      links: systemLinkDesk(installation, log('links')),
      desk: {
        autostart: systemAutostart(settings, log('settings')),
        logPath,
        system: systemWords(),
        save: (what, name, text) => dialogs.save(what, name, text),
        pick: () => dialogs.settings(),
        show: path => shell.showItemInFolder(path),
      },
      avatars,
      undrawn,
      updates,
      ringTones: { folder: ringTones, pick: () => dialogs.ringTone() },
      recordings: {
        folder: recordingFolder,
        choose: chooseRecordingFolder,
        show: path => shell.showItemInFolder(path),
      },
      log,
    },
    {
      version: app.getVersion(),
      iceTransportPolicy: first.relayOnly ? 'relay' : 'all',
      measureAudio: first.measureAudio,
    },
  );
  const tray = new TrayIcon(trayAct);
  const performers: Performers = {
    softphone,
    showWindow: () => window?.show(),
    quit: () => undefined, // nothing that starts the app asks for its end
    readProvision,
  };

  // What the softphone tells

  const awake = new KeepAwake(powerSaveBlocker);

  function tell<E extends Event>(event: E, payload: Events[E]): void {
    window?.send(event, payload);
    if (event !== 'signal') showSoon();
  }

  let toShow = false;

  /** Draws once for what happens together, and behind it: what a call waits for goes before tray and notifications. */
  function showSoon(): void {
    if (toShow) return;
    toShow = true;
    setImmediate(() => {
      toShow = false;
      showState();
    });
  }

  /** Speaks the person's language from now on. */
  function followLanguage(): void {
    if (speak(softphone.state.preferences.language ?? 'system', app.getPreferredSystemLanguages()))
      Menu.setApplicationMenu(appMenu(() => void quit(false)));
  }

  function showState(): void {
    if (!window || !attention) return;
    const { state } = softphone;
    window.setTheme(state.preferences.theme);
    followLanguage();
    attention.follow();
    const recent = [...new Set(softphone.recent(RECENT_LOOKED_AT).map(({ peer }) => peer))].slice(0, RECENT_SHOWN);
    tray.show(trayModel(state, { now: clock.now(), recent }, nameOf));
    awake.follow(state.calls);
    updates.callsChanged();
  }

  const nameOf = (address: string): string =>
    plainText(softphone.contacts.find(contact => contact.address === address)?.name?.trim() || address);

  function recordingFolder(): string {
    return settings.current.recordingFolder ?? join(app.getPath('music'), 'Tsuwa recordings');
  }

  async function chooseRecordingFolder(): Promise<boolean> {
    const folder = await dialogs.recordingFolder(recordingFolder());
    if (folder === undefined) return false;
    settings.change({ recordingFolder: folder });
    showState();
    return true;
  }

  // What the person does outside the page

  /** Does what the person chose in the tray. */
  function trayAct(action: TrayAction): void {
    if (typeof action === 'string') return attempt(trayActions[action]);
    if ('call' in action) return attempt(() => softphone.dial(action.call, true));
    setDoNotDisturb(undisturbedFor(action.pause, clock.now()));
  }

  const trayActions: Record<Extract<TrayAction, string>, () => void> = {
    answer: () => softphone.answer(),
    decline: () => softphone.decline(),
    mute: () => softphone.setMuted(true),
    unmute: () => softphone.setMuted(false),
    hold: () => softphone.setHeld(true),
    resume: () => softphone.setHeld(false),
    'hang-up': () => softphone.hangUp(),
    open: () => window?.show(),
    disturb: () => setDoNotDisturb(null),
    quit: () => void quit(false),
  };

  const setDoNotDisturb = (doNotDisturb: Preferences['doNotDisturb']) =>
    void softphone.handlers.setPreferences({ doNotDisturb });

  /** A menu or a notification can be a moment older than the call it speaks of. */
  function attempt(action: () => void): void {
    try {
      action();
    } catch (error) {
      shellLog.info`the person came too late: ${describeError(error)}`;
    }
  }

  /** Decides what closing the window does, and says so the first time. */
  function closed(): 'hide' | 'minimise' {
    const { told } = settings.current;
    if (trayHost) {
      if (!told.hides) say(words.notices.hides, words.notices.hidesNext);
      settings.change({ told: { ...told, hides: true } });
      return 'hide';
    }
    if (!told.minimises) say(words.notices.minimises, words.notices.minimisesNext);
    settings.change({ told: { ...told, minimises: true } });
    return 'minimise';
  }

  /** False where the system shows no notifications. */
  function say(title: string, body: string): boolean {
    if (!Notification.isSupported()) return false;
    new Notification({ title, body, silent: true }).show();
    return true;
  }

  // The end

  let quitting = false;

  /** Ends calls and connection, then the app; asks first if that would end a call. */
  async function quit(sure: boolean): Promise<void> {
    if (quitting) return;
    quitting = true;
    if (!sure && !(await mayEndCalls())) {
      quitting = false;
      return;
    }
    await end(() => app.exit(exitCodes.ok));
  }

  /** Leaves nothing behind that is half done, then does the last thing. */
  async function end(last: () => void): Promise<void> {
    quitting = true;
    stopWatching();
    updates.stop();
    await softphone.stop();
    history.close();
    avatars.flush();
    await attention?.stop();
    awake.follow([]);
    tray.close();
    window?.close();
    shellLog.info`quit`;
    last();
  }

  async function mayEndCalls(): Promise<boolean> {
    if (!window || !softphone.state.calls.some(call => call.phase !== 'ended')) return true;
    window.show();
    return dialogs.mayEndCalls();
  }

  const started = app.whenReady().then(start);
  const watches: (() => void)[] = [];
  const stopWatching = () => watches.splice(0).forEach(stop => stop());

  async function start(): Promise<void> {
    followLanguage();
    Menu.setApplicationMenu(appMenu(() => void quit(false)));
    const devServer = app.isPackaged ? undefined : process.env['ELECTRON_RENDERER_URL'];
    const frames = new Frames(pageOrigin(devServer), log('window'));
    const { root, preload } = besides(import.meta.dirname);
    window = new PhoneWindow(
      {
        root,
        preload,
        devServer,
        settings,
        softphone,
        frames,
        avatars,
        undrawn,
        ringTones,
        log: log('window'),
        focused: showState,
        closed,
      },
      first.hidden || startedQuietly(settings),
    );
    attention = new Attention({
      ...{ softphone, window, frames, preload, devServer, nameOf, attempt },
      log: log('attention'),
    });
    showState();
    watches.push(
      watchTrayHost(present => {
        if (present) tray.place();
        trayHost = present;
        softphone.setTray(present);
      }, log('tray')),
      watchNetwork(
        () => networkSignature(networkInterfaces(), net.isOnline()),
        () => softphone.poke('network'),
        () => awake.isAwake,
      ),
    );
    powerMonitor.on('suspend', () => softphone.sleep());
    powerMonitor.on('resume', () => softphone.poke('resume'));
    // Where the system waits for us: whoever is called hears that we go, and what is to be written is written.
    powerMonitor.on('shutdown', (event?: { preventDefault(): void }) => {
      event?.preventDefault();
      void quit(true);
    });
    updates.start();
    if (first.provision === undefined) await softphone.start();
    const { exitCode, stderr = '' } = await perform(atHome(first, process.cwd()), performers, true);
    // What was provisioned is signed in by now, and not once more with what was kept.
    if (first.provision !== undefined && exitCode === exitCodes.ok) await softphone.start();
    if (exitCode !== exitCodes.ok) {
      process.stderr.write(stderr);
      await softphone.stop();
      app.exit(exitCode);
    }
  }
  started.catch((error: unknown) => {
    shellLog.warn`the app could not start: ${describeError(error)}`;
    app.exit(exitCodes.failed);
  });

  app.on('second-instance', (_event, _argv, _folder, forwarded) => {
    answerOther(forwarded).catch((error: unknown) => shellLog.warn`forwarding failed: ${describeError(error)}`);
  });

  /** Another Tsuwa was started, told us what it was asked for, and waits. */
  async function answerOther(forwarded: unknown): Promise<void> {
    const parsed = v.safeParse(forwardedSchema, forwarded);
    if (!parsed.success) return shellLog.warn`refused a malformed command line`;
    const { words: commandLine, folder, reply } = parsed.output;
    await started;
    const asked = parseCli(commandLine);
    let leaving = false;
    const patient: Performers = { ...performers, quit: () => (leaving = true) };
    try {
      await sendReply(
        reply,
        isUsageError(asked) ? refused(exitCodes.usage, asked.text) : await perform(atHome(asked, folder), patient),
      );
    } finally {
      if (leaving) await quit(true);
    }
  }

  // macOS hands links over one by one, the first perhaps before there is a window.
  app.on('open-url', (event, url) => {
    event.preventDefault();
    started.then(
      () => {
        softphone.openLink(url);
        window?.show();
      },
      () => undefined, // told where the start failed
    );
  });
  // Chromium starts its own processes again; what they took with them is told by the page.
  app.on('child-process-gone', (_event, { type, reason, exitCode }) => {
    shellLog.warn`a process is gone: ${type}, ${reason} (${exitCode})`;
  });
  app.on('activate', () => window?.show());
  app.on('window-all-closed', () => undefined);
  app.on('before-quit', event => {
    if (quitting) return;
    event.preventDefault();
    void quit(false);
  });
  // Nobody is there to be asked.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void quit(true));
}

/** What the app runs on. */
const systemWords = (): string =>
  `${process.platform} ${release()} ${process.arch}, Electron ${process.versions.electron}, ${process.env['XDG_CURRENT_DESKTOP'] ?? ''} ${process.env['XDG_SESSION_TYPE'] ?? ''}`.trim();

/** Its provisioning file as an absolute path. */
const atHome = (invocation: Invocation, folder: string): Invocation =>
  invocation.provision === undefined ? invocation : { ...invocation, provision: resolve(folder, invocation.provision) };

// Last, when everything above is there; awaited, so that the app is not ready before it knows what it is.
await begin().catch((error: unknown) => leave(refused(exitCodes.failed, String(describeError(error)))));
