/**
 * Jingle as it was written in 2008, in the experimental namespaces `urn:xmpp:tmp:jingle…` (XEP-0166 0.23 to 0.32,
 * XEP-0167 and XEP-0176 of that year).
 *
 * Audio and video were applications of their own then, until one of both took their place. Reasons were attributes
 * first, then wrapped in `<condition/>`; as those who read the one do not know the other, we write them as today.
 * DTLS came later, in a namespace that has not changed: who wrote it into such requests is still understood.
 */
import { create, elements, type XmlElement } from '../xml/codec';
import { ICE_UDP, JINGLE, JINGLE_ERRORS, RAW_UDP, RTP, RTP_INFO } from './namespaces';

/** Then, now; of several that became one, the first is the one to answer in. */
const namespaces: readonly (readonly [then: string, now: string])[] = [
  ['urn:xmpp:tmp:jingle', JINGLE],
  ['urn:xmpp:tmp:jingle:errors', JINGLE_ERRORS],
  ['urn:xmpp:tmp:jingle:apps:audio-rtp', RTP],
  ['urn:xmpp:tmp:jingle:apps:video-rtp', RTP],
  ['urn:xmpp:tmp:jingle:apps:rtp', RTP],
  ['urn:xmpp:tmp:jingle:apps:audio-rtp:info', RTP_INFO],
  ['urn:xmpp:tmp:jingle:apps:video-rtp:info', RTP_INFO],
  ['urn:xmpp:tmp:jingle:apps:rtp:info', RTP_INFO],
  ['urn:xmpp:tmp:jingle:transports:ice-udp', ICE_UDP],
  ['urn:xmpp:tmp:jingle:transports:raw-udp', RAW_UDP],
];

const now = new Map(namespaces);
const then = new Map(namespaces.toReversed().map(([old, modern]) => [modern, old]));
const [AUDIO_RTP, VIDEO_RTP] = ['urn:xmpp:tmp:jingle:apps:audio-rtp', 'urn:xmpp:tmp:jingle:apps:video-rtp'] as const;

/** `element` in the namespaces of today; `undefined` where neither it nor anything in it is of 2008. */
export const modernised = (element: XmlElement): XmlElement | undefined =>
  isOf2008(element) ? toModern(element) : undefined;

/** `element` in the namespaces of 2008, for an answer in kind; what that year did not know stays as it is. */
export function in2008({ name, attrs: { xmlns, ...attrs }, children }: XmlElement): XmlElement {
  const old = children.map(child => (typeof child === 'string' ? child : in2008(child)));
  if (xmlns === undefined) return { name, attrs, children: old };
  if (xmlns !== RTP || name !== 'description') {
    return { name, attrs: { xmlns: then.get(xmlns) ?? xmlns, ...attrs }, children: old };
  }
  const { media, ...rest } = attrs;
  return { name, attrs: { xmlns: media === 'video' ? VIDEO_RTP : AUDIO_RTP, ...rest }, children: old };
}

const isOf2008 = (element: XmlElement): boolean =>
  now.has(element.attrs['xmlns'] ?? '') || elements(element).some(isOf2008);

function toModern({ name, attrs: { xmlns, ...attrs }, children }: XmlElement): XmlElement {
  const modern = children.map(child => (typeof child === 'string' ? child : toModern(child)));
  const known = now.get(xmlns ?? '');
  const named = xmlns === undefined ? attrs : { xmlns: known ?? xmlns, ...attrs };
  switch (known !== undefined && name) {
    case 'description':
      return { name, attrs: { ...named, ...mediaOf(xmlns, attrs) }, children: modern };
    case 'jingle':
      return { name, attrs: named, children: [...modern.map(unwrapped), ...reasonIn(attrs)] };
    default:
      return { name, attrs: named, children: modern };
  }
}

/** What the application said by its namespace; that of both media says it as today, and is audio where it does not. */
const mediaOf = (xmlns: string | undefined, { media }: XmlElement['attrs']): { media: string } => ({
  media: xmlns === VIDEO_RTP ? 'video' : xmlns === AUDIO_RTP ? 'audio' : (media ?? 'audio'),
});

/** XEP-0166 0.24: `<reason><condition><success/></condition></reason>`. */
const unwrapped = (child: XmlElement | string): XmlElement | string =>
  typeof child === 'string' || child.name !== 'reason'
    ? child
    : {
        ...child,
        children: child.children.flatMap(part =>
          typeof part !== 'string' && part.name === 'condition' ? part.children : [part],
        ),
      };

/** XEP-0166 0.23: `reasoncode='no-error' reasontext='…'`. */
function reasonIn({ reasoncode, reasontext }: XmlElement['attrs']): XmlElement[] {
  if (reasoncode === undefined || !/^[a-z-]+$/.test(reasoncode)) return [];
  const condition = create(reasoncode === 'no-error' ? 'success' : reasoncode, JINGLE, JINGLE);
  const text = reasontext === undefined ? [] : [{ ...create('text', JINGLE, JINGLE), children: [reasontext] }];
  return [{ ...create('reason', JINGLE, JINGLE), children: [condition, ...text] }];
}
