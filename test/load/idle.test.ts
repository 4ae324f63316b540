/** A day of doing nothing: the whole main process at a server that answers, on a clock that runs as fast as it can. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Server } from '../support/server';
import { DOMAIN, startFakeServer, type FakeServer, type Line } from '../support/fake-server';
import { startPhone, type TestPhone } from '../support/phone';
import { judge, note, read, type Reading } from './meter';

const HOUR_MS = 3_600_000;
const STEP_MS = 2_500;
const HOURS = 24;
/** Of the credentials for the relay. */
const LIFE_MS = HOUR_MS;

const realTimeout = globalThis.setTimeout;
const soon = (): Promise<void> => new Promise(resolve => realTimeout(resolve, 1));
/** Turns of the event loop that a question needs to the server and its answer back, and some more: TLS takes several each way. */
const TURNS = 20;
const turn = (): Promise<void> => new Promise(resolve => setImmediate(resolve));

let server: FakeServer;
let phone: TestPhone;
const asked = { all: 0, pings: 0, relays: 0 };
let answered = 0;

/** Answers whatever is asked, and keeps nothing. */
async function serve(line: Line): Promise<void> {
  await line.signIn();
  for (;;) {
    const [iq = '', id = ''] = await line.read(/<iq[^>]* id="([^"]*)"[^>]*?(?:\/>|>.*?<\/iq>)/s);
    line.heard = '';
    asked.all += 1;
    if (iq.includes('urn:xmpp:ping')) asked.pings += 1;
    let payload = '';
    if (iq.includes('urn:xmpp:extdisco:2')) {
      asked.relays += 1;
      const expires = new Date(Date.now() + LIFE_MS).toISOString();
      const relay = `type='turn' transport='udp' host='127.0.0.1' port='3478' username='u${asked.relays}' password='p' expires='${expires}'`;
      payload = `<services xmlns='urn:xmpp:extdisco:2'><service ${relay}/></services>`;
    } else if (iq.includes('jabber:iq:roster')) payload = "<query xmlns='jabber:iq:roster'/>";
    const from = iq.includes(`to="${DOMAIN}"`) ? ` from='${DOMAIN}'` : '';
    line.write(`<iq type='result' id='${id}'${from}>${payload}</iq>`);
    answered += 1;
  }
}

beforeAll(async () => {
  server = await startFakeServer(serve);
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'],
    shouldAdvanceTime: true,
  });
  const there = { host: '127.0.0.1', port: server.port, ca: server.ca } as const;
  const account = { address: (user: string) => `${user}@${DOMAIN}`, password: () => 'secret' };
  phone = await startPhone({ server: { ...there, ...account } as unknown as Server, user: 'alice' });
  await phone.online();
});

afterAll(async () => {
  await phone?.stop();
  vi.useRealTimers();
  await server?.stop();
});

/** Lets an hour pass, with the time in between that the network really needs. */
async function hour(): Promise<void> {
  for (let passed = 0; passed < HOUR_MS; passed += STEP_MS) {
    await vi.advanceTimersByTimeAsync(STEP_MS);
    await soon();
    for (let turns = 0; turns < TURNS; turns += 1) await turn();
    for (let waited = 0; asked.all > answered && waited < 100; waited += 1) await soon();
  }
}

test('a day of idling: pinged, renewed, and nothing grown', async () => {
  const began = performance.now();
  const readings: (Reading & { n: number })[] = [];
  for (let n = 1; n <= HOURS; n += 1) {
    await hour();
    if (n > 4) readings.push({ n, ...(await read([])) });
  }
  note(
    '24 hours of idling',
    `${((performance.now() - began) / 1000).toFixed(0)} s; ${asked.pings} pings, credentials of the relay asked for ${asked.relays} times`,
  );
  expect(phone.softphone.state.accounts[0]?.connection.status).toBe('online');
  expect(server.lines).toHaveLength(1);
  expect(asked.pings).toBeGreaterThan((HOURS * HOUR_MS) / 20_000);
  // A fifth of their life before they end, each time.
  expect(asked.relays).toBeGreaterThanOrEqual(HOURS);
  expect(asked.relays).toBeLessThan(HOURS * 2);
  const of = (key: keyof Reading) => readings.map(reading => ({ n: reading.n, value: reading[key] }));
  judge('24 hours of idling: bytes of heap', of('heap'), 16 * 1024, 'hour');
  judge('24 hours of idling: timers', of('timers'), 0.1, 'hour');
  judge('24 hours of idling: open handles', of('handles'), 0.1, 'hour');
  judge('24 hours of idling: listeners', of('listeners'), 0.5, 'hour');
});
