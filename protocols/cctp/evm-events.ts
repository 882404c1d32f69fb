import { parseAbiItem } from 'viem';

/**
 * What Circle's contracts emit on EVM chains, in both versions; a departure is emitted alike. Source: evm-cctp-contracts
 * `MessageTransmitter.sol`, `TokenMessenger.sol`, `v2/MessageTransmitterV2.sol`, `v2/TokenMessengerV2.sol`,
 * `v2/BaseTokenMessenger.sol`.
 */
export const cctpEvmEvents = {
  messageSent: parseAbiItem('event MessageSent(bytes message)'),
  v1: {
    messageReceived: parseAbiItem(
      'event MessageReceived(address indexed caller, uint32 sourceDomain, uint64 indexed nonce, bytes32 sender, bytes messageBody)',
    ),
    depositForBurn: parseAbiItem(
      'event DepositForBurn(uint64 indexed nonce, address indexed burnToken, uint256 amount, address indexed depositor, bytes32 mintRecipient, uint32 destinationDomain, bytes32 destinationTokenMessenger, bytes32 destinationCaller)',
    ),
    mintAndWithdraw: parseAbiItem(
      'event MintAndWithdraw(address indexed mintRecipient, uint256 amount, address indexed mintToken)',
    ),
  },
  v2: {
    messageReceived: parseAbiItem(
      'event MessageReceived(address indexed caller, uint32 sourceDomain, bytes32 indexed nonce, bytes32 sender, uint32 indexed finalityThresholdExecuted, bytes messageBody)',
    ),
    depositForBurn: parseAbiItem(
      'event DepositForBurn(address indexed burnToken, uint256 amount, address indexed depositor, bytes32 mintRecipient, uint32 destinationDomain, bytes32 destinationTokenMessenger, bytes32 destinationCaller, uint256 maxFee, uint32 indexed minFinalityThreshold, bytes hookData)',
    ),
    mintAndWithdraw: parseAbiItem(
      'event MintAndWithdraw(address indexed mintRecipient, uint256 amount, address indexed mintToken, uint256 feeCollected)',
    ),
  },
} as const;
