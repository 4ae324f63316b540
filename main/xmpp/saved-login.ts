/** What signs us in again without the password, kept between runs. */

/** A token of FAST (XEP-0484). */
export interface LoginToken {
  mechanism: string;
  token: string;
  /** Date and time (XEP-0082). */
  expiry: string;
}

/** To be kept in safe storage: the token is as good as the password. */
export interface SavedLogin {
  /** A UUID of this installation (XEP-0388 §2.3). */
  userAgent: string;
  token?: LoginToken | undefined;
}

/** What was kept from an earlier run; `undefined` for anything else. */
export function parseSavedLogin(value: unknown): SavedLogin | undefined {
  if (!isRecord(value) || typeof value['userAgent'] !== 'string') return undefined;
  const { userAgent, token } = value;
  if (!isRecord(token)) return { userAgent };
  const { mechanism, token: secret, expiry } = token;
  if (typeof mechanism !== 'string' || typeof secret !== 'string' || typeof expiry !== 'string') return { userAgent };
  return { userAgent, token: { mechanism, token: secret, expiry } };
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
