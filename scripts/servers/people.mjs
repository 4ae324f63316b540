/** Who has accounts on a throw-away server, and whom they know. */

/**
 * @typedef {import('./people.mjs').Person} Person
 */

/** @type {readonly Person[]} */
export const usualAccounts = [
  { user: 'alice', password: 'alice-pw', name: 'Alice' },
  { user: 'bob', password: 'bob-pw', name: '山田 ボブ' },
  { user: 'carol', password: 'carol-pw', name: 'Carol' },
];

/** @type {typeof import('./people.mjs').friendsOf} */
export const friendsOf = (user, friends) =>
  friends.some(each => each.user === user) ? friends.filter(each => each.user !== user) : [];

/** @type {typeof import('./people.mjs').accountsOf} */
export const accountsOf = (domain, everyone) => ({
  address: user => `${user}@${domain}`,
  password: user => {
    const account = everyone.find(each => each.user === user);
    if (account === undefined) throw new Error(`no account ${user}`);
    return account.password;
  },
});
