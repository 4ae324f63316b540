/** Whether anything shows tray icons here. On Linux that is a question to the session bus, and its answer can change. */
import { MessageType, sessionBus, Variant, type MessageBus } from '@jellybrick/dbus-next';
import { describeError, type Log } from './log';
import { callBus } from './session-bus';

const WATCHER = 'org.kde.StatusNotifierWatcher';
const BUS = 'org.freedesktop.DBus';
const PROPERTIES = 'org.freedesktop.DBus.Properties';

/**
 * Tells at once and at each change whether a tray is there; the returned function ends that. An old XEmbed tray does not
 * show itself on the bus and counts as none: closing a window into it could lose the window.
 */
export function watchTrayHost(tell: (present: boolean) => void, log: Log, platform = process.platform): () => void {
  if (platform !== 'linux') {
    tell(true);
    return () => {};
  }
  let bus: MessageBus;
  try {
    bus = sessionBus();
  } catch (error) {
    log.info`no tray: no session bus (${describeError(error)})`;
    tell(false);
    return () => {};
  }
  // The library gives its bus errors to listeners it does not declare.
  const errors: NodeJS.EventEmitter = bus;
  errors.on('error', (error: unknown) => {
    log.info`no tray: the session bus is gone (${describeError(error)})`;
    tell(false);
  });
  const look = () => {
    hostIsPresent(bus).then(tell, (error: unknown) => {
      log.warn`the tray could not be looked for: ${describeError(error)}`;
      tell(false);
    });
  };
  bus.on('message', message => {
    if (message.type !== MessageType.SIGNAL) return;
    const ownerChanged = message.member === 'NameOwnerChanged' && message.body[0] === WATCHER;
    if (ownerChanged || /^StatusNotifierHost(Unr|R)egistered$/.test(message.member)) look();
  });
  const match = (rule: string) => callBus(bus, BUS, '/org/freedesktop/DBus', BUS, 'AddMatch', 's', [rule]);
  Promise.all([
    match(`type='signal',sender='${BUS}',interface='${BUS}',member='NameOwnerChanged',arg0='${WATCHER}'`),
    match(`type='signal',interface='${WATCHER}'`),
  ]).then(look, (error: unknown) => {
    log.warn`the tray cannot be watched: ${describeError(error)}`;
    tell(false);
  });
  return () => bus.disconnect();
}

async function hostIsPresent(bus: MessageBus): Promise<boolean> {
  const [owned] = await callBus(bus, BUS, '/org/freedesktop/DBus', BUS, 'NameHasOwner', 's', [WATCHER]);
  if (owned !== true) return false;
  const property = [WATCHER, 'IsStatusNotifierHostRegistered'];
  const [host] = await callBus(bus, WATCHER, '/StatusNotifierWatcher', PROPERTIES, 'Get', 'ss', property);
  return host instanceof Variant && host.value === true;
}
