/** Getting an account from real servers: made by the server's form, then signed in with; and every way it can be refused. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ConnectionError } from '../../main/xmpp/problems';
import { Registration, RegistrationError, type RegistrationOptions } from '../../main/xmpp/registration';
import { unprivileged } from '../../scripts/servers/supervised.mjs';
import { signIn, stopDevices } from '../support/device';
import { startEjabberd } from '../support/ejabberd';
import { startFakeServer, type FakeServer, type Line } from '../support/fake-server';
import { startProsody } from '../support/prosody';
import type { Server } from '../support/server';

const open: Registration[] = [];
afterEach(async () => {
  for (const registration of open.splice(0)) registration.close();
  await stopDevices();
});

function registrationAt(server: Pick<Server, 'ca' | 'port'>, more: Partial<RegistrationOptions> = {}): Registration {
  const { ca, port } = server;
  const options = { domain: 'example.test', host: '127.0.0.1', port, ca, patience: 15_000, ...more };
  const registration = new Registration(options);
  open.push(registration);
  return registration;
}

/** What a refusal says. */
async function refusal(action: Promise<unknown>): Promise<RegistrationError> {
  const error = await action.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof RegistrationError)) throw error instanceof Error ? error : new Error('not refused');
  return error;
}

const values = (username: string) => ({ username: [username], password: ['a rather long password'] });

async function signsIn(server: Server, username: string): Promise<string | undefined> {
  const { host, port, ca } = server;
  const address = `${username}@example.test`;
  const device = await signIn({ address, password: 'a rather long password', host, port, ca });
  return device.self();
}

describe('Prosody', () => {
  let server: Server;
  beforeAll(async () => {
    server = await startProsody({ config: 'allow_registration = true\nadditional_registration_fields = { "email" }' });
  });
  afterAll(async () => server.stop());

  test('asks by a form, makes the account, and lets it in', async () => {
    const registration = registrationAt(server);
    const form = await registration.ask();
    expect(form.fields.map(({ name, type, required }) => ({ name, type, required }))).toEqual([
      { name: 'username', type: 'text-single', required: true },
      { name: 'password', type: 'text-private', required: true },
      { name: 'email', type: 'text-single', required: false },
    ]);
    expect(form.instructions).toEqual(['Choose a username and password for use with this service.']);
    expect(await registration.submit({ ...values('Newcomer'), email: ['new@example.org'] })).toBe(
      'newcomer@example.test',
    );
    expect(await signsIn(server, 'newcomer')).toMatch(/^newcomer@example\.test\//);
  });

  test('over direct TLS as well', async () => {
    const registration = registrationAt(server, { port: server.directTlsPort });
    await registration.ask();
    expect(await registration.submit(values('direct'))).toBe('direct@example.test');
  });

  test('says that a name is taken, and takes another one on the same stream', async () => {
    const registration = registrationAt(server);
    await registration.ask();
    expect(await refusal(registration.submit(values('alice')))).toMatchObject({
      problem: 'conflict',
      said: 'The requested username already exists.',
    });
    expect(await registration.submit(values('alice2'))).toBe('alice2@example.test');
  });

  test('a name that makes no address is not even sent', async () => {
    const registration = registrationAt(server);
    await registration.ask();
    expect(await refusal(registration.submit(values('a@b')))).toMatchObject({
      problem: 'not-acceptable',
      said: undefined,
    });
  });

  test('a server that was started again meanwhile is asked again without a word', async () => {
    const registration = registrationAt(server);
    await registration.ask();
    await server.restart();
    expect(await registration.submit(values('patient'))).toBe('patient@example.test');
  });
});

test('Prosody with registration off refuses the form', async () => {
  const server = await startProsody();
  try {
    expect(await refusal(registrationAt(server).ask())).toMatchObject({ problem: 'not-allowed' });
  } finally {
    await server.stop();
  }
});

test('Prosody that makes too many accounts says so', async () => {
  // Otherwise whoever comes from this machine may make as many as they like.
  const nobody = 'registration_allowlist = {}\nregistration_whitelist = {}';
  const config = `allow_registration = true\nregistration_throttle_max = 1\nregistration_throttle_period = 600\n${nobody}`;
  const server = await startProsody({ config });
  try {
    const registration = registrationAt(server);
    await registration.ask();
    await registration.submit(values('first'));
    expect(await refusal(registration.submit(values('second')))).toMatchObject({ problem: 'resource-constraint' });
  } finally {
    await server.stop();
  }
});

describe('Prosody by invitation', () => {
  let server: Server;
  beforeAll(async () => {
    server = await startProsody({
      modules: ['invites', 'invites_register', 'admin_shell'],
      config: 'registration_invite_only = true\nallow_registration = true',
    });
  });
  afterAll(async () => server.stop());

  test('nobody comes in without one', async () => {
    const registration = registrationAt(server);
    await registration.ask();
    expect((await refusal(registration.submit(values('stranger')))).problem).toBe('not-acceptable');
  });

  test('an invitation that nobody gave is told from a server that takes nobody', async () => {
    expect(await refusal(registrationAt(server, { token: 'made-up' }).ask())).toMatchObject({ problem: 'invite' });
  });

  test('a token opens the door', async () => {
    const printed = execFileSync(
      'prosodyctl',
      ['--config', join(server.folder, 'prosody.cfg.lua'), 'mod_invites', 'generate', 'example.test'],
      { encoding: 'utf8', ...unprivileged },
    );
    const token = /preauth=([^;\s]+)/.exec(printed)?.[1];
    expect(token).toBeDefined();
    const registration = registrationAt(server, { token });
    await registration.ask();
    expect(await registration.submit(values('invited'))).toBe('invited@example.test');
    expect(await signsIn(server, 'invited')).toMatch(/^invited@example\.test\//);
  });
});

describe('ejabberd', () => {
  const folder = mkdtempSync(join(tmpdir(), 'captcha-'));
  const answerFile = join(folder, 'answer');
  let server: Server;
  beforeAll(async () => {
    // ejabberd has the picture drawn by a command that is told what is to be read in it.
    const png = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    );
    writeFileSync(join(folder, 'picture.png'), png);
    writeFileSync(answerFile, '');
    writeFileSync(join(folder, 'draw.sh'), `#!/bin/sh\nprintf %s "$1" > ${answerFile}\ncat ${folder}/picture.png\n`);
    for (const [name, mode] of [
      ['draw.sh', 0o755],
      ['answer', 0o666],
      ['picture.png', 0o644],
      ['', 0o777],
    ] as const) {
      chmodSync(join(folder, name), mode);
    }
    server = await startEjabberd({
      config: [
        '  mod_register: {ip_access: all, access: all, captcha_protected: true, password_strength: 32}',
        `captcha_cmd: ${join(folder, 'draw.sh')}`,
        'captcha_limit: infinity',
        'registration_timeout: infinity',
        '',
      ].join('\n'),
    });
  });
  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('shows a picture, and makes the account once it is read', async () => {
    const registration = registrationAt(server);
    const form = await registration.ask();
    const pictured = form.fields.find(({ picture }) => picture !== undefined);
    expect(pictured?.picture).toMatch(/^data:image\/png;base64,iVBORw0KGgo/);
    expect(form.fields.map(({ name }) => name).filter(name => name.startsWith('captcha-fallback'))).toEqual([]);
    const answer = { [pictured?.name ?? '']: [readFileSync(answerFile, 'utf8')] };
    expect(await registration.submit({ ...values('seer'), ...answer })).toBe('seer@example.test');
    expect(await signsIn(server, 'seer')).toMatch(/^seer@example\.test\//);
  });

  test('a picture that was read wrongly is told from a server that takes nobody', async () => {
    const registration = registrationAt(server);
    const form = await registration.ask();
    const name = form.fields.find(({ picture }) => picture !== undefined)?.name ?? '';
    expect(await refusal(registration.submit({ ...values('blind'), [name]: ['000'] }))).toMatchObject({
      problem: 'captcha',
    });
    expect(await registration.ask()).toMatchObject({ domain: 'example.test' });
  });

  test('a weak password is refused in the server’s words', async () => {
    const registration = registrationAt(server);
    const form = await registration.ask();
    const name = form.fields.find(({ picture }) => picture !== undefined)?.name ?? '';
    const answer = { [name]: [readFileSync(answerFile, 'utf8')] };
    const error = await refusal(registration.submit({ username: ['weak'], password: ['aaa'], ...answer }));
    expect(error).toMatchObject({ problem: 'not-acceptable' });
    expect(error.said).toMatch(/password/i);
  });
});

describe('servers of all kinds', () => {
  const servers: FakeServer[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.stop();
  });
  const serving = async (script: (line: Line, number: number) => Promise<void>) => {
    const server = await startFakeServer(script);
    servers.push(server);
    return registrationAt(server, { patience: 2_000 });
  };
  const asked = async (line: Line): Promise<string> =>
    (await line.read(/<iq[^>]* id="([^"]*)"[^>]*>.*<\/iq>/))[1] ?? '';
  const answer = (id: string, inside: string) =>
    `<iq type='result' id='${id}' from='example.test'><query xmlns='jabber:iq:register'>${inside}</query></iq>`;

  test('the fields of the time before forms are all to be filled in, and the key goes back', async () => {
    let sent = '';
    const registration = await serving(async line => {
      await line.open('');
      line.write(
        answer(await asked(line), '<instructions>All of it.</instructions><username/><password/><email/><key>k1</key>'),
      );
      const [text, id = ''] = await line.read(/<iq[^>]* id="([^"]*)"[^>]*>.*<\/iq>/);
      sent = text;
      line.write(`<iq type='result' id='${id}'/>`);
    });
    const form = await registration.ask();
    expect(form.fields.map(({ name, required }) => [name, required])).toEqual([
      ['username', true],
      ['password', true],
      ['email', true],
    ]);
    await registration.submit({ ...values('old'), email: ['old@example.org'] });
    expect(sent).toContain(
      '<username>old</username><password>a rather long password</password><email>old@example.org</email><key>k1</key>',
    );
  });

  test('a server that sends people to a page of the web is understood, and only a safe address is taken', async () => {
    for (const [url, page] of [
      ['https://example.test/join', 'https://example.test/join'],
      ['javascript:alert(1)', undefined],
      ['http://example.test/join', undefined],
      ['https://user:pass@example.test/', undefined],
    ] as const) {
      const registration = await serving(async line => {
        await line.open('');
        line.write(
          answer(
            await asked(line),
            `<instructions>Not here.</instructions><x xmlns='jabber:x:oob'><url>${url}</url></x>`,
          ),
        );
        await line.closed();
      });
      expect(await refusal(registration.ask())).toMatchObject({ problem: 'unsupported', page });
    }
  });

  test('a form that changed behind a lost stream comes back to be filled in', async () => {
    const registration = await serving(async (line, number) => {
      await line.open('');
      const fields = number === 1 ? '<username/><password/>' : '<username/><password/><email/>';
      line.write(answer(await asked(line), fields));
      if (number === 1) return line.close();
      for (;;) line.write(answer(await asked(line), fields));
    });
    await registration.ask();
    await new Promise(resolve => setTimeout(resolve, 100));
    expect(await refusal(registration.submit(values('late')))).toMatchObject({ problem: 'expired' });
    expect((await registration.ask()).fields.map(({ name }) => name)).toContain('email');
  });

  test('a server that says nothing, nonsense, or hangs up ends as a connection does', async () => {
    const silent = await serving(async line => {
      await line.open('');
      await line.closed();
    });
    await expect(silent.ask()).rejects.toMatchObject({ problem: 'timeout' });
    const broken = await serving(async line => {
      await line.open('');
      line.write('<iq><not closed></iq>');
      await line.closed();
    });
    await expect(broken.ask()).rejects.toMatchObject({ problem: 'not-xmpp' });
    const gone = await serving(async line => {
      await line.open('');
      await asked(line);
      line.write(
        "<stream:error><host-unknown xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>",
      );
    });
    await expect(gone.ask()).rejects.toThrow(ConnectionError);
    await expect(gone.ask()).rejects.toMatchObject({ problem: 'server-not-found' });
  });

  test('who gives up is not kept waiting', async () => {
    const registration = await serving(async line => {
      await line.open('');
      await line.closed();
    });
    const asking = registration.ask();
    setTimeout(() => registration.close(), 50);
    await expect(asking).rejects.toThrow(ConnectionError);
  });
});
