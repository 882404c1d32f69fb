import { parseAbiItem } from 'viem';
import { z } from 'zod';
import type { ChainId } from '../core/chain.ts';
import type { Hex } from '../core/raw-log.ts';
import { defineProtocol, eventsOf, exactLink } from '../protocols/define.ts';
import { keccak } from '../protocols/keccak.ts';

const deploymentSchema = z.strictObject({
  network: z.string(),
  domain: z.number(),
  mailbox: z.string(),
});
type HyperlaneDeployment = z.infer<typeof deploymentSchema>;
const onEvent = eventsOf<HyperlaneDeployment>();

export const mailboxes: Readonly<Record<number, Hex>> = {
  8453: '0xeb0d5ab2d4e7c4c6a1a5b0f4c1a3d1b0a5f0c0de',
  10: '0xd4c1905bb1d26bc93dac913e13cacc278cdcc80d',
};

const idLink = (id: Hex) => exactLink(`hyperlane:${id}`, 'message id');

/** Hyperlane as far as the bench needs it: the product does not read it. A message's id is the hash of the message. */
export const hyperlane = defineProtocol<HyperlaneDeployment>({
  name: 'hyperlane',
  version: 1,
  deployment: deploymentSchema,
  deployments: Object.fromEntries(
    Object.entries(mailboxes).map(([id, mailbox]): [ChainId, HyperlaneDeployment] => [
      `eip155:${id}`,
      { network: 'mainnet', domain: Number(id), mailbox },
    ]),
  ),
  contracts: ({ mailbox }) => [mailbox],
  chainName: ({ domain }) => String(domain),
  events: [
    onEvent(
      parseAbiItem(
        'event Dispatch(address indexed sender, uint32 indexed destination, bytes32 indexed recipient, bytes message)',
      ),
      ({ args, here, chainNamed }) => ({
        step: 'dispatch',
        links: [idLink(keccak(args.message))],
        about: {
          kind: 'message',
          origin: here,
          destination: chainNamed(String(args.destination)),
          sender: args.sender,
          recipient: args.recipient,
          details: { nonce: String(Number.parseInt(args.message.slice(4, 12), 16)) },
        },
      }),
    ),
    onEvent(parseAbiItem('event DispatchId(bytes32 indexed messageId)'), ({ args, here }) => ({
      step: 'dispatch',
      links: [idLink(args.messageId)],
      about: { origin: here },
    })),
    onEvent(parseAbiItem('event ProcessId(bytes32 indexed messageId)'), ({ args, here }) => ({
      step: 'process',
      links: [idLink(args.messageId)],
      about: { destination: here, details: { messageId: args.messageId } },
    })),
  ],
  rules: {
    version: 1,
    destinationProvesOrigin: true,
    steps: [
      {
        name: 'dispatch',
        role: 'origin',
        side: 'origin',
        required: 'always',
        waiting: {
          stage: 'awaiting_origin',
          what: 'the dispatch at its origin, which was not seen yet',
          mover: 'operator',
          who: 'this indexer',
          action: 'Wait until the origin chain is indexed that far.',
        },
      },
      {
        name: 'process',
        role: 'destination',
        side: 'destination',
        required: 'always',
        waiting: {
          stage: 'awaiting_relay',
          what: 'a relayer who processes the message',
          mover: 'anyone',
          who: 'any relayer',
          action: 'Wait, or process the message at the destination yourself.',
        },
      },
    ],
  },
});
