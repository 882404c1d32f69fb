import type { ChainId } from '../../core/chain.ts';
import { CLOCK_SKEW_SECONDS, type Link, type Position } from '../../core/leg.ts';
import { receiptView, receiptViews, type Lookup } from '../../core/lookup.ts';
import type { Hex } from '../../core/raw-log.ts';

/** The steps that receipts show, by the mark of their views. */
const steps = ['execution', 'redemption'] as const;
type ReceiptStep = (typeof steps)[number];

interface Asked {
  /** Of the leg that answers. */
  link: Link;
  step: ReceiptStep;
  transaction: Hex;
  end: 'succeeded' | 'failed';
  /** The child, and where the leg is that asks. */
  chain: ChainId;
  at: Position;
}

/** Asks a child whether a transaction that a message makes there came to an end. */
export const receiptLookup = ({ link, step, transaction, end, chain, at }: Asked): Lookup => ({
  chain,
  key: link.key,
  step,
  view: receiptView(transaction, end, steps.indexOf(step)),
  callee: receiptViews.to,
  marks: [],
  since: at.blockTime - CLOCK_SKEW_SECONDS,
});

/** The step that an answer shows, by its mark. */
export function stepMarked(mark: bigint): ReceiptStep {
  const step = steps[Number(mark)];
  if (!step) throw new Error(`a receipt with the mark ${mark}`);
  return step;
}
