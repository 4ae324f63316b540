import { existsSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { openReplyEndpoint, sendReply } from '../../main/cli/forward';

test('a reply reaches the one that waits for it', async () => {
  const endpoint = await openReplyEndpoint();
  const reply = { exitCode: 5 as const, stdout: '通話\n'.repeat(1000), stderr: 'no such call\n' };
  await sendReply(endpoint.address, reply);
  expect(await endpoint.reply).toEqual(reply);
  await endpoint.close();
});

test('nobody else can open the endpoint, and it leaves nothing behind', async () => {
  const endpoint = await openReplyEndpoint();
  const folder = dirname(endpoint.address);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  await endpoint.close();
  expect(existsSync(folder)).toBe(false);
  await expect(sendReply(endpoint.address, { exitCode: 0 })).rejects.toThrow();
});

test.each([
  ['nothing', ''],
  ['half a reply', '{"exitCode":'],
  ['an unknown exit code', '{"exitCode":99}'],
  ['something else', '{"exitCode":0,"then":"rm"}'],
])('%s is no reply', async (_what, text) => {
  const endpoint = await openReplyEndpoint();
  const socket = connect(endpoint.address, () => socket.end(text));
  await expect(endpoint.reply).rejects.toThrow();
  await endpoint.close();
});

test('a Tsuwa that hangs is not waited for without end', async () => {
  const endpoint = await openReplyEndpoint(20);
  await expect(endpoint.reply).rejects.toThrow('does not answer');
  await endpoint.close();
});
