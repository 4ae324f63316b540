/** Who is in the pictures. Nobody of them exists; all that the phones show of them went through the server. */

/**
 * @typedef {object} Person
 * @property {string} user
 * @property {string} name
 * @property {string} password
 * @property {string} show What their app says of their availability (RFC 6121 §4.7.2.1); empty: simply there.
 * @property {string} status
 * @property {'phone' | 'online' | 'offline'} as A real Tsuwa, somebody who is online, or not.
 * @property {import('./portrait.mjs').Looks} [looks] Without them there is no picture, and initials are shown.
 * @property {string} [missed] Whom they tried to call while that phone was off.
 */

/** @type {(Partial<Person> & Pick<Person, 'user' | 'name'>)[]} */
const parts = [
  {
    user: 'romeo',
    name: 'Romeo Montague',
    as: 'phone',
    looks: { back: '#bfe3de', skin: '#e3b08d', hair: '#3b2a20', cut: 'short', coat: '#1f6f78' },
  },
  {
    user: 'juliet',
    name: 'Juliet Capulet',
    as: 'phone',
    looks: { back: '#f6d3c6', skin: '#f0c4a4', hair: '#7a3b22', cut: 'long', coat: '#b03a5b' },
  },
  {
    user: 'hanako',
    name: '山田 花子',
    as: 'phone',
    looks: { back: '#dcd6f2', skin: '#f1cba8', hair: '#1e1b22', cut: 'bob', coat: '#4b5aa8' },
  },
  {
    user: 'nurse',
    name: 'Nurse',
    show: 'away',
    status: 'At the market until noon',
    looks: { back: '#f3e3b5', skin: '#d9a27c', hair: '#8d8f94', cut: 'bun', coat: '#7d8f69' },
  },
  {
    user: 'mercutio',
    name: 'Mercutio',
    show: 'chat',
    status: 'Ask for me tomorrow',
    looks: { back: '#cfe6c3', skin: '#8a5a3c', hair: '#17130f', cut: 'curls', coat: '#d08a2e' },
  },
  {
    user: 'ichiro',
    name: 'すずき いちろう',
    show: 'dnd',
    status: '会議中',
    looks: { back: '#c9dcf3', skin: '#eac09a', hair: '#26221f', cut: 'short', coat: '#39424e' },
  },
  {
    user: 'laurence',
    name: 'Friar Laurence',
    show: 'xa',
    looks: { back: '#e5dccf', skin: '#e8b994', hair: '#6b4a2c', cut: 'hood', coat: '#6b4a2c' },
  },
  { user: 'benvolio', name: 'Benvolio', status: 'Working from home' },
  { user: 'tybalt', name: 'Tybalt', as: 'offline', missed: 'romeo' },
  {
    user: 'paris',
    name: 'Count Paris',
    as: 'offline',
    missed: 'romeo',
    looks: { back: '#efd2e4', skin: '#f3cdb0', hair: '#c8963e', cut: 'long', coat: '#5d3f86' },
  },
];

/** @type {readonly Person[]} */
export const cast = parts.map(part => ({
  show: '',
  status: '',
  as: /** @type {const} */ ('online'),
  ...part,
  password: `${part.user}-pw`,
}));
