/**
 * `node scripts/network/serve.mjs <JSON>`: Prosody and coturn for the network namespace that it is run in. Takes a `Serving`
 * and prints a `Served` as one line (names.mjs); ends them when its stdin ends.
 */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { withLifetime } from '../lifetime.mjs';
import { issueCertificate } from '../servers/authority.mjs';
import { startCoturn } from '../servers/coturn.mjs';
import { startProsody } from '../servers/prosody.mjs';
import { handOver } from '../servers/supervised.mjs';
import { relayName } from './names.mjs';

/** @typedef {import('./names.mjs').Serving} Serving */
/** @typedef {import('./names.mjs').Served} Served */

const SECRET = 'network-secret';

await withLifetime(async lifetime => {
  /** @type {Serving} */
  const { addresses, tlsPort, services, plugin } = JSON.parse(process.argv[2] ?? '');
  // Prosody's user may not come to where we are.
  const plugins = mkdtempSync(join(tmpdir(), 'plugins-'));
  lifetime.own(() => rmSync(plugins, { recursive: true, force: true }));
  if (plugin !== undefined) copyFileSync(plugin, join(plugins, basename(plugin)));
  handOver(plugins);
  const prosody = await startProsody({
    port: 5222,
    directTlsPort: 5223,
    debug: true,
    // Not mod_turn_external: in Prosody 0.12 it announces TURN over TLS without credentials.
    modules: [
      ...(services.length > 0 ? ['external_services'] : []),
      ...(plugin === undefined ? [] : [basename(plugin, '.lua').replace(/^mod_/, '')]),
    ],
    pluginPaths: [plugins],
    config: `interfaces = { "*"; "::" }\nexternal_services = { ${services.map(inLua).join('; ')} }`,
  });
  lifetime.own(() => prosody.stop());

  const folder = mkdtempSync(join(tmpdir(), 'relay-'));
  lifetime.own(() => rmSync(folder, { recursive: true, force: true }));
  for (const file of ['ca.crt', 'ca.key']) copyFileSync(join(prosody.folder, file), join(folder, file));
  issueCertificate(folder, [relayName]);
  handOver(folder);
  const tls = { port: tlsPort, cert: join(folder, 'server.crt'), key: join(folder, 'server.key') };
  const relay = await startCoturn({ secret: SECRET, port: 3478, addresses, tls });
  lifetime.own(async () => {
    await relay.kill(); // asked to end, it takes seconds
    await relay.stop();
  });

  /** @type {Served} */
  const served = { caFile: prosody.caFile, log: join(prosody.folder, 'prosody.log') };
  console.log(JSON.stringify(served));
  process.stdin.resume();
  await new Promise(resolve => process.stdin.once('close', resolve));
});

/** @param {import('./names.mjs').Service} service As mod_external_services reads it. */
function inLua({ type, transport, host, port }) {
  const credentials = type === 'stun' ? '' : ` algorithm = "turn"; secret = "${SECRET}"; ttl = 3600;`;
  return `{ type = "${type}"; transport = "${transport}"; host = "${host}"; port = ${port};${credentials} }`;
}
