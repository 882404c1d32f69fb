import type { ChainId } from '../../core/chain.ts';
import { CLOCK_SKEW_SECONDS, type Link, type Position } from '../../core/leg.ts';
import { receiptView, receiptViews, type Lookup } from '../../core/lookup.ts';
import type { Hex } from '../../core/raw-log.ts';

/** The steps that receipts show, by the mark of their views; a higher mark names a message, by its number. */
const steps = ['execution', 'redemption'] as const;
type ReceiptStep = (typeof steps)[number];

interface Asked {
  /** Of the leg that answers. */
  link: Link;
  step: ReceiptStep;
  /** The number of the message that the answer is for, where the transaction may be in several. */
  message?: bigint;
  transaction: Hex;
  end: 'succeeded' | 'failed';
  /** The child, and where the leg is that asks. */
  chain: ChainId;
  at: Position;
}

/** Asks a child whether a transaction that a message makes there came to an end. */
export function receiptLookup({ link, step, message, transaction, end, chain, at }: Asked): Lookup {
  const mark = message === undefined ? steps.indexOf(step) : steps.length + Number(message);
  return {
    chain,
    key: link.key,
    step,
    view: receiptView(transaction, end, mark),
    callee: receiptViews.to,
    marks: [],
    since: at.blockTime - CLOCK_SKEW_SECONDS,
  };
}

/** What an answer is for, by its mark. */
export function askedBy(mark: bigint): { step: ReceiptStep; message?: bigint } {
  const step = steps[Number(mark)];
  return step ? { step } : { step: 'execution', message: mark - BigInt(steps.length) };
}
