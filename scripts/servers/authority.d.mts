/** A certificate authority of our own for throw-away servers. */

/**
 * Makes an authority in a folder.
 * @returns its certificate in PEM
 * @throws if openssl is not installed
 */
export declare function makeAuthority(folder: string): string;

/** Makes `server.crt` and `server.key` for DNS names in the folder of an authority. */
export declare function issueCertificate(
  folder: string,
  names: string[],
  period?: 'good' | 'expired' | 'not-yet-valid',
): void;
