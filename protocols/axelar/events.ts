import { parseAbiItem } from 'viem';

/** What gateways emit, of both generations. Source: axelar-cgp-solidity `AxelarGateway.sol`; axelar-gmp-sdk-solidity `BaseAmplifierGateway.sol`. */
export const gatewayEvents = {
  called: parseAbiItem(
    'event ContractCall(address indexed sender, string destinationChain, string destinationContractAddress, bytes32 indexed payloadHash, bytes payload)',
  ),
  calledWithToken: parseAbiItem(
    'event ContractCallWithToken(address indexed sender, string destinationChain, string destinationContractAddress, bytes32 indexed payloadHash, bytes payload, string symbol, uint256 amount)',
  ),
  tokenSent: parseAbiItem(
    'event TokenSent(address indexed sender, string destinationChain, string destinationAddress, string symbol, uint256 amount)',
  ),
  approved: parseAbiItem(
    'event ContractCallApproved(bytes32 indexed commandId, string sourceChain, string sourceAddress, address indexed contractAddress, bytes32 indexed payloadHash, bytes32 sourceTxHash, uint256 sourceEventIndex)',
  ),
  approvedWithMint: parseAbiItem(
    'event ContractCallApprovedWithMint(bytes32 indexed commandId, string sourceChain, string sourceAddress, address indexed contractAddress, bytes32 indexed payloadHash, string symbol, uint256 amount, bytes32 sourceTxHash, uint256 sourceEventIndex)',
  ),
  messageApproved: parseAbiItem(
    'event MessageApproved(bytes32 indexed commandId, string sourceChain, string messageId, string sourceAddress, address indexed contractAddress, bytes32 indexed payloadHash)',
  ),
  callExecuted: parseAbiItem('event ContractCallExecuted(bytes32 indexed commandId)'),
  messageExecuted: parseAbiItem('event MessageExecuted(bytes32 indexed commandId)'),
  commandExecuted: parseAbiItem('event Executed(bytes32 indexed commandId)'),
} as const;

/** What the gas service emits. Source: axelar-gmp-sdk-solidity `IAxelarGasService.sol`. */
export const gasEvents = {
  /** Payments for a call of the same transaction, in the chain's own coin or in a token. */
  paid: [
    parseAbiItem(
      'event NativeGasPaidForContractCall(address indexed sourceAddress, string destinationChain, string destinationAddress, bytes32 indexed payloadHash, uint256 gasFeeAmount, address refundAddress)',
    ),
    parseAbiItem(
      'event NativeGasPaidForExpressCall(address indexed sourceAddress, string destinationChain, string destinationAddress, bytes32 indexed payloadHash, uint256 gasFeeAmount, address refundAddress)',
    ),
  ],
  paidInToken: [
    parseAbiItem(
      'event GasPaidForContractCall(address indexed sourceAddress, string destinationChain, string destinationAddress, bytes32 indexed payloadHash, address gasToken, uint256 gasFeeAmount, address refundAddress)',
    ),
    parseAbiItem(
      'event GasPaidForExpressCall(address indexed sourceAddress, string destinationChain, string destinationAddress, bytes32 indexed payloadHash, address gasToken, uint256 gasFeeAmount, address refundAddress)',
    ),
  ],
  paidWithToken: [
    parseAbiItem(
      'event NativeGasPaidForContractCallWithToken(address indexed sourceAddress, string destinationChain, string destinationAddress, bytes32 indexed payloadHash, string symbol, uint256 amount, uint256 gasFeeAmount, address refundAddress)',
    ),
    parseAbiItem(
      'event NativeGasPaidForExpressCallWithToken(address indexed sourceAddress, string destinationChain, string destinationAddress, bytes32 indexed payloadHash, string symbol, uint256 amount, uint256 gasFeeAmount, address refundAddress)',
    ),
  ],
  paidInTokenWithToken: [
    parseAbiItem(
      'event GasPaidForContractCallWithToken(address indexed sourceAddress, string destinationChain, string destinationAddress, bytes32 indexed payloadHash, string symbol, uint256 amount, address gasToken, uint256 gasFeeAmount, address refundAddress)',
    ),
    parseAbiItem(
      'event GasPaidForExpressCallWithToken(address indexed sourceAddress, string destinationChain, string destinationAddress, bytes32 indexed payloadHash, string symbol, uint256 amount, address gasToken, uint256 gasFeeAmount, address refundAddress)',
    ),
  ],
  /** Payments for a call of an earlier transaction, which they name. */
  added: [
    parseAbiItem(
      'event NativeGasAdded(bytes32 indexed txHash, uint256 indexed logIndex, uint256 gasFeeAmount, address refundAddress)',
    ),
    parseAbiItem(
      'event NativeExpressGasAdded(bytes32 indexed txHash, uint256 indexed logIndex, uint256 gasFeeAmount, address refundAddress)',
    ),
  ],
  addedInToken: [
    parseAbiItem(
      'event GasAdded(bytes32 indexed txHash, uint256 indexed logIndex, address gasToken, uint256 gasFeeAmount, address refundAddress)',
    ),
    parseAbiItem(
      'event ExpressGasAdded(bytes32 indexed txHash, uint256 indexed logIndex, address gasToken, uint256 gasFeeAmount, address refundAddress)',
    ),
  ],
  /** What was paid too much; nothing of what a call moves. */
  refunded: parseAbiItem(
    'event Refunded(bytes32 indexed txHash, uint256 indexed logIndex, address receiver, address token, uint256 amount)',
  ),
} as const;

/** What an application emits by which others may pay before an approval. Source: `IAxelarExpressExecutable.sol`, `IAxelarExpressExecutableWithToken.sol`. */
export const expressEvents = {
  executed: parseAbiItem(
    'event ExpressExecuted(bytes32 indexed commandId, string sourceChain, string sourceAddress, bytes32 payloadHash, address indexed expressExecutor)',
  ),
  executedWithToken: parseAbiItem(
    'event ExpressExecutedWithToken(bytes32 indexed commandId, string sourceChain, string sourceAddress, bytes32 payloadHash, string symbol, uint256 indexed amount, address indexed expressExecutor)',
  ),
  fulfilled: parseAbiItem(
    'event ExpressExecutionFulfilled(bytes32 indexed commandId, string sourceChain, string sourceAddress, bytes32 payloadHash, address indexed expressExecutor)',
  ),
  fulfilledWithToken: parseAbiItem(
    'event ExpressExecutionWithTokenFulfilled(bytes32 indexed commandId, string sourceChain, string sourceAddress, bytes32 payloadHash, string symbol, uint256 indexed amount, address indexed expressExecutor)',
  ),
} as const;

/** What the interchain token service emits of transfers. Source: interchain-token-service `IInterchainTokenService.sol`. */
export const itsEvents = {
  transfer: parseAbiItem(
    'event InterchainTransfer(bytes32 indexed tokenId, address indexed sourceAddress, string destinationChain, bytes destinationAddress, uint256 amount, bytes32 indexed dataHash)',
  ),
  received: parseAbiItem(
    'event InterchainTransferReceived(bytes32 indexed commandId, bytes32 indexed tokenId, string sourceChain, bytes sourceAddress, address indexed destinationAddress, uint256 amount, bytes32 dataHash)',
  ),
} as const;
