/** What can be done with a contact from a menu. */
import { Ban, Pencil, Phone, ShieldCheck, Star, StarOff, UserRoundMinus } from '@lucide/vue';
import type { FunctionalComponent } from 'vue';
import type { Contact } from '../shared/contact';
import { useAsking } from './asking';
import { useTsuwa } from './context';
import { words } from './words';

export interface MenuEntry {
  readonly key: string;
  readonly name: string;
  readonly icon: FunctionalComponent;
  /** Below a line: what takes something away. */
  readonly apart: boolean;
  readonly run: () => void;
}

/** The entries for a contact; only in `setup`. `call` is what the view does to call them. */
export function useContactMenu(call: (address: string) => void): (contact: Contact) => readonly MenuEntry[] {
  const { phone, mirror, actions } = useTsuwa();
  const ask = useAsking();
  return contact => {
    const { address, favourite, blocked } = contact;
    const star = () => void actions.attempt(() => phone.setFavourite({ address, favourite: !favourite }));
    const entry = (
      key: string,
      name: string,
      icon: FunctionalComponent,
      run: () => void,
      apart = false,
    ): MenuEntry => ({
      ...{ key, name, icon, apart, run },
    });
    const blocking = blocked
      ? entry('unblock', words.people.unblock, ShieldCheck, () => ask({ kind: 'unblock', address }), true)
      : entry('block', words.people.block, Ban, () => ask({ kind: 'block', address }), true);
    return [
      ...(blocked ? [] : [entry('call', words.call.call, Phone, () => call(address))]),
      entry(
        'favourite',
        favourite ? words.people.unfavourite : words.people.favourite,
        favourite ? StarOff : Star,
        star,
      ),
      entry('edit', words.people.edit, Pencil, () => ask({ kind: 'edit', contact })),
      ...(mirror.state.value?.blockable ? [blocking] : []),
      entry('remove', words.people.remove, UserRoundMinus, () => ask({ kind: 'remove', contact }), true),
    ];
  };
}
