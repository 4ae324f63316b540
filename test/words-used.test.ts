/** Every message is used, and the pages say nothing that is no message. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { parse, type SFCTemplateBlock } from 'vue/compiler-sfc';
import { levels } from '../renderer/level';
import { expectations } from '../renderer/media/network-test';
import { places } from '../renderer/place';
import { proxyWays } from '../renderer/proxy-draft';
import { legacyNames } from '../renderer/sign-up';
import { hindrances } from '../renderer/subscription';
import { candidateTypes } from '../renderer/words/inspector';
import { namedKeys } from '../renderer/words/keys';
import { changeRefusals } from '../shared/account-change';
import { availabilities } from '../shared/contact';
import { historyTroubles } from '../shared/history';
import {
  connectionProblems,
  contactViews,
  settingsTroubles,
  shortcutNames,
  strangerPolicies,
  themes,
} from '../shared/ipc';
import { linkProblems } from '../shared/link';
import { messageFailures } from '../shared/message';
import { privacies } from '../shared/privacy';
import { pauses } from '../shared/quiet';
import { recordingProblems } from '../shared/recording';
import { registrationProblems } from '../shared/registration';
import { failures } from '../shared/result';
import { madeRingTones, ringToneFaults, ringToneRefusals } from '../shared/ring-tone';
import { deviceUses, processings } from '../shared/sound';
import { updateProblems } from '../shared/updates';
import { en } from '../shared/words/en';
import { languageChoices } from '../shared/words/languages';
import type { Catalogue } from '../shared/words/words';

/**
 * The keys by which a group is read where the code has them in a variable. Whatever else is in the group has to be named
 * by somebody.
 */
const chosen: Readonly<Record<string, readonly string[]>> = {
  places,
  availability: availabilities,
  failures,
  microphone: ['failed', 'denied', 'missing', 'busy'],
  signUp: ['have', 'make'],
  'signUp.fields': legacyNames,
  'signUp.advice': registrationProblems,
  'people.sections': ['favourites', 'online', 'offline', 'ungrouped', 'everybody'],
  'people.views': contactViews,
  'people.subscription': hindrances,
  'people.notAsked.next': messageFailures,
  'account.themes': themes,
  'accountChange.refusals': changeRefusals,
  'account.titles': ['another', 'anew'],
  'account.hints': ['another', 'anew'],
  'settings.languages': languageChoices,
  'settings.passwordKept': ['safe', 'session'],
  'settings.autoBusyHint': ['on', 'off'],
  'settings.strangerPolicies': strangerPolicies,
  'sound.uses': deviceUses,
  'ringTone.made': madeRingTones,
  'ringTone.problems': [...ringToneRefusals, ...ringToneFaults],
  'sound.processing': processings,
  'keys.named': namedKeys,
  'trial.play': ['speaker', 'ringer'],
  'trial.server': ['stun', 'turn'],
  'trial.expectations': expectations,
  'trial.unreachable': ['udp', 'tcp', 'tls'],
  'quiet.pauses': pauses,
  'updates.by': ['system', 'person'],
  'updates.phases': ['none', 'looking', 'ready', 'waiting', 'failed'],
  'updates.problems': updateProblems,
  'proxy.ways': proxyWays,
  'shortcuts.names': shortcutNames,
  'shortcuts.hints': shortcutNames,
  'quality.levels': levels,
  'privacy.choices': privacies,
  'recording.problems': recordingProblems,
  'inspector.candidateTypes': candidateTypes,
  'inspector.pairStates': ['frozen', 'waiting', 'in-progress', 'failed', 'succeeded'],
  noticeLevels: ['off', 'call', 'name', 'all'],
  'noticeLevels.favouritesHint': ['on', 'off'],
  'noticeLevels.tellHint': ['on', 'off'],
  'autostart.modes': ['off', 'hidden', 'shown'],
  'logs.levels': ['all', 'info', 'warn'],
  'settingsFile.problems': ['not-ours', 'newer', 'malformed', 'too-large'],
  'cheatSheet.keys': Object.keys(en.cheatSheet.keys),
  settingsTroubles,
  'recents.troubles': historyTroubles,
  'recents.outcomes': Object.keys(en.recents.outcomes),
  'connection.problems': connectionProblems,
  'connection.advice': connectionProblems,
  'messages.failures': messageFailures,
  'messages.states': ['waiting', 'sent', 'delivered'],
  'links.problems': linkProblems,
  'links.claims': ['both', 'xmpp', 'tel', 'none'],
};

/** Groups that are handed over as a whole to code that goes through them. */
const whole = ['messages.ready'];

const root = resolve(import.meta.dirname, '..');
const filesIn = (folder: string): string[] =>
  readdirSync(join(root, folder), { withFileTypes: true }).flatMap(entry =>
    entry.isDirectory() ? filesIn(join(folder, entry.name)) : [join(folder, entry.name)],
  );
const sources = ['renderer', 'main']
  .flatMap(filesIn)
  .filter(file => /\.(ts|vue)$/.test(file))
  .map(file => ({ file, text: readFileSync(join(root, file), 'utf8') }));

/** Where the bracket that is open before `from` closes. */
function closing(text: string, from: number): number {
  let open = 1;
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '[') open += 1;
    else if (text[at] === ']') open -= 1;
    if (open === 0) return at;
  }
  return text.length;
}

const DYNAMIC = Symbol('a key in a variable');
type Step = string | typeof DYNAMIC;

/** The steps of `words.…` from `at` on: names, and what is in brackets. */
function stepsFrom(text: string, at: number): Step[] {
  const name = /^\??\.(\w+)/.exec(text.slice(at, at + 80));
  if (name?.[1] !== undefined) return [name[1], ...stepsFrom(text, at + name[0].length)];
  if (text[at] !== '[') return [];
  const end = closing(text, at + 1);
  const literal = /^'([^']*)'$/.exec(text.slice(at + 1, end));
  return [literal?.[1] ?? DYNAMIC, ...stepsFrom(text, end + 1)];
}

/** All that a source reads of the words. */
function readsIn(text: string): Step[][] {
  const imported = /import \{[^}]*\bwords\b[^}]*\} from '[^']*(?:words|language)'/;
  if (!imported.test(text) && !text.includes('export const words: Words')) return [];
  const plain = [...text.matchAll(/(?<![\w#]|(?<!\.\.)\.)words(?=[.[?])/g)].map(({ index }) =>
    stepsFrom(text, index + 5),
  );
  const taken = [...text.matchAll(/\{([^{}]*)\}\s*=\s*words((?:\.\w+)*);/g)].flatMap(([, names = '', path = '']) =>
    names.split(',').map(name => [...path.split('.').filter(Boolean), name.replace(/:.*/, '').trim()]),
  );
  return [...plain, ...taken.filter(steps => steps.at(-1) !== '')];
}

/** A name with what it means, or a problem with what to do: taken as a whole. */
const isPair = (group: Catalogue) => Object.keys(group).every(key => ['name', 'hint', 'what', 'next'].includes(key));

/** The messages that `steps` lead to; those of a group that is only passed on are not used by that. */
function reached(group: Catalogue, steps: readonly Step[], path: string, stray: (path: string) => void): string[] {
  const [step, ...rest] = steps;
  if (step === undefined) return isPair(group) || whole.includes(path) ? leavesOf(group, path) : [];
  const keys = step === DYNAMIC ? chosen[path] : [step];
  if (!keys) {
    stray(`${path}[…] is in no table of this test`);
    return [];
  }
  return keys.flatMap(key => {
    const next = group[key];
    const below = path === '' ? key : `${path}.${key}`;
    if (typeof next === 'string') return [below];
    if (next) return reached(next, rest, below, stray);
    stray(`there is no ${below}`);
    return [];
  });
}

const leavesOf = (group: Catalogue, path: string): string[] =>
  Object.entries(group).flatMap(([key, value]) => {
    const below = path === '' ? key : `${path}.${key}`;
    return typeof value === 'string' ? [below] : leavesOf(value, below);
  });

describe('messages', () => {
  const strays: string[] = [];
  const used = new Set(
    sources.flatMap(({ file, text }) =>
      readsIn(text).flatMap(steps => reached(en, steps, '', path => strays.push(`${file}: ${path}`))),
    ),
  );

  test('none is read that is not there, and none by a key that this test does not know', () => {
    expect(used.size).toBeGreaterThan(300);
    expect(strays).toEqual([]);
  });

  test('none is unused', () => {
    expect(leavesOf(en, '').filter(path => !used.has(path))).toEqual([]);
  });

  test('each group that is read by a variable is read so', () => {
    const read = new Set<string>();
    for (const { text } of sources)
      for (const steps of readsIn(text)) {
        const at = steps.indexOf(DYNAMIC);
        if (at >= 0) read.add(steps.slice(0, at).join('.'));
      }
    expect(Object.keys(chosen).filter(path => !read.has(path))).toEqual([]);
  });
});

describe('the language of the moment', () => {
  /** Where a module or the setup of a component reads words at once instead of each time they are wanted. */
  function readOnce(source: string): string[] {
    const found: string[] = [];
    const walk = (node: ts.Node): void => {
      if (ts.isFunctionLike(node) || ts.isTypeNode(node)) return;
      if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 'words')
        found.push(node.getText());
      ts.forEachChild(node, walk);
    };
    const script = /<script setup[^>]*>(.*?)<\/script>/s.exec(source)?.[1] ?? source;
    if (readsIn(source).length > 0) walk(ts.createSourceFile('source.ts', script, ts.ScriptTarget.ESNext, true));
    return found;
  }

  test('no words are read once and kept', () => {
    expect(sources.flatMap(({ file, text }) => readOnce(text).map(words => `${file}: ${words}`))).toEqual([]);
  });

  test('words that are read once are found, those that are asked for each time are not', () => {
    const source = `import { words } from './words'; const a = [words.b.c]; const d = () => words.b.e;`;
    expect(readOnce(source)).toEqual(['words.b']);
    expect(readOnce(`<script setup>${source}</script><template>{{ words.f }}</template>`)).toEqual(['words.b']);
  });
});

describe('pages', () => {
  /** What people read or hear of an element. */
  const told = new Set([
    'alt',
    'aria-description',
    'aria-label',
    'aria-valuetext',
    'hint',
    'label',
    'placeholder',
    'text',
    'title',
  ]);
  const isText = (text: string) => /\p{L}{2,}/u.test(text);
  /** The fixed parts of template literals. */
  const fixed = (code: string): string[] =>
    code.includes('{')
      ? fixed(code.replace(/\$?\{[^{}]*\}/g, ' '))
      : [...code.matchAll(/`([^`]*)`/g)].map(([, text = '']) => text);

  type Child = NonNullable<SFCTemplateBlock['ast']>['children'][number];
  type Attribute = Extract<Child, { tag: string }>['props'][number];

  function textsIn(nodes: readonly Child[]): string[] {
    return nodes.flatMap(node => {
      if ('tag' in node) return [...node.props.flatMap(toldBy), ...textsIn(node.children)];
      if (!('content' in node) || node.loc.source.startsWith('<!--')) return [];
      if (typeof node.content === 'string') return isText(node.content) ? [node.content.trim()] : [];
      return fixed(node.content.loc.source).filter(isText);
    });
  }
  function toldBy(attribute: Attribute): string[] {
    if ('exp' in attribute) {
      const name = attribute.arg?.loc.source ?? '';
      return told.has(name) ? fixed(attribute.exp?.loc.source ?? '').filter(isText) : [];
    }
    const text = 'value' in attribute ? (attribute.value?.content ?? '') : '';
    return told.has(attribute.name) && isText(text) ? [`${attribute.name}="${text}"`] : [];
  }
  const textsOf = (source: string): string[] => textsIn(parse(source).descriptor.template?.ast?.children ?? []);

  test.each(sources.filter(({ file }) => file.endsWith('.vue')))('$file says nothing of its own', ({ text }) => {
    expect(textsOf(text)).toEqual([]);
  });

  test('text and labels that are no message are found', () => {
    const texts = textsOf('<template><p aria-label="Call">Hang up {{ `${n} left` }} {{ words.a }}</p></template>');
    expect(texts).toEqual(['aria-label="Call"', 'Hang up', '  left']);
  });
});
