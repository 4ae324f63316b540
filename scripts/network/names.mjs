/** What the servers in a namespace of ours and those who use them agree on. */

/**
 * @typedef {object} Service As XEP-0215 announces it.
 * @property {'stun' | 'turn' | 'turns'} type
 * @property {'udp' | 'tcp'} transport
 * @property {string} host
 * @property {number} port
 *
 * @typedef {object} Serving
 * @property {readonly string[]} addresses Of the relay.
 * @property {number} tlsPort Of the relay.
 * @property {readonly Service[]} services What Prosody announces.
 * @property {string} [plugin] A module of Prosody's to load besides: the path of mod_<name>.lua.
 *
 * @typedef {object} Served
 * @property {string} caFile The authority behind all certificates.
 * @property {string} log Prosody's log file, with every stanza.
 */

/** The name that the relay's certificate is for. */
export const relayName = 'relay.example.test';
