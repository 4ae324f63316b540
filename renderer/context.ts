/** What every view may use, given by `main.ts` once. */
import { inject, type App, type InjectionKey } from 'vue';
import type { Actions } from './actions';
import type { Phone } from './phone';
import type { FirstRun } from './first-run';
import type { SignIn } from './sign-in';
import type { SignUp } from './sign-up';
import type { SoundView } from './sound';
import type { Mirror } from './state';

export interface Context {
  readonly phone: Phone;
  readonly mirror: Mirror;
  readonly actions: Actions;
  readonly signIn: SignIn;
  readonly signUp: SignUp;
  readonly firstRun: FirstRun;
  readonly sound: SoundView;
}

const key: InjectionKey<Context> = Symbol('tsuwa');

export const provideContext = (app: App, context: Context): App => app.provide(key, context);

/** The context of the app; only in `setup`. */
export function useTsuwa(): Context {
  const context = inject(key);
  if (!context) throw new Error('A view was mounted outside the app.');
  return context;
}
