import { hexToBigInt } from 'viem';
import type { Hex } from '../../core/raw-log.ts';
import type { BorshValues } from '../borsh.ts';
import type { Captured, CaptureInput } from '../define.ts';
import type { TextArgs } from '../text-events.ts';
import { atDestination, ofOrder } from './capture-destination.ts';
import { atOrigin, captureOrigin } from './capture-source.ts';
import type { DlnDeployment } from './deployments.ts';
import type { Order } from './order.ts';
import { dlnSvmTexts, instructionDiscriminator, type dlnSvmEvents } from './svm-events.ts';

type Input<Args> = CaptureInput<Args, DlnDeployment>;
type Created = BorshValues<typeof dlnSvmEvents.created.fields>;
type Instruction<Name extends keyof typeof dlnSvmTexts> = Input<
  TextArgs<BorshValues<(typeof dlnSvmTexts)[Name]['instruction']>>
>;

function orderOf(told: Omit<Created, 'fixFee' | 'percentFee'>): Order {
  return {
    ...told,
    giveChainId: hexToBigInt(told.giveChainId),
    giveAmount: hexToBigInt(told.giveAmount),
    takeChainId: hexToBigInt(told.takeChainId),
    takeAmount: hexToBigInt(told.takeAmount),
    allowedTakerDst: told.allowedTakerDst ?? '0x',
    allowedCancelBeneficiarySrc: told.allowedCancelBeneficiarySrc ?? '0x',
    hookHash: told.externalCall ?? '0x',
  };
}

/** Reads `CreatedOrder` of the program: the order, without its id. */
export function captureSvmCreated({ args, ...input }: Input<Created>): Captured {
  return captureOrigin(orderOf(args), null, input, {
    nativeFee: String(args.fixFee),
    percentFee: String(args.percentFee),
  });
}

/** Reads `Fulfilled`. What was paid it does not say; the instruction does. */
export function captureSvmFulfilled({
  args: { orderId, taker },
  ...input
}: Input<{ orderId: Hex; taker: string }>): Captured {
  const captured = atDestination('fill', orderId, input, { solver: taker });
  // Of hooks on Solana nothing is seen.
  return { ...captured, about: { ...captured.about, kind: 'order' } };
}

/** Reads the instruction `FulfillOrder`, which shows the order. What was paid may be less, if that was agreed to. */
export function captureSvmFilledOrder({ args, ...input }: Instruction<'fulfilled'>): Captured {
  const told = known('fulfilled', args);
  const captured = ofOrder('filled_order', orderOf(told), told.orderId, input);
  const { wanted: received } = captured.about;
  return { ...captured, about: { ...captured.about, ...(received && { received }) } };
}

/** Reads the instruction `PatchOrderGive`. */
export function captureSvmIncreased({ args, ...input }: Instruction<'increased'>): Captured {
  const { orderId, addition } = known('increased', args);
  return atOrigin('give_increase', orderId, input, { giveAmountAdded: String(addition) });
}

/** Reads the instruction `ClaimUnlock`. */
export function captureSvmClaimedUnlock({
  args,
  ...input
}: Instruction<'claimedUnlock'>): Captured {
  return atOrigin('claim', known('claimedUnlock', args).orderId, input, {});
}

/** Reads the instruction `ClaimOrderCancel`. */
export function captureSvmClaimedCancel({
  args,
  ...input
}: Instruction<'claimedCancel'>): Captured {
  return atOrigin('refund', known('claimedCancel', args).orderId, input, {});
}

/** Reads the instruction `CancelOrder`: the order can be filled no more. The origin is told by another instruction. */
export function captureSvmCancelled({ args, ...input }: Instruction<'cancelled'>): Captured {
  const told = known('cancelled', args);
  return ofOrder('cancel', orderOf(told), told.orderId, input);
}

/** Reads the instruction `SendOrderCancel`. */
export function captureSvmSentCancel({ args, ...input }: Instruction<'sentCancel'>): Captured {
  return atDestination('cancel_message', known('sentCancel', args).orderId, input);
}

/** Reads the instruction `SendUnlock`; those for many orders at once name them by accounts alone. */
export function captureSvmSentUnlock({ args, ...input }: Instruction<'sentUnlock'>): Captured {
  return atDestination('unlock', known('sentUnlock', args).orderId, input);
}

/** Throws for an instruction of a longer name, or that is called otherwise than its name says. */
function known<I extends { discriminator: Hex }>(
  text: keyof typeof dlnSvmTexts,
  { rest, instruction }: TextArgs<I>,
): I {
  const { name } = dlnSvmTexts[text];
  if (rest !== '') throw new Error(`an instruction ${name}${rest}, which is not known`);
  if (instruction.discriminator !== instructionDiscriminator(name)) {
    throw new Error(`an instruction ${name} in another form than is known`);
  }
  return instruction;
}
