import { expect, test } from 'vitest';
import { mayLoad } from '../../main/guard';

test.each(['app://bundle/index.html', 'app://bundle/avatar/0', 'blob:app://bundle/1-2-3', 'data:image/png;base64,'])(
  'the page loads its own: %s',
  url => {
    expect(mayLoad(url, 'app://bundle')).toBe(true);
  },
);

test.each([
  'https://example.org/',
  'http://127.0.0.1/',
  'ws://127.0.0.1/',
  'wss://example.org/',
  'file:///etc/passwd',
  'ftp://example.org/',
  'app://other/index.html',
  'app://bundle.example.org/',
  'app://bundle@example.org/',
  'blob:https://example.org/1',
  'chrome://gpu/',
  'view-source:app://bundle/index.html',
  'nothing',
])('it loads nothing else: %s', url => {
  expect(mayLoad(url, 'app://bundle')).toBe(false);
});

test('while it is developed, its server and the news of it', () => {
  const origin = 'http://localhost:5173';
  expect(mayLoad('http://localhost:5173/main.ts', origin)).toBe(true);
  expect(mayLoad('ws://localhost:5173/', origin)).toBe(true);
  expect(mayLoad('ws://localhost:5174/', origin)).toBe(false);
  expect(mayLoad('ws://localhost:5173/', 'app://bundle')).toBe(false);
});
