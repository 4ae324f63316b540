/**
 * Three computers in network namespaces: Alice's, Bob's and that of the servers, joined by a switch of our own whose paths
 * take time and lose packets. Alice has a second cable, which is not plugged in. The servers stand half way: a message from
 * one person to the other takes as long by way of them as directly, half a round trip.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { makeNamespaces } from '../../network/namespaces.mjs';

/** Where the servers are. */
export const SERVER = '10.0.0.1';
/** The prefix is not that of a real network's, which a host would take for the same one. */
const addresses = { alice: '10.0.0.2', bob: '10.0.0.3', 'alice-2': '10.0.0.4' };

/**
 * @typedef {'alice' | 'bob'} Person
 * @typedef {object} Line What a path between the two persons does.
 * @property {number} [rtt] There and back, in milliseconds.
 * @property {number} [loss] Of each direction, 0 to 1.
 *
 * @typedef {object} Lan
 * @property {(place: Person | 'server') => string[]} inside The words to put before a command that is to run there.
 * @property {(line: Line) => Promise<void>} set From now on.
 * @property {() => void} move Takes Alice's address away and gives her another, on another cable.
 * @property {() => void} moveBack The other way round.
 * @property {() => Promise<void>} close Ends all that runs in it.
 */

/** @returns {Promise<Lan>} */
export async function makeLan() {
  const spaces = makeNamespaces(['switch', 'server', 'alice', 'bob']);
  try {
    spaces.join('server', 'switch', 'eth0', 'server');
    spaces.ip('server', 'address', 'add', `${SERVER}/24`, 'dev', 'eth0');
    spaces.join('alice', 'switch', 'wlan0', 'alice');
    spaces.join('alice', 'switch', 'eth0', 'alice-2');
    spaces.join('bob', 'switch', 'wlan0', 'bob');
    spaces.ip('alice', 'link', 'set', 'eth0', 'down');
    plug('alice', 'wlan0', addresses.alice);
    plug('bob', 'wlan0', addresses.bob);
    const interfaces = ['server', 'alice', 'alice-2', 'bob'];
    const [command = '', ...words] = spaces.inside('switch');
    const python = ['python3', join(import.meta.dirname, 'switch.py'), ...interfaces];
    const child = spawn(command, [...words, ...python], { stdio: ['pipe', 'pipe', 'inherit'] });
    const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const gone = once(child, 'exit');
    /** @param {string} from @param {string} to @param {number} delay @param {number} loss */
    const path = async (from, to, delay, loss) => {
      child.stdin.write(`${JSON.stringify({ from, to, delay, loss, jitter: 0 })}\n`);
      const { value } = await answers.next();
      if (value !== 'ok') throw new Error('The switch is gone.');
    };
    await path('alice', 'bob', 0, 0);
    return {
      inside: place => spaces.inside(place),
      set: async ({ rtt = 0, loss = 0 }) => {
        for (const from of interfaces)
          for (const to of interfaces) {
            if (from === to) continue;
            const half = from === 'server' || to === 'server';
            await path(from, to, half ? rtt / 4 : rtt / 2, half ? 0 : loss);
          }
      },
      move: () => {
        unplug('alice', 'wlan0');
        plug('alice', 'eth0', addresses['alice-2']);
      },
      moveBack: () => {
        unplug('alice', 'eth0');
        plug('alice', 'wlan0', addresses.alice);
      },
      close: async () => {
        child.stdin.end();
        await gone;
        await spaces.close();
      },
    };
  } catch (error) {
    await spaces.close();
    throw error;
  }

  /** @param {Person} person @param {string} device @param {string} address */
  function plug(person, device, address) {
    spaces.ip(person, 'link', 'set', device, 'up');
    spaces.ip(person, 'address', 'add', `${address}/24`, 'dev', device);
    // Some look for the way to the internet to know whether they are online.
    spaces.ip(person, 'route', 'replace', 'default', 'via', SERVER, 'dev', device);
  }

  /** @param {Person} person @param {string} device */
  function unplug(person, device) {
    spaces.ip(person, 'address', 'flush', 'dev', device, 'scope', 'global');
    spaces.ip(person, 'link', 'set', device, 'down');
  }
}
