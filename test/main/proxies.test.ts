import { expect, test } from 'vitest';
import { placeToAsk, proxiesOf } from '../../main/proxies';

const asked: string[] = [];
const system = (answer: string) => (host: string, port: number) => {
  asked.push(placeToAsk(host, port));
  return Promise.resolve(answer);
};

test('the system is asked for each place, unless the person has chosen', async () => {
  const proxy = { type: 'socks5', host: 'p', port: 1080, username: 'u' } as const;
  expect(await proxiesOf({}, system('PROXY q:3128'))('xmpp.example', 5222)).toEqual({
    type: 'http',
    host: 'q',
    port: 3128,
  });
  expect(await proxiesOf({ proxy: 'system' }, system('DIRECT'))('::1', 5223)).toBeUndefined();
  expect(asked.splice(0)).toEqual(['https://xmpp.example:5222/', 'https://[::1]:5223/']);
  expect(await proxiesOf({ proxy: 'none' }, system('PROXY q:3128'))('xmpp.example', 5222)).toBeUndefined();
  expect(await proxiesOf({ proxy, proxyPassword: 'x' }, system('DIRECT'))('a', 1)).toEqual({ ...proxy, password: 'x' });
  expect(asked).toEqual([]);
});

test('a system with proxies that we cannot use is not gone around', async () => {
  await expect(proxiesOf({}, system('HTTPS q:443'))('xmpp.example', 5222)).rejects.toMatchObject({
    problem: 'proxy-refused',
  });
});
