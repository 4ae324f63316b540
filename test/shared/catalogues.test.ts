/** The catalogues of messages against each other, and as texts of their languages. */
import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { catalogues } from '../../shared/words';
import { languages, type Language } from '../../shared/words/languages';
import { formatterOf, type ValuesOf } from '../../shared/words/message';
import { wordsOf, type Catalogue } from '../../shared/words/words';

/** Each message by its path, such as `call.answer`. */
function messagesIn(catalogue: Catalogue, above: readonly string[] = []): [path: string, message: string][] {
  return Object.entries(catalogue).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[[...above, key].join('.'), value]] : messagesIn(value, [...above, key]),
  );
}

const messages = (language: Language) => messagesIn(catalogues[language]);
const others = languages.filter(language => language !== 'en');

/** What an element of a message is, as the parser numbers it. */
const [TEXT, ARGUMENT, SELECT, POUND] = [0, 1, 5, 7];
type Element = ReturnType<IntlMessageFormat['getAst']>[number];

/** The arguments of a message with their kinds; a plural and an ordinal are of one kind. */
function argumentsOf(elements: readonly Element[]): [name: string, kind: number][] {
  return elements.flatMap((element): [string, number][] => {
    const kind: number = element.type;
    if (kind === TEXT || kind === POUND || !('value' in element)) return [];
    const inner = 'options' in element ? Object.values(element.options).flatMap(({ value }) => argumentsOf(value)) : [];
    return [[element.value, kind], ...inner];
  });
}
const parsed = (message: string) => new IntlMessageFormat(message, 'en', undefined, { ignoreTag: true }).getAst();
const asked = (message: string) => Object.fromEntries(argumentsOf(parsed(message)));

test.each(others)('%s has the keys of English, no more and no fewer', language => {
  const keys = (of: Language) => messages(of).map(([path]) => path);
  expect(keys(language).toSorted()).toEqual(keys('en').toSorted());
});

test.each(others)('the messages of %s ask for the values of the English ones', language => {
  const english = new Map(messages('en'));
  const strays = messages(language).filter(
    ([path, message]) =>
      JSON.stringify(sorted(asked(message))) !== JSON.stringify(sorted(asked(english.get(path) ?? ''))),
  );
  expect(strays).toEqual([]);
});

test.each(languages)('%s says of values what the library says, also where there is nothing to choose', language => {
  const differing = messages(language).filter(([, message]) => {
    const kinds = Object.entries(asked(message));
    if (kinds.length === 0 || kinds.some(([, kind]) => kind !== ARGUMENT)) return false;
    const values = Object.fromEntries(kinds.map(([name], at) => [name, `<${name} ’${at}>`]));
    const whole = new IntlMessageFormat(message, language, undefined, { ignoreTag: true }).format(values);
    return formatterOf(message, language)(values) !== whole;
  });
  expect(differing).toEqual([]);
});

const sorted = (values: Record<string, number>) => Object.entries(values).toSorted(([a], [b]) => a.localeCompare(b));

test.each(languages)('every message of %s is one, and has a text for every number', language => {
  for (const [path, message] of messages(language)) {
    const names = Object.entries(asked(message));
    for (const count of [0, 1, 2, 3, 5, 11, 21, 1234]) {
      const values = Object.fromEntries(
        names.map(([name, kind]) => [name, kind === ARGUMENT || kind === SELECT ? 'Juliet' : count]),
      );
      const text = formatterOf(message, language)(values);
      expect(text, path).not.toMatch(/^$|[{}]|undefined|NaN/);
    }
  }
});

test('the values a message asks for are typed from its text', () => {
  expectTypeOf<ValuesOf<'Call {name}'>>().toEqualTypeOf<{ name: string }>();
  expectTypeOf<ValuesOf<'{by} to {name}.'>>().toEqualTypeOf<{ by: string; name: string }>();
  expectTypeOf<ValuesOf<'{share, number, ::percent}'>>().toEqualTypeOf<{ share: number }>();
  expectTypeOf<ValuesOf<'{n, plural, one {# call} other {# calls}} from {name}'>>().toEqualTypeOf<{
    n: number;
    name: string;
  }>();
  // A word alone in a branch is text, and what stands in a branch may ask for more.
  expectTypeOf<ValuesOf<'{level, select, good {good} other {bad {why}}}'>>().toEqualTypeOf<{
    level: string;
    why: string;
  }>();
});

test('a message is parsed when it is first wanted, not before', () => {
  const words = wordsOf<{ readonly good: 'Call {name}'; readonly bad: 'Call {name' }>(
    { good: 'Call {name}', bad: 'Call {name' },
    'en',
  );
  expect(words.good({ name: '<b>Juliet</b>' })).toBe('Call <b>Juliet</b>');
});

describe('English', () => {
  test('has curly quotes and real ellipses', () => {
    const strays = messages('en').filter(([path, text]) => /\.\.\.|"|'/.test(text) && path !== 'signUp.nameWrong');
    expect(strays).toEqual([]);
  });
});

describe('Japanese', () => {
  /** What is written the same in both. */
  const alike = new Set([
    'app',
    'signIn.portHint',
    'proxy.hostHint',
    'proxy.ways.socks5.name',
    'proxy.ways.http.name',
    'signUp.serverHint',
    'settings.languages.en',
    'settings.languages.ja',
    'sound.percent',
    'textSize.percent',
    'keys.named.Tab',
    'keys.named.CapsLock',
    'quality.none',
    'quality.milliseconds',
    'quality.share',
  ]);
  const english = new Map(messages('en'));
  const japanese = messages('ja');
  /** Without its values and what stands in it as it is. */
  const bare = (message: string, value = '') =>
    message.replace(/\{\w+(?:, number(?:, [^}]*)?)?\}/g, value).replace(/\.(?:pem|crt)/g, '');

  test('is not English', () => {
    const same = japanese.filter(([path, message]) => message === english.get(path)).map(([path]) => path);
    expect(new Set(same)).toEqual(alike);
  });

  test('is written in Japanese', () => {
    const latin = japanese.filter(
      ([path, message]) =>
        !alike.has(path) &&
        !/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(message) &&
        bare(message) !== '',
    );
    // Signs of its own, and the word by which others find the language.
    const signs = /^(?:STUN（）|[↑↓←→、：。]+|Language|hanako@example\.org|[、：。 ,kHz–]+)$/;
    expect(latin.filter(([, message]) => !signs.test(bare(message)))).toEqual([]);
  });

  test('has full-width punctuation, corner brackets, and no space between its letters', () => {
    const letter = String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー、。「」（）：？]`;
    const stray = new RegExp(
      `${letter}[,.!?:;()]|[!?;(]${letter}|${letter} [A-Za-z0-9{]|[A-Za-z0-9}:] ${letter}|${letter} ${letter}|[“”"‘’]|\\.\\.\\.|[，．]`,
      'u',
    );
    // The one lists signs, the other begins with a name and a number.
    const ours = japanese.filter(([path]) => path !== 'signUp.nameWrong' && path !== 'trial.reportTitle');
    const plain = (message: string) => bare(message, 'x').replace(/, plural, other \{/g, '{');
    expect(ours.filter(([, message]) => stray.test(plain(message)))).toEqual([]);
  });

  test('ends a sentence where English does, and leaves open what English leaves open', () => {
    const differs = japanese.filter(([path, message]) => {
      const there = english.get(path) ?? '';
      const sentence = /[.!]$/.test(there) && / .* /.test(there);
      if (there.endsWith('…') !== message.endsWith('…')) return true;
      return sentence && !/[。？]$/.test(message);
    });
    expect(differs.filter(([path]) => !path.endsWith('nameWrong'))).toEqual([]);
  });
});
