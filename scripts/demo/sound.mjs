/** Whether a person could speak into this machine. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/** @returns {boolean} whether there is a microphone; true where only the system itself could tell */
export function hasMicrophone() {
  if (process.platform !== 'linux') return true;
  const { status, stdout } = spawnSync('pactl', ['list', 'short', 'sources'], { encoding: 'utf8', timeout: 2_000 });
  if (status === 0) {
    return stdout.split('\n').some(line => line !== '' && !/\.monitor\t/.test(line));
  }
  return existsSync('/proc/asound/pcm') && /capture/.test(readFileSync('/proc/asound/pcm', 'utf8'));
}
