import { parseAbiItem } from 'viem';
import { anchorEventsOf } from './anchor-events.ts';
import { defineProtocol, eventsOf, type Captured, type CaptureInput } from './define.ts';
import { instructionsOf } from './instruction-events.ts';
import { capturePublished } from './wormhole/capture-core.ts';
import { captureDelivery, captureRedeemed, captureSendEvent } from './wormhole/capture-evm.ts';
import {
  captureNttAttested,
  captureNttCancelled,
  captureNttDigest,
  captureNttInbound,
  captureNttQueued,
  captureNttRateLimited,
  captureNttRedeemed,
  captureNttSent,
} from './wormhole/capture-ntt.ts';
import {
  captureNttReceive,
  captureNttReceiveAccount,
  captureNttReceiveData,
  captureNttRedeem,
  captureNttReleaseInbound,
  captureNttReleaseOutbound,
  captureNttTransfer,
} from './wormhole/capture-ntt-solana.ts';
import {
  captureComplete,
  capturePostMessage,
  capturePostVaa,
  captureShimEvent,
  captureShimMessage,
} from './wormhole/capture-solana.ts';
import {
  wormholeDeployments,
  wormholeDeploymentSchema,
  wormholeForeignChains,
  wormholeStartBlocks,
  type WormholeDeployment,
} from './wormhole/deployments.ts';
import { nttInstructions } from './wormhole/ntt-instructions.ts';
import { nttProgramsOf } from './wormhole/ntt-transceivers.ts';
import { wormholeRules } from './wormhole/rules.ts';

const onEvent = eventsOf<WormholeDeployment>();
const onAnchorEvent = anchorEventsOf<WormholeDeployment>();
const onInstruction = instructionsOf<WormholeDeployment>();
const ofManagers = { anywhere: ({ allNtt }: WormholeDeployment) => allNtt };
/** The outermost call shows which message it was. */
const ofManagersCalled = {
  ...ofManagers,
  needsCall: ({ allNtt, nttManagers }: WormholeDeployment) => allNtt || nttManagers.length > 0,
};
type Input = CaptureInput<unknown, WormholeDeployment>;

/** What only this contract of a deployment can say. */
function from<I extends Input>(
  contract: 'core' | 'tokenBridge' | 'relayer',
  capture: (input: I) => Captured,
) {
  return (input: I): Captured => {
    if (input.emitter !== input.deployment[contract]) {
      throw new Error(`an event of ${contract} that another contract emits`);
    }
    return capture(input);
  };
}

const coreOf = ({ core }: WormholeDeployment) => core;
const tokenBridgeOf = ({ tokenBridge }: WormholeDeployment) => tokenBridge;
const shimOf = ({ postMessageShim }: WormholeDeployment) => postMessageShim;
const postMessage = { tag: 'u8', nonce: 'u32', payload: 'bytes', consistency: 'u8' } as const;
const complete = { tag: 'u8' } as const;

/**
 * Wormhole on EVM chains and Solana: the core bridges' messages, and what becomes of those of the Token Bridge, of the
 * standard relayer, and of native token transfers (NTT).
 * Source: wormhole `Implementation.sol`, `Bridge.sol`, `WormholeRelayerDelivery.sol`, Solana's `bridge` and `token_bridge`
 * programs and the post-message shim; native-token-transfers `NttManager.sol`, and its programs on Solana.
 *
 * Guardians sign off chain. A message is named by its chain, its emitter and the emitter's number for it (VAA id).
 */
export const wormhole = defineProtocol<WormholeDeployment>({
  name: 'wormhole',
  version: 2,
  deployment: wormholeDeploymentSchema,
  deployments: wormholeDeployments,
  startBlocks: wormholeStartBlocks,
  // Announced on 2021-08-09, five days after Ethereum's bridge was made: wormhole-dashboard has its block.
  since: { day: '2021-07-01' },
  foreignChains: wormholeForeignChains,
  contracts: (deployment, family) => {
    const { core, tokenBridge, relayer, postMessageShim, nttManagers } = deployment;
    const programs = nttManagers.flatMap((manager) => nttProgramsOf(manager, deployment));
    return (
      family === 'svm'
        ? [core, tokenBridge, postMessageShim, ...programs]
        : [core, tokenBridge, relayer, ...nttManagers]
    ).filter((contract) => contract !== undefined);
  },
  chainName: ({ wormholeId }) => String(wormholeId),
  events: [
    onEvent(
      parseAbiItem(
        'event LogMessagePublished(address indexed sender, uint64 sequence, uint32 nonce, bytes payload, uint8 consistencyLevel)',
      ),
      from('core', (input) => capturePublished(input.args, input)),
    ),
    onEvent(
      parseAbiItem(
        'event TransferRedeemed(uint16 indexed emitterChainId, bytes32 indexed emitterAddress, uint64 indexed sequence)',
      ),
      from('tokenBridge', (input) => captureRedeemed(input.args, input)),
    ),
    onEvent(
      parseAbiItem(
        'event SendEvent(uint64 indexed sequence, uint256 deliveryQuote, uint256 paymentForExtraReceiverValue)',
      ),
      from('relayer', (input) => captureSendEvent(input.args, input)),
    ),
    onEvent(
      parseAbiItem(
        'event Delivery(address indexed recipientContract, uint16 indexed sourceChain, uint64 indexed sequence, bytes32 deliveryVaaHash, uint8 status, uint256 gasUsed, uint8 refundStatus, bytes additionalStatusInfo, bytes overridesInfo)',
      ),
      from('relayer', (input) => captureDelivery(input.args, input)),
    ),
    onEvent(
      parseAbiItem(
        'event TransferSent(bytes32 indexed recipient, bytes32 indexed refundAddress, uint256 amount, uint256 fee, uint16 recipientChain, uint64 msgSequence)',
      ),
      (input) => captureNttSent(input.args, input),
      ofManagers,
    ),
    // The same of the first managers, which had nothing indexed.
    onEvent(
      parseAbiItem(
        'event TransferSent(bytes32 recipient, bytes32 refundAddress, uint256 amount, uint256 fee, uint16 recipientChain, uint64 msgSequence)',
      ),
      (input) => captureNttSent(input.args, input),
      ofManagers,
    ),
    onEvent(
      parseAbiItem('event TransferSent(bytes32 indexed digest)'),
      (input) => captureNttDigest(input.args, input),
      ofManagers,
    ),
    onEvent(
      parseAbiItem('event OutboundTransferQueued(uint64 queueSequence)'),
      (input) => captureNttQueued(input.args, input),
      ofManagers,
    ),
    onEvent(
      parseAbiItem(
        'event OutboundTransferRateLimited(address indexed sender, uint64 sequence, uint256 amount, uint256 currentCapacity)',
      ),
      (input) => captureNttRateLimited(input.args, input),
      ofManagers,
    ),
    onEvent(
      parseAbiItem(
        'event OutboundTransferCancelled(uint256 sequence, address recipient, uint256 amount)',
      ),
      (input) => captureNttCancelled(input.args, input),
      ofManagers,
    ),
    onEvent(
      parseAbiItem('event MessageAttestedTo(bytes32 digest, address transceiver, uint8 index)'),
      (input) => captureNttAttested(input.args, input),
      ofManagersCalled,
    ),
    onEvent(
      parseAbiItem('event InboundTransferQueued(bytes32 digest)'),
      (input) => captureNttInbound(input.args, input),
      ofManagers,
    ),
    onEvent(
      parseAbiItem('event TransferRedeemed(bytes32 indexed digest)'),
      (input) => captureNttRedeemed(input.args, input),
      ofManagersCalled,
    ),
    onInstruction(
      { name: 'PostMessage', tag: '0x01', data: postMessage },
      coreOf,
      capturePostMessage,
    ),
    onInstruction(
      { name: 'PostMessageUnreliable', tag: '0x08', data: postMessage },
      coreOf,
      capturePostMessage,
    ),
    onInstruction(
      {
        name: 'PostVAA',
        tag: '0x02',
        data: {
          tag: 'u8',
          version: 'u8',
          guardianSet: 'u32',
          timestamp: 'u32',
          nonce: 'u32',
          emitterChain: 'u16',
          emitter: 'bytes32',
          sequence: 'u64',
          consistency: 'u8',
          payload: 'bytes',
        },
      },
      coreOf,
      capturePostVaa,
    ),
    onInstruction(
      { name: 'CompleteNative', tag: '0x02', data: complete },
      tokenBridgeOf,
      captureComplete,
    ),
    onInstruction(
      { name: 'CompleteWrapped', tag: '0x03', data: complete },
      tokenBridgeOf,
      captureComplete,
    ),
    onInstruction(
      { name: 'CompleteNativeWithPayload', tag: '0x09', data: complete },
      tokenBridgeOf,
      captureComplete,
    ),
    onInstruction(
      { name: 'CompleteWrappedWithPayload', tag: '0x0a', data: complete },
      tokenBridgeOf,
      captureComplete,
    ),
    onInstruction(
      {
        name: 'post_message',
        tag: '0xd63264d1262207',
        data: { discriminator: 'u64', nonce: 'u32', consistency: 'u8', payload: 'bytes' },
      },
      shimOf,
      captureShimMessage,
    ),
    onAnchorEvent(
      {
        name: 'MessageEvent',
        fields: { emitter: 'pubkey', sequence: 'u64', submissionTime: 'u32' },
      },
      shimOf,
      captureShimEvent,
    ),
    onInstruction(nttInstructions.transferBurn, null, captureNttTransfer),
    onInstruction(nttInstructions.transferLock, null, captureNttTransfer),
    onInstruction(nttInstructions.releaseOutbound, null, captureNttReleaseOutbound),
    onInstruction(nttInstructions.receive, null, captureNttReceive),
    onInstruction(nttInstructions.receiveData, null, captureNttReceiveData),
    onInstruction(nttInstructions.receiveAccount, null, captureNttReceiveAccount),
    onInstruction(nttInstructions.redeem, null, captureNttRedeem),
    onInstruction(nttInstructions.releaseMint, null, captureNttReleaseInbound),
    onInstruction(nttInstructions.releaseMintMultisig, null, captureNttReleaseInbound),
    onInstruction(nttInstructions.releaseUnlock, null, captureNttReleaseInbound),
    onInstruction(nttInstructions.acceptTokenAuthority, null, () => null),
    onInstruction(nttInstructions.deregisterTransceiver, null, () => null),
    // Others that begin alike: of the core bridge a governor's, of the Token Bridge what makes tokens known and upgrades.
    onInstruction({ name: 'SetFees', tag: '0x03', data: complete }, coreOf, () => null),
    onInstruction(
      { name: 'AttestToken', tag: '0x01', data: { tag: 'u8', nonce: 'u32' } },
      tokenBridgeOf,
      () => null,
    ),
    onInstruction(
      { name: 'UpgradeContract', tag: '0x08', data: complete },
      tokenBridgeOf,
      () => null,
    ),
  ],
  rules: wormholeRules,
});
