import type { ChainId } from '../core/chain.ts';
import { MidflightError } from '../core/errors.ts';
import type { ChainView } from '../db/chains.ts';
import type { Reading } from '../db/read-coverage.ts';
import { familyOf } from '../protocols/family-of.ts';
import { lagSeconds } from './present.ts';
import type { ProblemCoverage } from './schemas/problem.ts';

/** What was asked for and not found, with what the asker knows of it. */
export interface Asked {
  /** An id, a link or a transaction. */
  text: string;
  chain?: ChainId | undefined;
  /** Where its transaction is, on that chain. */
  block?: bigint | undefined;
  /** When it happened. */
  time?: Date | undefined;
}

/** What is known of what is read. */
export interface Facts {
  chains: ReadonlyMap<ChainId, ChainView>;
  readings: readonly Reading[];
  /** The names of those that are known. */
  protocols: ReadonlySet<string>;
  now: Date;
}

/** The error for what was not found: why it may be so, and what of the chains was looked at. */
export class Absence extends MidflightError {
  /** Seconds after which another try is worth it; null where none is. */
  readonly retryAfterSeconds: number | null;
  readonly coverage: ProblemCoverage[];

  constructor({ retryAfterSeconds, coverage, ...parts }: AbsenceParts) {
    super(parts);
    this.retryAfterSeconds = retryAfterSeconds ?? null;
    this.coverage = coverage;
  }
}

type AbsenceParts = Pick<MidflightError, 'message' | 'recovery'> & {
  code: 'not_indexed_yet' | 'outside_coverage' | 'no_such_operation';
  retryAfterSeconds?: number;
  coverage: ProblemCoverage[];
};

/** A chain whose newest block is older than this is behind, whatever the reason. */
const LAG_SECONDS_MAX = 120;
/** Chains that one answer speaks of. */
const CHAINS_MAX = 50;
/** When to ask again while blocks of the past are read. */
const BACKFILL_SECONDS = 30;
/** The soonest and the latest to ask again while the newest blocks are awaited. */
const [SOON_SECONDS, LATE_SECONDS] = [5, 60];

/**
 * Why something is not there, as far as that can be known. The first that holds:
 *
 * 1. Nothing that could have it is read here: `outside_coverage`.
 * 2. It lies before the first block that is read: `outside_coverage`.
 * 3. Its block, or any block that could have it, is still to be read: `not_indexed_yet`.
 * 4. Everything was read: `no_such_operation`.
 */
export function absenceOf(asked: Asked, facts: Facts, message: string): Absence {
  const { chains, now } = facts;
  const readings = readingsFor(asked, facts);
  const coverage = coverageOf(readings, facts);
  if (chains.size === 0) {
    return new Absence({
      code: 'not_indexed_yet',
      message: `${message} No chain is indexed yet.`,
      recovery: 'Try again when /v1/chains shows chains.',
      retryAfterSeconds: BACKFILL_SECONDS,
      coverage,
    });
  }
  if (readings.length === 0) {
    return new Absence({
      code: 'outside_coverage',
      message: `${message} ${whatIsNotRead(asked, facts)}`,
      recovery: 'See /v1/coverage for what is read here; the operator may add the chain.',
      coverage,
    });
  }
  const early = beforeAll(asked, readings, facts);
  if (early !== null) {
    return new Absence({
      code: 'outside_coverage',
      message: `${message} ${early}`,
      recovery:
        'The operator may read older blocks: set START_BLOCK_<chain id> and restart Midflight.',
      coverage,
    });
  }
  const behind = [...new Set(readings.map(({ chain }) => chain))].flatMap((id) => {
    const why = whyBehind(asked, { chain: chains.get(id), id, readings, now });
    return why ? [why] : [];
  });
  if (behind.length > 0) {
    const names = behind.slice(0, CHAINS_MAX).map(({ text }) => text);
    return new Absence({
      code: 'not_indexed_yet',
      message: `${message} It may come: ${names.join(', ')}.`,
      recovery:
        'Try again after the seconds of retryAfterSeconds; /v1/chains shows how far each chain is.',
      retryAfterSeconds: Math.min(...behind.map(({ seconds }) => seconds)),
      coverage,
    });
  }
  const read = coverage.map(({ name, from, through }) => `${name} ${from} to ${through}`);
  return new Absence({
    code: 'no_such_operation',
    message: `${message} Blocks that are indexed: ${read.join(', ')}.`,
    recovery:
      'If it is newer than these blocks, try again soon; if it is older, the operator may set START_BLOCK_<chain id>. A transaction that touches no protocol of /v1/protocols has no operation.',
    coverage,
  });
}

/** A signature on Solana; no other chain here has base58. */
const isBase58Hash = (text: string) => /^[1-9A-HJ-NP-Za-km-z]{80,88}$/.test(text);
const isHexHash = (text: string) => /^0x[0-9a-f]{64}$/i.test(text);

/** The readings in which it would be found. */
function readingsFor({ text, chain }: Asked, { readings, protocols }: Facts): Reading[] {
  const protocol = protocolOf(text, protocols);
  return readings.filter((reading) => {
    if (protocol !== null && reading.protocol !== protocol) return false;
    if (chain !== undefined) return reading.chain === chain;
    const family = familyOf(reading.chain);
    if (isHexHash(text)) return family !== 'svm';
    return isBase58Hash(text) ? family === 'svm' : true;
  });
}

/** Ids and links begin with the name of their protocol. */
function protocolOf(text: string, protocols: ReadonlySet<string>): string | null {
  const [name = ''] = text.split(':', 1);
  return name !== text && protocols.has(name) ? name : null;
}

function whatIsNotRead({ text, chain }: Asked, { chains, protocols }: Facts): string {
  const protocol = protocolOf(text, protocols);
  if (chain === undefined) {
    return protocol === null
      ? 'No chain with such transactions is read here.'
      : `${protocol} is read on no chain here.`;
  }
  const name = chains.get(chain)?.name ?? chain;
  return `${name} is not read here${protocol === null ? '' : ` for ${protocol}`}.`;
}

/** What tells that it lies before what is read; null if nothing does. A block counts on its own chain alone. */
function beforeAll(
  { chain, block, time }: Asked,
  readings: readonly Reading[],
  { chains }: Facts,
): string | null {
  const name = chain && (chains.get(chain)?.name ?? chain);
  // Of what the chain has, the contract that is read from the latest block on may have it.
  const from = readings.map((reading) => reading.from).reduce((a, b) => (a > b ? a : b));
  if (block !== undefined && block < from) {
    return `Block ${block} of ${name} is before block ${from}, from which on all of it is read.`;
  }
  const times = readings.map(({ fromTime }) => fromTime);
  if (time === undefined || times.some((one) => one === null || one <= time)) return null;
  return `${time.toISOString()} is before the first block that is read of ${name ?? 'any chain'}.`;
}

/** Why a chain may still bring it, and when to ask again; null if all was read that could have it. */
function whyBehind(
  { block, time }: Asked,
  {
    chain,
    id,
    readings,
    now,
  }: { chain: ChainView | undefined; id: ChainId; readings: readonly Reading[]; now: Date },
): { text: string; seconds: number } | null {
  const name = chain?.name ?? id;
  const { head } = chain ?? {};
  if (!head) return { text: `${name} was not seen yet`, seconds: BACKFILL_SECONDS };
  const lag = lagSeconds(head.time, now);
  const soon = Math.min(Math.max(lag, SOON_SECONDS), LATE_SECONDS);
  if (block !== undefined && block > head.number) {
    return { text: `${name} is at block ${head.number}, ${lag} s behind`, seconds: soon };
  }
  const own = readings.filter((reading) => reading.chain === id);
  const missing = own.map((reading) => reading.missing).reduce((a, b) => (a > b ? a : b));
  const isRead =
    block === undefined ? missing === 0n : own.every((reading) => isBlockRead(reading, block));
  if (!isRead) return { text: `${name} lacks ${missing} blocks`, seconds: BACKFILL_SECONDS };
  if (block !== undefined) return null;
  if (lag > LAG_SECONDS_MAX || (time !== undefined && time.getTime() / 1000 > head.time)) {
    return { text: `${name} is ${lag} s behind`, seconds: soon };
  }
  return null;
}

/** A block above the holes that are told may be in one that is not. */
function isBlockRead({ holes, holeCount }: Reading, block: bigint): boolean {
  if (holes.some(({ from, to }) => from <= block && block <= to)) return false;
  return holes.length === holeCount || block < (holes.at(-1)?.from ?? 0n);
}

/** What is read of each chain for all that could have it: from the latest beginning up to the earliest end. */
function coverageOf(readings: readonly Reading[], { chains, now }: Facts): ProblemCoverage[] {
  const ids = [...new Set(readings.map(({ chain }) => chain))];
  return ids.slice(0, CHAINS_MAX).map((id) => {
    const own = readings.filter(({ chain }) => chain === id);
    const chain = chains.get(id);
    const throughs = own.map(({ through }) => through);
    const lowest = throughs.reduce((a, b) => (a === null || b === null ? null : a < b ? a : b));
    return {
      chain: id,
      name: chain?.name ?? id,
      from: own
        .map(({ from }) => from)
        .reduce((a, b) => (a > b ? a : b))
        .toString(),
      through: lowest?.toString() ?? null,
      missingBlocks: own
        .map(({ missing }) => missing)
        .reduce((a, b) => (a > b ? a : b))
        .toString(),
      lagSeconds: chain?.head ? lagSeconds(chain.head.time, now) : null,
    };
  });
}
