/** What the page may ask of the system: the microphone, a speaker, a headset's buttons (see headsets.ts), to copy, and nothing else. */
import type { Session } from 'electron';
import { originOf } from './bundle';

/** A question of Chromium: may the document at `url` do `permission`? */
export interface PermissionQuestion {
  permission: string;
  url: string | undefined;
  isMainFrame: boolean;
  /** For `media`: every kind of device that is asked for. */
  media: readonly string[];
}

/** The answer for the page at `origin`. */
export function mayUse({ permission, url, isMainFrame, media }: PermissionQuestion, origin: string): boolean {
  if (!isMainFrame || url === undefined || originOf(url) !== origin) return false;
  // Writing to the clipboard only: what is in it may be a password, and is not read.
  if (['speaker-selection', 'hid', 'clipboard-sanitized-write'].includes(permission)) return true;
  return permission === 'media' && media.length > 0 && media.every(kind => kind === 'audio');
}

/** Answers every question of `session` by `mayUse`. */
export function guardPermissions(session: Session, origin: string): void {
  session.setPermissionRequestHandler((_contents, permission, answer, details) => {
    const media = 'mediaTypes' in details ? (details.mediaTypes ?? []) : [];
    answer(mayUse({ permission, url: details.requestingUrl, isMainFrame: details.isMainFrame, media }, origin));
  });
  session.setPermissionCheckHandler((_contents, permission, requestingOrigin, details) => {
    const media = details.mediaType === undefined ? [] : [details.mediaType];
    const url = details.requestingUrl ?? requestingOrigin;
    return mayUse({ permission, url, isMainFrame: details.isMainFrame, media }, origin);
  });
  session.setDevicePermissionHandler(() => false);
}
