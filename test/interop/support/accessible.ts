/** What an app tells to screen readers (AT-SPI 2), read and acted upon as one of them. */
import { Variant } from '@jellybrick/dbus-next';
import type { Bus, Place } from './bus';

const ACCESSIBLE = 'org.a11y.atspi.Accessible';
const ACTION = 'org.a11y.atspi.Action';
const PROPERTIES = 'org.freedesktop.DBus.Properties';

const desktop: Place = { owner: 'org.a11y.atspi.Registry', path: '/org/a11y/atspi/accessible/root' };

/** One thing on the screen. */
export interface Accessible extends Place {
  readonly name: string;
  readonly description: string;
  readonly role: string;
}

/** Whether something on the screen is meant. */
export type Meant = (object: Accessible) => boolean;

/**
 * Everything on the bus's screen, from the apps down. What goes away meanwhile is left out. GTK calls nothing
 * showing, so that hidden things are told as well.
 */
async function* screen(bus: Bus, from: Place = desktop): AsyncGenerator<Accessible> {
  const [children] = await bus.call(from, ACCESSIBLE, 'GetChildren').catch(() => []);
  for (const { owner, path } of placesIn(children)) {
    const place = { owner, path };
    const text = async (name: string) => {
      const [value] = await bus.call(place, PROPERTIES, 'Get', 'ss', [ACCESSIBLE, name]).catch(() => []);
      return value instanceof Variant ? String(value.value) : '';
    };
    const [role] = await bus.call(place, ACCESSIBLE, 'GetRoleName').catch(() => []);
    yield {
      ...place,
      name: await text('Name'),
      description: await text('Description'),
      role: typeof role === 'string' ? role : '',
    };
    yield* screen(bus, place);
  }
}

/** The names of an object's actions, in its order. */
async function actionsOf(bus: Bus, place: Place): Promise<string[]> {
  const [actions] = await bus.call(place, ACTION, 'GetActions').catch(() => []);
  return partsOf(actions).map(action => String(partsOf(action)[0]));
}

/** All that is meant on the screen, or below `from`, from top to bottom. */
export async function findAll(bus: Bus, meant: Meant, from?: Place): Promise<Accessible[]> {
  const found: Accessible[] = [];
  for await (const object of screen(bus, from)) if (meant(object)) found.push(object);
  return found;
}

/** Does what the object calls `action`; whether it has it and did it. */
export async function act(bus: Bus, place: Place, action: string): Promise<boolean> {
  const index = (await actionsOf(bus, place)).indexOf(action);
  return index >= 0 && (await bus.call(place, ACTION, 'DoAction', 'i', [index]))[0] === true;
}

/** A list of `(so)`. */
const placesIn = (value: unknown): Place[] =>
  partsOf(value).map(place => {
    const [owner, path] = partsOf(place);
    return { owner: String(owner), path: String(path) };
  });

const partsOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
