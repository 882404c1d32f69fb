import { describe, expect, test } from 'vitest';
import type { ChainId } from '../core/chain.ts';
import type { ChainRow } from '../db/chains.ts';
import type { Reading } from '../db/read-coverage.ts';
import { absenceOf, type Asked, type Facts } from './absence.ts';

const base: ChainId = 'eip155:8453';
const solana: ChainId = 'solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp';
const hash = `0x${'ab'.repeat(32)}`;
const signature = '5'.repeat(88);

function aChain(id: ChainId, name: string, { seconds = 1_000, isSeen = true } = {}): ChainRow {
  const head = {
    number: 100n,
    hash: '0x',
    time: seconds,
    safe: null,
    finalized: null,
    seenAt: new Date(seconds * 1_000),
  };
  return {
    id,
    name,
    safeRule: '',
    finalizedRule: '',
    explorer: null,
    head: isSeen ? head : null,
    isLeft: false,
    missing: 0n,
    unverified: 0n,
    startBlock: 10n,
    protocols: [],
    reorgs: { count: 0, deepest: 0 },
    endpoints: [],
    incidents: [],
  };
}

function aReading(parts: Partial<Reading> = {}): Reading {
  return {
    protocol: 'cctp',
    chain: base,
    contracts: ['0xc'],
    from: 10n,
    fromTime: new Date(500_000),
    through: 100n,
    holes: [],
    holeCount: 0,
    missing: 0n,
    ...parts,
  };
}

const hole = { holes: [{ from: 50n, to: 59n }], holeCount: 1, missing: 10n, through: 49n };

function theFacts({
  readings = [aReading()],
  chains = [aChain(base, 'base')],
}: { readings?: Reading[]; chains?: ChainRow[] } = {}): Facts {
  return {
    chains: new Map(chains.map((chain) => [chain.id, chain])),
    readings,
    protocols: new Set(['cctp', 'axelar']),
    now: new Date(1_010_000),
  };
}

interface Row {
  what: string;
  asked: Partial<Asked>;
  facts?: Parameters<typeof theFacts>[0];
  code: string;
  says: string;
  retry?: number;
}

const rows: Row[] = [
  {
    what: 'everything was read',
    asked: {},
    code: 'no_such_operation',
    says: 'Nothing. Blocks that are indexed: base 10 to 100.',
  },
  {
    what: 'no chain is there',
    asked: {},
    facts: { readings: [], chains: [] },
    code: 'not_indexed_yet',
    says: 'Nothing. No chain is indexed yet.',
    retry: 30,
  },
  {
    what: 'a chain was not seen yet',
    asked: {},
    facts: { chains: [aChain(base, 'base', { isSeen: false })] },
    code: 'not_indexed_yet',
    says: 'Nothing. It may come: base was not seen yet.',
    retry: 30,
  },
  {
    what: 'blocks lack',
    asked: {},
    facts: { readings: [aReading(hole)] },
    code: 'not_indexed_yet',
    says: 'Nothing. It may come: base lacks 10 blocks.',
    retry: 30,
  },
  {
    what: 'the newest block is old',
    asked: {},
    facts: { chains: [aChain(base, 'base', { seconds: 800 })] },
    code: 'not_indexed_yet',
    says: 'Nothing. It may come: base is 210 s behind.',
    retry: 60,
  },
  {
    what: 'only blocks of another protocol lack',
    asked: { text: 'cctp:v1:0:1' },
    facts: { readings: [aReading(), aReading({ ...hole, protocol: 'axelar' })] },
    code: 'no_such_operation',
    says: 'Nothing. Blocks that are indexed: base 10 to 100.',
  },
  {
    what: 'its protocol is read nowhere',
    asked: { text: 'axelar:1' },
    code: 'outside_coverage',
    says: 'Nothing. axelar is read on no chain here.',
  },
  {
    what: 'its chain is not read',
    asked: { chain: 'eip155:10' },
    code: 'outside_coverage',
    says: 'Nothing. eip155:10 is not read here.',
  },
  {
    what: 'a signature of Solana is asked for where Solana is not read',
    asked: { text: signature },
    code: 'outside_coverage',
    says: 'Nothing. No chain with such transactions is read here.',
  },
  {
    what: 'a hash of an EVM chain is asked for while only Solana lacks blocks',
    asked: { text: hash },
    facts: {
      readings: [aReading(), aReading({ ...hole, chain: solana })],
      chains: [aChain(base, 'base'), aChain(solana, 'solana')],
    },
    code: 'no_such_operation',
    says: 'Nothing. Blocks that are indexed: base 10 to 100.',
  },
  {
    what: 'its block is before the first one of any contract',
    asked: { chain: base, block: 15n },
    facts: { readings: [aReading(), aReading({ from: 20n })] },
    code: 'outside_coverage',
    says: 'Nothing. Block 15 of base is before block 20, from which on all of it is read.',
  },
  {
    what: 'its block is in a hole',
    asked: { chain: base, block: 59n },
    facts: { readings: [aReading(hole)] },
    code: 'not_indexed_yet',
    says: 'Nothing. It may come: base lacks 10 blocks.',
    retry: 30,
  },
  {
    what: 'its block was read, though others lack and the chain is behind',
    asked: { chain: base, block: 60n },
    facts: { readings: [aReading(hole)], chains: [aChain(base, 'base', { seconds: 800 })] },
    code: 'no_such_operation',
    says: 'Nothing. Blocks that are indexed: base 10 to 49.',
  },
  {
    what: 'its block is above the holes that are told, and there are more',
    asked: { chain: base, block: 60n },
    facts: { readings: [aReading({ ...hole, holeCount: 2 })] },
    code: 'not_indexed_yet',
    says: 'Nothing. It may come: base lacks 10 blocks.',
    retry: 30,
  },
  {
    what: 'its block is above the head',
    asked: { chain: base, block: 101n },
    code: 'not_indexed_yet',
    says: 'Nothing. It may come: base is at block 100, 10 s behind.',
    retry: 10,
  },
  {
    what: 'its time is before the first block of every chain',
    asked: { time: new Date(499_000) },
    code: 'outside_coverage',
    says: 'Nothing. 1970-01-01T00:08:19.000Z is before the first block that is read of any chain.',
  },
  {
    what: 'its time is before what one contract is read from, and not before another',
    asked: { time: new Date(499_000) },
    facts: { readings: [aReading(), aReading({ fromTime: new Date(1_000) })] },
    code: 'no_such_operation',
    says: 'Nothing. Blocks that are indexed: base 10 to 100.',
  },
  {
    what: 'its time is later than the newest block',
    asked: { time: new Date(1_001_000) },
    code: 'not_indexed_yet',
    says: 'Nothing. It may come: base is 10 s behind.',
    retry: 10,
  },
];

describe('what is not there', () => {
  test.each(rows)('is told as $code where $what', ({ asked, facts, code, says, retry = null }) => {
    const absence = absenceOf({ text: 'x', ...asked }, theFacts(facts), 'Nothing.');
    expect([absence.code, absence.message, absence.retryAfterSeconds]).toEqual([code, says, retry]);
  });

  test('comes with what is read of each chain: from the latest beginning to the earliest end', () => {
    const readings = [aReading({ from: 20n }), aReading(hole), aReading({ chain: solana })];
    const chains = [aChain(base, 'base'), aChain(solana, 'solana', { isSeen: false })];
    expect(absenceOf({ text: 'x' }, theFacts({ readings, chains }), '').coverage).toEqual([
      {
        chain: base,
        name: 'base',
        from: '20',
        through: '49',
        missingBlocks: '10',
        lagSeconds: 10,
      },
      {
        chain: solana,
        name: 'solana',
        from: '10',
        through: '100',
        missingBlocks: '0',
        lagSeconds: null,
      },
    ]);
  });
});
