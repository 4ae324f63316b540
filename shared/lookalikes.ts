/** Addresses that are not what they seem: those that look like others, and those with letters that do not show. */

/** Letters of other scripts, and digits, that pass for Latin ones (UTS 39). */
const twins: Readonly<Record<string, string>> = {
  ...{ а: 'a', е: 'e', о: 'o', р: 'p', с: 'c', х: 'x', у: 'y', і: 'i', ј: 'j', ѕ: 's', ԁ: 'd', һ: 'h', ӏ: 'l' },
  ...{ ԛ: 'q', ԝ: 'w', к: 'k', м: 'm', т: 't', в: 'b', н: 'h', г: 'r', п: 'n', ԍ: 'g' },
  ...{ ο: 'o', α: 'a', ν: 'v', ι: 'i', ρ: 'p', κ: 'k', υ: 'u', τ: 't', χ: 'x', ε: 'e', γ: 'y' },
  ...{ օ: 'o', ս: 'u', ո: 'n', հ: 'h', ց: 'g', ռ: 'n' },
  ...{ '0': 'o', '1': 'l', ı: 'i', ɡ: 'g', ɑ: 'a' },
};

/** `text` in the letters that each of it could be mistaken for. */
const twinOf = (text: string): string =>
  Array.from(text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase(), letter => twins[letter] ?? letter).join('');

/** What is left of an address when all that can be mistaken for one another is one. */
const skeletonOf = (address: string): string =>
  twinOf(address).replaceAll('rn', 'm').replaceAll('vv', 'w').replaceAll('i', 'l');

/** Finds the contact, one of `addresses`, that an address could be mistaken for. */
export function lookalikesAmong(addresses: readonly string[]): (address: string) => string | undefined {
  const known = new Set(addresses);
  const skeletons = new Map(addresses.map(address => [skeletonOf(address), address]));
  return address => (known.has(address) ? undefined : skeletons.get(skeletonOf(address)));
}

/**
 * An address with everything in it that does not show, or changes how the rest shows, written as its code point. `mixed` is
 * a reason to look twice: a part of it has letters of several scripts, or a name in a Latin domain has no letter that does
 * not pass for a Latin one.
 */
export function addressAsSeen(address: string): { text: string; mixed: boolean } {
  const text = address.replace(
    /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu,
    found => `[U+${(found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`,
  );
  // Parts are judged one by one: a Japanese name at a Latin server is nothing to look twice at.
  const mixed =
    text !== address ||
    address.split(/[@./_-]/).some(part => scripts.filter(one => one.test(part)).length > 1) ||
    isDisguised(domainIn(address));
  return { text, mixed };
}

/** Whether a name in it is spelled in another script as a Latin one could be, such as аррӏе.com. */
const isDisguised = (domain: string): boolean =>
  /\.[a-z]+$/i.test(domain) &&
  domain.split('.').some(name => /\P{ASCII}/u.test(name) && /^[a-z0-9-]+$/.test(twinOf(name)) && !/[a-z]/i.test(name));

const domainIn = (address: string): string => address.replace(/^[^@/]*@/, '').replace(/\/.*$/, '');

/** The scripts whose letters look like those of another (UTS 39). */
const scripts = [/\p{Script=Latin}/u, /\p{Script=Cyrillic}/u, /\p{Script=Greek}/u, /\p{Script=Armenian}/u];

/** What there is to say of somebody who is no contact: whom of the contacts they could be mistaken for, or that one has to look twice. */
export interface Doubt {
  like: string | undefined;
  mixed: boolean;
}

/** The doubt about who is behind `address`, a bare JID; `undefined` for contacts, and for addresses that are plain. */
export function doubtAbout(address: string, contacts: readonly string[]): Doubt | undefined {
  if (contacts.includes(address)) return undefined;
  const like = lookalikesAmong(contacts)(address);
  const { mixed } = addressAsSeen(address);
  return like !== undefined || mixed ? { like, mixed } : undefined;
}
