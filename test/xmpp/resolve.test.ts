import fc from 'fast-check';
import { expect, test } from 'vitest';
import { resolveTargets, type LookUp, type SrvRecord } from '../../main/xmpp/resolve';

const record = (name: string, priority = 0, weight = 0, port = 5222): SrvRecord => ({ name, priority, weight, port });

/** Name servers that know these records; every other look-up fails. */
const dns =
  (records: Record<string, SrvRecord[]>): LookUp =>
  async name => {
    const found = records[name];
    if (!found) throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
    return await Promise.resolve(found);
  };

const STARTTLS = '_xmpp-client._tcp.example.test';
const DIRECT = '_xmpps-client._tcp.example.test';

const placesOf = async (lookUp: LookUp, explicit = {}, domain = 'example.test') =>
  (await resolveTargets(domain, explicit, lookUp, () => 0)).map(({ host, port, tls }) => `${tls} ${host} ${port}`);

test('records for direct TLS and for STARTTLS are one list, by priority', async () => {
  const lookUp = dns({
    [STARTTLS]: [record('c', 30), record('a', 10)],
    [DIRECT]: [record('b', 20, 0, 443)],
  });
  expect(await placesOf(lookUp)).toEqual(['starttls a 5222', 'direct b 443', 'starttls c 5222']);
});

test('among equals direct TLS comes first, since it needs one round trip less', async () => {
  const lookUp = dns({ [STARTTLS]: [record('a')], [DIRECT]: [record('b', 0, 0, 5223)] });
  expect(await placesOf(lookUp)).toEqual(['direct b 5223', 'starttls a 5222']);
});

test('without records the domain itself is tried, on both ports', async () => {
  expect(await placesOf(dns({}))).toEqual(['starttls example.test 5222', 'direct example.test 5223']);
});

test.each(['ESERVFAIL', 'ETIMEOUT', 'ECONNREFUSED'])(
  'one look-up that ends in %s does not spoil the other',
  async code => {
    const lookUp: LookUp = async name => {
      if (name === DIRECT) throw Object.assign(new Error(code), { code });
      return await Promise.resolve([record('a')]);
    };
    expect(await placesOf(lookUp)).toEqual(['starttls a 5222']);
  },
);

test('a target of "." means that the service is not there', async () => {
  const lookUp = dns({ [STARTTLS]: [record('a')], [DIRECT]: [record('.'), record('')] });
  expect(await placesOf(lookUp)).toEqual(['starttls a 5222']);
});

test('what the person says about the server is not looked up', async () => {
  const never: LookUp = () => Promise.reject(new Error('looked up'));
  expect(await placesOf(never, { host: 'server.test' })).toEqual([
    'starttls server.test 5222',
    'direct server.test 5223',
  ]);
  expect(await placesOf(never, { port: 5223 })).toEqual(['direct example.test 5223', 'starttls example.test 5223']);
  expect(await placesOf(never, { host: '[::1]', port: 15222 })).toEqual(['starttls ::1 15222', 'direct ::1 15222']);
});

test('a domain that is an address is not looked up', async () => {
  const never: LookUp = () => Promise.reject(new Error('looked up'));
  expect(await placesOf(never, {}, '192.0.2.1')).toEqual(['starttls 192.0.2.1 5222', 'direct 192.0.2.1 5223']);
});

test('a domain in any script is asked for in its ASCII form', async () => {
  const asked: string[] = [];
  const lookUp: LookUp = async name => {
    asked.push(name);
    return await Promise.resolve([]);
  };
  await placesOf(lookUp, {}, '例え.test');
  expect(asked).toContain('_xmpp-client._tcp.xn--r8jz45g.test');
});

test('among equal priorities chance decides in proportion to weight', async () => {
  const lookUp = dns({ [STARTTLS]: [record('heavy', 0, 90), record('light', 0, 10)], [DIRECT]: [] });
  const first = async (chance: number) => (await resolveTargets('example.test', {}, lookUp, () => chance))[0]?.host;
  expect([await first(0.05), await first(0.5), await first(0.99)]).toEqual(['light', 'heavy', 'heavy']);
});

test('every record is tried once, and none before one of lower priority', async () => {
  const records = fc.array(fc.tuple(fc.nat(3), fc.nat(5)), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(
      records,
      fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })),
      async (list, chances) => {
        const all = list.map(([priority, weight], index) => record(`host${index}`, priority, weight));
        const random = () => Number(chances.next().value ?? 0);
        const targets = await resolveTargets('example.test', {}, dns({ [STARTTLS]: all }), random);
        const order = targets.map(({ host }) => all.find(({ name }) => name === host)?.priority ?? -1);
        expect(new Set(targets.map(({ host }) => host)).size).toBe(all.length);
        expect(order).toEqual(order.toSorted((a, b) => a - b));
      },
    ),
  );
});
