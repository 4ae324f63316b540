/** The way to a server: straight, or through a proxy that somebody else runs. */
import * as v from 'valibot';

export const proxyTypes = ['socks5', 'http'] as const;
export type ProxyType = (typeof proxyTypes)[number];

const text = (limit: number) => v.pipe(v.string(), v.maxLength(limit));

/** A proxy: SOCKS5 (RFC 1928, RFC 1929), or HTTP CONNECT (RFC 9110 §9.3.6, with Basic authentication of RFC 7617). */
export const proxySchema = v.strictObject({
  type: v.picklist(proxyTypes),
  host: v.pipe(text(253), v.minLength(1)),
  port: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535)),
  // RFC 1929 §2: a byte each for their lengths.
  username: v.optional(v.pipe(text(255), v.minLength(1))),
});
export type Proxy = v.InferOutput<typeof proxySchema>;

/** What the person chooses for an account; `system`: as the system says for each server. */
export const proxyChoiceSchema = v.union([v.picklist(['system', 'none']), proxySchema]);
export type ProxyChoice = v.InferOutput<typeof proxyChoiceSchema>;

export const PROXY_PASSWORD_LIMIT = 255;

/** Where proxies of a type usually listen. */
export const usualProxyPort: Record<ProxyType, number> = { socks5: 1080, http: 3128 };

/** Whether both are the same proxy, signed in to as the same. */
export const isSameProxy = (one: ProxyChoice | undefined, other: ProxyChoice | undefined): boolean =>
  typeof one === 'object' &&
  typeof other === 'object' &&
  one.type === other.type &&
  one.host === other.host &&
  one.port === other.port &&
  one.username === other.username;

/**
 * The first way in what a PAC script or a system answers, such as `PROXY a:3128; DIRECT`, that we know. `undefined` is
 * straight there; null means that there are ways and we know none of them.
 */
export function proxyIn(answer: string): Proxy | undefined | null {
  const ways = answer
    .split(';')
    .map(way => way.trim())
    .filter(way => way !== '');
  if (ways.length === 0) return undefined;
  for (const way of ways) {
    if (/^DIRECT$/i.test(way)) return undefined;
    const [, kind = '', host = '', port = ''] =
      /^(PROXY|HTTP|SOCKS5?)\s+(\[[^\]]+\]|[^:\s]+):(\d{1,5})$/i.exec(way) ?? [];
    const type = /^SOCKS/i.test(kind) ? 'socks5' : 'http';
    const proxy = v.safeParse(proxySchema, { type, host: host.replace(/^\[|\]$/g, ''), port: Number(port) });
    if (kind !== '' && proxy.success) return proxy.output;
  }
  return null;
}
