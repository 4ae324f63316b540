import { expect, test } from 'vitest';
import { Accounts } from '../../main/accounts';
import { History } from '../../main/history/history';
import { Line, type Login, type LinePorts } from '../../main/line';
import type { Secret } from '../../main/secrets';
import { defaultSettings, type Settings } from '../../main/settings';
import { PhoneError } from '../../shared/result';
import { FakeClock } from '../core/support/clock';

const [home, work, club] = ['romeo@montague.lit', 'romeo@work.example', 'romeo@club.example'];

const log = { info: () => undefined, warn: () => undefined, debug: () => undefined };
const clock = new FakeClock();
const linePorts: LinePorts = {
  history: new History({ path: ':memory:', log, newId: () => 'past', now: () => clock.now() }),
  clock,
  newId: () => 'id',
  preferences: () => defaultSettings().preferences,
  privacyOf: () => ({}),
  people: () => [],
  others: () => [],
  favourites: () => [],
  relayOnly: false,
  keep: () => Promise.resolve(undefined),
  keepStrongest: () => undefined,
  systemProxy: () => Promise.resolve('DIRECT'),
  changed: () => undefined,
  contactsChanged: () => undefined,
  messagesChanged: () => undefined,
  signal: () => undefined,
  redial: () => undefined,
  log: () => log,
};

/** A line that writes down what is wanted of it instead of connecting. */
class Noted extends Line {
  readonly #note: (what: string) => void;
  constructor(login: Login, note: (what: string) => void) {
    super(login, linePorts);
    this.#note = note;
  }
  override start(): void {
    this.#note(`start ${this.address}`);
  }
  override leave(): Promise<void> {
    this.#note(`leave ${this.address}`);
    return Promise.resolve();
  }
}

type Kept = Settings['accounts'][number];

/** Accounts as settings and safe storage have them; `slow` is whose secret takes until `answer` is called. */
function accountsOf(kept: Kept[], passwords: Record<string, string> = {}, slow?: string) {
  let settings: Settings = { ...defaultSettings(), accounts: kept };
  const secrets = new Map(Object.entries(passwords));
  const noted: string[] = [];
  const logins: Login[] = [];
  const waiting: (() => void)[] = [];
  const secretOf = (address: string): Secret | undefined => {
    const password = secrets.get(address);
    return password === undefined ? undefined : { address, password };
  };
  const accounts = new Accounts({
    settings: {
      get current() {
        return settings;
      },
      change: part => (settings = { ...settings, ...part }),
    },
    secrets: {
      canKeep: () => true,
      read: address =>
        new Promise(resolve => {
          const answer = () => resolve(secretOf(address));
          if (address === slow) waiting.push(answer);
          else answer();
        }),
      keep: () => Promise.resolve('safe'),
      forget: address => {
        noted.push(`forget ${address}`);
        return Promise.resolve();
      },
    },
    open: login => {
      logins.push(login);
      return new Noted(login, what => noted.push(what));
    },
    changed: () => undefined,
    contactsChanged: () => undefined,
  });
  const shown = () =>
    accounts.states.map(({ address, connection: { status, problem } }) => [address, problem ?? status]);
  const answer = () => waiting.splice(0).forEach(then => then());
  return { accounts, noted, logins, shown, answer, settings: () => settings };
}

const remembered = (address: string, more: Partial<Kept> = {}): Kept => ({ address, remember: true, ...more });
const newAccount = (address: string, password = 'wherefore') => ({ address, password, remember: true });
const codeOf = (run: () => unknown): string | undefined => {
  try {
    run();
    return undefined;
  } catch (error) {
    return error instanceof PhoneError ? error.code : String(error);
  }
};

test('the start signs in with every account that was to be kept, in their order, as they were', async () => {
  const { accounts, logins, shown } = accountsOf(
    [remembered(work, { host: 'xmpp.work.example', port: 5223 }), { address: club, remember: false }, remembered(home)],
    { [home]: 'one', [work]: 'two', [club]: 'three' },
  );
  await accounts.start();
  expect(logins).toMatchObject([
    { address: work, password: 'two', host: 'xmpp.work.example', port: 5223, passwordStorage: 'safe' },
    { address: home, password: 'one', passwordStorage: 'safe' },
  ]);
  expect(shown()).toEqual([
    [work, 'connecting'],
    [home, 'connecting'],
  ]);
});

test('an account whose secret cannot be read says so, and costs the others nothing', async () => {
  const { accounts, noted, shown } = accountsOf([remembered(work), remembered(home)], { [home]: 'one' });
  await accounts.start();
  expect(noted).toEqual([`start ${home}`]);
  expect(shown()).toEqual([
    [work, 'no-password'],
    [home, 'connecting'],
  ]);
  expect(codeOf(() => accounts.lineAt(work))).toBe('offline');
});

test('one whose secret takes its time is shown as on its way, while the others are there', async () => {
  const { accounts, noted, shown, answer } = accountsOf([remembered(work), remembered(home)], {}, work);
  const started = accounts.start();
  await new Promise(setImmediate);
  expect(shown()).toEqual([
    [work, 'connecting'],
    [home, 'no-password'],
  ]);
  answer();
  await started;
  expect(shown()[0]).toEqual([work, 'no-password']);
  expect(noted).toEqual([]);
});

test('who signed out, or in by hand, while the secret was fetched is not signed in behind their back', async () => {
  const out = accountsOf([remembered(work)], { [work]: 'two' }, work);
  const started = out.accounts.start();
  await out.accounts.signOut(work);
  out.answer();
  await started;
  expect([out.logins, out.shown()]).toEqual([[], []]);

  const byHand = accountsOf([remembered(work)], { [work]: 'two' }, work);
  const starting = byHand.accounts.start();
  await byHand.accounts.signIn(newAccount(work, 'newer'));
  byHand.answer();
  await starting;
  expect(byHand.logins.map(({ password }) => password)).toEqual(['newer']);
});

test('one more account comes last, and is remembered with its server but without its password', async () => {
  const { accounts, settings } = accountsOf([remembered(home)], { [home]: 'one' });
  await accounts.start();
  await accounts.signIn({ ...newAccount(work), host: 'xmpp.work.example', port: 5223, ca: 'PEM' });
  expect(accounts.addresses).toEqual([home, work]);
  expect(settings().accounts.at(-1)).toEqual({
    ...{ address: work, remember: true },
    ...{ host: 'xmpp.work.example', port: 5223, ca: 'PEM' },
  });
  expect(accounts.states.map(({ server }) => server)).toEqual([
    undefined,
    { host: 'xmpp.work.example', port: 5223, caFile: `${work}.pem` },
  ]);
  expect(accounts.certificates(`${work}.pem`)).toBe('PEM');
  expect(accounts.certificates(`${home}.pem`)).toBeUndefined();
});

test('signing in over an account leaves with the old password first, and keeps its place', async () => {
  const { accounts, noted, logins } = accountsOf([remembered(work), remembered(home)], {
    [home]: 'one',
    [work]: 'two',
  });
  await accounts.start();
  noted.splice(0);
  await accounts.signIn(newAccount(work, 'newer'));
  expect(noted).toEqual([`leave ${work}`, `start ${work}`]);
  expect(logins.at(-1)).toMatchObject({ password: 'newer', passwordStorage: 'session' });
  expect(accounts.addresses).toEqual([work, home]);
  expect(accounts.lines).toHaveLength(2);
});

test('the second of two sign-ins at once is the one that counts', async () => {
  const { accounts, logins } = accountsOf([remembered(work)], { [work]: 'two' });
  await accounts.start();
  await Promise.all([accounts.signIn(newAccount(work, 'first')), accounts.signIn(newAccount(work, 'second'))]);
  expect(logins.map(({ password }) => password)).toEqual(['two', 'second']);
});

test('who does not want a password kept has the one kept before forgotten', async () => {
  const { accounts, noted, settings } = accountsOf([remembered(work)], { [work]: 'two' });
  await accounts.start();
  await accounts.signIn({ ...newAccount(work), remember: false });
  expect(noted.at(-1)).toBe(`forget ${work}`);
  expect(settings().accounts).toEqual([{ address: work, remember: false }]);
});

test('leaving one account forgets it and whom it called, and nothing of the others', async () => {
  const { accounts, noted, settings } = accountsOf([remembered(work), remembered(home)], { [home]: '1', [work]: '2' });
  await accounts.start();
  accounts.callFrom('juliet@capulet.lit', work);
  accounts.callFrom('nurse@capulet.lit', home);
  noted.splice(0);
  await accounts.signOut(work);
  expect(noted).toEqual([`leave ${work}`, `forget ${work}`]);
  expect(settings()).toMatchObject({ accounts: [{ address: home }], callsFrom: { 'nurse@capulet.lit': home } });
  expect(settings().callsFrom).not.toHaveProperty(['juliet@capulet.lit']);
  expect(accounts.addresses).toEqual([home]);
});

test('the preferred account comes first, calls, and is first after the next start', async () => {
  const { accounts, settings } = accountsOf([remembered(work), remembered(home)], { [home]: '1', [work]: '2' });
  await accounts.start();
  expect(accounts.lineAt(undefined).address).toBe(work);
  accounts.prefer(home);
  expect(accounts.addresses).toEqual([home, work]);
  expect(accounts.lineAt(undefined).address).toBe(home);
  expect(settings().accounts.map(({ address }) => address)).toEqual([home, work]);
  expect(codeOf(() => accounts.prefer(club))).toBe('no-such-account');
});

test('who is called from which account is what was asked for, then what is remembered, then the first', async () => {
  const juliet = 'juliet@capulet.lit';
  const { accounts } = accountsOf([remembered(work), remembered(home)], { [home]: '1', [work]: '2' });
  await accounts.start();
  expect(accounts.lineFor(juliet)?.address).toBe(work);
  accounts.callFrom(juliet, home);
  expect(accounts.lineFor(juliet)?.address).toBe(home);
  expect(accounts.lineFor(juliet, work)?.address).toBe(work);
  accounts.callFrom(juliet, undefined);
  expect(accounts.lineFor(juliet)?.address).toBe(work);
  expect(codeOf(() => accounts.lineFor(juliet, club))).toBe('no-such-account');
  expect(codeOf(() => accounts.callFrom(juliet, club))).toBe('no-such-account');
});

test('the end leaves with every account and forgets none', async () => {
  const { accounts, noted, settings } = accountsOf([remembered(work), remembered(home)], { [home]: '1', [work]: '2' });
  await accounts.start();
  noted.splice(0);
  await accounts.stop();
  expect(noted).toEqual([`leave ${work}`, `leave ${home}`]);
  expect(settings().accounts).toHaveLength(2);
  expect(codeOf(() => accounts.connectAgain(undefined))).toBe('offline');
});

test('signing in anew forgets neither how well the server has proven itself nor the password of the same proxy', async () => {
  const proxy = { type: 'socks5', host: 'p', port: 1080, username: 'u' } as const;
  const { accounts, logins, settings } = accountsOf([remembered(home, { strongest: 'scram-plus' })]);
  await accounts.signIn({ ...newAccount(home), proxy, proxyPassword: 'x' });
  await accounts.signIn({ ...newAccount(home), proxy: { ...proxy } });
  await accounts.signIn({ ...newAccount(home), proxy: { ...proxy, host: 'q' } });
  expect(logins.map(({ strongest, proxyPassword }) => [strongest, proxyPassword])).toEqual([
    ['scram-plus', 'x'],
    ['scram-plus', 'x'],
    ['scram-plus', undefined],
  ]);
  expect(settings().accounts).toMatchObject([{ strongest: 'scram-plus', proxy: { host: 'q' } }]);
  expect(JSON.stringify(settings())).not.toContain('proxyPassword');
  expect(accounts.states).toMatchObject([{ server: { proxy: { ...proxy, host: 'q' } } }]);
});
