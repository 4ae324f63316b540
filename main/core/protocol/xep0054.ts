/** XEP-0054: vcard-temp (1.3), as far as the picture goes. */
import { body, element, optionalChild, tolerant } from '../xml/codec';
import { base64 } from './xep0084';

export const VCARD = 'vcard-temp';

const photo = element('PHOTO', VCARD, {
  data: optionalChild(element('BINVAL', VCARD, { text: body(base64) })),
});

/** Asked for empty. A `PHOTO` that lies elsewhere on the net (`EXTVAL`) counts as none. */
export const vCard = element('vCard', VCARD, { photo: tolerant(optionalChild(photo)) });
