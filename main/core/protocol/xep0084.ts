/** XEP-0084: User Avatar (1.1.4), over the personal eventing of XEP-0163. */
import {
  attr,
  body,
  caseless,
  element,
  MalformedElementError,
  matching,
  optionalAttr,
  tolerant,
  uint,
  wellFormedChildren,
  type Infer,
  type Text,
} from '../xml/codec';

export const AVATAR_DATA = 'urn:xmpp:avatar:data';
export const AVATAR_METADATA = 'urn:xmpp:avatar:metadata';

/** Whoever has this feature is told of the pictures of their contacts (XEP-0163 §4). */
export const AVATAR_NOTIFY = `${AVATAR_METADATA}+notify`;

/** Beyond this no picture is taken, in base64: people's pictures are smaller. */
const TEXT_LIMIT = 512 * 1024;

/** Bytes as base64 (RFC 4648 §4), white space in it allowed as old clients wrap it. */
export const base64: Text<string> = {
  parse: raw => {
    const text = raw.length > TEXT_LIMIT ? '' : raw.replace(/\s+/g, '');
    if (text === '' || text.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text))
      throw new MalformedElementError('not base64');
    return text;
  },
  format: text => text,
};

/** A SHA-1 in hexadecimal digits, which old clients write in capital letters. */
export const sha1 = caseless(matching(/^[0-9a-f]{40}$/, 'a SHA-1'));

/** One form of a picture; with `url` it does not lie in the data node (§4.2.1). */
const info = element('info', AVATAR_METADATA, {
  bytes: attr('bytes', uint()),
  id: attr('id', sha1),
  type: attr('type'),
  url: optionalAttr('url'),
  width: tolerant(optionalAttr('width', uint(65_535))),
  height: tolerant(optionalAttr('height', uint(65_535))),
});

/** Without an `info` the person shows no picture (§4.4). */
export const avatarMetadata = element('metadata', AVATAR_METADATA, { infos: wellFormedChildren(info) });

/** The bytes of a picture, in base64. */
export const avatarData = element('data', AVATAR_DATA, { text: body(base64) });

export type AvatarInfo = Infer<typeof info>;
