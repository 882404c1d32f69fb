import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';

const stopMsMax = 10_000;
const stderrCharsMax = 4_096;

export interface TetherOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** What ends the child politely: sent by `stop`, and when this process dies. */
  readonly signal?: 'SIGINT' | 'SIGTERM';
  /** Programs that exec the command in another guise, such as `['unshare', '--user']`. */
  readonly prefix?: readonly string[];
}

/** How a child ended; `error` when it could not be started at all. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly error?: Error;
}

export interface Tether {
  readonly child: ChildProcess;
  /** Asks the child to end, kills it after a limit, and resolves when it is gone. Harmless twice. */
  stop(signal?: NodeJS.Signals): Promise<void>;
  /** Resolves, and never rejects, when the child is gone, whoever ended it. */
  readonly exited: Promise<Exit>;
  /** The last few KB the child wrote to stderr. */
  stderrTail(): string;
}

/**
 * Starts a child that does not outlive this process, not even a `kill -9` of it.
 *
 * 1) Linux with setpriv: the kernel signals the child when we die (pdeathsig).
 * 2) elsewhere: an exit hook signals it. A `kill -9` then leaves the child running.
 *
 * The kernel watches the THREAD that spawned, not the process: a child of a worker thread ends
 * with the worker, so call this from the main thread.
 *
 * @example
 * const redis = tether('redis-server', ['--port', '6400'], { signal: 'SIGTERM' });
 * await redis.stop();
 */
export function tether(
  command: string,
  args: readonly string[],
  { cwd, env, signal = 'SIGTERM', prefix = [] }: TetherOptions = {},
): Tether {
  // The death signal comes after the prefix: the kernel forgets it when a process changes user.
  const leash = hasDeathSignal() ? deathSignal(signal) : [];
  const [program, ...rest] = [...prefix, ...leash, command, ...args] as [string, ...string[]];
  const child = spawn(program, rest, {
    cwd,
    env: env ?? process.env,
    stdio: ['ignore', 'ignore', 'pipe'],
    // Ctrl-C reaches every process of the terminal's group. In a group of its own the child
    // hears nothing until the owner, having finished its work, calls stop.
    detached: true,
  });

  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-stderrCharsMax);
  });

  // `close` rather than `exit`: by then the last words on stderr have been read. But processes
  // the child left behind may hold stderr open, so `exit` decides after a moment.
  const exited = new Promise<Exit>((resolve) => {
    child.on('error', (error) => {
      // A signal that cannot be delivered is an 'error' as well, but then the child still lives.
      if (child.pid === undefined) resolve({ code: null, signal: null, error });
    });
    child.once('close', (code, signal) => resolve({ code, signal }));
    child.once('exit', (code, signal) => setTimeout(resolve, 100, { code, signal }).unref());
  });

  if (leash.length === 0) {
    const kill = () => child.kill(signal);
    process.once('exit', kill);
    child.once('exit', () => process.off('exit', kill));
  }

  return {
    child,
    exited,
    stderrTail: () => stderr,
    async stop(chosen = signal) {
      // Node sends nothing to a child that it has already reaped, so a recycled pid is safe.
      child.kill(chosen);
      const limit = setTimeout(() => child.kill('SIGKILL'), stopMsMax);
      await exited;
      clearTimeout(limit);
    },
  };
}

// setpriv asks for the signal some milliseconds after the fork. If we died in between, the
// kernel has nothing to tell it, so the shell looks whether its parent is still ours.
const deathSignal = (signal: string) => [
  'setpriv',
  '--pdeathsig',
  signal.replace('SIG', ''),
  'sh',
  '-c',
  '[ "$PPID" = "$0" ] && exec "$@"',
  String(process.pid),
];

// Tried rather than looked up: the setpriv of busybox has no such option.
let deathSignalWorks: boolean | undefined;
function hasDeathSignal(): boolean {
  deathSignalWorks ??= spawnSync('setpriv', ['--pdeathsig', 'TERM', 'true']).status === 0;
  return deathSignalWorks;
}
