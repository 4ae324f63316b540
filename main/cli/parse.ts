/** The command line as a value; pure. */
import { toPersonAddress } from '../../shared/jid';
import { isLink, looksLikeLink, parseLink, type Link, type LinkProblem } from '../../shared/link';
import { isEngineSwitch } from './switches';

/** What is to be done, here or by the Tsuwa that runs. */
export type Action =
  | { do: 'open' }
  | { do: 'call'; peer: string; yes: boolean; from?: string | undefined }
  /** A link from outside that asks for no call. */
  | { do: 'follow'; link: Link }
  | { do: 'answer' }
  | { do: 'decline' }
  | { do: 'hangup' }
  | { do: 'mute' }
  | { do: 'unmute' }
  | { do: 'disturb'; undisturbed: DoNotDisturbWish }
  | { do: 'status' }
  | { do: 'quit'; yes: boolean }
  | { do: 'help' }
  | { do: 'version' };

const wishes = ['on', 'off', 'toggle'] as const;
/** What is to become of do not disturb. */
export type DoNotDisturbWish = (typeof wishes)[number];

/** A whole command line. */
export interface Invocation {
  action: Action;
  /** Folder of the settings, as it was written. */
  profile?: string | undefined;
  /** File with an account, as it was written. */
  provision?: string | undefined;
  /** Start without showing the window. */
  hidden: boolean;
  relayOnly: boolean;
  measureAudio: boolean;
}

/** A command line that means nothing; `text` is for the person. */
export interface UsageError {
  text: string;
}

export const isUsageError = (parsed: Invocation | UsageError): parsed is UsageError => 'text' in parsed;

const simple = ['answer', 'decline', 'hangup', 'mute', 'unmute', 'status', 'help', 'version'] as const;
const flags = ['yes', 'hidden', 'relay-only', 'measure-audio', 'quit', ...simple] as const;
const options = ['call', 'from', 'do-not-disturb', 'profile', 'provision'] as const;
type Flag = (typeof flags)[number];
type Option = (typeof options)[number];

/** What each option takes, in words. */
const valueOf: Readonly<Record<Option, string>> = {
  call: 'an address',
  from: 'an address',
  'do-not-disturb': 'on, off or toggle',
  profile: 'a path',
  provision: 'a path',
};

const isFlag = (name: string): name is Flag => flags.some(flag => flag === name);
const isOption = (name: string): name is Option => options.some(option => option === name);
const shorthands: Readonly<Record<string, string>> = { '-h': '--help', '-v': '--version' };

/**
 * The words of a person out of `argv`. A development Electron is started with the app's folder as its first word, after
 * switches of its own; `-r` takes the next word.
 */
export function wordsOf(argv: readonly string[], development: boolean): string[] {
  if (!development) return argv.slice(1);
  let at = 1;
  while (argv[at]?.startsWith('-')) at += argv[at] === '-r' || argv[at] === '--require' ? 2 : 1;
  return argv.slice(at + 1);
}

/** What `words` ask for. Switches of the engine are passed over; anything else that is unknown is an error. */
export function parseCli(words: readonly string[]): Invocation | UsageError {
  const given = new Set<Flag>();
  const values = new Map<Option, string>();
  let link: string | undefined;
  const queue = [...words];
  for (let word = queue.shift(); word !== undefined; word = queue.shift()) {
    const { name, value } = split(shorthands[word] ?? word);
    if (name === undefined) {
      if (!looksLikeLink(word)) return { text: `Tsuwa does not know what to do with “${word}”` };
      if (link !== undefined) return { text: 'Only one link can be opened at a time' };
      link = word;
    } else if (isFlag(name)) {
      if (value !== undefined) return { text: `--${name} takes no value` };
      given.add(name);
    } else if (isOption(name)) {
      const taken = value ?? queue.shift();
      if (taken === undefined || taken === '' || (value === undefined && taken.startsWith('--'))) {
        return { text: `--${name} needs ${valueOf[name]}` };
      }
      if (values.has(name)) return { text: `--${name} can be given only once` };
      values.set(name, taken);
    } else if (!isEngineSwitch(word)) {
      return { text: `Tsuwa has no option --${name}` };
    }
  }
  const action = actionOf(given, {
    ...{ target: values.get('call'), from: values.get('from'), link },
    undisturbed: values.get('do-not-disturb'),
  });
  if ('text' in action) return action;
  return {
    action,
    profile: values.get('profile'),
    provision: values.get('provision'),
    hidden: given.has('hidden'),
    relayOnly: given.has('relay-only'),
    measureAudio: given.has('measure-audio'),
  };
}

function split(word: string): { name?: string; value?: string } {
  if (!word.startsWith('-')) return {};
  const equals = word.indexOf('=');
  const name = word.slice(0, equals < 0 ? undefined : equals).replace(/^--?/, '');
  return equals < 0 ? { name } : { name, value: word.slice(equals + 1) };
}

function actionOf(
  given: ReadonlySet<Flag>,
  { target, from, link, undisturbed }: Record<'target' | 'from' | 'link' | 'undisturbed', string | undefined>,
): Action | UsageError {
  const yes = given.has('yes');
  const wanted: Action[] = simple.filter(name => given.has(name)).map(name => ({ do: name }));
  if (given.has('quit')) wanted.push({ do: 'quit', yes });
  if (undisturbed !== undefined) {
    const wish = wishes.find(known => known === undisturbed);
    if (wish === undefined) return { text: `--do-not-disturb needs ${valueOf['do-not-disturb']}` };
    wanted.push({ do: 'disturb', undisturbed: wish });
  }
  if (target !== undefined) {
    const peer = calledBy(target);
    if (peer === undefined) return { text: `“${target}” is not an address that can be called` };
    const account = from === undefined ? undefined : toPersonAddress(from);
    if (from !== undefined && account === undefined) return { text: `“${from}” is not the address of an account` };
    wanted.push({ do: 'call', peer, yes, ...(account !== undefined && { from: account }) });
  }
  if (link !== undefined) {
    const parsed = parseLink(link);
    if (!isLink(parsed)) return { text: linkProblemText(parsed, link) };
    // A page that gets a link past a careless program must not get a yes past it as well.
    if (yes) return { text: '--yes goes with --call or --quit, not with a link' };
    wanted.push(parsed.kind === 'call' ? { do: 'call', peer: parsed.address, yes } : { do: 'follow', link: parsed });
  }
  // Help is what somebody wants who does not know the rest.
  if (given.has('help')) return { do: 'help' };
  const [first, second] = wanted;
  if (second) return { text: 'Only one thing can be asked for at a time' };
  if (yes && first?.do !== 'call' && first?.do !== 'quit') return { text: '--yes goes with --call or --quit' };
  if (from !== undefined && first?.do !== 'call') return { text: '--from goes with --call' };
  return first ?? { do: 'open' };
}

/** What is wrong with a link, for the terminal. */
const linkProblemText = (problem: LinkProblem, link: string): string =>
  `“${link.slice(0, 100)}” ${linkProblemTexts[problem]}`;

const linkProblemTexts: Readonly<Record<LinkProblem, string>> = {
  'too-long': 'is too long for a link',
  'other-scheme': 'is no link that Tsuwa opens; it opens xmpp: and tel:',
  unreadable: 'is damaged: it holds characters that no link may hold',
  'no-person': 'leads to no address that can be called',
  'no-number': 'holds no telephone number',
  'other-purpose': 'is for something that Tsuwa does not do',
};

/** The address in what was asked to be called; a link with another purpose than a call has none. */
function calledBy(target: string): string | undefined {
  const query = /^xmpp:[^?#]*\?([^;#]*)/i.exec(target);
  return query && query[1]?.toLowerCase() !== 'call' ? undefined : toPersonAddress(target);
}
