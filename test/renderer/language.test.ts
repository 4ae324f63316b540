import { afterEach, expect, test } from 'vitest';
import { computed, nextTick, shallowRef } from 'vue';
import { direction, followLanguage, systemIn } from '../../renderer/language';
import { callAloud, dayInWords, endInWords, networkReport, outcomeInWords, speak, words } from '../../renderer/words';
import { nameOrder } from '../../renderer/collation';
import type { PhoneState } from '../../shared/ipc';
import { callWith, online } from './snapshots';

afterEach(() => speak('en', []));

const preferring = (language?: 'system' | 'en' | 'ja'): PhoneState => ({
  ...online,
  preferences: { ...online.preferences, ...(language && { language }) },
});

test('the page speaks as the system does until the person chooses, then at once as they choose', async () => {
  const state = shallowRef<PhoneState | undefined>();
  const root = { lang: '', dir: '' };
  followLanguage({ state }, systemIn('?languages=ja-JP,en-US', ['en-US']), root);
  const shown = computed(() => `${words.call.answer}, ${words.call.label({ name: 'Juliet' })}`);
  expect([root.lang, root.dir, shown.value]).toEqual(['ja', 'ltr', '応答, Julietさんとの通話']);

  state.value = preferring('en');
  await nextTick();
  expect([root.lang, shown.value]).toEqual(['en', 'Answer, Call with Juliet']);

  state.value = preferring();
  await nextTick();
  expect(root.lang).toBe('ja');
});

test('without word from main the languages of the engine hold, and a direction can be tried', () => {
  expect(systemIn('', ['ja'])).toEqual({ languages: ['ja'], direction: undefined });
  expect(systemIn('?dir=sideways', []).direction).toBeUndefined();
  const root = { lang: '', dir: '' };
  followLanguage({ state: shallowRef(preferring('en')) }, systemIn('?dir=rtl', []), root);
  expect([root.dir, direction.value]).toEqual(['rtl', 'rtl']);
  followLanguage({ state: shallowRef(preferring('en')) }, systemIn('', []), root);
  expect(root.dir).toBe('ltr');
});

test('whole sentences, days and names come in Japanese', () => {
  speak('ja', ['en-US']);
  expect(callAloud(callWith({ phase: 'active', muted: true }), '花子', true)).toBe(
    '通話中：花子さん。ミュート中です。',
  );
  expect(endInWords(callWith({ phase: 'ended', end: 'no-relay' }), '花子', false)?.next).toMatch(/TURN.*。$/);
  const noon = new Date(2026, 10, 22, 12).getTime();
  expect(dayInWords(noon - 3 * 86_400_000, noon)).toBe('木曜日');
  expect(dayInWords(noon - 30 * 86_400_000, noon)).toMatch(/10月23日/);
  expect(networkReport('1', 'direct', { servers: [], connected: true, relayOnly: false })).toMatch(
    /^Tsuwa 1 ネットワーク/,
  );
  expect(['い', 'ア', 'う'].sort(nameOrder().compare)).toEqual(['ア', 'い', 'う']);
  expect(
    outcomeInWords({
      id: '1',
      account: 'a@b',
      peer: 'c@d',
      direction: 'outgoing',
      end: 'busy',
      createdAt: noon,
      elsewhere: false,
      unseen: false,
    }),
  ).toBe('話し中');
});
