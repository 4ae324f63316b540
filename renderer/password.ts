/** A password made for one account: strong, and easy enough to copy by hand. */

/** Without signs that look like others (0 O, 1 l I). */
const signs = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const GROUPS = 4;
const GROUP_LENGTH = 5;

/** Twenty signs in four groups, some 116 bits; `fill` puts random bytes into an array. */
export function newPassword(
  fill: (bytes: Uint8Array<ArrayBuffer>) => void = bytes => crypto.getRandomValues(bytes),
): string {
  // A byte beyond the last whole multiple would make the first signs likelier.
  const limit = 256 - (256 % signs.length);
  const chosen: string[] = [];
  const bytes = new Uint8Array(64);
  while (chosen.length < GROUPS * GROUP_LENGTH) {
    fill(bytes);
    chosen.push(...[...bytes].filter(byte => byte < limit).map(byte => signs.charAt(byte % signs.length)));
  }
  return Array.from({ length: GROUPS }, (_, group) =>
    chosen.slice(group * GROUP_LENGTH, (group + 1) * GROUP_LENGTH).join(''),
  ).join('-');
}
