/** Programs that trust only what the system trusts, made to trust a test's authority without a change to the system. */

/** Where Debian's GnuTLS looks, and so everything that uses GLib's TLS. */
const STORE = '/etc/ssl/certs/ca-certificates.crt';

const BIND = `mount --bind "$0" ${STORE} && exec "$@"`;

/**
 * The words of a command that runs `command` in a mount namespace of its own, where the certificates in `caFile` (PEM) are
 * the only ones of the system. The namespace ends with the command, however that ends. Needs root or user namespaces.
 */
export function trusting(caFile: string, command: readonly string[]): [string, ...string[]] {
  const [uid = 0, gid = 0] = [process.getuid?.(), process.getgid?.()];
  const bound = (words: readonly string[]) => ['sh', '-c', BIND, caFile, ...words];
  if (uid === 0) return ['unshare', '--mount', ...bound(command)];
  // Only root of a namespace may mount in it; then back to who we were, as D-Bus and the files know us.
  const back = ['unshare', '--user', `--map-user=${uid}`, `--map-group=${gid}`, ...command];
  return ['unshare', '--map-root-user', '--mount', ...bound(back)];
}
