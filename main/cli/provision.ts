/** Accounts from a file, for those who set up many machines or a test. */
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import * as v from 'valibot';
import { preferencesSchema } from '../../shared/ipc';
import { toPersonAddress } from '../../shared/jid';
import { PROXY_PASSWORD_LIMIT, proxySchema } from '../../shared/proxy';
import { PhoneError } from '../../shared/result';
import { readCertificates } from '../certificates';
import type { Credentials } from '../softphone-ports';

const proxyPassword = v.optional(v.pipe(v.string(), v.maxLength(PROXY_PASSWORD_LIMIT)));

const schema = v.strictObject({
  jid: v.pipe(
    v.string(),
    v.check(text => toPersonAddress(text) !== undefined, 'is no address'),
  ),
  password: v.pipe(v.string(), v.minLength(1, 'is empty')),
  host: v.optional(v.pipe(v.string(), v.minLength(1, 'is empty'))),
  port: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535))),
  /** Relative to the file it is named in. */
  caFile: v.optional(v.pipe(v.string(), v.minLength(1, 'is empty'))),
  /** `system`, `none`, or a proxy with its sign-in. */
  proxy: v.optional(
    v.union([v.picklist(['system', 'none']), v.strictObject({ ...proxySchema.entries, password: proxyPassword })]),
  ),
  /** What is chosen for the person; the rest stays as it is. */
  preferences: v.optional(v.partial(preferencesSchema)),
});

/** A provisioning file that cannot be used; the message is for the person and quotes nothing of the file but keys. */
export class ProvisionError extends Error {
  override name = 'ProvisionError';
}

/** The account in the file at `path`. Throws `ProvisionError`. */
export async function readProvision(path: string): Promise<Credentials> {
  const { jid, password, host, port, caFile, proxy, preferences } = accountIn(await textOf(path));
  const ca = caFile === undefined ? undefined : await certificatesIn(resolve(dirname(path), caFile));
  const server = { host, port, ca, ...proxied(proxy) };
  return { address: jid, password, ...server, remember: true, ...(preferences && { preferences }) };
}

function proxied(given: v.InferOutput<typeof schema>['proxy']): Pick<Credentials, 'proxy' | 'proxyPassword'> {
  if (typeof given !== 'object') return given === undefined ? {} : { proxy: given };
  const { password, ...proxy } = given;
  return { proxy, ...(password !== undefined && { proxyPassword: password }) };
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    throw new ProvisionError('The provisioning file cannot be read');
  }
}

function accountIn(text: string): v.InferOutput<typeof schema> {
  const parsed = v.safeParse(schema, json(text));
  if (parsed.success) return parsed.output;
  const keys = new Set(parsed.issues.map(issue => v.getDotPath(issue)).filter(path => path !== null));
  throw new ProvisionError(`The provisioning file is wrong${keys.size > 0 ? ` at: ${[...keys].join(', ')}` : ''}`);
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's message would quote the file, and with it the password.
    throw new ProvisionError('The provisioning file is not JSON');
  }
}

async function certificatesIn(path: string): Promise<string> {
  try {
    return await readCertificates(path);
  } catch (error) {
    if (error instanceof PhoneError)
      throw new ProvisionError('The certificate file of the provisioning file cannot be read');
    throw error;
  }
}
