/**
 * `node relay.mjs`: ideal signalling for the namespace that it is run in. Whoever connects says a name, and then lines of
 * JSON, each for the one named in `to`; "bench" is who has started us. Prints "<port>" first.
 */
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';

/** @type {Map<string, (line: string) => void>} */
const everyone = new Map([['bench', line => void process.stdout.write(`${line}\n`)]]);

/** @param {string} from @param {string} line */
function pass(from, line) {
  /** @type {{ to: string }} */
  const message = JSON.parse(line);
  everyone.get(message.to)?.(JSON.stringify({ ...message, from }));
}

const server = createServer({ noDelay: true }, socket => {
  /** @type {string | undefined} */
  let name;
  socket.on('error', () => socket.destroy()); // it goes with its page
  createInterface({ input: socket }).on('line', line => {
    if (name !== undefined) return pass(name, line);
    name = line;
    everyone.set(name, text => void socket.write(`${text}\n`));
    pass(name, JSON.stringify({ to: 'bench', event: 'here' }));
  });
});
server.listen(0, () => {
  const address = server.address();
  console.log(address !== null && typeof address === 'object' ? address.port : 0);
});
createInterface({ input: process.stdin })
  .on('line', line => pass('bench', line))
  .on('close', () => process.exit(0));
