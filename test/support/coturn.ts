/** A throw-away TURN server for tests. */
export { startCoturn } from '../../scripts/servers/coturn.mjs';
export type { Coturn } from '../../scripts/servers/coturn.mjs';
