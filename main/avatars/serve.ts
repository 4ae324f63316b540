/**
 * People's pictures for our pages, under the SHA-1 of the bytes that came: at `app://bundle/avatar/` as we drew them, and at
 * `app://bundle/undrawn/` as they came, for the page that draws them.
 */
import { AVATARS, UNDRAWN } from '../../shared/contact';
import type { AvatarFolder } from './store';
import type { Undrawn } from './undrawn';

/** A picture is never looked into for anything but pixels; its name says what is in it, so it never changes. */
const headers = {
  'content-security-policy': "default-src 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

/** Answers a request for a picture; `undefined` if it is for something else. */
export function serveAvatar(
  avatars: Pick<AvatarFolder, 'open'>,
  undrawn: Pick<Undrawn, 'open'>,
  { method, url }: { method: string; url: string },
): Promise<Response> | undefined {
  if (url.startsWith(AVATARS))
    return answer(method, url.slice(AVATARS.length), async id => drawn(await avatars.open(id)));
  if (url.startsWith(UNDRAWN)) return answer(method, url.slice(UNDRAWN.length), id => undrawn.open(id));
  return undefined;
}

interface Served {
  bytes: Uint8Array<ArrayBuffer>;
  type: string;
}

const drawn = (bytes: Uint8Array<ArrayBuffer> | undefined): Served | undefined =>
  bytes && { bytes, type: 'image/webp' };

async function answer(
  method: string,
  id: string,
  open: (id: string) => Promise<Served | undefined> | Served | undefined,
): Promise<Response> {
  if (method !== 'GET') return new Response(undefined, { status: 405, headers });
  const picture = /^[0-9a-f]{40}$/.test(id) ? await open(id) : undefined;
  if (!picture) return new Response(undefined, { status: 404, headers });
  return new Response(picture.bytes, {
    headers: { ...headers, 'content-type': picture.type, 'cache-control': 'private, max-age=31536000, immutable' },
  });
}
