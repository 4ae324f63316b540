/** Carries out a command line in the Tsuwa that runs. */
import { PhoneError } from '../../shared/result';
import type { Softphone } from '../softphone';
import type { Credentials } from '../softphone-ports';
import { help } from './help';
import type { Invocation } from './parse';
import { ProvisionError } from './provision';
import { exitCodes, refused, replyTo, type Reply } from './reply';

/** What a command line may move. */
export interface Performers {
  softphone: Pick<
    Softphone,
    'answer' | 'decline' | 'hangUp' | 'setMuted' | 'setUndisturbed' | 'dial' | 'follow' | 'status' | 'signIn'
  >;
  showWindow: () => void;
  /** Ends the app after the reply has gone out. */
  quit: () => void;
  readProvision(path: string): Promise<Credentials>;
}

/**
 * Does what `invocation` asks for and tells how that went. `starting`: this very command line starts the app, so that a
 * call may wait until there is a connection.
 */
export async function perform(invocation: Invocation, by: Performers, starting = false): Promise<Reply> {
  try {
    if (invocation.provision !== undefined) {
      await by.softphone.signIn(await by.readProvision(invocation.provision));
    }
    return act(invocation, by, starting);
  } catch (error) {
    if (error instanceof ProvisionError) return refused(exitCodes.failed, error.message);
    if (error instanceof PhoneError) return replyTo(error.code);
    throw error;
  }
}

const done: Reply = { exitCode: exitCodes.ok };

function act({ action, hidden }: Invocation, { softphone, showWindow, quit }: Performers, starting: boolean): Reply {
  switch (action.do) {
    case 'open':
      // The window of an app that starts shows itself once there is something to see.
      if (!hidden && !starting) showWindow();
      return done;
    case 'call':
      if (!starting && softphone.status().connection.status !== 'online') throw new PhoneError('offline');
      softphone.dial(action.peer, action.yes, action.from);
      // Somebody has to be there to say yes; a call that has it needs no window.
      if (!action.yes) showWindow();
      return done;
    case 'follow':
      softphone.follow(action.link);
      showWindow();
      return done;
    case 'answer':
      softphone.answer();
      return done;
    case 'decline':
      softphone.decline();
      return done;
    case 'hangup':
      softphone.hangUp();
      return done;
    case 'mute':
    case 'unmute':
      softphone.setMuted(action.do === 'mute');
      return done;
    case 'disturb': {
      const { undisturbed } = action;
      softphone.setUndisturbed(undisturbed === 'toggle' ? !softphone.status().doNotDisturb : undisturbed === 'on');
      return done;
    }
    case 'status':
      return { exitCode: exitCodes.ok, stdout: `${JSON.stringify(softphone.status(), undefined, 2)}\n` };
    case 'quit':
      if (!action.yes && softphone.status().calls.some(call => call.state !== 'ended')) {
        return refused(exitCodes.failed, 'There is a call; --quit --yes ends it');
      }
      quit();
      return done;
    case 'help':
      return { exitCode: exitCodes.ok, stdout: help };
    case 'version':
      return { exitCode: exitCodes.ok, stdout: `Tsuwa ${softphone.status().version}\n` };
  }
}
