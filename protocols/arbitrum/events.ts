import { parseAbi, parseAbiItem } from 'viem';

/**
 * What the contracts of the parent emit. Source: nitro-contracts `Bridge.sol`, `AbsInbox.sol`, `AbsOutbox.sol`; token-bridge-contracts
 * `L1ArbitrumGateway.sol`; arbitrum-classic `Bridge.sol`, `Outbox.sol`.
 */
export const parentEvents = {
  message: parseAbiItem(
    'event MessageDelivered(uint256 indexed messageIndex, bytes32 indexed beforeInboxAcc, address inbox, uint8 kind, address sender, bytes32 messageDataHash, uint256 baseFeeL1, uint64 timestamp)',
  ),
  classicMessage: parseAbiItem(
    'event MessageDelivered(uint256 indexed messageIndex, bytes32 indexed beforeInboxAcc, address inbox, uint8 kind, address sender, bytes32 messageDataHash)',
  ),
  content: parseAbiItem('event InboxMessageDelivered(uint256 indexed messageNum, bytes data)'),
  contentFromOrigin: parseAbiItem(
    'event InboxMessageDeliveredFromOrigin(uint256 indexed messageNum)',
  ),
  tokenDeposit: parseAbiItem(
    'event DepositInitiated(address l1Token, address indexed _from, address indexed _to, uint256 indexed _sequenceNumber, uint256 _amount)',
  ),
  execution: parseAbiItem(
    'event OutBoxTransactionExecuted(address indexed to, address indexed l2Sender, uint256 indexed zero, uint256 transactionIndex)',
  ),
  call: parseAbiItem(
    'event BridgeCallTriggered(address indexed outbox, address indexed to, uint256 value, bytes data)',
  ),
  tokenPayout: parseAbiItem(
    'event WithdrawalFinalized(address l1Token, address indexed _from, address indexed _to, uint256 indexed _exitNum, uint256 _amount)',
  ),
} as const;

/**
 * What the child emits. Source: nitro `precompiles/ArbRetryableTx.go` and `ArbSys.go`; token-bridge-contracts
 * `L2ArbitrumGateway.sol`; arbitrum-classic `ArbSys.sol`, `ArbRetryableTx.sol`.
 */
export const childEvents = {
  ticket: parseAbiItem('event TicketCreated(bytes32 indexed ticketId)'),
  attempt: parseAbiItem(
    'event RedeemScheduled(bytes32 indexed ticketId, bytes32 indexed retryTxHash, uint64 indexed sequenceNum, uint64 donatedGas, address gasDonor, uint256 maxRefund, uint256 submissionFeeRefund)',
  ),
  extension: parseAbiItem('event LifetimeExtended(bytes32 indexed ticketId, uint256 newTimeout)'),
  cancellation: parseAbiItem('event Canceled(bytes32 indexed ticketId)'),
  classicRedeem: parseAbiItem('event Redeemed(bytes32 indexed ticketId)'),
  tokenArrival: parseAbiItem(
    'event DepositFinalized(address indexed l1Token, address indexed _from, address indexed _to, uint256 _amount)',
  ),
  send: parseAbiItem(
    'event L2ToL1Tx(address caller, address indexed destination, uint256 indexed hash, uint256 indexed position, uint256 arbBlockNum, uint256 ethBlockNum, uint256 timestamp, uint256 callvalue, bytes data)',
  ),
  classicSend: parseAbiItem(
    'event L2ToL1Transaction(address caller, address indexed destination, uint256 indexed uniqueId, uint256 indexed batchNumber, uint256 indexInBatch, uint256 arbBlockNum, uint256 ethBlockNum, uint256 timestamp, uint256 callvalue, bytes data)',
  ),
  insertion: parseAbiItem(
    'event SendMerkleUpdate(uint256 indexed reserved, bytes32 indexed hash, uint256 indexed position)',
  ),
  tokenWithdrawal: parseAbiItem(
    'event WithdrawalInitiated(address l1Token, address indexed _from, address indexed _to, uint256 indexed _l2ToL1Id, uint256 _exitNum, uint256 _amount)',
  ),
} as const;

/** What nobody can call: the form that the transaction of a ticket's making has. */
export const submitRetryable = parseAbi([
  'function submitRetryable(bytes32 requestId, uint256 l1BaseFee, uint256 deposit, uint256 callvalue, uint256 gasFeeCap, uint64 gasLimit, uint256 maxSubmissionFee, address feeRefundAddress, address beneficiary, address retryTo, bytes retryData)',
]);

/** What receipts answer: see `receiptView`. */
export const receiptAnswers = {
  succeeded: parseAbiItem('function succeeded(bytes32 transaction, uint256 mark)'),
  failed: parseAbiItem('function failed(bytes32 transaction, uint256 mark)'),
} as const;
