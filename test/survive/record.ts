/** What a run has seen, a line for each cell; `npm run test:survive` prints it and makes docs/reliability.md from it. */
import { appendFileSync } from 'node:fs';

export interface Seen {
  state: string;
  struck: string;
  blow: string;
  /** At the end that was struck, of the caller where both were; and at the other. */
  atStruck: string;
  atOther: string;
  /** As defined, or what was not. */
  verdict: string;
}

export function record(seen: Seen): void {
  console.log(Object.values(seen).join(' | '));
  const file = process.env.TSUWA_RECORDS;
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(seen)}\n`);
}
