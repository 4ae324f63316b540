/** Whom the system opens `xmpp:` and `tel:` links with, as far as it tells and lets us say. */
import { app, shell } from 'electron';
import type { LinkClaims } from '../shared/ipc';
import type { LinkDesk } from './links';
import type { Log } from './log';
import { describeError } from './log';

const schemes = ['xmpp', 'tel'] as const;

/** Windows asks the person itself, Linux takes a yes but no no, macOS both. */
const by: Readonly<Partial<Record<NodeJS.Platform, LinkClaims['by']>>> = { win32: 'settings', darwin: 'both' };

/** The system of this machine. */
export function systemLinkDesk(log: Log): LinkDesk {
  const claims = (): LinkClaims => ({
    xmpp: app.isDefaultProtocolClient('xmpp'),
    tel: app.isDefaultProtocolClient('tel'),
    by: by[process.platform] ?? 'set',
  });
  return {
    claims,
    claim: claim => {
      for (const scheme of schemes) {
        if (claim) app.setAsDefaultProtocolClient(scheme);
        else app.removeAsDefaultProtocolClient(scheme);
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
