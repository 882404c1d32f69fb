import type { ChainId } from '../../../core/chain.ts';
import type { Leg } from '../../../core/leg.ts';
import { registerChain } from '../../../db/checkpoints.ts';
import { storedChain } from '../../../db/heads.ts';
import { ingest } from '../../../db/ingest.ts';
import type { Database } from '../../../db/pool.ts';
import { rules } from './flows.ts';

/** Blocks behind the head that are safe, and final. */
const [SAFE_DEPTH, FINAL_DEPTH] = [1, 2];

const streams = [...rules.keys()].map((protocol) => ({ protocol, contract: `0x${protocol}` }));

/** Makes a chain known, for every protocol of the world. */
export async function registerInWorld(db: Database, chain: ChainId): Promise<void> {
  await registerChain(
    db,
    {
      id: chain,
      family: 'evm',
      name: chain.replace(':', '-'),
      blockTimeMs: 1_000,
      finality: { safe: { depth: SAFE_DEPTH }, finalized: { depth: FINAL_DEPTH } },
    },
    { streams: streams.map((stream) => ({ ...stream, version: 1 })), startBlock: 0n, head: 0n },
  );
}

/**
 * Reads a chain on, or leaves a gap below its head and fills it the next time.
 *
 * @returns the function that reads up to a block
 */
export function chainReader(db: Database, chain: ChainId, legs: readonly Leg[]) {
  // The first block is never read: an old hole that concerns nobody.
  let through = 0;
  let gap: { from: number; to: number } | null = null;
  const readRange = async (range: { from: number; to: number }, { isBackfill = false } = {}) => {
    const read = legs.filter(({ at }) => {
      const block = Number(at.blockNumber);
      return range.from <= block && block <= range.to;
    });
    await ingestRange(db, chain, { ...range, legs: read, isBackfill });
  };
  return async (to: number, { isGap = false } = {}): Promise<void> => {
    if (!isGap && gap) {
      await readRange(gap, { isBackfill: true });
      gap = null;
    }
    if (to <= through) return;
    const from: number = isGap ? to : through + 1;
    if (isGap) gap = { from: gap?.from ?? through + 1, to: to - 1 };
    await readRange({ from, to });
    through = to;
  };
}

async function ingestRange(
  db: Database,
  chain: ChainId,
  {
    from,
    to,
    legs,
    isBackfill,
  }: { from: number; to: number; legs: readonly Leg[]; isBackfill: boolean },
): Promise<void> {
  const { generation } = await storedChain(db, chain);
  const top = { number: BigInt(to), hash: `0x${chain}-${to}`, time: 1_000 + to };
  const below = (depth: number) => BigInt(Math.max(0, to - depth));
  await ingest(db, {
    chain,
    generation,
    headers: [{ ...top, parentHash: '' }],
    range: { from: BigInt(from), to: BigInt(to) },
    streams,
    ...(!isBackfill && {
      head: { ...top, safe: below(SAFE_DEPTH), finalized: below(FINAL_DEPTH) },
    }),
    logs: legs.map(({ at, protocol, step, role, outcome, version, links, about }) => ({
      log: {
        emitter: `0x${protocol}`,
        topics: ['0x01'],
        data: '0x',
        ordinal: 0,
        receiptIndex: null,
        at,
      },
      protocol,
      name: step,
      error: null,
      leg: { step, role, outcome, version, links, about },
    })),
  });
}
