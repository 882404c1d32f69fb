import type { ChainId } from '../../core/chain.ts';
import type { Usual } from '../../core/rules.ts';

/** Ethereum and its rollups: guardians wait until Ethereum has finalized. */
const finalized: Usual = { seconds: 1_200, lateAfter: 2_700 };
const atOnce: Usual = { seconds: 10, lateAfter: 120 };
const soon: Usual = { seconds: 60, lateAfter: 600 };

/**
 * How long guardians wait by the chain of the origin, where a sender has not asked for less (consistency levels 200 and 201).
 * Source: wormhole-sdk-ts `finality.ts`, in blocks.
 */
export const usualSigning: Usual & { from: Readonly<Record<ChainId, Usual>> } = {
  ...finalized,
  from: {
    'solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp': { seconds: 20, lateAfter: 180 },
    'solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1': { seconds: 20, lateAfter: 180 },
    'eip155:56': soon,
    'eip155:137': soon,
    'eip155:43114': atOnce,
    'eip155:250': atOnce,
    'eip155:8217': atOnce,
    'eip155:42220': atOnce,
    'eip155:1284': atOnce,
    'eip155:80094': atOnce,
    'eip155:1329': atOnce,
    'eip155:999': atOnce,
    'eip155:143': atOnce,
    'eip155:31612': atOnce,
    'eip155:1440000': atOnce,
    'eip155:102030': soon,
    'eip155:16661': atOnce,
  },
};

const DAY = 24 * 3_600;
/** NTT managers hold back for a day what is over their limits, unless their owners have chosen another time. */
export const usualQueue: Usual = { seconds: DAY, lateAfter: DAY + 3_600 };
