import { MidflightError } from '../core/errors.ts';

const defaults = { port: 8_787, seed: 7 };
const unitMs = { s: 1_000, m: 60_000, h: 3_600_000 } as const;
const flags = '--for, --port, --seed and --help';

export const help = `npm run demo -- [--for 60s] [--port 8787] [--seed 7]

Starts three local EVM chains with Axelar's contracts, a fourth one that is SODAX's hub, and a local Solana chain. Users call
contracts across the three, with a relayer who is late and sometimes never comes; others send tokens to and from Solana with
CCTP, and not all of them are claimed; others swap and send tokens on all of them with SODAX, with a solver, and with orders
that are called off, fail or are forgotten. About once a minute a chain has a reorg. Midflight runs beside them, and what it
sees is shown.

  --for 60s      end after this time with a summary: seconds (90), 60s, 2m, 1h. Without it the demo runs until Ctrl-C.
                 If nothing of a protocol has completed by then, it goes on for as long as the start took
  --port 8787    port of Midflight's API; also the variable PORT. Without either the first free one from 8787 on
  --seed 7       repeat the same choices of users, relayers, solver, reorgs and outages
  --help         this text

The demo brings its own Postgres and queue: DATABASE_URL, REDIS_URL and RPC_URL_* of your environment are not passed on
to it. Its files lie in MIDFLIGHT_DIR (.midflight unless set), in a directory of their own that goes when the demo ends.
NO_COLOR is respected; when the output is not a terminal, it comes as plain lines.`;

export interface Run {
  readonly type: 'run';
  readonly forMs: number | undefined;
  /** `isNamed`: the user asked for this very port, so no other will do. */
  readonly port: { readonly number: number; readonly isNamed: boolean };
  readonly seed: number;
}

/**
 * Reads the command line.
 *
 * @example
 * parseArguments(['--for', '2m'], {}); // { type: 'run', forMs: 120000, port: { number: 8787, isNamed: false }, seed: 7 }
 */
export function parseArguments(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Run | { readonly type: 'help' } {
  let forMs: number | undefined;
  let seed = defaults.seed;
  let port =
    env.PORT === undefined || env.PORT === ''
      ? { number: defaults.port, isNamed: false }
      : { number: parsePort(env.PORT, 'PORT'), isNamed: true };

  const words = argv.flatMap((word) => (/^--\w+=/.test(word) ? splitOnce(word) : [word]));
  for (let index = 0; index < words.length; index += 1) {
    const flag = words[index] ?? '';
    if (flag === '--help' || flag === '-h') return { type: 'help' };
    if (!['--for', '--port', '--seed'].includes(flag)) {
      throw badArgument(`There is no argument ${flag}.`, `Use ${flags}.`);
    }
    index += 1;
    const value = words[index];
    if (value === undefined) throw badArgument(`${flag} has no value.`, examples[flag] ?? '');
    if (flag === '--for') forMs = parseDuration(value);
    else if (flag === '--port') port = { number: parsePort(value, '--port'), isNamed: true };
    else seed = parseSeed(value);
  }
  return { type: 'run', forMs, port, seed };
}

const examples: Record<string, string> = {
  '--for': 'Write seconds, or a number with s, m or h, such as --for 90 or --for 2m.',
  '--port': 'Write a port from 1 to 65535, such as --port 8787.',
  '--seed': 'Write a whole number, such as --seed 7.',
};

function parseDuration(value: string): number {
  const match = /^(\d{1,6})([smh]?)$/.exec(value);
  const unit = (match?.[2] || 's') as keyof typeof unitMs;
  const ms = Number(match?.[1]) * unitMs[unit];
  // A timer of Node's cannot count further than 2^31 ms.
  if (!(ms > 0 && ms < 2 ** 31))
    throw badArgument(`--for ${value} is not a time.`, examples['--for'] ?? '');
  return ms;
}

function parsePort(value: string, name: string): number {
  const port = /^\d{1,5}$/.test(value) ? Number(value) : 0;
  if (port < 1 || port > 65_535) {
    throw badArgument(`${name} is ${value}, which is not a port.`, examples['--port'] ?? '');
  }
  return port;
}

function parseSeed(value: string): number {
  if (!/^\d{1,9}$/.test(value)) {
    throw badArgument(`--seed ${value} is not a whole number.`, examples['--seed'] ?? '');
  }
  return Number(value);
}

function splitOnce(word: string): string[] {
  const at = word.indexOf('=');
  return [word.slice(0, at), word.slice(at + 1)];
}

function badArgument(message: string, recovery: string): MidflightError {
  return new MidflightError({ code: 'bad_argument', message, recovery });
}
