/** Who brings newer versions, and how the app is started again after one. Pure. */
import type { Update } from '../../shared/updates';
import type { Installation } from '../installation';

const brings: Readonly<Record<Installation, Update['by']>> = {
  development: 'person',
  appimage: 'tsuwa',
  // Downloaded and put in by hand; one from a repository is told apart by `isFromRepository`.
  deb: 'tsuwa',
  installed: 'tsuwa',
  rpm: 'system',
  confined: 'system',
  folder: 'person',
};

export const bringsUpdates = (installation: Installation): Update['by'] => brings[installation];

/** Whether `apt-cache policy` knows a version that comes from anywhere but the package that is installed. */
export const isFromRepository = (policy: string): boolean => /^\s+-?\d+ (?!\/var\/lib\/dpkg\/status)\S/m.test(policy);

/** What the first command line asked for once is not asked for again, least of all a call; and nobody waits for a window. */
export function wordsAfterUpdate(words: readonly string[]): string[] {
  const once = new Set(['--call', '--from', '--provision', '--do-not-disturb']);
  const kept: string[] = [];
  const queue = words.filter(word => word !== '--yes' && word !== '--hidden');
  for (let word = queue.shift(); word !== undefined; word = queue.shift()) {
    if (once.has(word)) queue.shift();
    else if (word === '--profile') kept.push(word, queue.shift() ?? '');
    else if (word.startsWith('--') && !once.has(word.split('=', 1)[0] ?? '')) kept.push(word);
  }
  return [...kept, '--hidden'];
}
