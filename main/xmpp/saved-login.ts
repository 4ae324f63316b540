/** What signs us in again without the password, and what is left of the last session, kept between runs. */
import { parseSavedSession, type SavedSession } from './saved-session';

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
  /** Absent where there is none to come back to. */
  session?: SavedSession | undefined;
}

/** What was kept from an earlier run; `undefined` for anything else. */
export function parseSavedLogin(value: unknown, now = Date.now()): SavedLogin | undefined {
  if (!isRecord(value) || typeof value['userAgent'] !== 'string') return undefined;
  const token = tokenIn(value['token']);
  const session = parseSavedSession(value['session'], now);
  return { userAgent: value['userAgent'], ...(token && { token }), ...(session && { session }) };
}

function tokenIn(value: unknown): LoginToken | undefined {
  if (!isRecord(value)) return undefined;
  const { mechanism, token, expiry } = value;
  if (typeof mechanism !== 'string' || typeof token !== 'string' || typeof expiry !== 'string') return undefined;
  return { mechanism, token, expiry };
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
