import { expect, test } from 'vitest';
import { parseCli, isUsageError } from '../../main/cli/parse';
import { perform, type Performers } from '../../main/cli/perform';
import { ProvisionError } from '../../main/cli/provision';
import type { Status } from '../../main/status';
import { PhoneError } from '../../shared/result';

interface World {
  online?: boolean;
  inCall?: boolean;
  doNotDisturb?: boolean;
}

/** Performers that write down what they were told. */
function world({ online = true, inCall = false, doNotDisturb = false }: World = {}) {
  const told: string[] = [];
  const needsCall = (word: string) => {
    if (!inCall) throw new PhoneError('no-such-call');
    told.push(word);
  };
  const status = (): Status => ({
    version: '1.2.3',
    account: 'romeo@montague.lit',
    connection: { status: online ? 'online' : 'reconnecting', attempt: 1 },
    accounts: [],
    calls: inCall ? [callInStatus] : [],
    doNotDisturb,
    asksToCall: null,
    tray: true,
    update: null,
  });
  const by: Performers = {
    softphone: {
      answer: () => needsCall('answer'),
      decline: () => needsCall('decline'),
      hangUp: () => needsCall('hang up'),
      setMuted: muted => needsCall(muted ? 'mute' : 'unmute'),
      setUndisturbed: undisturbed => void told.push(undisturbed ? 'do not disturb' : 'ring again'),
      dial: (peer, confirmed, from) =>
        void told.push(`dial ${peer}${confirmed ? ', confirmed' : ''}${from === undefined ? '' : ` from ${from}`}`),
      follow: ({ kind }) => void told.push(`follow ${kind}`),
      status,
      signIn: ({ address }) => {
        told.push(`sign in ${address}`);
        return Promise.resolve();
      },
    },
    showWindow: () => void told.push('show'),
    quit: () => void told.push('quit'),
    readProvision: path => {
      if (path !== 'good.json') throw new ProvisionError('The provisioning file is not JSON');
      return Promise.resolve({ address: 'romeo@montague.lit', password: 'secret', remember: true });
    },
  };
  return { by, told };
}

const callInStatus: Status['calls'][number] = {
  id: 'c1',
  account: 'romeo@montague.lit',
  peer: 'juliet@capulet.lit',
  direction: 'incoming',
  state: 'active',
  heardRinging: false,
  alerting: false,
  stranger: false,
  rings: null,
  muted: false,
  held: false,
  mutedByPeer: false,
  heldByPeer: false,
  words: null,
  continues: null,
  duration: 3,
  createdAt: 0,
  answeredAt: 0,
  connectedAt: 0,
  heardAt: null,
  endedAt: null,
  end: null,
  statistics: null,
};

async function run(line: string, options: World & { starting?: boolean } = {}) {
  const invocation = parseCli(line.split(' '));
  if (isUsageError(invocation)) throw new Error(invocation.text);
  const { by, told } = world(options);
  const reply = await perform(invocation, by, options.starting);
  return { ...reply, told };
}

test.each([
  ['--answer', {}, 5, []],
  ['--decline', {}, 5, []],
  ['--hangup', {}, 5, []],
  ['--mute', {}, 5, []],
  ['--unmute', {}, 5, []],
  ['--answer', { inCall: true }, 0, ['answer']],
  ['--decline', { inCall: true }, 0, ['decline']],
  ['--hangup', { inCall: true }, 0, ['hang up']],
  ['--mute', { inCall: true }, 0, ['mute']],
  ['--unmute', { inCall: true }, 0, ['unmute']],
  ['--do-not-disturb on', {}, 0, ['do not disturb']],
  ['--do-not-disturb off', { doNotDisturb: true }, 0, ['ring again']],
  ['--do-not-disturb toggle', {}, 0, ['do not disturb']],
  ['--do-not-disturb toggle', { doNotDisturb: true }, 0, ['ring again']],
  ['--call a@b.lit', {}, 0, ['dial a@b.lit', 'show']],
  ['--call a@b.lit --yes', {}, 0, ['dial a@b.lit, confirmed']],
  ['--call a@b.lit --from me@work.lit', {}, 0, ['dial a@b.lit from me@work.lit', 'show']],
  ['--call a@b.lit', { online: false }, 4, []],
  ['--call a@b.lit --yes', { online: false }, 4, []],
  ['--call a@b.lit --yes', { online: false, starting: true }, 0, ['dial a@b.lit, confirmed']],
  ['--hidden', {}, 0, []],
  ['--relay-only', {}, 0, ['show']],
  ['--relay-only', { starting: true }, 0, []],
  ['--quit', {}, 0, ['quit']],
  ['--quit', { inCall: true }, 6, []],
  ['--quit --yes', { inCall: true }, 0, ['quit']],
  ['--provision good.json --hidden', {}, 0, ['sign in romeo@montague.lit']],
  ['--provision bad.json', {}, 6, []],
] as const)('“%s” with %j ends with %i after %j', async (line, options, exitCode, told) => {
  expect(await run(line, options)).toMatchObject({ exitCode, told });
});

test('a refusal says why, on standard error', async () => {
  expect((await run('--answer')).stderr).toMatch(/no such call/);
  expect((await run('--call a@b.lit', { online: false })).stderr).toMatch(/not online/);
  expect((await run('--provision bad.json')).stderr).toMatch(/not JSON/);
});

test('the status is JSON on standard output', async () => {
  const { stdout = '' } = await run('--status', { inCall: true });
  expect(JSON.parse(stdout)).toMatchObject({
    connection: { status: 'online' },
    calls: [{ state: 'active' }],
    tray: true,
  });
});
