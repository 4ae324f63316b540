/** The page's own scheme, `app://bundle/`: what it serves and under which rules. */
import { readFile } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';

export const SCHEME = 'app';
export const HOST = 'bundle';
export const BUNDLE_ORIGIN = `${SCHEME}://${HOST}`;

/** Script, style, media and connections from the bundle only; nothing may be framed, submitted, rebased or made of text. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "media-src 'self' blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "frame-src 'none'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.ogg': 'audio/ogg',
  '.opus': 'audio/ogg',
  '.wav': 'audio/wav',
  '.mp3': 'audio/mpeg',
};

const headers = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-cache',
};

/** The origin of `url` as Chromium writes it, for our scheme too; `undefined` if `url` is none. */
export function originOf(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, host } = new URL(url);
  return `${protocol}//${host}`;
}

/** The file inside `root` that `url` names; `undefined` where it names none of ours. */
export function bundledFile(root: string, url: string): string | undefined {
  if (originOf(url) !== BUNDLE_ORIGIN) return undefined;
  const path = decoded(new URL(url).pathname);
  if (path === undefined || /[\\\0]/.test(path)) return undefined;
  const segments = path.split('/').filter(segment => segment !== '');
  // A name from the build never begins with a dot or has a drive letter; whoever asks for such a one tries to get out.
  if (segments.some(segment => segment.startsWith('.') || segment.includes(':'))) return undefined;
  const file = join(root, ...segments);
  return file.startsWith(root + sep) ? file : undefined;
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined; // no text at all
  }
}

/** Answers a request for a part of the page from the folder `root`. */
export async function serveBundle(root: string, { method, url }: { method: string; url: string }): Promise<Response> {
  if (method !== 'GET') return new Response(undefined, { status: 405, headers });
  const file = bundledFile(root, url);
  if (!file) return new Response(undefined, { status: 403, headers });
  try {
    const body = await readFile(file);
    const type = contentTypes[extname(file)] ?? 'application/octet-stream';
    return new Response(new Uint8Array(body), { headers: { ...headers, 'content-type': type } });
  } catch {
    return new Response(undefined, { status: 404, headers });
  }
}
