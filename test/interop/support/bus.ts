/** A D-Bus of its own for one foreign app: session and accessibility at once, with nothing else on it. */
import { Message, sessionBus } from '@jellybrick/dbus-next';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { supervise } from '../../../scripts/servers/supervised.mjs';
import { until } from './until';

/** An object of an app: who has it, and where. */
export interface Place {
  readonly owner: string;
  readonly path: string;
}

export interface Bus {
  /** For the app whose bus this is. */
  readonly env: Readonly<Record<string, string>>;
  /** Calls a method; what it returns. @throws the app's error */
  call(place: Place, iface: string, member: string, signature?: string, body?: readonly unknown[]): Promise<unknown[]>;
  /** Whether an app has this name now. */
  has(name: string): Promise<boolean>;
  stop(): Promise<void>;
}

/** The registry of accessible apps (at-spi2-core) is started by the bus when an app first asks for it; nothing else is. */
const configuration = (address: string) => `<!DOCTYPE busconfig PUBLIC
 "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>${address}</listen>
  <servicedir>/usr/share/dbus-1/accessibility-services</servicedir>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*"/>
    <allow receive_sender="*"/>
    <allow own="*"/>
  </policy>
</busconfig>
`;

/**
 * @param folder takes the socket and the log
 * @throws if the bus does not come up
 */
export async function startBus(folder: string): Promise<Bus> {
  const busAddress = `unix:path=${join(folder, 'bus')}`;
  const env = { DBUS_SESSION_BUS_ADDRESS: busAddress, AT_SPI_BUS_ADDRESS: busAddress };
  const config = join(folder, 'bus.conf');
  writeFileSync(config, configuration(busAddress));
  const daemon = supervise({
    command: 'dbus-daemon',
    args: [`--config-file=${config}`, '--nofork', '--nosyslog'],
    log: join(folder, 'bus.log'),
    env,
    asSelf: true,
  });
  const connect = async () => {
    const bus = sessionBus({ busAddress });
    // Errors after the bus has gone are those of `stop`.
    const emitter: NodeJS.EventEmitter = bus;
    emitter.on('error', () => undefined);
    const named = new Promise<boolean>(resolve => {
      emitter.once('connect', () => resolve(true));
      emitter.once('error', () => resolve(false));
    });
    return (await named) ? bus : undefined;
  };
  const bus = await until('the bus is there', connect).catch(async (error: unknown) => {
    await daemon.end('SIGKILL');
    throw error;
  });
  const call: Bus['call'] = async ({ owner, path }, iface, member, signature = '', body = []) =>
    (await bus.call(new Message({ destination: owner, path, interface: iface, member, signature, body: [...body] })))
      ?.body ?? [];
  const dbus = { owner: 'org.freedesktop.DBus', path: '/org/freedesktop/DBus' };
  return {
    env,
    call,
    has: async name => (await call(dbus, 'org.freedesktop.DBus', 'NameHasOwner', 's', [name]))[0] === true,
    stop: async () => {
      bus.disconnect();
      await daemon.end('SIGTERM');
    },
  };
}
