/** A throw-away ejabberd for tests. */
export { startEjabberd } from '../../scripts/servers/ejabberd.mjs';
export type { Ejabberd } from '../../scripts/servers/ejabberd.mjs';
