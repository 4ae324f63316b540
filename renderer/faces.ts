/** Where the pictures of people are, for every face on a page without asking each view for them. */
import { inject, type App, type InjectionKey } from 'vue';
import { avatarUrl } from '../shared/contact';
import type { Mirror } from './state';

/** The URL of the picture of whoever has an address; `undefined` where there is none. */
export type Faces = (address: string) => string | undefined;

const key: InjectionKey<Faces> = Symbol('faces');

/** Shows the pictures of the contacts of `mirror` in `app`. */
export const provideFaces = (app: App, { contactFor }: Pick<Mirror, 'contactFor'>): App =>
  app.provide(key, address => {
    const avatar = contactFor(address)?.avatar;
    return avatar === undefined ? undefined : avatarUrl(avatar);
  });

/** The pictures of the page; only in `setup`. */
export const useFaces = (): Faces => inject(key, () => () => undefined, true);
