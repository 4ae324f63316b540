/** Every attack there is. */
import { floods } from './floods';
import { forgeries } from './forgeries';
import { invitations } from './invitations';
import { servers } from './servers';
import { texts } from './texts';
import type { Attacks } from './table';

export const all: readonly Attacks[] = [invitations, floods, forgeries, texts, servers];
