import type { Link } from '../../core/leg.ts';
import { lowerHex } from '../../core/lower-hex.ts';
import type { Hex } from '../../core/raw-log.ts';
import type { Captured, CaptureInput } from '../define.ts';
import type { AxelarDeployment } from './deployments.ts';
import { laterGasLink, ownLink, paidLink } from './links.ts';

type Input<Args> = CaptureInput<Args, AxelarDeployment>;

/** A payment for a call of the same transaction. Its amount is in the chain's own coin unless a token is named. */
interface PaidArgs {
  sourceAddress: Hex;
  destinationChain: string;
  destinationAddress: string;
  payloadHash: Hex;
  symbol?: string;
  amount?: bigint;
  gasToken?: Hex;
  gasFeeAmount: bigint;
}

/** Reads a payment for gas that comes with its call. */
export function captureGasPaid(event: string, input: Input<PaidArgs>): Captured {
  const { args, at } = input;
  const { sourceAddress: sender, gasToken, gasFeeAmount } = args;
  const recipient = lowerHex(args.destinationAddress);
  const link = paidLink(at.chain, at.transaction, { ...args, sender, recipient }, 'effect');
  return captureGas(event, link, input, {
    gasPaid: gasFeeAmount.toString(),
    ...(gasToken && { gasToken }),
  });
}

/** A payment for a call of another transaction. */
interface AddedArgs {
  txHash: Hex;
  logIndex: bigint;
  gasToken?: Hex;
  gasFeeAmount: bigint;
}

/** Reads a payment for gas that comes later than its call. */
export function captureGasAdded(event: string, input: Input<AddedArgs>): Captured {
  const { args, at } = input;
  const { txHash: transaction, logIndex: receiptIndex, gasToken, gasFeeAmount } = args;
  const link = laterGasLink('added', { chain: at.chain, transaction, receiptIndex }, 'effect');
  return captureGas(event, link, input, {
    gasAdded: gasFeeAmount.toString(),
    ...(gasToken && { gasAddedToken: gasToken }),
  });
}

interface RefundedArgs {
  txHash: Hex;
  logIndex: bigint;
  amount: bigint;
}

/** Reads that what was paid too much for gas went back. */
export function captureGasRefunded(event: string, input: Input<RefundedArgs>): Captured {
  const { args, at } = input;
  const { txHash: transaction, logIndex: receiptIndex, amount } = args;
  const link = laterGasLink('refunded', { chain: at.chain, transaction, receiptIndex }, 'effect');
  return captureGas(event, link, input, { gasRefunded: amount.toString() });
}

function captureGas(
  event: string,
  link: Link,
  { at, ordinal, here }: Input<unknown>,
  details: Record<string, string>,
): Captured {
  const { chain, transaction } = at;
  return {
    step: 'gas',
    links: [ownLink(event, { chain, transaction, ordinal }), link],
    about: { kind: 'gas', origin: here, details },
  };
}
