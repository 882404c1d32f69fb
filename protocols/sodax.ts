import { parseAbiItem, toFunctionSelector } from 'viem';
import type { Hex } from '../core/raw-log.ts';
import { anchorEventsOf } from './anchor-events.ts';
import { callsOf, defineProtocol, eventsOf } from './define.ts';
import { captureReceipt, captureReceived, captureStored } from './sodax/capture-call.ts';
import {
  captureHookFailed,
  captureHubAction,
  captureMigration,
  captureStoredFailed,
} from './sodax/capture-hub.ts';
import {
  captureCancelled,
  captureCreated,
  captureFilled,
  captureFillFailed,
} from './sodax/capture-intent.ts';
import { capturePacket } from './sodax/capture-packet.ts';
import {
  sodaxDeployments,
  sodaxDeploymentSchema,
  sodaxForeignChains,
  type SodaxDeployment,
} from './sodax/deployment.ts';
import { sodaxStartBlock } from './sodax/networks.ts';
import { sodaxRules } from './sodax/rules.ts';

const onEvent = eventsOf<SodaxDeployment>();
const onCall = callsOf<SodaxDeployment>();
const onAnchorEvent = anchorEventsOf<SodaxDeployment>();

/** Who has sent a transaction on the hub tells what its events are to an operation. */
const isHub = ({ hub }: SodaxDeployment) => hub !== undefined;
const onHub = { needsCall: isHub };
/** Packets are brought to any hub wallet; on spokes such a call is read where a lookup has led to it. */
const anywhere = { anywhere: () => true };

/** `connection()` of the asset manager, on the hub and on every EVM spoke. */
const CONNECTION = toFunctionSelector('connection()');

const withBytes = <P extends { srcAddress: Hex }>(packet: P) => ({
  ...packet,
  srcAddress: { bytes: packet.srcAddress },
});

/**
 * SODAX: a hub on Sonic and some twenty networks around it. Every step between networks is a packet of a `Connection`
 * contract, from a network to the hub or from the hub to one; its key is the network that it left and its number there.
 * That a packet was delivered, no event of an EVM chain tells: it is seen by the call that brings it (`recvMessage`), and by
 * the connection's `receipts`. What the hub does in between is told by the intents contract and those that wallets call.
 *
 * Source: the ABIs of SODAX's SDK; its contracts are not public. The indexed form of `Message` is from the documentation,
 * the other one from its explorer; `receipts` and `executeStored` are from the documentation.
 */
export const sodax = defineProtocol<SodaxDeployment>({
  name: 'sodax',
  version: 1,
  deployment: sodaxDeploymentSchema,
  deployments: sodaxDeployments,
  startBlocks: { 'eip155:146': sodaxStartBlock },
  // Its hub is on Sonic, whose main network was announced on 2024-12-18, with blocks since the beginning of that month: soniclabs.com.
  since: { day: '2024-12-01' },
  foreignChains: sodaxForeignChains,
  contracts: ({ connection, assetManager, hub }, family) => {
    const known = family === 'svm' || hub ? [connection, assetManager] : [connection];
    const onHub = hub
      ? [hub.intents, hub.pool, hub.stakedSoda, hub.xSoda, hub.icxMigration, hub.balnSwap]
      : [];
    return [...known.filter((contract) => contract !== undefined), ...onHub];
  },
  chainName: ({ relayId }) => relayId,
  unnamed: ({ connection, assetManager }) =>
    connection === undefined && assetManager?.startsWith('0x') === true
      ? // CAST: contracts of EVM chains are addresses.
        [{ field: 'connection', view: { to: assetManager as Hex, data: CONNECTION } }]
      : [],
  events: [
    onEvent(
      parseAbiItem(
        'event Message(uint256 srcChainId, bytes srcAddress, uint256 connSn, uint256 dstChainId, bytes dstAddress, bytes payload)',
      ),
      (input) => capturePacket(withBytes(input.args), input),
      onHub,
    ),
    onEvent(
      parseAbiItem(
        'event Message(uint256 indexed srcChainId, bytes indexed srcAddress, uint256 indexed connSn, uint256 dstChainId, bytes dstAddress, bytes payload)',
      ),
      (input) =>
        capturePacket({ ...input.args, srcAddress: { hash: input.args.srcAddress } }, input),
      onHub,
    ),
    onCall(
      parseAbiItem(
        'function recvMessage(uint256 srcChainId, bytes srcAddress, uint256 connSn, bytes payload, bytes[] signatures)',
      ),
      (input) => captureReceived(input.args, input),
      anywhere,
    ),
    onCall(
      parseAbiItem(
        'function recvMessage(uint256 connSn, uint256 srcChainId, bytes srcAddress, bytes payload, bytes[] signatures)',
      ),
      (input) => captureReceived(input.args, input),
      anywhere,
    ),
    onCall(
      parseAbiItem(
        'function receiveMessage(uint256 connSn, uint256 srcChainId, bytes srcAddress, bytes payload, bytes[] signatures)',
      ),
      (input) => captureReceived(input.args, input),
      anywhere,
    ),
    onCall(
      parseAbiItem('function receipts(uint256 srcChainId, uint256 connSn)'),
      (input) => captureReceipt(input.args, input),
      anywhere,
    ),
    onCall(
      parseAbiItem('function executeStored(bytes data)'),
      (input) => captureStored(input.args.data, input),
      { anywhere: isHub },
    ),
    onEvent(
      parseAbiItem([
        'event IntentCreated(bytes32 intentHash, Intent intent)',
        'struct Intent { uint256 intentId; address creator; address inputToken; address outputToken; uint256 inputAmount; uint256 minOutputAmount; uint256 deadline; bool allowPartialFill; uint256 srcChain; uint256 dstChain; bytes srcAddress; bytes dstAddress; address solver; bytes data; }',
      ]),
      (input) => captureCreated(input.args, input),
      onHub,
    ),
    onEvent(
      parseAbiItem([
        'event IntentFilled(bytes32 intentHash, IntentState intentState)',
        'struct IntentState { bool exists; uint256 remainingInput; uint256 receivedOutput; bool pendingPayment; }',
      ]),
      (input) => captureFilled(input.args, input),
    ),
    onEvent(
      parseAbiItem('event IntentCancelled(bytes32 intentHash)'),
      (input) => captureCancelled(input.args, input),
      onHub,
    ),
    onEvent(
      parseAbiItem([
        'event ExternalFillFailed(uint256 fillId, ExternalFill fill)',
        'struct ExternalFill { bytes32 intentHash; address to; address token; uint256 inputAmount; uint256 outputAmount; }',
      ]),
      (input) => captureFillFailed(input.args, input),
    ),
    onEvent(
      parseAbiItem('event HookFailed(address wallet, bytes reason)'),
      (input) => captureHookFailed(input.args, input),
      onHub,
    ),
    onEvent(
      parseAbiItem('event StoredCallReverted(bytes32 hash)'),
      (input) => captureStoredFailed(input),
      { ...onHub, anywhere: isHub },
    ),
    onEvent(
      parseAbiItem(
        'event Supply(address indexed reserve, address user, address indexed onBehalfOf, uint256 amount, uint16 indexed referralCode)',
      ),
      (input) => captureHubAction('supply', input),
      onHub,
    ),
    onEvent(
      parseAbiItem(
        'event Repay(address indexed reserve, address indexed user, address indexed repayer, uint256 amount, bool useATokens)',
      ),
      (input) => captureHubAction('repay', input),
      onHub,
    ),
    onEvent(
      parseAbiItem(
        'event Borrow(address indexed reserve, address user, address indexed onBehalfOf, uint256 amount, uint8 interestRateMode, uint256 borrowRate, uint16 indexed referralCode)',
      ),
      (input) => captureHubAction('borrow', input),
      onHub,
    ),
    onEvent(
      parseAbiItem(
        'event Withdraw(address indexed reserve, address indexed user, address indexed to, uint256 amount)',
      ),
      (input) => captureHubAction('pool_withdrawal', input),
      onHub,
    ),
    onEvent(
      parseAbiItem(
        'event Deposit(address indexed sender, address indexed owner, uint256 assets, uint256 shares)',
      ),
      (input) => captureHubAction('stake', input),
      onHub,
    ),
    onEvent(
      parseAbiItem('event Staked(address indexed user, uint256 sodaAmount, uint256 xSodaAmount)'),
      (input) => captureHubAction('stake', input),
      onHub,
    ),
    onEvent(
      parseAbiItem(
        'event Withdraw(address indexed sender, address indexed receiver, address indexed owner, uint256 assets, uint256 shares)',
      ),
      (input) => captureHubAction('unstake', input),
      onHub,
    ),
    onEvent(
      parseAbiItem('event Unstaked(address indexed user, uint256 xSodaAmount)'),
      (input) => captureHubAction('unstake', input),
      onHub,
    ),
    // Of both contracts: the one for ICX, and the one for BALN.
    onEvent(
      parseAbiItem('event Swap(address indexed user, uint256 amount, uint256 sodaAmount)'),
      (input) => captureHubAction('migration', input),
      onHub,
    ),
    onEvent(
      parseAbiItem(
        'event ReverseSwap(address indexed user, uint256 sodaAmount, uint256 icxAmount)',
      ),
      (input) => captureHubAction('migration', input),
      onHub,
    ),
    onEvent(
      parseAbiItem(
        'event PendingMigrationCreated(address indexed user, uint256 amount, uint256 index)',
      ),
      (input) => captureMigration('migration_request', input.args, input),
      onHub,
    ),
    onEvent(
      parseAbiItem(
        'event PendingMigrationApproved(uint256 index, address indexed user, uint256 amount)',
      ),
      (input) => captureMigration('migration_approval', input.args, input),
    ),
    onAnchorEvent(
      {
        name: 'SendMessage',
        fields: {
          srcChainId: 'u128',
          srcAddress: 'bytes',
          connSn: 'u128',
          dstChainId: 'u128',
          dstAddress: 'bytes',
          payload: 'bytes',
        },
      },
      ({ connection }) => connection,
      (input) => capturePacket(withBytes(input.args), input),
    ),
    onAnchorEvent(
      {
        name: 'MessageReceived',
        fields: { srcChainId: 'u128', srcAddress: 'bytes', connSn: 'u128', payload: 'bytes' },
      },
      ({ assetManager }) => assetManager,
      (input) => captureReceived(input.args, { ...input, isAsked: true }),
    ),
  ],
  rules: sodaxRules,
});
