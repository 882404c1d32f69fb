import { parseAbiItem } from 'viem';

const TOKEN_AMOUNT = 'struct TokenAmount { address token; uint256 amount; }';
const INTERVAL = 'struct Interval { uint64 min; uint64 max; }';
const TOKEN_PRICE = 'struct TokenPrice { address sourceToken; uint224 usdPerToken; }';
const GAS_PRICE = 'struct GasPrice { uint64 destChainSelector; uint224 usdPerUnitGas; }';
const PRICES = 'struct Prices { TokenPrice[] tokenPriceUpdates; GasPrice[] gasPriceUpdates; }';

/**
 * What CCIP's contracts emit, by the version that brought it. Those of 1.2 stand in 1.5 too, and `ExecutionStateChanged` of
 * 1.0 in both. Source: @chainlink/contracts-ccip, `EVM2EVMOnRamp.sol`, `EVM2EVMOffRamp.sol`, `CommitStore.sol` up to 1.5,
 * `OnRamp.sol` and `OffRamp.sol` from 1.6 on.
 */
export const ccipEvents = {
  requestedV10: parseAbiItem([
    'event CCIPSendRequested(Message message)',
    'struct Message { uint64 sourceChainSelector; uint64 sequenceNumber; uint256 feeTokenAmount; address sender; uint64 nonce; uint256 gasLimit; bool strict; address receiver; bytes data; TokenAmount[] tokenAmounts; address feeToken; bytes32 messageId; }',
    TOKEN_AMOUNT,
  ]),
  requested: parseAbiItem([
    'event CCIPSendRequested(Message message)',
    'struct Message { uint64 sourceChainSelector; address sender; address receiver; uint64 sequenceNumber; uint256 gasLimit; bool strict; uint64 nonce; address feeToken; uint256 feeTokenAmount; bytes data; TokenAmount[] tokenAmounts; bytes[] sourceTokenData; bytes32 messageId; }',
    TOKEN_AMOUNT,
  ]),
  sent: parseAbiItem([
    'event CCIPMessageSent(uint64 indexed destChainSelector, uint64 indexed sequenceNumber, Message message)',
    'struct Message { Header header; address sender; bytes data; bytes receiver; bytes extraArgs; address feeToken; uint256 feeTokenAmount; uint256 feeValueJuels; TokenTransfer[] tokenAmounts; }',
    'struct Header { bytes32 messageId; uint64 sourceChainSelector; uint64 destChainSelector; uint64 sequenceNumber; uint64 nonce; }',
    'struct TokenTransfer { address sourcePoolAddress; bytes destTokenAddress; bytes extraData; uint256 amount; bytes destExecData; }',
  ]),
  sentV2: parseAbiItem([
    'event CCIPMessageSent(uint64 indexed destChainSelector, address indexed sender, bytes32 indexed messageId, address feeToken, uint256 tokenAmountBeforeTokenPoolFees, bytes encodedMessage, Receipt[] receipts, bytes[] verifierBlobs)',
    'struct Receipt { address issuer; uint32 destGasLimit; uint32 destBytesOverhead; uint256 feeTokenAmount; bytes extraArgs; }',
  ]),
  reportedV10: parseAbiItem([
    'event ReportAccepted(Report report)',
    'struct Report { Prices priceUpdates; Interval interval; bytes32 merkleRoot; }',
    'struct Prices { TokenPrice[] tokenPriceUpdates; uint64 destChainSelector; uint192 usdPerUnitGas; }',
    'struct TokenPrice { address sourceToken; uint192 usdPerToken; }',
    INTERVAL,
  ]),
  reported: parseAbiItem([
    'event ReportAccepted(Report report)',
    'struct Report { Prices priceUpdates; Interval interval; bytes32 merkleRoot; }',
    PRICES,
    TOKEN_PRICE,
    GAS_PRICE,
    INTERVAL,
  ]),
  committed: parseAbiItem([
    'event CommitReportAccepted(Root[] blessedMerkleRoots, Root[] unblessedMerkleRoots, Prices priceUpdates)',
    'struct Root { uint64 sourceChainSelector; bytes onRampAddress; uint64 minSeqNr; uint64 maxSeqNr; bytes32 merkleRoot; }',
    PRICES,
    TOKEN_PRICE,
    GAS_PRICE,
  ]),
  executedV10: parseAbiItem(
    'event ExecutionStateChanged(uint64 indexed sequenceNumber, bytes32 indexed messageId, uint8 state, bytes returnData)',
  ),
  executed: parseAbiItem(
    'event ExecutionStateChanged(uint64 indexed sourceChainSelector, uint64 indexed sequenceNumber, bytes32 indexed messageId, bytes32 messageHash, uint8 state, bytes returnData, uint256 gasUsed)',
  ),
  executedV2: parseAbiItem(
    'event ExecutionStateChanged(uint64 indexed sourceChainSelector, uint64 indexed messageNumber, bytes32 indexed messageId, uint8 state, bytes returnData)',
  ),
};
