/** Addresses that look like those of contacts and are others. */

/** Letters of other scripts, and digits, that pass for Latin ones (UTS 39). */
const twins: Readonly<Record<string, string>> = {
  ...{ а: 'a', е: 'e', о: 'o', р: 'p', с: 'c', х: 'x', у: 'y', і: 'i', ј: 'j', ѕ: 's', ԁ: 'd', һ: 'h', ӏ: 'l' },
  ...{ ԛ: 'q', ԝ: 'w', к: 'k', м: 'm', т: 't', в: 'b', н: 'h', г: 'r', п: 'n', ԍ: 'g' },
  ...{ ο: 'o', α: 'a', ν: 'v', ι: 'i', ρ: 'p', κ: 'k', υ: 'u', τ: 't', χ: 'x', ε: 'e', γ: 'y' },
  ...{ օ: 'o', ս: 'u', ո: 'n', հ: 'h', ց: 'g', ռ: 'n' },
  ...{ '0': 'o', '1': 'l', ı: 'i', ɡ: 'g', ɑ: 'a' },
};

/** What is left of an address when all that can be mistaken for one another is one. */
const skeletonOf = (address: string): string =>
  Array.from(address.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase(), letter => twins[letter] ?? letter)
    .join('')
    .replaceAll('rn', 'm')
    .replaceAll('vv', 'w')
    .replaceAll('i', 'l');

/** Finds the contact, one of `addresses`, that an address could be mistaken for. */
export function lookalikesAmong(addresses: readonly string[]): (address: string) => string | undefined {
  const known = new Set(addresses);
  const skeletons = new Map(addresses.map(address => [skeletonOf(address), address]));
  return address => (known.has(address) ? undefined : skeletons.get(skeletonOf(address)));
}
