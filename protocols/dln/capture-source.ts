import type { Hex } from '../../core/raw-log.ts';
import { keccak } from '../keccak.ts';
import type { Captured, CaptureInput } from '../define.ts';
import { bytesIn, sliceHex } from '../slice-hex.ts';
import type { DlnDeployment } from './deployments.ts';
import { orderLink } from './order-link.ts';
import type { Order } from './order.ts';
import { tellOrder } from './tell-order.ts';

type Input<Args> = CaptureInput<Args, DlnDeployment>;

/** An order as contracts on EVM chains emit it: with all that is to be called after the delivery. */
export type EvmOrder = Omit<Order, 'hookHash'> & { externalCall: Hex };

export function orderOf({ externalCall, ...order }: EvmOrder): Order {
  return { ...order, hookHash: externalCall === '0x' ? '0x' : keccak(externalCall) };
}

interface Created {
  order: EvmOrder;
  orderId: Hex;
  affiliateFee: Hex;
  nativeFixFee: bigint;
  percentFee: bigint;
  referralCode: number;
}

/** Reads `CreatedOrder`. The fees went on top of what the order says that its maker gives. */
export function captureCreated({ args, ...input }: Input<Created>): Captured {
  const { affiliateFee, nativeFixFee, percentFee, referralCode } = args;
  return captureOrigin(orderOf(args.order), args.orderId, input, {
    nativeFee: String(nativeFixFee),
    percentFee: String(percentFee),
    // 20 bytes of an address, 32 of an amount.
    ...(bytesIn(affiliateFee) === 52 && {
      affiliate: sliceHex(affiliateFee, 0, 20),
      affiliateFee: String(BigInt(sliceHex(affiliateFee, 20))),
    }),
    referralCode: String(referralCode),
  });
}

/** The beginning of an order, on whatever chain. */
export function captureOrigin(
  order: Order,
  named: Hex | null,
  input: Omit<Input<unknown>, 'args'>,
  fees: Record<string, string>,
): Captured {
  const { deployment, here } = input;
  if (order.giveChainId !== BigInt(deployment.chainId)) {
    throw new Error(`an order that gives on chain ${order.giveChainId}, made on ${here.name}`);
  }
  const { orderId, about } = tellOrder(order, named, input);
  return {
    step: 'create',
    links: [orderLink(deployment.network, orderId)],
    about: { ...about, details: { ...about.details, ...fees } },
  };
}

interface Increased {
  orderId: Hex;
  orderGiveFinalAmount: bigint;
  finalPercentFee: bigint;
}

/** Reads `IncreasedGiveAmount`: the maker offers more. */
export function captureIncreased({ args, ...input }: Input<Increased>): Captured {
  return atOrigin('give_increase', args.orderId, input, {
    giveAmountNow: String(args.orderGiveFinalAmount),
    percentFeeNow: String(args.finalPercentFee),
  });
}

interface ClaimedUnlock {
  orderId: Hex;
  beneficiary: Hex;
  giveAmount: bigint;
  giveTokenAddress: Hex;
}

/** Reads `ClaimedUnlock`: the solver has what the maker gave. */
export function captureClaimedUnlock({ args, ...input }: Input<ClaimedUnlock>): Captured {
  return atOrigin('claim', args.orderId, input, {
    paidTo: args.beneficiary,
    paid: String(args.giveAmount),
    paidToken: args.giveTokenAddress,
  });
}

interface ClaimedCancel {
  orderId: Hex;
  beneficiary: Hex;
  paidAmount: bigint;
  giveTokenAddress: Hex;
}

/** Reads `ClaimedOrderCancel`: what was given is back, the fees with it. */
export function captureClaimedCancel({ args, ...input }: Input<ClaimedCancel>): Captured {
  return atOrigin('refund', args.orderId, input, {
    refundedTo: args.beneficiary,
    refunded: String(args.paidAmount),
    refundedToken: args.giveTokenAddress,
  });
}

/** As `OrderGiveStatus` counts. */
const giveStatuses = ['never placed', 'open', 'paid out already', 'refunded already'] as const;

interface Unexpected {
  orderId: Hex;
  status: number;
  beneficiary: Hex;
}

/** Reads `UnexpectedOrderStatusForClaim` and `UnexpectedOrderStatusForCancel`: the message is used up, and paid nothing. */
export function captureUnexpected(
  step: 'claim' | 'refund',
  { args: { orderId, status, beneficiary }, ...input }: Input<Unexpected>,
): Captured {
  const found = giveStatuses[status];
  if (found === undefined) throw new Error(`an order of status ${status}`);
  return failed(
    atOrigin(step, orderId, input, { beneficiary }),
    `the origin paid nothing: there the order was ${found}`,
  );
}

interface Mismatch {
  orderId: Hex;
  beneficiary: Hex;
  takeChainId: bigint;
  submissionChainIdFrom: bigint;
}

/** Reads `CriticalMismatchChainId`: another chain than the order's destination has asked for what was given. */
export function captureMismatch({ args, ...input }: Input<Mismatch>): Captured {
  const { orderId, beneficiary, takeChainId, submissionChainIdFrom } = args;
  return failed(
    atOrigin('claim', orderId, input, { beneficiary }),
    `the origin paid nothing: chain ${submissionChainIdFrom} asked for it, and the order is to be filled on ${takeChainId}`,
  );
}

/** What the origin tells of an order by its id. */
export function atOrigin(
  step: string,
  orderId: Hex,
  { deployment, here }: Omit<Input<unknown>, 'args'>,
  details: Record<string, string>,
): Captured {
  return {
    step,
    links: [orderLink(deployment.network, orderId)],
    about: { origin: here, details: { orderId, ...details } },
  };
}

const failed = (captured: Captured, reason: string): Captured => ({
  ...captured,
  outcome: 'failed',
  about: { ...captured.about, reason },
});
