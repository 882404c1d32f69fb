import { parseAbiItem } from 'viem';
import { z } from 'zod';
import { TRANSIT_SECONDS_MAX } from '../../core/rules.ts';
import { addressSchema } from '../../protocols/address-schema.ts';
import { defineProtocol, eventsOf, exactLink } from '../../protocols/define.ts';
import { unseenOrigin } from '../../protocols/unseen-origin.ts';

// What you write is between the two kinds of events at the top and the words for waiting at the bottom. Everything here is
// made up: replace it, piece by piece, by what the real contracts do.

const deploymentSchema = z.strictObject({
  /** Chains of one network see one another; testnets reuse the ids of the main one. */
  network: z.string().default('mainnet'),
  /** The chain's name in the protocol's messages. */
  chainName: z.string().min(1),
  bridge: addressSchema,
});
type ExampleDeployment = z.infer<typeof deploymentSchema>;
const onEvent = eventsOf<ExampleDeployment>();

/**
 * The id that both ends carry. Unique to one operation, whoever sends what: never a bare transaction hash, and never what
 * somebody else may choose. The network is part of it, since a testnet may use the same ids.
 */
const idLink = (network: string, id: string) =>
  exactLink(`example:${network === 'mainnet' ? '' : `${network}:`}${id}`, 'message id');

/**
 * Say here what this is, and which contracts' source it was read from (repository, file, version).
 */
export const example = defineProtocol({
  name: 'example',
  version: 1,
  deployment: deploymentSchema,
  deployments: {
    'eip155:1': {
      network: 'mainnet',
      chainName: 'ethereum',
      bridge: '0x00000000000000000000000000000000000000e1',
    },
    'eip155:8453': {
      network: 'mainnet',
      chainName: 'base',
      bridge: '0x00000000000000000000000000000000000000e2',
    },
  },
  // A day before its first contract on any main network, and the public source of that.
  since: { day: '2024-01-01' },
  contracts: ({ bridge }) => [bridge],
  chainName: ({ chainName }) => chainName,
  events: [
    onEvent(
      parseAbiItem(
        'event Sent(bytes32 indexed id, address indexed from, string toChain, address to, address token, uint256 amount)',
      ),
      ({ args, deployment, here, chainNamed }) => ({
        step: 'send',
        links: [idLink(deployment.network, args.id)],
        about: {
          kind: 'transfer',
          origin: here,
          destination: chainNamed(args.toChain),
          sender: args.from,
          recipient: args.to,
          sent: { token: args.token, amount: args.amount.toString() },
        },
      }),
    ),
    onEvent(
      parseAbiItem(
        'event Received(bytes32 indexed id, address indexed to, address token, uint256 amount)',
      ),
      ({ args, deployment, here }) => ({
        step: 'receive',
        links: [idLink(deployment.network, args.id)],
        about: {
          kind: 'transfer',
          destination: here,
          recipient: args.to,
          received: { token: args.token, amount: args.amount.toString() },
        },
      }),
    ),
  ],
  rules: {
    version: 1,
    // True only if the destination's contract accepts nothing but what is proven to come from the origin.
    destinationProvesOrigin: true,
    transitSecondsMax: TRANSIT_SECONDS_MAX,
    amounts: 'at_most',
    steps: [
      {
        name: 'send',
        role: 'origin',
        side: 'origin',
        required: 'always',
        moves: 'origin_contract',
        waiting: unseenOrigin('the sending at its origin, which was not seen yet'),
      },
      {
        name: 'receive',
        role: 'destination',
        side: 'destination',
        required: 'always',
        usual: { seconds: 300, lateAfter: 1_800 },
        moves: 'recipient',
        waiting: {
          stage: 'awaiting_relay',
          what: 'its arrival at the destination',
          mover: 'anyone',
          who: 'anyone',
          action: 'Say here what they can do, to the name of the function.',
        },
      },
    ],
  },
});
