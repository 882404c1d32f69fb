import { parseAbiItem } from 'viem';

/** Source: debridge-finance/dln-contracts, `DlnOrderLib.sol`. */
const ORDER =
  'struct Order { uint64 makerOrderNonce; bytes makerSrc; uint256 giveChainId; bytes giveTokenAddress; uint256 giveAmount; uint256 takeChainId; bytes takeTokenAddress; uint256 takeAmount; bytes receiverDst; bytes givePatchAuthoritySrc; bytes orderAuthorityAddressDst; bytes allowedTakerDst; bytes allowedCancelBeneficiarySrc; bytes externalCall; }';

/**
 * What `DlnSource` emits. No field of DLN's events is indexed. Orders tell some metadata of the integrator's since September
 * 2023. Source: debridge-finance/dln-contracts, `DlnSource.sol`.
 */
export const dlnSourceEvents = {
  created: parseAbiItem([
    'event CreatedOrder(Order order, bytes32 orderId, bytes affiliateFee, uint256 nativeFixFee, uint256 percentFee, uint32 referralCode, bytes metadata)',
    ORDER,
  ]),
  createdBefore: parseAbiItem([
    'event CreatedOrder(Order order, bytes32 orderId, bytes affiliateFee, uint256 nativeFixFee, uint256 percentFee, uint32 referralCode)',
    ORDER,
  ]),
  increased: parseAbiItem(
    'event IncreasedGiveAmount(bytes32 orderId, uint256 orderGiveFinalAmount, uint256 finalPercentFee)',
  ),
  claimedUnlock: parseAbiItem(
    'event ClaimedUnlock(bytes32 orderId, address beneficiary, uint256 giveAmount, address giveTokenAddress)',
  ),
  claimedCancel: parseAbiItem(
    'event ClaimedOrderCancel(bytes32 orderId, address beneficiary, uint256 paidAmount, address giveTokenAddress)',
  ),
  unexpectedUnlock: parseAbiItem(
    'event UnexpectedOrderStatusForClaim(bytes32 orderId, uint8 status, address beneficiary)',
  ),
  unexpectedCancel: parseAbiItem(
    'event UnexpectedOrderStatusForCancel(bytes32 orderId, uint8 status, address beneficiary)',
  ),
  mismatch: parseAbiItem(
    'event CriticalMismatchChainId(bytes32 orderId, address beneficiary, uint256 takeChainId, uint256 submissionChainIdFrom)',
  ),
} as const;

/** What `DlnDestination` emits; fills tell what was paid since February 2026. Source: the same, `DlnDestination.sol`. */
export const dlnDestinationEvents = {
  fulfilled: parseAbiItem([
    'event FulfilledOrder(Order order, bytes32 orderId, uint256 actualFulfillAmount, address sender, address unlockAuthority)',
    ORDER,
  ]),
  fulfilledBefore: parseAbiItem([
    'event FulfilledOrder(Order order, bytes32 orderId, address sender, address unlockAuthority)',
    ORDER,
  ]),
  decreased: parseAbiItem(
    'event DecreasedTakeAmount(bytes32 orderId, uint256 orderTakeFinalAmount)',
  ),
  sentUnlock: parseAbiItem(
    'event SentOrderUnlock(bytes32 orderId, bytes beneficiary, bytes32 submissionId)',
  ),
  sentCancel: parseAbiItem([
    'event SentOrderCancel(Order order, bytes32 orderId, bytes cancelBeneficiary, bytes32 submissionId)',
    ORDER,
  ]),
} as const;

/** What `DlnExternalCallAdapter` emits, of hooks. Source: the same, `DlnExternalCallAdapter.sol`. */
export const dlnHookEvents = {
  registered: parseAbiItem(
    'event ExternalCallRegistered(bytes32 callId, bytes32 orderId, address callAuthority, address tokenAddress, uint256 amount, bytes externalCall)',
  ),
  /** As its first version spells it. */
  registeredBefore: parseAbiItem(
    'event ExternallCallRegistered(bytes32 callId, bytes32 orderId, address callAuthority, address tokenAddress, uint256 amount, bytes externalCall)',
  ),
  executed: parseAbiItem('event ExternalCallExecuted(bytes32 orderId, bool callSucceeded)'),
  failed: parseAbiItem('event ExternalCallFailed(bytes32 orderId, bytes callResult)'),
  cancelled: parseAbiItem(
    'event ExternalCallCancelled(bytes32 callId, bytes32 orderId, address cancelBeneficiary, address tokenAddress, uint256 amount)',
  ),
} as const;
