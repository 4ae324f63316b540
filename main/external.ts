/** Opening something outside: only pages of the web, each as we have understood its address. */
import { PhoneError } from '../shared/result';

/** Nobody writes an address longer than this by hand. */
const LIMIT = 2_000;

/** `address` as it may be handed to the system. Throws `refused`: everything but `https:`, and addresses with a sign-in in them. */
export function externalAddress(address: string): string {
  if (address.length > LIMIT || !URL.canParse(address)) throw new PhoneError('refused', 'no address of the web');
  const { protocol, username, password, href } = new URL(address);
  if (protocol !== 'https:') throw new PhoneError('refused', 'not over TLS');
  if (username !== '' || password !== '') throw new PhoneError('refused', 'a sign-in in an address');
  // Written anew: what we have checked is what is opened.
  return href;
}
