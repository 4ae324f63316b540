/** The person's ring tones for our pages, at `app://bundle/tone/<SHA-1>`. */
import { BUNDLE_ORIGIN } from '../bundle';
import type { RingToneFolder } from './folder';

const PREFIX = `${BUNDLE_ORIGIN}/tone/`;

/** A tone is never looked into for anything but sound; its name says what is in it, so it never changes. */
const headers = {
  'content-security-policy': "default-src 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

/** Answers a request for a ring tone; `undefined` if it is for something else. */
export function serveRingTone(
  tones: Pick<RingToneFolder, 'open'>,
  { method, url }: { method: string; url: string },
): Promise<Response> | undefined {
  return url.startsWith(PREFIX) ? answer(tones, method, url.slice(PREFIX.length)) : undefined;
}

async function answer(tones: Pick<RingToneFolder, 'open'>, method: string, id: string): Promise<Response> {
  if (method !== 'GET') return new Response(undefined, { status: 405, headers });
  const tone = /^[0-9a-f]{40}$/.test(id) ? await tones.open(id) : undefined;
  if (!tone) return new Response(undefined, { status: 404, headers });
  return new Response(tone.bytes, { headers: { ...headers, 'content-type': tone.type, 'cache-control': 'no-cache' } });
}
