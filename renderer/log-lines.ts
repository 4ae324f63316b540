/** Lines of the log as the person looks through them. */

export const logLevels = ['all', 'info', 'warn'] as const;
/** Everything; without what goes by in the thousands; only what went wrong. */
export type LogLevel = (typeof logLevels)[number];

const shown: Readonly<Record<LogLevel, readonly string[]>> = {
  all: ['debug', 'info', 'warn'],
  info: ['info', 'warn'],
  warn: ['warn'],
};

/** The level in a line `2026-01-31T12:00:00.000Z info name: text`; any other shape counts as a warning. */
export const levelOf = (line: string): string => /^\S+ (debug|info|warn) /.exec(line)?.[1] ?? 'warn';

/** The lines that have what `text` says, in any case, and matter enough. */
export function fittingLines(lines: readonly string[], level: LogLevel, text: string): string[] {
  const wanted = text.trim().toLowerCase();
  return lines.filter(line => shown[level].includes(levelOf(line)) && line.toLowerCase().includes(wanted));
}
