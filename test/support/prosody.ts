/** A throw-away Prosody for tests. */
export { startProsody } from '../../scripts/servers/prosody.mjs';
export type { Prosody, ProsodyOptions } from '../../scripts/servers/prosody.mjs';
