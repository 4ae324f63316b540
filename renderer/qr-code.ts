/** An address as something to give away: a link (XEP-0147), and that link as a picture for the camera of a phone. */
import encodeQR from 'qr';

/** A QR code (ISO/IEC 18004) as a square of modules, with the quiet zone around it. */
export interface QrCode {
  /** Modules on each side. */
  size: number;
  /** The dark modules, as the data of an SVG path. */
  path: string;
}

/** Longer texts give modules that a camera cannot tell from one another on a screen. */
const LONGEST = 600;
/** Modules that stay empty around the code (§6.3.8). */
const QUIET_ZONE = 4;

/** The link to an address; what a link may not hold is encoded. */
export const linkTo = (address: string): string => `xmpp:${address.split('@').map(encodeURIComponent).join('@')}`;

/** `text` as a QR code; `undefined` if it is too long to be read from a screen. */
export function qrCodeOf(text: string): QrCode | undefined {
  if (new TextEncoder().encode(text).length > LONGEST) return undefined;
  const rows = encodeQR(text, 'raw', { ecc: 'medium', border: QUIET_ZONE });
  const path = rows.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join('');
  return { size: rows.length, path };
}
