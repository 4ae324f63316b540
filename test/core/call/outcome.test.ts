import { expect, test } from 'vitest';
import { callEnds, type CallEnd } from '../../../shared/call';
import { heard, outcomes, said, type Stage } from '../../../main/core/call/outcome';
import { reasons, type JingleReason } from '../../../main/core/protocol/xep0166';

const stages: Stage[] = ['unanswered-outgoing', 'unanswered-incoming', 'answered'];

const trouble: Partial<Record<JingleReason, CallEnd>> = {
  'connectivity-error': 'no-path',
  'failed-application': 'error',
  'failed-transport': 'no-path',
  'general-error': 'error',
  'incompatible-parameters': 'incompatible',
  'media-error': 'error',
  'security-error': 'not-encrypted',
  'unsupported-applications': 'incompatible',
  'unsupported-transports': 'not-encrypted',
};
const all = (end: CallEnd) => Object.fromEntries(reasons.map(reason => [reason, end]));

const expected: Record<Stage, Record<string, CallEnd>> = {
  'unanswered-outgoing': {
    ...all('declined'),
    ...trouble,
    busy: 'busy',
    expired: 'no-answer',
    gone: 'vanished',
    timeout: 'no-answer',
  },
  'unanswered-incoming': { ...all('cancelled'), expired: 'no-answer', timeout: 'no-answer' },
  answered: { ...all('answered'), ...trouble, gone: 'vanished', timeout: 'no-path' },
};

test.each(stages.flatMap(stage => reasons.map(reason => [stage, reason, expected[stage][reason]] as const)))(
  'a call that is %s and that they end with %s is %s',
  (stage, reason, end) => {
    expect(heard(stage, reason)).toBe(end);
  },
);

test.each(stages.flatMap(stage => reasons.map(reason => [stage, reason] as const)))(
  'the table knows one end for a call that is %s and ended with %s',
  (stage, reason) => {
    const ends = callEnds.filter(end => outcomes[end].hear[stage]?.includes(reason));
    expect(ends).toHaveLength(1);
  },
);

test.each(callEnds)('what we say for %s is one of the reasons of Jingle', end => {
  expect(reasons).toContain(said(end));
});

test.each([
  ['declined', 'unanswered-outgoing'],
  ['busy', 'unanswered-outgoing'],
  ['no-answer', 'unanswered-incoming'],
  ['no-answer', 'unanswered-outgoing'],
  ['cancelled', 'unanswered-incoming'],
  ['answered', 'answered'],
  ['no-path', 'answered'],
  ['not-encrypted', 'answered'],
  ['incompatible', 'answered'],
  ['error', 'answered'],
] as const)('%s means the same to both of us when it is said of a call that is %s', (end, stage) => {
  expect(heard(stage, said(end))).toBe(end);
});
