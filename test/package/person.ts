/** A person with an account on this machine: no rights but their own, a home, a desktop. */
import { spawn, type ChildProcess } from 'node:child_process';
import { chownSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Status } from '../../main/status';

/** `nobody`, whom every Debian has. */
const ID = 65534;

export interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

export interface Person {
  readonly home: string;
  /** Gives a file to the person. */
  give(path: string): string;
  /** Starts a program; it ends with the test. */
  start(command: string, ...words: string[]): ChildProcess;
  /** Runs a program to its end. @throws if that takes longer than a minute */
  run(command: string, ...words: string[]): Promise<Outcome>;
  /** What `tsuwa --status` prints, asked of the program at `path`. @throws if it is refused */
  status(path: string, ...words: string[]): Promise<Status>;
  /** Waits for a status. @throws with the last one if it never is as asked */
  until(
    what: string,
    ask: () => Promise<Status>,
    holds: (status: Status) => boolean,
    seconds?: number,
  ): Promise<Status>;
  /** The process of the Tsuwa that runs with this profile. @throws if none does */
  processOf(profile: string): number;
  /** Ends everything of the person, and their home. */
  leave(): void;
}

const RUN_MS = 60_000;

export function newPerson(desktop: Readonly<Record<string, string>>): Person {
  const home = mkdtempSync(join(tmpdir(), 'home-'));
  const runtime = join(home, '.run');
  mkdirSync(runtime, { mode: 0o700 });
  for (const folder of [home, runtime]) chownSync(folder, ID, ID);
  const { PATH = '', DISPLAY = '' } = process.env;
  const env = {
    ...{ PATH, DISPLAY, HOME: home, XDG_RUNTIME_DIR: runtime, XDG_SESSION_TYPE: 'x11' },
    ...{ LC_ALL: 'C.UTF-8', LANGUAGE: 'en', PULSE_COOKIE: join(runtime, 'cookie') },
    ...desktop,
  };
  const started = new Set<ChildProcess>();
  const start: Person['start'] = (command, ...words) => {
    const child = spawn('setpriv', [`--reuid=${ID}`, `--regid=${ID}`, '--clear-groups', command, ...words], {
      env,
      cwd: home,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    started.add(child);
    return child;
  };
  const run: Person['run'] = async (command, ...words) => {
    const child = start(command, ...words);
    const timer = setTimeout(() => kill(child), RUN_MS);
    const exit = new Promise<number | null>(resolve => child.once('exit', resolve));
    // A program that a started one leaves behind may keep the pipes open.
    const output = (stream: typeof child.stdout) =>
      stream ? Promise.race([text(stream), exit.then(() => later(1000)).then(() => '')]) : '';
    const [stdout, stderr, code] = await Promise.all([output(child.stdout), output(child.stderr), exit]);
    clearTimeout(timer);
    if (code === null) throw new Error(`${command} ${words.join(' ')} did not end by itself: ${stdout}${stderr}`);
    return { code, stdout, stderr };
  };
  const status: Person['status'] = async (path, ...words) => {
    const { code, stdout, stderr } = await run(path, ...words, '--status');
    if (code !== 0) throw new Error(`--status ended with ${code}: ${stderr}`);
    return JSON.parse(stdout) as Status;
  };
  return {
    home,
    give: path => {
      chownSync(path, ID, ID);
      return path;
    },
    start,
    run,
    status,
    async until(what, ask, holds, seconds = 40) {
      const deadline = Date.now() + seconds * 1000;
      for (;;) {
        const now = await ask().catch(String);
        if (typeof now !== 'string' && holds(now)) return now;
        if (Date.now() > deadline) throw new Error(`never: ${what}; it is ${JSON.stringify(now)}`);
        await later(250);
      }
    },
    processOf: profile => Number(/-(\d+)$/.exec(readlinkSync(join(profile, 'SingletonLock')))?.[1]),
    leave() {
      for (const child of started) kill(child);
      rmSync(home, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}

const later = (ms: number) => new Promise<void>(resolve => setTimeout(resolve, ms));

/** With all that it has started. */
function kill({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // it is gone
  }
}

/** The processes that a process has started by any of its threads, and theirs. */
export function familyOf(pid: number): number[] {
  const children = readdirSync(`/proc/${pid}/task`).flatMap(thread =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  );
  return [pid, ...children.flatMap(familyOf)];
}

/** The words that a process was started with; Chromium writes them anew, with spaces between them. */
export const commandOf = (pid: number): string => readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');

/** The program that it runs. */
export const programOf = (pid: number): string => readlinkSync(`/proc/${pid}/exe`);

/** In which user namespace it is, and whether its system calls are filtered. */
export const confinementOf = (pid: number) => ({
  namespace: readlinkSync(`/proc/${pid}/ns/user`),
  filtered: /^Seccomp:\s*2$/m.test(readFileSync(`/proc/${pid}/status`, 'utf8')),
});

export const exists = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;
