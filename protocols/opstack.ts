import { parseAbiItem } from 'viem';
import { callsOf, defineProtocol, eventsOf } from './define.ts';
import { captureClaimed, captureRequested } from './opstack/capture-blast.ts';
import {
  captureArrived,
  captureCoinsArrived,
  captureCoinsDeposited,
  captureCoinsLeft,
  captureCoinsWithdrawn,
  captureLeft,
  captureMntArrived,
  captureMntDeposited,
  captureMntLeft,
  captureMntWithdrawn,
  captureNftArrived,
  captureNftLeft,
  captureReturned,
  captureTokensArrived,
  captureTokensLeft,
} from './opstack/capture-bridge.ts';
import { captureDeposited, captureReceipt, receiptAnswers } from './opstack/capture-deposit.ts';
import {
  captureErc20Relayed,
  captureErc20Sent,
  captureEthRelayed,
  captureEthSent,
  captureInteropExpired,
  captureInteropRelayed,
  captureInteropSent,
} from './opstack/capture-interop.ts';
import {
  captureFailedRelay,
  captureRelayed,
  captureSent,
  captureSentValue,
  captureSentValues,
} from './opstack/capture-message.ts';
import {
  captureFinalized,
  capturePassed,
  capturePassedByMantle,
  captureProven,
  captureProvenRequest,
  captureProver,
} from './opstack/capture-withdrawal.ts';
import {
  opstackDeployments,
  opstackDeploymentSchema,
  opstackStartBlocks,
  type OpstackDeployment,
} from './opstack/deployments.ts';
import { opstackContracts } from './opstack/end.ts';
import { opstackRules } from './opstack/rules.ts';

const onEvent = eventsOf<OpstackDeployment>();
const onCall = callsOf<OpstackDeployment>();
const isOpChain = ({ settlesOn }: OpstackDeployment) => settlesOn !== undefined;
/** The log alone does not tell which message it is of. */
const withCall = { needsCall: () => true };

/**
 * The bridge that every OP chain has: deposits and withdrawals by its portal, messages by its messengers, transfers by its
 * bridges, and messages between OP chains. Since Bedrock, and before it as far as the same contracts emitted the same events.
 * Source: optimism `OptimismPortal2.sol`, `L2ToL1MessagePasser.sol`, `CrossDomainMessenger.sol`, `StandardBridge.sol`,
 * `ERC721Bridge.sol`, `L2ToL2CrossDomainMessenger.sol`; for Mantle and Blast, those of
 * mantle-v2 and blast-io/blast.
 *
 * The logs of one message have its hash in common, or their places right beside one another. Nothing is tied by its
 * transaction: anybody may put several messages into one.
 */
export const opstack = defineProtocol<OpstackDeployment>({
  name: 'opstack',
  version: 4,
  deployment: opstackDeploymentSchema,
  deployments: opstackDeployments,
  startBlocks: opstackStartBlocks,
  // Optimism's messenger on Ethereum, the first of all, is of 2021-06-22. Source: its block, see `opstackStartBlocks`.
  since: { day: '2021-05-22' },
  contracts: opstackContracts,
  chainName: ({ chainId }) => String(chainId),
  events: [
    onEvent(
      parseAbiItem(
        'event TransactionDeposited(address indexed from, address indexed to, uint256 indexed version, bytes opaqueData)',
      ),
      captureDeposited,
    ),
    onEvent(
      parseAbiItem(
        'event MessagePassed(uint256 indexed nonce, address indexed sender, address indexed target, uint256 value, uint256 gasLimit, bytes data, bytes32 withdrawalHash)',
      ),
      capturePassed,
    ),
    onEvent(
      parseAbiItem(
        'event MessagePassed(uint256 indexed nonce, address indexed sender, address indexed target, uint256 mntValue, uint256 ethValue, uint256 gasLimit, bytes data, bytes32 withdrawalHash)',
      ),
      capturePassedByMantle,
    ),
    onEvent(
      parseAbiItem(
        'event WithdrawalProven(bytes32 indexed withdrawalHash, address indexed from, address indexed to)',
      ),
      captureProven,
    ),
    // The same of Blast, whose portal asks its yield manager for the ether.
    onEvent(
      parseAbiItem(
        'event WithdrawalProven(bytes32 indexed withdrawalHash, address indexed from, address indexed to, uint256 requestId)',
      ),
      captureProvenRequest,
    ),
    onEvent(
      parseAbiItem(
        'event WithdrawalRequested(uint256 indexed requestId, address indexed requestor, address indexed recipient, uint256 amount)',
      ),
      captureRequested,
    ),
    onEvent(
      parseAbiItem(
        'event WithdrawalClaimed(uint256 indexed requestId, address indexed recipient, uint256 amountOfETH)',
      ),
      captureClaimed,
    ),
    onEvent(
      parseAbiItem(
        'event WithdrawalProvenExtension1(bytes32 indexed withdrawalHash, address indexed proofSubmitter)',
      ),
      captureProver,
    ),
    onEvent(
      parseAbiItem('event WithdrawalFinalized(bytes32 indexed withdrawalHash, bool success)'),
      captureFinalized,
      withCall,
    ),
    onEvent(
      parseAbiItem(
        'event SentMessage(address indexed target, address sender, bytes message, uint256 messageNonce, uint256 gasLimit)',
      ),
      captureSent,
    ),
    onEvent(
      parseAbiItem('event SentMessageExtension1(address indexed sender, uint256 value)'),
      captureSentValue,
    ),
    onEvent(
      parseAbiItem(
        'event SentMessageExtension1(address indexed sender, uint256 mntValue, uint256 ethValue)',
      ),
      captureSentValues,
    ),
    onEvent(parseAbiItem('event RelayedMessage(bytes32 indexed msgHash)'), captureRelayed),
    onEvent(
      parseAbiItem('event FailedRelayedMessage(bytes32 indexed msgHash)'),
      captureFailedRelay,
    ),
    onEvent(
      parseAbiItem(
        'event ETHBridgeInitiated(address indexed from, address indexed to, uint256 amount, bytes extraData)',
      ),
      captureCoinsLeft,
    ),
    onEvent(
      parseAbiItem(
        'event ETHDepositInitiated(address indexed from, address indexed to, uint256 amount, bytes extraData)',
      ),
      captureCoinsDeposited,
    ),
    onEvent(
      parseAbiItem(
        'event ETHBridgeFinalized(address indexed from, address indexed to, uint256 amount, bytes extraData)',
      ),
      captureCoinsArrived,
      withCall,
    ),
    onEvent(
      parseAbiItem(
        'event ETHWithdrawalFinalized(address indexed from, address indexed to, uint256 amount, bytes extraData)',
      ),
      captureCoinsWithdrawn,
    ),
    onEvent(
      parseAbiItem(
        'event MNTBridgeInitiated(address indexed from, address indexed to, uint256 amount, bytes extraData)',
      ),
      captureMntLeft,
    ),
    onEvent(
      parseAbiItem(
        'event MNTDepositInitiated(address indexed from, address indexed to, uint256 amount, bytes extraData)',
      ),
      captureMntDeposited,
    ),
    onEvent(
      parseAbiItem(
        'event MNTBridgeFinalized(address indexed from, address indexed to, uint256 amount, bytes extraData)',
      ),
      captureMntArrived,
      withCall,
    ),
    onEvent(
      parseAbiItem(
        'event MNTWithdrawalFinalized(address indexed from, address indexed to, uint256 amount, bytes extraData)',
      ),
      captureMntWithdrawn,
    ),
    onEvent(
      parseAbiItem(
        'event ERC20BridgeInitiated(address indexed localToken, address indexed remoteToken, address indexed from, address to, uint256 amount, bytes extraData)',
      ),
      captureTokensLeft,
    ),
    onEvent(
      parseAbiItem(
        'event ERC20DepositInitiated(address indexed l1Token, address indexed l2Token, address indexed from, address to, uint256 amount, bytes extraData)',
      ),
      captureLeft,
    ),
    onEvent(
      parseAbiItem(
        'event WithdrawalInitiated(address indexed l1Token, address indexed l2Token, address indexed from, address to, uint256 amount, bytes extraData)',
      ),
      captureLeft,
    ),
    onEvent(
      parseAbiItem(
        'event ERC20BridgeFinalized(address indexed localToken, address indexed remoteToken, address indexed from, address to, uint256 amount, bytes extraData)',
      ),
      captureTokensArrived,
    ),
    onEvent(
      parseAbiItem(
        'event ERC20WithdrawalFinalized(address indexed l1Token, address indexed l2Token, address indexed from, address to, uint256 amount, bytes extraData)',
      ),
      captureArrived,
    ),
    onEvent(
      parseAbiItem(
        'event DepositFinalized(address indexed l1Token, address indexed l2Token, address indexed from, address to, uint256 amount, bytes extraData)',
      ),
      captureArrived,
    ),
    onEvent(
      parseAbiItem(
        'event DepositFailed(address indexed l1Token, address indexed l2Token, address indexed from, address to, uint256 amount, bytes extraData)',
      ),
      captureReturned,
    ),
    onEvent(
      parseAbiItem(
        'event ERC721BridgeInitiated(address indexed localToken, address indexed remoteToken, address indexed from, address to, uint256 tokenId, bytes extraData)',
      ),
      captureNftLeft,
    ),
    onEvent(
      parseAbiItem(
        'event ERC721BridgeFinalized(address indexed localToken, address indexed remoteToken, address indexed from, address to, uint256 tokenId, bytes extraData)',
      ),
      captureNftArrived,
    ),
    onEvent(
      parseAbiItem(
        'event SentMessage(uint256 indexed destination, address indexed target, uint256 indexed messageNonce, address sender, bytes message)',
      ),
      captureInteropSent,
    ),
    onEvent(
      parseAbiItem(
        'event RelayedMessage(uint256 indexed source, uint256 indexed messageNonce, bytes32 indexed messageHash)',
      ),
      captureInteropRelayed,
    ),
    onEvent(
      parseAbiItem(
        'event RelayedMessage(uint256 indexed source, uint256 indexed messageNonce, bytes32 indexed messageHash, bytes32 returnDataHash)',
      ),
      captureInteropRelayed,
    ),
    onEvent(
      parseAbiItem('event MessageExpired(bytes32 indexed messageHash, uint256 undeliveredAt)'),
      captureInteropExpired,
    ),
    onEvent(
      parseAbiItem(
        'event SendETH(address indexed from, address indexed to, uint256 amount, uint256 destination)',
      ),
      captureEthSent,
    ),
    onEvent(
      parseAbiItem(
        'event RelayETH(address indexed from, address indexed to, uint256 amount, uint256 source)',
      ),
      captureEthRelayed,
    ),
    onEvent(
      parseAbiItem(
        'event SendERC20(address indexed token, address indexed from, address indexed to, uint256 amount, uint256 destination)',
      ),
      captureErc20Sent,
    ),
    onEvent(
      parseAbiItem(
        'event RelayERC20(address indexed token, address indexed from, address indexed to, uint256 amount, uint256 source)',
      ),
      captureErc20Relayed,
    ),
    onCall(receiptAnswers.succeeded, (input) => captureReceipt(input, 'success'), {
      anywhere: isOpChain,
    }),
    onCall(receiptAnswers.failed, (input) => captureReceipt(input, 'failed'), {
      anywhere: isOpChain,
    }),
  ],
  rules: opstackRules,
});
