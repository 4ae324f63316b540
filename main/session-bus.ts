/** A call on D-Bus, answered with what it brings. */
import { Message, type MessageBus } from '@jellybrick/dbus-next';

/** Calls `member`; rejects with the bus's error, such as that nobody owns `destination`. */
export async function callBus(
  bus: MessageBus,
  destination: string,
  path: string,
  iface: string,
  member: string,
  signature: string,
  body: unknown[],
): Promise<unknown[]> {
  const reply = await bus.call(new Message({ destination, path, interface: iface, member, signature, body }));
  return reply?.body ?? [];
}
