/** Calls that nobody should have to bear, or believe. */
import {
  ask,
  contactRings,
  heardRequests,
  heardSteps,
  clear,
  content,
  count,
  id,
  onStage,
  propose,
  ringing,
  setStage,
  settle,
  step,
  strikeStage,
} from './stage';
import type { Attack, Attacks } from './table';

const replays: readonly Attack[] = [
  {
    tried: 'an invitation is sent twice',
    defined: '1 call rings',
    run: async () => {
      const { mallory } = onStage();
      const sid = id();
      mallory.write(propose(sid) + propose(sid));
      await settle(mallory);
      const told = `${count(ringing().length, 'call')} rings`;
      await clear();
      return told;
    },
  },
  {
    tried: 'an invitation comes again after it was declined',
    defined: 'no call rings',
    run: async () => {
      const { alice, bob } = onStage();
      const sid = id();
      alice.write(propose(sid));
      await settle(alice);
      await bob.page.end(ringing()[0]?.id ?? '');
      alice.write(propose(sid));
      await settle(alice);
      const told = `${count(ringing().length, 'call')} rings`;
      await clear();
      return told;
    },
  },
  {
    tried: 'a session is offered twice under one id',
    defined: 'result, then wait unexpected-request out-of-order; 1 call rings',
    run: async () => {
      const { alice } = onStage();
      const sid = id();
      const first = await ask(alice, 'session-initiate', sid, content());
      const second = await ask(alice, 'session-initiate', sid, content());
      const told = `${first}, then ${second}; ${count(ringing().length, 'call')} rings`;
      await clear();
      return told;
    },
  },
];

export const invitations: Attacks = {
  by: 'Callers',
  begin: setStage,
  end: strikeStage,
  attacks: [
    ...replays,
    {
      tried: 'an offer without any encryption',
      defined: 'result; session-terminate security-error; a contact gets through',
      run: async () => {
        const { alice } = onStage();
        const sid = id();
        const answer = await ask(alice, 'session-initiate', sid, content({ fingerprint: '' }));
        await settle(alice);
        const told = `${answer}; ${[...heardRequests(alice, sid), ...heardSteps(alice, sid)].join(', ')}`;
        await clear();
        return `${told}; ${await contactRings()}`;
      },
    },
    {
      tried: 'a call of somebody else is ended: the right session id from the wrong person',
      defined: 'cancel item-not-found unknown-session; 1 call rings, and none for the stranger',
      run: async () => {
        const { alice, mallory } = onStage();
        const sid = id();
        alice.write(propose(sid));
        await settle(alice);
        mallory.write(step('retract', sid));
        const answer = await ask(mallory, 'session-terminate', sid, '<reason><cancel/></reason>');
        const told = `${answer}; ${count(ringing().length, 'call')} rings, and none for the stranger`;
        await clear();
        return told;
      },
    },
  ],
};
