import {
  captureDeposit,
  captureFill,
  captureFillV3,
  captureSlowRequest,
  captureSlowRequestV3,
  captureSpeedUp,
} from './across/capture.ts';
import { captureClaim, captureLeaf } from './across/capture-repayment.ts';
import {
  acrossDeployments,
  acrossDeploymentSchema,
  acrossForeignChains,
  acrossStartBlocks,
  type AcrossDeployment,
} from './across/deployments.ts';
import { acrossEvents, acrossRepayments, acrossV2Events } from './across/events.ts';
import { acrossRules } from './across/rules.ts';
import { acrossSvmEvents } from './across/svm-events.ts';
import { anchorEventsOf } from './anchor-events.ts';
import { defineProtocol, eventsOf } from './define.ts';

const onEvent = eventsOf<AcrossDeployment>();
const onAnchorEvent = anchorEventsOf<AcrossDeployment>();
const { v3, bytes32 } = acrossEvents;
const onSolana = ({ spokePool }: AcrossDeployment) => spokePool;

/** Keeps what is not read, with the reason. */
function refuseVersion2(what: string): never {
  throw new Error(`${what} of version 2, which is not read`);
}

/**
 * Across, version 3, on EVM chains in both generations of its events, and on Solana. Relayers pay at the destination from their own pockets; Across
 * repays them later, in sums by address that no event ties to single deposits. So does it refund what has expired: see decision 0033.
 * Source: across-protocol/contracts `SpokePool.sol`, `programs/svm-spoke`.
 */
export const across = defineProtocol<AcrossDeployment>({
  name: 'across',
  version: 3,
  deployment: acrossDeploymentSchema,
  deployments: acrossDeployments,
  startBlocks: acrossStartBlocks,
  // A month before the first of these spoke pools, Ethereum's, of 2023-04-24. Source: its block in `broadcast/deployed-addresses.json`.
  since: { day: '2023-03-24' },
  foreignChains: acrossForeignChains,
  contracts: ({ spokePool }) => [spokePool],
  chainName: ({ chainId }) => String(chainId),
  events: [
    onEvent(bytes32.deposited, captureDeposit),
    onEvent(bytes32.filled, captureFill),
    onEvent(bytes32.slowRequested, captureSlowRequest),
    onEvent(bytes32.spedUp, captureSpeedUp),
    onEvent(v3.deposited, captureDeposit),
    onEvent(v3.filled, captureFillV3),
    onEvent(v3.slowRequested, captureSlowRequestV3),
    onEvent(v3.spedUp, captureSpeedUp),
    onEvent(acrossV2Events.deposited, () => refuseVersion2('a deposit')),
    onEvent(acrossV2Events.filled, () => refuseVersion2('a fill')),
    onEvent(acrossRepayments.executed, captureLeaf),
    onEvent(acrossRepayments.executedBefore, captureLeaf),
    onEvent(acrossRepayments.claimed, captureClaim),
    onAnchorEvent(acrossSvmEvents.deposited, onSolana, ({ args, ...input }) =>
      captureDeposit({
        ...input,
        args: {
          ...args,
          outputAmount: BigInt(args.outputAmount),
          depositId: BigInt(args.depositId),
        },
      }),
    ),
    onAnchorEvent(acrossSvmEvents.filled, onSolana, ({ args, ...input }) =>
      captureFill({
        ...input,
        args: {
          ...args,
          inputAmount: BigInt(args.inputAmount),
          depositId: BigInt(args.depositId),
          relayExecutionInfo: args,
        },
      }),
    ),
    onAnchorEvent(acrossSvmEvents.slowRequested, onSolana, ({ args, ...input }) =>
      captureSlowRequest({
        ...input,
        args: {
          ...args,
          inputAmount: BigInt(args.inputAmount),
          depositId: BigInt(args.depositId),
        },
      }),
    ),
    onAnchorEvent(acrossSvmEvents.executed, onSolana, ({ args, ...input }) =>
      captureLeaf({ ...input, args: { ...args, deferredRefunds: args.deferredRefunds !== 0 } }),
    ),
    // There it goes to nobody but whom it is owed, whoever calls.
    onAnchorEvent(acrossSvmEvents.claimed, onSolana, ({ args, ...input }) =>
      captureClaim({
        ...input,
        args: { ...args, amount: args.claimAmount, caller: args.refundAddress },
      }),
    ),
  ],
  // `emit_cpi!` everywhere in its program.
  emitsBySelfCpi: true,
  rules: acrossRules,
});
