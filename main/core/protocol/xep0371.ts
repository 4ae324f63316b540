/** XEP-0371: Jingle ICE Transport Method (0.3.1): XEP-0176 in another namespace, with an end of candidates. */
import { optionalChild, type OptionalField } from '../xml/codec';
import { ICE } from './namespaces';
import { iceUdp, transportIn, type IceUdp } from './xep0176';

/** A transport of XEP-0176, or of XEP-0371 where it says so. */
export interface IceTransport extends IceUdp {
  xmlns?: typeof ICE | undefined;
}

const older = optionalChild(iceUdp);
const newer = optionalChild(transportIn(ICE));

/** The ICE transport of a content; written in the namespace that it was read in. */
export const iceTransport: OptionalField<IceTransport> = {
  optional: true,
  read: (content, inherited) => {
    const found = newer.read(content, inherited);
    return older.read(content, inherited) ?? (found && { ...found, xmlns: ICE });
  },
  write: (content, value, inherited) => (value?.xmlns === ICE ? newer : older).write(content, value, inherited),
};
