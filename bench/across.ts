import { parseAbiItem } from 'viem';
import { z } from 'zod';
import type { ChainId } from '../core/chain.ts';
import type { Hex } from '../core/raw-log.ts';
import { defineProtocol, eventsOf, exactLink } from '../protocols/define.ts';

const deploymentSchema = z.strictObject({ network: z.string(), chainId: z.string() });
type AcrossDeployment = z.infer<typeof deploymentSchema>;
const onEvent = eventsOf<AcrossDeployment>();

export const spokePool: Hex = '0x09aea4b2242abc8bb4bb78d537a67a245a7bec64';

const depositLink = (origin: bigint | string, deposit: bigint) =>
  exactLink(`across:${origin}:${deposit}`, 'origin chain and deposit id');
/** An EVM address out of 32 bytes. */
const addressOf = (bytes32: Hex) =>
  bytes32.startsWith('0x000000000000000000000000') ? `0x${bytes32.slice(26)}` : bytes32;

/** Across version 3 as far as the bench needs it: the product does not read it. */
export const across = defineProtocol<AcrossDeployment>({
  name: 'across',
  version: 1,
  deployment: deploymentSchema,
  deployments: Object.fromEntries(
    ['8453', '10'].map((chainId): [ChainId, AcrossDeployment] => [
      `eip155:${chainId}`,
      { network: 'mainnet', chainId },
    ]),
  ),
  contracts: () => [spokePool],
  chainName: ({ chainId }) => chainId,
  events: [
    onEvent(
      parseAbiItem(
        'event FundsDeposited(bytes32 inputToken, bytes32 outputToken, uint256 inputAmount, uint256 outputAmount, uint256 indexed destinationChainId, uint256 indexed depositId, uint32 quoteTimestamp, uint32 fillDeadline, uint32 exclusivityDeadline, bytes32 indexed depositor, bytes32 recipient, bytes32 exclusiveRelayer, bytes message)',
      ),
      ({ args, deployment, here, chainNamed }) => ({
        step: 'deposit',
        links: [depositLink(deployment.chainId, args.depositId)],
        about: {
          kind: 'transfer',
          origin: here,
          destination: chainNamed(args.destinationChainId.toString()),
          sender: addressOf(args.depositor),
          recipient: addressOf(args.recipient),
          sent: { token: addressOf(args.inputToken), amount: args.inputAmount.toString() },
          details: { fillDeadline: args.fillDeadline.toString() },
        },
      }),
    ),
    onEvent(
      parseAbiItem(
        'event FilledRelay(bytes32 inputToken, bytes32 outputToken, uint256 inputAmount, uint256 outputAmount, uint256 repaymentChainId, uint256 indexed originChainId, uint256 indexed depositId, uint32 fillDeadline, uint32 exclusivityDeadline, bytes32 exclusiveRelayer, bytes32 indexed relayer, bytes32 depositor, bytes32 recipient, bytes32 messageHash, (bytes32 updatedRecipient, bytes32 updatedMessageHash, uint256 updatedOutputAmount, uint8 fillType) relayExecutionInfo)',
      ),
      ({ args, here, chainNamed }) => ({
        step: 'fill',
        links: [depositLink(args.originChainId, args.depositId)],
        about: {
          kind: 'transfer',
          origin: chainNamed(args.originChainId.toString()),
          destination: here,
          sender: addressOf(args.depositor),
          recipient: addressOf(args.recipient),
          received: {
            token: addressOf(args.outputToken),
            amount: args.relayExecutionInfo.updatedOutputAmount.toString(),
          },
        },
      }),
    ),
  ],
  rules: {
    version: 1,
    destinationProvesOrigin: true,
    steps: [
      {
        name: 'deposit',
        role: 'origin',
        side: 'origin',
        required: 'always',
        waiting: {
          stage: 'awaiting_origin',
          what: 'the deposit at its origin, which was not seen yet',
          mover: 'operator',
          who: 'this indexer',
          action: 'Wait until the origin chain is indexed that far.',
        },
      },
      {
        name: 'fill',
        role: 'destination',
        side: 'destination',
        required: 'always',
        waiting: {
          stage: 'awaiting_relay',
          what: 'a relayer who fills the deposit',
          mover: 'anyone',
          who: 'any relayer',
          action: 'Wait, or take the money back after the deadline.',
        },
      },
    ],
  },
});
