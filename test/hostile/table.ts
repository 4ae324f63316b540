/** The form of an attack on the real phone: what is tried, what is to happen, and how to find out what does. */

export interface Attack {
  /** What is tried, as a reader without the code understands it. Unique in the whole table. */
  readonly tried: string;
  /** What happens, word for word as `run` tells it. */
  readonly defined: string;
  /** Too long for every `npm test`; part of `npm run test:hostile` only. */
  readonly slow?: true;
  /** Tries it and tells what was seen to happen, made of what was counted and read, never of what was hoped for. */
  run(): Promise<string>;
}

/** Attacks from one side, with what they need around them. */
export interface Attacks {
  /** Who attacks, as a heading. */
  readonly by: string;
  begin?(): Promise<void>;
  end?(): Promise<void>;
  readonly attacks: readonly Attack[];
}

/** What became of an attack. */
export interface Outcome {
  readonly by: string;
  readonly tried: string;
  readonly happened: string;
  readonly defined: string;
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** The table of docs/hostile.md, in Markdown. */
export const documented = (groups: readonly Attacks[]): string =>
  groups
    .map(({ by, attacks }) =>
      [
        `## ${by}`,
        '',
        '| what is tried | what happens |',
        '| --- | --- |',
        ...attacks.map(
          ({ tried, defined, slow }) => `| ${cell(tried)}${slow ? ' (not in `npm test`)' : ''} | ${cell(defined)} |`,
        ),
      ].join('\n'),
    )
    .join('\n\n');
