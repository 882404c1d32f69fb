import type { Hex } from '../../core/raw-log.ts';
import type { Captured, CaptureInput } from '../define.ts';
import { orderOf, type EvmOrder } from './capture-source.ts';
import type { DlnDeployment } from './deployments.ts';
import { orderLink } from './order-link.ts';
import type { Order } from './order.ts';
import { addressOf, tellOrder } from './tell-order.ts';

type Input<Args> = CaptureInput<Args, DlnDeployment>;

interface Fulfilled {
  order: EvmOrder;
  orderId: Hex;
  /**
   * What was paid. Earlier events leave it out: then what the order asks for is told, and what its authority took off before is
   * in `takeAmountNow` alone.
   */
  actualFulfillAmount?: bigint;
  sender: Hex;
  unlockAuthority: Hex;
}

/** Reads `FulfilledOrder`. The contract has paid the receiver, or has given the hook what it is to use. */
export function captureFulfilled({ args, ...input }: Input<Fulfilled>): Captured {
  const { actualFulfillAmount = args.order.takeAmount, sender, unlockAuthority } = args;
  const captured = ofOrder('fill', orderOf(args.order), args.orderId, input);
  const { wanted, details } = captured.about;
  return {
    ...captured,
    about: {
      ...captured.about,
      received: { ...wanted, amount: String(actualFulfillAmount) },
      details: { ...details, filler: sender, solver: unlockAuthority },
    },
  };
}

interface SentCancel {
  order: EvmOrder;
  orderId: Hex;
  cancelBeneficiary: Hex;
  submissionId: Hex;
}

/** Reads `SentOrderCancel`: the order can be filled no more, and the origin is told so by a message of deBridge's. */
export function captureSentCancel({ args, ...input }: Input<SentCancel>): Captured {
  const captured = ofOrder('cancel', orderOf(args.order), args.orderId, input);
  const { about } = captured;
  const refundTo = addressOf(about.origin?.chain ?? null, args.cancelBeneficiary);
  const details = { ...about.details, refundTo, submissionId: args.submissionId };
  return { ...captured, about: { ...about, details } };
}

/** What the destination tells of an order that it has been shown whole. */
export function ofOrder(
  step: string,
  order: Order,
  named: Hex,
  input: Omit<Input<unknown>, 'args'>,
): Captured {
  const { deployment, here } = input;
  if (order.takeChainId !== BigInt(deployment.chainId)) {
    throw new Error(`an order to be filled on chain ${order.takeChainId}, met on ${here.name}`);
  }
  const { orderId, about } = tellOrder(order, named, input);
  return { step, links: [orderLink(deployment.network, orderId)], about };
}

interface Decreased {
  orderId: Hex;
  orderTakeFinalAmount: bigint;
}

/** Reads `DecreasedTakeAmount`: the order's authority asks for less. */
export function captureDecreased({ args, ...input }: Input<Decreased>): Captured {
  return atDestination('take_decrease', args.orderId, input, {
    takeAmountNow: String(args.orderTakeFinalAmount),
  });
}

interface SentUnlock {
  orderId: Hex;
  submissionId: Hex;
}

/** Reads `SentOrderUnlock`: the solver asks for what was given, by a message of deBridge's that may carry many orders. */
export function captureSentUnlock({ args, ...input }: Input<SentUnlock>): Captured {
  return atDestination('unlock', args.orderId, input, { submissionId: args.submissionId });
}

/** What the destination tells of an order by its id. */
export function atDestination(
  step: string,
  orderId: Hex,
  { deployment, here }: Omit<Input<unknown>, 'args'>,
  details: Record<string, string> = {},
): Captured {
  return {
    step,
    links: [orderLink(deployment.network, orderId)],
    about: { destination: here, details: { orderId, ...details } },
  };
}
