/** How the app came onto this machine, as its files tell. */
import { app } from 'electron';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isConfined } from './autostart';
import { installationOf, portableFolder, type Installation } from './installation';

const folder = dirname(process.execPath);

export function systemInstallation(): Installation {
  const packageType = join(process.resourcesPath, 'package-type');
  return installationOf({
    platform: process.platform,
    isPackaged: app.isPackaged,
    isConfined: isConfined(process.env),
    env: process.env,
    executable: process.execPath,
    packageType: existsSync(packageType) ? readFileSync(packageType, 'utf8').trim() : undefined,
    hasUninstaller: existsSync(join(folder, 'Uninstall Tsuwa.exe')),
  });
}

/** Where an app that is carried about keeps everything, if its person wants that. */
export function portableProfile(installation: Installation): string | undefined {
  const path = portableFolder(installation, folder);
  return path !== undefined && existsSync(path) ? path : undefined;
}
