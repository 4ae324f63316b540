/**
 * A process of its own that changes the settings and secrets again and again, and tells the number of each change once it is
 * kept, until it is killed. Arguments: the modules of the settings and the secrets, and the folder.
 */
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { runnerImport } from 'vite';

const [settingsModule = '', secretsModule = '', folder = ''] = process.argv.slice(2);
const quiet = { info: () => undefined, warn: () => undefined, debug: () => undefined };
const options = { configFile: false } as const;
const { module: settings } = await runnerImport<typeof import('../../main/settings')>(settingsModule, options);
const { module: secrets } = await runnerImport<typeof import('../../main/secrets')>(secretsModule, options);
const file = new settings.SettingsFile(join(folder, 'settings.json'), quiet);
const keyring = {
  likely: () => true,
  available: () => Promise.resolve(true),
  encrypt: (text: string) => Promise.resolve(Buffer.from(text)),
  decrypt: (sealed: Buffer) => Promise.resolve(sealed.toString()),
};
const kept = new secrets.SecretFile(join(folder, 'secret'), keyring, quiet);
for (let count = 1; ; count += 1) {
  file.change({ favourites: Array.from({ length: 500 }, (_, at) => `${count}-${at}@capulet.lit`) });
  await kept.keep({ address: 'romeo@montague.lit', password: `${count} ${'x'.repeat(10_000)}` });
  writeSync(1, `${count}\n`);
}
