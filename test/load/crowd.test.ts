/** A crowd: ten thousand contacts who all come online at once, and a hundred people who call at the same moment. */
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { JINGLE_MESSAGE } from '../../main/core/protocol/namespaces';
import { startComponent } from '../peers/component';
import type { PeerLine } from '../peers/peer';
import { descendant } from '../support/bare-client';
import { startPhone, type TestPhone } from '../support/phone';
import { startServer, type Server } from '../support/server';
import { note, read } from './meter';

const HOST = 'crowd.test';
const SECRET = 'crowd-secret';
const PEOPLE = 10_000;
const CALLERS = 100;

let server: Server;
let crowd: PeerLine;
let alice: TestPhone;

const nameOf = (n: number): string => `person${n}@${HOST}`;

beforeAll(async () => {
  server = await startServer({ components: [{ host: HOST, secret: SECRET }] }, 'prosody');
  await server.kill();
  const items = Array.from(
    { length: PEOPLE },
    (_, n) => `["${nameOf(n)}"] = { subscription = "both"; groups = { ["Crowd"] = true }; name = "Person ${n}" };`,
  );
  const roster = `return { [false] = { version = 2; pending = {} };\n${items.join('\n')}\n};\n`;
  writeFileSync(join(server.folder, 'data', 'example%2etest', 'roster', 'alice.dat'), roster);
  await server.restart();
  crowd = await startComponent(HOST, server.componentPort, SECRET);
  const began = performance.now();
  alice = await startPhone({ server, user: 'alice' });
  await alice.until('has all contacts', () => alice.softphone.contacts.length >= PEOPLE, 60);
  note('10,000 contacts fetched at sign-in', `${((performance.now() - began) / 1000).toFixed(1)} s`);
});

afterAll(async () => {
  await alice?.stop();
  await crowd?.stop();
  await server?.stop();
});

/** Runs `act` and waits until `settled`; how long that took, and how long the event loop was held up at most. */
async function measured(act: () => void, settled: () => boolean): Promise<string> {
  const lag = monitorEventLoopDelay({ resolution: 5 });
  lag.enable();
  const before = await read([]);
  const began = performance.now();
  act();
  await alice.until('has settled', settled, 120);
  const ms = performance.now() - began;
  lag.disable();
  const after = await read([]);
  const mebibytes = ((after.heap - before.heap) / 2 ** 20).toFixed(1);
  return `settled after ${(ms / 1000).toFixed(1)} s; the loop was held up for ${(lag.max / 1e6).toFixed(0)} ms at most; ${mebibytes} MiB more heap`;
}

test('ten thousand presences in one burst: all of them are there', async () => {
  const there = () => alice.softphone.contacts.filter(({ availability }) => availability === 'online').length;
  const presences = Array.from(
    { length: PEOPLE },
    (_, n) => `<presence from='${nameOf(n)}/desk' to='${alice.address}'><status>here</status></presence>`,
  ).join('');
  note(
    '10,000 presences in one burst',
    await measured(
      () => crowd.write(presences),
      () => there() === PEOPLE,
    ),
  );
  note(
    '10,000 leave in one burst',
    await measured(
      () =>
        crowd.write(
          presences.replaceAll('<presence ', "<presence type='unavailable' ").replaceAll('<status>here</status>', ''),
        ),
      () => there() === 0,
    ),
  );
  expect(alice.softphone.state.accounts[0]?.connection.status).toBe('online');
});

test('a hundred people call at once: a few ring, the others are told that the line is busy, all are in the history', async () => {
  const calls = Array.from({ length: CALLERS }, (_, n) => ({ n, sid: randomUUID() }));
  const proposes = calls.map(
    ({ n, sid }) =>
      `<message type='chat' from='${nameOf(n)}/desk' to='${alice.address}' id='c${n}'><propose xmlns='urn:xmpp:jingle-message:0' id='${sid}'><description xmlns='urn:xmpp:jingle:apps:rtp:1' media='audio'/></propose></message>`,
  );
  const told = (step: string) => crowd.stanzas.filter(stanza => descendant(stanza, step, JINGLE_MESSAGE)).length;
  const ringing = () => alice.softphone.state.calls.filter(({ phase }) => phase === 'ringing').length;
  note(
    '100 invitations at once',
    await measured(
      () => crowd.write(proposes.join('')),
      () => told('reject') + told('ringing') === CALLERS,
    ),
  );
  expect([ringing(), told('ringing'), told('reject')]).toEqual([5, 5, CALLERS - 5]);
  const retracts = calls.map(
    ({ n, sid }) =>
      `<message type='chat' from='${nameOf(n)}/desk' to='${alice.address}'><retract xmlns='urn:xmpp:jingle-message:0' id='${sid}'/></message>`,
  );
  crowd.write(retracts.join(''));
  await alice.until('is free', () => ringing() === 0);
  await wait(100);
  const { calls: past } = alice.page.commands.history({ limit: 200 });
  expect(past.filter(({ end }) => end === 'busy' || end === 'cancelled')).toHaveLength(CALLERS);
  note(
    '100 invitations at once: what becomes of them',
    '5 rang, 95 were told busy, 100 are missed calls in the history',
  );
});
