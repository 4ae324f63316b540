/** Whom the system opens `xmpp:` and `tel:` links with, as far as it tells and lets us say. */
import { app, shell } from 'electron';
import { homedir } from 'node:os';
import type { LinkClaims } from '../shared/ipc';
import { startCommand } from './desktop-entry';
import type { Installation } from './installation';
import { launcherFollowsMove, launcherPaths, removeLauncher, writeLauncher } from './launcher';
import type { LinkDesk } from './links';
import type { Log } from './log';
import { describeError } from './log';
import { appPicture } from './pictures';

const schemes = ['xmpp', 'tel'] as const;

/** Windows asks the person itself, Linux takes a yes but no no, macOS both. */
const by: Readonly<Partial<Record<NodeJS.Platform, LinkClaims['by']>>> = { win32: 'settings', darwin: 'both' };

/** The system of this machine. What nobody installed brings its entry in the menu itself, and takes it away again. */
export function systemLinkDesk(installation: Installation, log: Log): LinkDesk {
  const loose = process.platform === 'linux' && (installation === 'appimage' || installation === 'folder');
  const paths = launcherPaths(process.env, homedir());
  const command = startCommand(process.env, process.execPath, []);
  if (loose) {
    try {
      launcherFollowsMove(paths, command);
    } catch (error) {
      log.warn`the entry in the menu: ${describeError(error)}`;
    }
  }
  const claims = (): LinkClaims => ({
    xmpp: app.isDefaultProtocolClient('xmpp'),
    tel: app.isDefaultProtocolClient('tel'),
    by: loose ? 'both' : (by[process.platform] ?? 'set'),
  });
  return {
    claims,
    claim: claim => {
      if (loose && claim) writeLauncher(paths, command, appPicture().toPNG());
      if (loose && !claim) removeLauncher(paths);
      else {
        for (const scheme of schemes) {
          if (claim) app.setAsDefaultProtocolClient(scheme);
          else app.removeAsDefaultProtocolClient(scheme);
        }
      }
      if (claim && process.platform === 'win32') {
        shell
          .openExternal('ms-settings:defaultapps')
          .catch((error: unknown) => log.info`the system's settings did not open: ${describeError(error)}`);
      }
      return claims();
    },
  };
}
