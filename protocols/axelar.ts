import { parseAbiItem } from 'viem';
import { z } from 'zod';
import type { ChainId } from '../core/chain.ts';
import type { About, Link } from '../core/leg.ts';
import { lowerHex } from '../core/lower-hex.ts';
import type { Hex } from '../core/raw-log.ts';
import { TRANSIT_SECONDS_MAX } from '../core/rules.ts';
import { addressSchema } from './address-schema.ts';
import { defineProtocol, exactLink, eventsOf, lookalikeLink, type CaptureInput } from './define.ts';
import { keccak } from './keccak.ts';

const deploymentSchema = z.strictObject({
  network: z.string().default('mainnet'),
  /** The chain's name in Axelar's messages; some begin with a capital, and case does not count. */
  chainName: z.string().min(1),
  gateway: addressSchema,
});
type AxelarDeployment = z.infer<typeof deploymentSchema>;
const onEvent = eventsOf<AxelarDeployment>();

/** Gateways of the mainnet, from axelar-contract-deployments. */
const gateways: Readonly<Record<Hex, Readonly<Record<number, string>>>> = {
  '0x4f4495243837681061c4743b74b3eedf548d56a5': { 1: 'Ethereum', 1284: 'Moonbeam' },
  '0x304acf330bbe08d1e512eefaa92f6a57871fd895': { 56: 'binance', 250: 'Fantom' },
  '0x5029c0eff6c34351a0cec334542cdb22c7928f78': { 43114: 'Avalanche' },
  '0x6f015f16de9fc8791b234ef68d486d2bf203fba8': { 137: 'Polygon' },
  '0xe432150cce91c13a887f7d836923d5597add8e31': {
    10: 'optimism',
    143: 'monad',
    252: 'fraxtal',
    295: 'hedera',
    314: 'filecoin',
    747: 'flow',
    999: 'hyperliquid',
    2031: 'centrifuge',
    2222: 'kava',
    5000: 'mantle',
    8453: 'base',
    13371: 'immutable',
    42161: 'arbitrum',
    42220: 'celo',
    59144: 'linea',
    80094: 'berachain',
    81457: 'blast',
    98866: 'plume',
    534352: 'scroll',
    1440000: 'xrpl-evm',
  },
};

const deployments = Object.fromEntries(
  Object.entries(gateways).flatMap(([gateway, chains]) =>
    Object.entries(chains).map(([id, chainName]): [ChainId, AxelarDeployment] => [
      `eip155:${id}`,
      // CAST: the keys of `gateways` are addresses.
      { network: 'mainnet', chainName, gateway: gateway as Hex },
    ]),
  ),
);

/** A call as its origin and its approval both know it, where neither knows the message id. */
interface Call {
  transaction: string;
  sender: string;
  recipient: string;
  payloadHash: string;
}

function callLink({ transaction, sender, recipient, payloadHash }: Call): Link {
  // Sender and recipient are free text of any length in some messages.
  const text = [sender, recipient, payloadHash].join(' ').toLowerCase();
  const content = keccak(`0x${Buffer.from(text, 'utf8').toString('hex')}`);
  return lookalikeLink(
    `axelar:call:${transaction.toLowerCase()}:${content}`,
    'transaction and content',
  );
}

/** Axelar's id of a message: its transaction, and its log's place in that transaction's receipt. */
function messageLink(transaction: string, receiptIndex: number | bigint): Link {
  return exactLink(`axelar:${transaction.toLowerCase()}-${receiptIndex}`, 'message id');
}

function commandLink(chain: ChainId, commandId: Hex): Link {
  return exactLink(`axelar:command:${chain}:${commandId}`, 'command id');
}

interface CallArgs {
  sender: Hex;
  destinationChain: string;
  destinationContractAddress: string;
  payloadHash: Hex;
}

/** Reads a call at its origin; a node that cannot tell the receipt index leaves it to be known by its content. */
function captureCall(
  { args, at, ordinal, receiptIndex, here, chainNamed }: CaptureInput<CallArgs, AxelarDeployment>,
  about: About,
) {
  const { transaction } = at;
  const call = {
    transaction,
    sender: args.sender,
    recipient: args.destinationContractAddress,
    payloadHash: args.payloadHash,
  };
  const links =
    receiptIndex === null
      ? [exactLink(`axelar:call:${transaction}:${ordinal}`, 'own transaction'), callLink(call)]
      : [messageLink(transaction, receiptIndex)];
  return {
    step: 'call',
    links,
    about: {
      kind: 'message',
      ...about,
      origin: here,
      destination: chainNamed(args.destinationChain),
      sender: args.sender,
      recipient: lowerHex(args.destinationContractAddress),
      details: { payloadHash: args.payloadHash },
    },
  };
}

interface ApprovalArgs {
  commandId: Hex;
  sourceChain: string;
  sourceAddress: string;
  contractAddress: Hex;
  payloadHash: Hex;
}

function captureApproval(
  { args, at, here, chainNamed }: CaptureInput<ApprovalArgs, AxelarDeployment>,
  links: Link[],
  about: About,
) {
  return {
    step: 'approval',
    links: [...links, commandLink(at.chain, args.commandId)],
    about: {
      kind: 'message',
      ...about,
      origin: chainNamed(args.sourceChain),
      destination: here,
      sender: lowerHex(args.sourceAddress),
      recipient: args.contractAddress,
      details: { payloadHash: args.payloadHash, commandId: args.commandId },
    },
  };
}

type OriginParts = Omit<ApprovalArgs, 'commandId' | 'sourceChain'>;

/** The consensus gateway names the origin by transaction and receipt index. */
function originLinks(args: OriginParts & { sourceTxHash: Hex; sourceEventIndex: bigint }): Link[] {
  return [
    messageLink(args.sourceTxHash, args.sourceEventIndex),
    callLink(toCall(args.sourceTxHash, args)),
  ];
}

/** The Amplifier gateway names the origin by its message id, which on EVM chains holds the transaction. */
function messageIdLinks({ messageId, ...args }: OriginParts & { messageId: string }): Link[] {
  const [, transaction] = /^(0x[0-9a-f]{64})-\d+$/i.exec(messageId) ?? [];
  return [
    exactLink(`axelar:${lowerHex(messageId)}`, 'message id'),
    ...(transaction === undefined ? [] : [callLink(toCall(transaction, args))]),
  ];
}

function toCall(transaction: string, args: OriginParts): Call {
  const { sourceAddress, contractAddress, payloadHash } = args;
  return { transaction, sender: sourceAddress, recipient: contractAddress, payloadHash };
}

function captureExecution({ args, at, here }: CaptureInput<{ commandId: Hex }, AxelarDeployment>) {
  return {
    step: 'execution',
    links: [commandLink(at.chain, args.commandId)],
    about: { destination: here, details: { commandId: args.commandId } },
  };
}

/**
 * Axelar General Message Passing, both generations of gateway (consensus and Amplifier).
 * Source: axelar-cgp-solidity `AxelarGateway.sol`, axelar-gmp-sdk-solidity `AxelarAmplifierGateway.sol`.
 */
export const axelar = defineProtocol({
  name: 'axelar',
  version: 2,
  deployment: deploymentSchema,
  deployments,
  contracts: ({ gateway }) => [gateway],
  chainName: ({ chainName }) => chainName,
  events: [
    onEvent(
      parseAbiItem(
        'event ContractCall(address indexed sender, string destinationChain, string destinationContractAddress, bytes32 indexed payloadHash, bytes payload)',
      ),
      (input) => captureCall(input, {}),
      { needsReceiptIndex: true },
    ),
    onEvent(
      parseAbiItem(
        'event ContractCallWithToken(address indexed sender, string destinationChain, string destinationContractAddress, bytes32 indexed payloadHash, bytes payload, string symbol, uint256 amount)',
      ),
      (input) =>
        captureCall(input, {
          kind: 'message_with_token',
          sent: { token: input.args.symbol, amount: input.args.amount.toString() },
        }),
      { needsReceiptIndex: true },
    ),
    onEvent(
      parseAbiItem(
        'event ContractCallApproved(bytes32 indexed commandId, string sourceChain, string sourceAddress, address indexed contractAddress, bytes32 indexed payloadHash, bytes32 sourceTxHash, uint256 sourceEventIndex)',
      ),
      (input) => captureApproval(input, originLinks(input.args), {}),
    ),
    onEvent(
      parseAbiItem(
        'event ContractCallApprovedWithMint(bytes32 indexed commandId, string sourceChain, string sourceAddress, address indexed contractAddress, bytes32 indexed payloadHash, string symbol, uint256 amount, bytes32 sourceTxHash, uint256 sourceEventIndex)',
      ),
      (input) =>
        captureApproval(input, originLinks(input.args), {
          kind: 'message_with_token',
          received: { token: input.args.symbol, amount: input.args.amount.toString() },
        }),
    ),
    onEvent(
      parseAbiItem(
        'event MessageApproved(bytes32 indexed commandId, string sourceChain, string messageId, string sourceAddress, address indexed contractAddress, bytes32 indexed payloadHash)',
      ),
      (input) => captureApproval(input, messageIdLinks(input.args), {}),
    ),
    onEvent(
      parseAbiItem('event ContractCallExecuted(bytes32 indexed commandId)'),
      captureExecution,
    ),
    onEvent(parseAbiItem('event MessageExecuted(bytes32 indexed commandId)'), captureExecution),
  ],
  rules: {
    version: 3,
    destinationProvesOrigin: true,
    transitSecondsMax: TRANSIT_SECONDS_MAX,
    steps: [
      {
        name: 'call',
        role: 'origin',
        side: 'origin',
        required: 'always',
        moves: 'origin_contract',
        waiting: {
          stage: 'awaiting_origin',
          what: 'the call at its origin, which was not seen yet',
          mover: 'operator',
          who: 'this indexer',
          action:
            'Wait until the origin chain is indexed that far; /v1/chains shows how far it is.',
        },
      },
      {
        name: 'approval',
        role: 'attestation',
        side: 'destination',
        required: 'always',
        waiting: {
          stage: 'awaiting_attestation',
          what: "the approval by Axelar's operators at the destination's gateway",
          mover: 'protocol',
          who: "Axelar's operators",
          action:
            'Wait for the origin to be final for Axelar; if it takes much longer than usual, check that gas was paid.',
        },
      },
      {
        name: 'execution',
        role: 'destination',
        side: 'destination',
        required: 'always',
        moves: 'recipient',
        waiting: {
          stage: 'awaiting_relay',
          what: 'the execution by the called contract; the message is approved',
          mover: 'anyone',
          who: 'anyone',
          action:
            'Call execute(commandId, sourceChain, sourceAddress, payload) on the recipient; the payload is in the event of the call.',
        },
      },
    ],
  },
});
