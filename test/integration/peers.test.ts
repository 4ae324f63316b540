/** A phone on a real Prosody with a peer that is no phone: what it says by hand, and what it is answered. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Answer } from '../../main/core/ports';
import type { Jingle } from '../../main/core/protocol/xep0166';
import { fromSdp } from '../../main/core/jingle/sdp';
import { recordedSdp } from '../support/page';
import { signIn, type Device } from '../support/device';
import { inPhase, startPhone, type TestPhone } from '../support/phone';
import { startServer, type Server } from '../support/server';

let server: Server;
let bob: TestPhone;
let peer: Device;

beforeAll(async () => {
  server = await startServer();
  bob = await startPhone({ server, user: 'bob' });
  await bob.online();
  peer = await signIn({
    address: server.address('alice'),
    password: server.password('alice'),
    host: server.host,
    port: server.port,
    ca: server.ca,
  });
});

afterAll(async () => {
  await Promise.all([bob?.stop(), peer?.stop()]);
  await server?.stop();
});

/** Bob's device, as the server named it. */
const bobsDevice = (): Promise<string> =>
  bob.until('has a device', () => peer.messages.findLast(({ message }) => message.step === 'ringing')?.from);

const ask = (to: string, jingle: Jingle): Promise<Answer> =>
  new Promise(resolve => peer.account.wire.request(to, jingle, resolve));

const bare = (sid: string, action: Jingle['action']): Jingle => ({ action, sid, contents: [], groups: [] });

/** Rings Bob by an invitation and waits for his device to say so. */
const propose = async (): Promise<{ sid: string; device: string }> => {
  const sid = randomUUID();
  peer.account.wire.message(bob.address, { step: 'propose', id: sid, media: ['audio'] });
  await bob.until('rings', () => bob.softphone.state.calls.some(({ id, phase }) => id === sid && phase === 'ringing'));
  return { sid, device: await bobsDevice() };
};

const offer = (sid: string): Jingle => {
  const description = fromSdp(recordedSdp('offer'), 'initiator');
  if (!description) throw new Error('the recorded offer describes nothing');
  const { contents, groups } = description;
  return { action: 'session-initiate', sid, contents: [...contents], groups: [...groups] };
};

test('requests for a session that never was are answered unknown-session', async () => {
  const { sid, device } = await propose();
  for (const action of ['session-info', 'session-terminate', 'transport-info', 'content-add'] as const) {
    const answer = await ask(device, bare(randomUUID(), action));
    expect(answer).toMatchObject({
      type: 'refused',
      error: { condition: 'item-not-found', jingle: 'unknown-session' },
    });
  }
  peer.account.wire.message(bob.address, { step: 'retract', id: sid });
  await inPhase(bob, 'ended');
});

test('a session-accept from the one who offers is out of order, and the call still rings', async () => {
  const { sid, device } = await propose();
  expect(await ask(device, offer(sid))).toMatchObject({ type: 'acknowledged' });
  const answer = await ask(device, { ...offer(sid), action: 'session-accept' });
  expect(answer).toMatchObject({ type: 'refused', error: { condition: 'unexpected-request', jingle: 'out-of-order' } });
  expect(bob.newest).toMatchObject({ id: sid, phase: 'ringing' });
  expect(await ask(device, { ...bare(sid, 'session-terminate'), reason: { condition: 'cancel' } })).toMatchObject({
    type: 'acknowledged',
  });
  expect((await inPhase(bob, 'ended')).end).toBe('cancelled');
});

test('an offer without encryption is turned down as such', async () => {
  const { sid, device } = await propose();
  await bob.page.accept(sid);
  const plain = offer(sid);
  const contents = plain.contents.map(({ transport, ...content }) => {
    const { fingerprint: _, ...rest } = transport ?? { candidates: [] };
    return { ...content, transport: rest };
  });
  await ask(device, { ...plain, contents });
  expect((await inPhase(bob, 'ended')).end).toBe('not-encrypted');
  const farewell = await bob.until('says goodbye', () =>
    peer.requests.find(({ jingle }) => jingle.sid === sid && jingle.action === 'session-terminate'),
  );
  expect(farewell.jingle.reason).toMatchObject({ condition: 'security-error' });
});

test('an offer without an invitation rings and is answered', async () => {
  const { sid: first, device } = await propose();
  peer.account.wire.message(bob.address, { step: 'retract', id: first });
  await inPhase(bob, 'ended');

  const sid = randomUUID();
  expect(await ask(device, offer(sid))).toMatchObject({ type: 'acknowledged' });
  const ringing = await bob.rings();
  await bob.page.accept(ringing.id);
  const accept = await bob.until('accepts', () =>
    peer.requests.find(({ jingle }) => jingle.sid === sid && jingle.action === 'session-accept'),
  );
  expect(accept.jingle.contents).toHaveLength(1);
  expect(accept.jingle.contents[0]?.transport?.fingerprint?.setup).toBe('active');
  await ask(device, { ...bare(sid, 'session-terminate'), reason: { condition: 'success' } });
  await inPhase(bob, 'ended');
});

test('an offer that follows its own retract never rings and is told so', async () => {
  const { sid, device } = await propose();
  peer.account.wire.message(bob.address, { step: 'retract', id: sid });
  await inPhase(bob, 'ended');
  expect(await ask(device, offer(sid))).toMatchObject({ type: 'acknowledged' });
  await bob.until('says goodbye', () =>
    peer.requests.find(({ jingle }) => jingle.sid === sid && jingle.action === 'session-terminate'),
  );
  expect(bob.softphone.state.calls.every(({ phase }) => phase === 'ended')).toBe(true);
});

test('a caller who refuses the answer of ours ends the call here', async () => {
  const { sid, device } = await propose();
  await bob.page.accept(sid);
  await bob.until('proceeds', () =>
    peer.messages.some(({ message }) => message.step === 'proceed' && message.id === sid),
  );
  peer.reply = { type: 'cancel', condition: 'item-not-found', jingle: 'unknown-session' };
  try {
    await ask(device, offer(sid));
    expect((await inPhase(bob, 'ended')).end).toBe('vanished');
  } finally {
    peer.reply = 'acknowledge';
  }
});
