import type { Hex } from '../../core/raw-log.ts';
import type { Captured, CaptureInput } from '../define.ts';
import type { AxelarDeployment } from './deployments.ts';
import { expressLink, receiptLink } from './links.ts';

/** `ExpressExecuted` and its kin. */
interface ExpressArgs {
  commandId: Hex;
  sourceChain: string;
  sourceAddress: string;
  payloadHash: Hex;
  symbol?: string;
  amount?: bigint;
  expressExecutor: Hex;
}
type Input = CaptureInput<ExpressArgs, AxelarDeployment>;

/**
 * Reads that somebody has paid for a message, and executed it, before it was approved. It tells no origin: whether there is
 * such a message only its call or its approval shows.
 */
export function captureExpress(input: Input): Captured {
  const { args, at, here } = input;
  const { commandId, payloadHash, symbol, amount, expressExecutor } = args;
  return {
    step: 'express',
    links: [linkOf(input), receiptLink(at, commandId, 'cause')],
    about: {
      destination: here,
      ...(symbol !== undefined &&
        amount !== undefined && { received: { token: symbol, amount: amount.toString() } }),
      details: { commandId, payloadHash, expressExecutor },
    },
  };
}

/** Reads that an execution has paid back who executed expressly. */
export function captureRepayment(input: Input): Captured {
  const { args, here } = input;
  const { commandId, expressExecutor } = args;
  return {
    step: 'repayment',
    links: [linkOf(input)],
    about: { destination: here, details: { commandId, expressExecutor } },
  };
}

/** @throws for an event of a contract whose word does not count */
function linkOf({ args, at, emitter, deployment }: Input) {
  if (!deployment.express?.some((known) => known === emitter)) {
    throw new Error('an express execution by a contract that is not known for it');
  }
  return expressLink(at.chain, { ...args, contract: emitter });
}
