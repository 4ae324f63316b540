import { expect, test } from 'vitest';
import { chooseMechanism } from '../../main/xmpp/mechanisms';
import { prepare, Scram } from '../../main/xmpp/scram';

const user = { username: 'user', password: 'pencil' };

test('the example of RFC 5802 §5', async () => {
  const scram = new Scram({ ...user, hash: 'sha1', nonce: 'fyko+d2lbbFgONRv9qkxdawL' });
  expect(scram.first()).toBe('n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL');
  const final = await scram.final('r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096');
  expect(final).toBe('c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=');
  scram.verify('v=rmF9pqV8S7suAoZWja4dJRkFsKQ=');
});

test('the example of RFC 7677 §3', async () => {
  const scram = new Scram({ ...user, hash: 'sha256', nonce: 'rOprNGfwEbeRWgbNEkqO' });
  const nonce = 'r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0';
  const final = await scram.final(`${nonce},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096`);
  expect(final).toBe(`c=biws,${nonce},p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=`);
  scram.verify('v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=');
  scram.verify(undefined); // proven already
});

test.each([
  ['another nonce', 'r=other,s=QSXCR+Q6sek8bf92,i=4096'],
  ['our nonce with nothing added', 'r=mine,s=QSXCR+Q6sek8bf92,i=4096'],
  ['no nonce', 's=QSXCR+Q6sek8bf92,i=4096'],
  ['4,095 iterations', 'r=mine1,s=QSXCR+Q6sek8bf92,i=4095'],
  ['1,000,001 iterations', 'r=mine1,s=QSXCR+Q6sek8bf92,i=1000001'],
  ['iterations that are no number', 'r=mine1,s=QSXCR+Q6sek8bf92,i=1e5'],
  ['a mandatory extension', 'm=x,r=mine1,s=QSXCR+Q6sek8bf92,i=4096'],
])('a challenge with %s is refused', async (_, challenge) => {
  const scram = new Scram({ ...user, hash: 'sha1', nonce: 'mine' });
  await expect(scram.final(challenge)).rejects.toMatchObject({ problem: 'server-proof-wrong' });
});

test.each(['v=AAAA', 'v=', 'x', 'v=smF9pqV8S7suAoZWja4dJRkFsKQ='])('the proof %s is refused', async proof => {
  const scram = new Scram({ ...user, hash: 'sha1', nonce: 'fyko+d2lbbFgONRv9qkxdawL' });
  await scram.final('r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096');
  expect(() => scram.verify(proof)).toThrow(expect.objectContaining({ problem: 'server-proof-wrong' }));
});

test('no proof at all is refused, before and after the exchange', async () => {
  const scram = new Scram({ ...user, hash: 'sha1', nonce: 'mine' });
  expect(() => scram.verify(undefined)).toThrow();
  await scram.final('r=mine1,s=QSXCR+Q6sek8bf92,i=4096');
  expect(() => scram.verify('')).toThrow();
});

test('an error in place of a proof is a wrong password', async () => {
  const scram = new Scram({ ...user, hash: 'sha1', nonce: 'mine' });
  await scram.final('r=mine1,s=QSXCR+Q6sek8bf92,i=4096');
  expect(() => scram.verify('e=invalid-proof')).toThrow(expect.objectContaining({ problem: 'wrong-password' }));
});

test('channel binding is in the header and in what is proven', async () => {
  const scram = new Scram({ ...user, hash: 'sha256', nonce: 'mine', binding: Buffer.from('bound') });
  expect(scram.first()).toBe('p=tls-exporter,,n=user,r=mine');
  const final = await scram.final('r=mine1,s=QSXCR+Q6sek8bf92,i=4096');
  expect(final).toContain(`c=${Buffer.from('p=tls-exporter,,bound').toString('base64')},`);
});

test('signs that SCRAM uses itself are written otherwise in a name', () => {
  expect(new Scram({ username: 'a=b,c', password: '', hash: 'sha1', nonce: 'n' }).first()).toBe('n,,n=a=3Db=2Cc,r=n');
});

test.each([
  ['I\u00adX', 'IX'],
  ['user', 'user'],
  ['USER', 'USER'],
  ['\u00aa', 'a'],
  ['\u2168', 'IX'],
  ['a\u00a0b', 'a b'],
])('SASLprep (RFC 4013 §3) makes %j into %j', (raw, prepared) => {
  expect(prepare(raw)).toBe(prepared);
});

test.each([
  [['PLAIN', 'SCRAM-SHA-1', 'SCRAM-SHA-256', 'SCRAM-SHA-512'], false, 'SCRAM-SHA-512'],
  [['PLAIN', 'SCRAM-SHA-1', 'SCRAM-SHA-256'], false, 'SCRAM-SHA-256'],
  [['SCRAM-SHA-1', 'PLAIN'], true, 'SCRAM-SHA-1'],
  [['SCRAM-SHA-256', 'SCRAM-SHA-256-PLUS', 'SCRAM-SHA-512'], true, 'SCRAM-SHA-256-PLUS'],
  [['SCRAM-SHA-256', 'SCRAM-SHA-256-PLUS'], false, 'SCRAM-SHA-256'],
  [['SCRAM-SHA-256-PLUS', 'PLAIN'], false, undefined],
  [['PLAIN', 'X-OAUTH2'], false, 'PLAIN'],
  [['ANONYMOUS', 'EXTERNAL', 'DIGEST-MD5'], true, undefined],
  [[], true, undefined],
])('of %j (can bind: %s) we take %s', (offered, canBind, taken) => {
  expect(chooseMechanism(offered, canBind)).toBe(taken);
});
