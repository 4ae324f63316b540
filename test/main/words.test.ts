import { afterEach, expect, test } from 'vitest';
import { noticesFor } from '../../main/notices';
import { trayModel } from '../../main/tray-model';
import { clockWords, connectionWords, speak, words } from '../../main/words';
import { callWith, online } from '../renderer/snapshots';

afterEach(() => speak('en', []));

test('main speaks the language of the system until the person chooses, and knows when that changes', () => {
  expect(speak('system', ['ja-JP'])).toBe(true);
  expect(speak('system', ['ja-JP'])).toBe(false);
  expect(words.menu.edit).toBe('編集');
  expect(speak('en', ['ja-JP'])).toBe(true);
  expect(words.menu.edit).toBe('Edit');
});

test('times of the day are written as the language writes them', () => {
  const noon = new Date(2026, 10, 22, 14, 5).getTime();
  speak('en', ['en-US']);
  expect(clockWords(noon)).toMatch(/2:05\s?PM/);
  speak('ja', []);
  expect(clockWords(noon)).toBe('14:05');
});

test('the tray and the notifications follow, without being made anew', () => {
  const call = callWith({ direction: 'incoming', phase: 'ringing', rings: 'ring' });
  const state = { ...online, calls: [call] };
  const said = () => [
    trayModel(state, { now: 0, recent: [] }, () => '花子').menu.map(row => (row === 'separator' ? '' : row.label)),
    noticesFor(state, [], () => '花子').map(({ title, buttons }) => [title, ...buttons.map(({ label }) => label)]),
  ];
  const english = JSON.stringify(said());
  expect(english).toMatch(/花子 is calling.*Answer.*Decline/);
  speak('ja', []);
  const japanese = JSON.stringify(said());
  expect(japanese).toMatch(/花子さんから着信.*応答.*拒否/);
  expect(japanese).not.toMatch(/Answer|calling|Quit|Online/);
});

test('every state of the connection has its words', () => {
  speak('ja', []);
  expect(connectionWords({ status: 'connecting', attempt: 2 })).toBe('接続しています…（2回目）');
  expect(connectionWords({ status: 'offline', attempt: 0 }, false)).toBe('サインインしていません');
});
