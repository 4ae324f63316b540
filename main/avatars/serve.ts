/** People's pictures for our pages, at `app://bundle/avatar/<SHA-1>`. */
import { BUNDLE_ORIGIN } from '../bundle';
import type { AvatarFolder } from './store';

const PREFIX = `${BUNDLE_ORIGIN}/avatar/`;

/** A picture is never looked into for anything but pixels; its name says what is in it, so it never changes. */
const headers = {
  'content-security-policy': "default-src 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

/** Answers a request for a picture; `undefined` if it is for something else. */
export function serveAvatar(
  avatars: Pick<AvatarFolder, 'open'>,
  { method, url }: { method: string; url: string },
): Promise<Response> | undefined {
  return url.startsWith(PREFIX) ? answer(avatars, method, url.slice(PREFIX.length)) : undefined;
}

async function answer(avatars: Pick<AvatarFolder, 'open'>, method: string, id: string): Promise<Response> {
  if (method !== 'GET') return new Response(undefined, { status: 405, headers });
  const picture = /^[0-9a-f]{40}$/.test(id) ? await avatars.open(id) : undefined;
  if (!picture) return new Response(undefined, { status: 404, headers });
  return new Response(picture.bytes, {
    headers: { ...headers, 'content-type': picture.type, 'cache-control': 'private, max-age=31536000, immutable' },
  });
}
