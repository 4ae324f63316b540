/** The page's commands for getting an account; one registration at a time, which ends with the page's interest in it. */
import type { CommandHandlers, RegistrationAnswer } from '../shared/ipc';
import { invitationIn, type RegistrationForm } from '../shared/registration';
import { PhoneError } from '../shared/result';
import { pictureIn } from './avatars/picture';
import { describeError, type Log } from './log';
import { proxiesOf } from './proxies';
import { ConnectionError } from './xmpp/problems';
import { Registration, RegistrationError } from './xmpp/registration';

/** Milliseconds a server may take for each answer. */
const PATIENCE_MS = 30_000;

/** Where the person can look for a server: a list that others keep, in their browser. */
const PROVIDERS_PAGE = 'https://providers.xmpp.net/';

/** `form`, if its pictures are no larger on the screen than we show. Throws RegistrationError: unsupported. */
export function withSafePictures(form: RegistrationForm): RegistrationForm {
  const bytesOf = (picture: string) => Buffer.from(picture.slice(picture.indexOf(',') + 1), 'base64');
  if (form.fields.every(({ picture }) => picture === undefined || pictureIn(bytesOf(picture)))) return form;
  throw new RegistrationError('unsupported');
}

export interface SignUpPorts {
  /** The PEM behind a name that the page knows. */
  certificate(name: string): string | undefined;
  /** Through what the system reaches a place, as a PAC script would say it. */
  systemProxy(host: string, port: number): Promise<string>;
  /** Opens a page of the web in the person's browser. */
  openPage(address: string): Promise<void>;
  log(): Log;
}

type SignUpCommand = 'askRegistration' | 'register' | 'leaveRegistration' | 'openPage';

export function signUpCommands(ports: SignUpPorts): Pick<CommandHandlers, SignUpCommand> {
  let current: Registration | undefined;
  /** Where the server of the last answer sends people instead. */
  let page: string | undefined;
  const leave = () => {
    current?.close();
    current = undefined;
  };

  /** What `action` ends with, the reason where it does not work. */
  async function answered(action: () => Promise<RegistrationAnswer>): Promise<RegistrationAnswer> {
    try {
      return await action();
    } catch (error) {
      if (error instanceof ConnectionError) {
        ports.log().info`no account: ${error.problem}`;
        return { connection: error.problem };
      }
      if (!(error instanceof RegistrationError)) throw error;
      const { problem, said } = error;
      page = error.page;
      ports.log().info`no account: the server says ${problem}`;
      return { refusal: problem, ...(said !== undefined && { said }), ...(page !== undefined && { page }) };
    }
  }

  return {
    async askRegistration({ server, host, port, caFile, ...through }) {
      const invitation = invitationIn(server);
      if (!invitation) throw new PhoneError('not-an-address');
      const ca = caFile === undefined ? undefined : ports.certificate(caFile);
      if (caFile !== undefined && ca === undefined) throw new PhoneError('unreadable-file');
      leave();
      const { domain, token } = invitation;
      const proxyFor = proxiesOf(through, (to, at) => ports.systemProxy(to, at));
      const registration = new Registration({ domain, token, host, port, ca, proxyFor, patience: PATIENCE_MS });
      current = registration;
      return await answered(async () => ({ form: withSafePictures(await registration.ask()) }));
    },

    async register({ values }) {
      const registration = current;
      if (!registration) throw new PhoneError('bad-request');
      const answer = await answered(async () => ({ address: await registration.submit(values) }));
      if (answer.address !== undefined) leave();
      if (answer.refusal === undefined || current !== registration) return answer;
      // Another try needs a fresh form: a picture, and with some servers everything, is good for one answer.
      const again = await answered(async () => ({ form: withSafePictures(await registration.ask()) }));
      return again.form ? { ...answer, form: again.form } : answer;
    },

    leaveRegistration: leave,

    async openPage({ page: wanted }) {
      const address = wanted === 'providers' ? PROVIDERS_PAGE : page;
      if (address === undefined) throw new PhoneError('bad-request');
      try {
        await ports.openPage(address);
      } catch (error) {
        ports.log().warn`the browser could not be opened: ${describeError(error)}`;
        throw new PhoneError('internal');
      }
    },
  };
}
