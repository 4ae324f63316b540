/** Who has accounts on a throw-away server, and whom they know. */

export interface Person {
  /** The local part of the address. */
  user: string;
  password: string;
  /** What the others' rosters call this account. */
  name?: string;
}

/** alice, bob and carol, with `<user>-pw` as password. */
export declare const usualAccounts: readonly Person[];

/** All others, for one of the friends; nobody, for anyone else. */
export declare function friendsOf(user: string, friends: readonly Person[]): readonly Person[];

/** What a test asks a server about its accounts. */
export declare function accountsOf(
  domain: string,
  everyone: readonly Person[],
): { address(user: string): string; password(user: string): string };
