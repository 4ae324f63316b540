/**
 * XEP-0176: Jingle ICE-UDP Transport Method (1.1.1), with the DTLS fingerprint of XEP-0320.
 *
 * Reads more than it writes: `network`, `id` and `generation` may be missing, `rel_port` and an upper-case protocol are
 * understood, and a candidate that makes no sense is left out instead of costing the call. XEP-0371 differs in its
 * namespace only: `tcptype` and `<gathering-complete/>` are its own, and peers write them here as well.
 */
import {
  atMost,
  attr,
  body,
  caseless,
  clamped,
  element,
  mapped,
  mark,
  matching,
  oneOf,
  optionalAttr,
  token,
  tolerant,
  uint,
  wellFormedChildren,
  type Field,
  type Infer,
  type OptionalField,
} from '../xml/codec';
import { DTLS, ICE_UDP } from './namespaces';

/** Monal writes `rel_port`. */
const relPort: OptionalField<number> = {
  ...tolerant(attr('rel-port', uint(65535))),
  read: (source, xmlns) =>
    tolerant(attr('rel-port', uint(65535))).read(source, xmlns) ??
    tolerant(attr('rel_port', uint(65535))).read(source, xmlns),
};

const address = matching(/^[\w.:%-]{1,255}$/, 'an address');

/** RFC 8445 §5.1.2; XEP-0371 has a greater one in its own example. */
const PRIORITY_LIMIT = 2 ** 31 - 1;

/** No honest gathering finds more; those behind are dropped. */
const CANDIDATES = 256;

const fields = {
  component: attr('component', uint(256)),
  foundation: attr('foundation', token),
  generation: tolerant(attr('generation', uint())),
  id: tolerant(attr('id', token)),
  ip: attr('ip', address),
  network: tolerant(attr('network', uint())),
  port: attr('port', uint(65535)),
  priority: attr('priority', clamped(PRIORITY_LIMIT)),
  protocol: attr('protocol', caseless(matching(/^[\w-]{1,64}$/, 'a transport protocol'))),
  relAddr: tolerant(attr('rel-addr', address)),
  relPort,
  tcpType: tolerant(attr('tcptype', oneOf('active', 'passive', 'so'))),
  type: attr('type', oneOf('host', 'prflx', 'relay', 'srflx')),
};

const candidateIn = (xmlns: string) => element('candidate', xmlns, fields);

export const candidate = candidateIn(ICE_UDP);

/** XEP-0320; in what follows its first versions, `setup` is missing. */
export const fingerprint = element('fingerprint', DTLS, {
  hash: attr('hash', caseless(matching(/^[\w-]{1,64}$/, 'a hash function'))),
  setup: tolerant(attr('setup', oneOf('active', 'passive', 'actpass', 'holdconn'))),
  value: body(matching(/^[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){0,127}$/, 'a fingerprint')),
});

export type Fingerprint = Infer<typeof fingerprint>;

/** The one fingerprint to check the certificate by, where a peer gives several. */
const strongest: Field<Fingerprint | undefined> & { optional: true } = {
  optional: true,
  ...mapped(
    wellFormedChildren(fingerprint),
    (found): Fingerprint | undefined => found.find(({ hash }) => hash === 'sha-256') ?? found[0],
    one => (one ? [one] : []),
  ),
};

/** An ICE transport in the namespace of one of its two specifications; `<remote-candidate/>` tells us nothing new. */
export const transportIn = (xmlns: string) =>
  element('transport', xmlns, {
    ufrag: optionalAttr('ufrag', token),
    pwd: optionalAttr('pwd', token),
    fingerprint: strongest,
    candidates: atMost(CANDIDATES, wellFormedChildren(candidateIn(xmlns))),
    gatheringComplete: mark('gathering-complete'),
  });

export const iceUdp = transportIn(ICE_UDP);

export type Candidate = Infer<typeof candidate>;
export type IceUdp = Infer<typeof iceUdp>;
