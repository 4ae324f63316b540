/** Every attack there is. */
import { invitations } from './invitations';
import { servers } from './servers';
import type { Attacks } from './table';

export const all: readonly Attacks[] = [invitations, servers];
