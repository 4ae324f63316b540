/** XEP-0153: vCard-Based Avatars (1.1), told of in presence. */
import { body, element, optionalChild, string, type Infer } from '../xml/codec';

const UPDATE = 'vcard-temp:x:update';

/** Without `photo` nothing is known yet; with an empty one there is no picture (§4.3). */
export const avatarUpdate = element('x', UPDATE, {
  photo: optionalChild(element('photo', UPDATE, { hash: body(string) })),
});

export type AvatarUpdate = Infer<typeof avatarUpdate>;
