import { base58 } from '@scure/base';
import { describe, expect, test } from 'vitest';
import {
  concat,
  encodeErrorResult,
  encodePacked,
  keccak256,
  numberToHex,
  padHex,
  parseAbi,
  type Hex,
} from 'viem';
import type { ChainId } from '../core/chain.ts';
import type { RawLog } from '../core/raw-log.ts';
import { testProtocol, type StateRow } from '../test/conformance/protocol.ts';
import { encodeLogs, fixturePath } from '../test/fixture.ts';
import { legOf } from '../test/leg-of.ts';
import { bindProtocol } from './bind.ts';
import { bytes32Of } from './bytes32.ts';
import { dln as definition } from './dln.ts';
import { dlnDeployments } from './dln/deployments.ts';
import { orderIdOf } from './dln/order.ts';

// Orders between Ethereum, Arbitrum, Sonic and Solana, made up but for two, as DLN's contracts and programs tell them.

const dln = bindProtocol(definition);
const ethereum: ChainId = 'eip155:1';
const arbitrum: ChainId = 'eip155:42161';
const sonic: ChainId = 'eip155:146';
const solana: ChainId = 'solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp';
const SOLANA = 7_565_164n;

const user: Hex = `0x${'11'.repeat(20)}`;
const authority: Hex = `0x${'22'.repeat(20)}`;
const solver: Hex = `0x${'33'.repeat(20)}`;
const filler: Hex = `0x${'3f'.repeat(20)}`;
const giveToken: Hex = `0x${'44'.repeat(20)}`;
const native: Hex = `0x${'00'.repeat(20)}`;
const submission: Hex = `0x${'99'.repeat(32)}`;
const wallet = base58.encode(Buffer.alloc(32, 7));
const mint = base58.encode(Buffer.alloc(32, 8));
const hook: Hex = '0x01deadbeef';
const usdcOnSolana = bytes32Of('EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v');
const refused = encodeErrorResult({
  abi: parseAbi(['error Error(string)']),
  errorName: 'Error',
  args: ['no room'],
});

interface Terms {
  makerOrderNonce: bigint;
  makerSrc: Hex;
  giveChainId: bigint;
  giveTokenAddress: Hex;
  giveAmount: bigint;
  takeChainId: bigint;
  takeTokenAddress: Hex;
  takeAmount: bigint;
  receiverDst: Hex;
  givePatchAuthoritySrc: Hex;
  orderAuthorityAddressDst: Hex;
  allowedTakerDst: Hex;
  allowedCancelBeneficiarySrc: Hex;
  externalCall: Hex;
}

const anOrder = (terms: Partial<Terms> = {}): Terms => ({
  makerOrderNonce: 7n,
  makerSrc: user,
  giveChainId: 1n,
  giveTokenAddress: giveToken,
  giveAmount: 1_000n,
  takeChainId: 42_161n,
  takeTokenAddress: native,
  takeAmount: 990n,
  receiverDst: user,
  givePatchAuthoritySrc: user,
  orderAuthorityAddressDst: authority,
  allowedTakerDst: '0x',
  allowedCancelBeneficiarySrc: '0x',
  externalCall: '0x',
  ...terms,
});

const counted = (bytes: Hex): Hex =>
  concat([numberToHex((bytes.length - 2) / 2, { size: 1 }), bytes]);

/** As `DlnOrderLib` packs and hashes it. */
const idOf = (order: Terms): Hex =>
  keccak256(
    encodePacked(
      [
        'uint64',
        'bytes',
        'uint256',
        'bytes',
        'uint256',
        'uint256',
        'bytes',
        'uint256',
        'bytes',
        'bytes',
        'bytes',
        'bytes',
        'bytes',
        'bool',
        'bytes',
      ],
      [
        order.makerOrderNonce,
        counted(order.makerSrc),
        order.giveChainId,
        counted(order.giveTokenAddress),
        order.giveAmount,
        order.takeChainId,
        counted(order.takeTokenAddress),
        order.takeAmount,
        counted(order.receiverDst),
        counted(order.givePatchAuthoritySrc),
        counted(order.orderAuthorityAddressDst),
        counted(order.allowedTakerDst),
        counted(order.allowedCancelBeneficiarySrc),
        order.externalCall !== '0x',
        order.externalCall === '0x' ? '0x' : keccak256(order.externalCall),
      ],
    ),
  );

const ORDER =
  '(uint64 makerOrderNonce, bytes makerSrc, uint256 giveChainId, bytes giveTokenAddress, uint256 giveAmount, uint256 takeChainId, bytes takeTokenAddress, uint256 takeAmount, bytes receiverDst, bytes givePatchAuthoritySrc, bytes orderAuthorityAddressDst, bytes allowedTakerDst, bytes allowedCancelBeneficiarySrc, bytes externalCall) order, bytes32 orderId';
const CALL =
  '(bytes32 callId, bytes32 orderId, address callAuthority, address tokenAddress, uint256 amount, bytes externalCall)';
const SVM_ORDER =
  'u64 makerOrderNonce, bytes makerSrc, bytes32 giveChainId, bytes giveTokenAddress, bytes32 giveAmount, bytes32 takeChainId, bytes takeTokenAddress, bytes32 takeAmount, bytes receiverDst, bytes givePatchAuthoritySrc, bytes orderAuthorityAddressDst, bytes? allowedTakerDst, bytes? allowedCancelBeneficiarySrc, bytes32? externalCall';

const signatures = {
  CreatedOrder: `event CreatedOrder(${ORDER}, bytes affiliateFee, uint256 nativeFixFee, uint256 percentFee, uint32 referralCode, bytes metadata)`,
  CreatedOrderBefore: `event CreatedOrder(${ORDER}, bytes affiliateFee, uint256 nativeFixFee, uint256 percentFee, uint32 referralCode)`,
  IncreasedGiveAmount:
    'event IncreasedGiveAmount(bytes32 orderId, uint256 orderGiveFinalAmount, uint256 finalPercentFee)',
  ClaimedUnlock:
    'event ClaimedUnlock(bytes32 orderId, address beneficiary, uint256 giveAmount, address giveTokenAddress)',
  ClaimedOrderCancel:
    'event ClaimedOrderCancel(bytes32 orderId, address beneficiary, uint256 paidAmount, address giveTokenAddress)',
  UnexpectedOrderStatusForClaim:
    'event UnexpectedOrderStatusForClaim(bytes32 orderId, uint8 status, address beneficiary)',
  UnexpectedOrderStatusForCancel:
    'event UnexpectedOrderStatusForCancel(bytes32 orderId, uint8 status, address beneficiary)',
  CriticalMismatchChainId:
    'event CriticalMismatchChainId(bytes32 orderId, address beneficiary, uint256 takeChainId, uint256 submissionChainIdFrom)',
  ExternalCallRegistered: `event ExternalCallRegistered${CALL}`,
  ExternallCallRegistered: `event ExternallCallRegistered${CALL}`,
  ExternalCallExecuted: 'event ExternalCallExecuted(bytes32 orderId, bool callSucceeded)',
  ExternalCallFailed: 'event ExternalCallFailed(bytes32 orderId, bytes callResult)',
  ExternalCallCancelled:
    'event ExternalCallCancelled(bytes32 callId, bytes32 orderId, address cancelBeneficiary, address tokenAddress, uint256 amount)',
  FulfilledOrder: `event FulfilledOrder(${ORDER}, uint256 actualFulfillAmount, address sender, address unlockAuthority)`,
  FulfilledOrderBefore: `event FulfilledOrder(${ORDER}, address sender, address unlockAuthority)`,
  DecreasedTakeAmount: 'event DecreasedTakeAmount(bytes32 orderId, uint256 orderTakeFinalAmount)',
  SentOrderUnlock:
    'event SentOrderUnlock(bytes32 orderId, bytes beneficiary, bytes32 submissionId)',
  SentOrderCancel: `event SentOrderCancel(${ORDER}, bytes cancelBeneficiary, bytes32 submissionId)`,
  SvmCreated: `anchor event CreatedOrder(${SVM_ORDER}, u64 fixFee, u64 percentFee)`,
  SvmFulfilled: 'anchor event Fulfilled(bytes32 orderId, pubkey taker)',
  SvmDecreased: 'anchor event DecreaseTakeAmount(bytes32 orderId, u64 orderTakeFinalAmount)',
  PatchOrderGive:
    'text "Instruction: PatchOrderGive" by (bytes8 discriminator, bytes32 orderId, u64 addition)',
  ClaimUnlock: 'text "Instruction: ClaimUnlock" by (bytes8 discriminator, bytes32 orderId)',
  ClaimOrderCancel:
    'text "Instruction: ClaimOrderCancel" by (bytes8 discriminator, bytes32 orderId)',
  FulfillOrder: `text "Instruction: FulfillOrder" by (bytes8 discriminator, ${SVM_ORDER}, bytes32 orderId, bytes32? unlockAuthority)`,
  CancelOrder: `text "Instruction: CancelOrder" by (bytes8 discriminator, ${SVM_ORDER}, bytes32 orderId)`,
  SendOrderCancel:
    'text "Instruction: SendOrderCancel" by (bytes8 discriminator, bytes32 orderId, bytes beneficiary, u64 executionFee)',
  SendUnlock:
    'text "Instruction: SendUnlock" by (bytes8 discriminator, bytes32 orderId, bytes beneficiary, u64 executionFee)',
} as const;
type Name = keyof typeof signatures;

/** By the IDLs of the programs. */
const discriminators: Partial<Record<Name, Hex>> = {
  PatchOrderGive: '0x40bc81ff40818b66',
  ClaimUnlock: '0x5951b44f8e9042fb',
  ClaimOrderCancel: '0x13617eeecc8d454c',
  FulfillOrder: '0x3dd627f841d49924',
  CancelOrder: '0x5f81edf00831df84',
  SendOrderCancel: '0x28c80b44d62db5ac',
  SendUnlock: '0xc572c4f9aa4badcc',
};

/** A log of whichever contract there emits such. */
function aLog(chain: ChainId, time: number, name: Name, args: Record<string, unknown>): RawLog {
  const { source, destination, adapters } = dlnDeployments[chain] ?? {};
  const names = Object.keys(signatures);
  const isOf = (from: Name, to: Name) =>
    names.indexOf(from) <= names.indexOf(name) && names.indexOf(name) <= names.indexOf(to);
  const emitter = isOf('ExternalCallRegistered', 'ExternalCallCancelled')
    ? (adapters?.at(-1) ?? '0x')
    : isOf('CreatedOrder', 'CriticalMismatchChainId') ||
        isOf('PatchOrderGive', 'ClaimOrderCancel') ||
        name === 'SvmCreated'
      ? source
      : destination;
  const [log] = encodeLogs({
    why: 'made up for a test',
    chain,
    hash: padHex(numberToHex(time), { size: 32 }),
    block: { number: String(time), hash: numberToHex(time), time },
    logs: [
      {
        index: names.indexOf(name),
        // CAST: every chain of these tests has a deployment.
        emitter: emitter as Hex,
        event: signatures[name],
        args: { rest: '', discriminator: discriminators[name], ...args },
      },
    ],
  });
  if (!log) throw new Error('one log was encoded');
  return log;
}

const SONIC = 100_000_014n;
const chains = new Map([
  [1n, ethereum],
  [42_161n, arbitrum],
  [SONIC, sonic],
  [SOLANA, solana],
]);
const chainOf = (id: bigint): ChainId => chains.get(id) ?? ethereum;

/** Everything that the chains may tell of one order. */
function tell(terms: Partial<Terms> = {}) {
  const order = anOrder(terms);
  const orderId = idOf(order);
  const from = chainOf(order.giveChainId);
  const to = chainOf(order.takeChainId);
  const created = {
    order,
    orderId,
    affiliateFee: '0x',
    nativeFixFee: 5n,
    percentFee: 4n,
    referralCode: 30_195,
    metadata: '0x01',
  };
  const filled = {
    order,
    orderId,
    actualFulfillAmount: 990n,
    sender: filler,
    unlockAuthority: solver,
  };
  const call = {
    callId: submission,
    orderId,
    callAuthority: authority,
    tokenAddress: native,
    amount: 990n,
    externalCall: order.externalCall,
  };
  const paid = { orderId, beneficiary: solver, giveAmount: 1_000n, giveTokenAddress: giveToken };
  const back = { orderId, beneficiary: user, paidAmount: 1_004n, giveTokenAddress: giveToken };
  const sent = { orderId, beneficiary: solver, submissionId: submission };
  const here =
    (chain: ChainId, name: Name, args: Record<string, unknown>, usually: number) =>
    (more: Record<string, unknown> = {}, time = usually) =>
      aLog(chain, time, name, { ...args, ...more });
  return {
    orderId,
    created: here(from, 'CreatedOrder', created, 1_000),
    createdBefore: here(from, 'CreatedOrderBefore', created, 1_000),
    increased: here(
      from,
      'IncreasedGiveAmount',
      { orderId, orderGiveFinalAmount: 1_100n, finalPercentFee: 4n },
      1_010,
    ),
    decreased: here(to, 'DecreasedTakeAmount', { orderId, orderTakeFinalAmount: 900n }, 1_011),
    filled: here(to, 'FulfilledOrder', filled, 1_020),
    filledBefore: here(to, 'FulfilledOrderBefore', filled, 1_020),
    unlocked: here(to, 'SentOrderUnlock', sent, 1_030),
    claimed: here(from, 'ClaimedUnlock', paid, 1_040),
    unpaid: here(from, 'UnexpectedOrderStatusForClaim', { ...paid, status: 0 }, 1_040),
    mismatched: here(
      from,
      'CriticalMismatchChainId',
      { ...paid, takeChainId: 42_161n, submissionChainIdFrom: 56n },
      1_040,
    ),
    cancelled: here(
      to,
      'SentOrderCancel',
      { order, orderId, cancelBeneficiary: user, submissionId: submission },
      1_050,
    ),
    refunded: here(from, 'ClaimedOrderCancel', back, 1_060),
    notRefunded: here(from, 'UnexpectedOrderStatusForCancel', { ...back, status: 0 }, 1_060),
    registered: here(to, 'ExternalCallRegistered', call, 1_020),
    registeredBefore: here(to, 'ExternallCallRegistered', call, 1_020),
    called: here(to, 'ExternalCallExecuted', { orderId, callSucceeded: true }, 1_020),
    notCalled: here(to, 'ExternalCallExecuted', { orderId, callSucceeded: false }, 1_020),
    callFailed: here(to, 'ExternalCallFailed', { orderId, callResult: refused }, 1_020),
    callCancelled: here(
      to,
      'ExternalCallCancelled',
      { ...call, cancelBeneficiary: authority },
      1_025,
    ),
  };
}

/** An order of these terms as the programs on Solana write it. */
const svmOrder = (order: Terms) => ({
  ...order,
  giveChainId: numberToHex(order.giveChainId, { size: 32 }),
  giveAmount: numberToHex(order.giveAmount, { size: 32 }),
  takeChainId: numberToHex(order.takeChainId, { size: 32 }),
  takeAmount: numberToHex(order.takeAmount, { size: 32 }),
  allowedTakerDst: order.allowedTakerDst === '0x' ? null : order.allowedTakerDst,
  allowedCancelBeneficiarySrc:
    order.allowedCancelBeneficiarySrc === '0x' ? null : order.allowedCancelBeneficiarySrc,
  externalCall: order.externalCall === '0x' ? null : keccak256(order.externalCall),
});

const there: Partial<Terms> = {
  takeChainId: SOLANA,
  takeTokenAddress: bytes32Of(mint),
  receiverDst: bytes32Of(wallet),
  orderAuthorityAddressDst: bytes32Of(wallet),
};
const thence: Partial<Terms> = {
  makerSrc: bytes32Of(wallet),
  giveChainId: SOLANA,
  giveTokenAddress: bytes32Of(mint),
  givePatchAuthoritySrc: bytes32Of(wallet),
};

/** The same of what Solana tells. */
function tellOnSolana(terms: Partial<Terms>) {
  const order = anOrder(terms);
  const orderId = idOf(order);
  const on =
    (name: Name, args: Record<string, unknown>, usually: number) =>
    (more: Record<string, unknown> = {}, time = usually) =>
      aLog(solana, time, name, { orderId, ...args, ...more });
  const sending = { beneficiary: user, executionFee: 1n };
  return {
    created: on('SvmCreated', { ...svmOrder(order), fixFee: 5n, percentFee: 4n }, 1_000),
    increased: on('PatchOrderGive', { addition: 100n }, 1_010),
    decreased: on('SvmDecreased', { orderTakeFinalAmount: 900n }, 1_011),
    filled: on('SvmFulfilled', { taker: wallet }, 1_020),
    filledOrder: on('FulfillOrder', svmOrder(order), 1_020),
    unlocked: on('SendUnlock', sending, 1_030),
    claimed: on('ClaimUnlock', {}, 1_040),
    cancelled: on('CancelOrder', svmOrder(order), 1_050),
    cancelSent: on('SendOrderCancel', sending, 1_051),
    refunded: on('ClaimOrderCancel', {}, 1_060),
  };
}

const plain = tell();
const second = tell({ makerOrderNonce: 8n });
const elsewhere = tell({ receiverDst: solver });
const hooked = tell({ externalCall: hook });
const onSonic = tell({ externalCall: hook, takeChainId: SONIC });
const toSolana = tell(there);
const hookedThere = tell({ ...there, externalCall: hook });
const atSolana = tellOnSolana(there);
const fromSolana = tell(thence);
const hookedThence = tell({ ...thence, externalCall: hook });
const onSolana = tellOnSolana(thence);

const open = 'order, confirmed, intent_open, awaits fill, value: origin_contract, next: anyone';
const delivered = 'order, complete, settlement_pending, value: recipient, pending';
const paid = 'order, complete, settled, value: recipient, settled';
const unpaid = 'order, complete, settlement_failed, value: recipient, failed';
const orphan = 'order, pending, awaiting_origin, awaits create, value: recipient, next: operator';
const calledOff =
  'order, refunding, refund_pending, awaits refund, value: origin_contract, next: anyone';
const refunded = 'order, refunded, refunded, value: sender';
const awaitsCall =
  'hook, confirmed, awaiting_action, awaits external_call, value: destination_contract, next: anyone';
const called = 'hook, complete, settlement_pending, value: recipient, pending';

const states: StateRow[] = [
  { title: 'an order that nobody has filled', logs: [plain.created()], said: [open] },
  { title: 'the same before orders told metadata', logs: [plain.createdBefore()], said: [open] },
  {
    title: 'an order without a deadline, years later',
    logs: [plain.created()],
    until: 100_000_000,
    said: [open],
  },
  {
    title: 'an order whose maker offers more, and asks for less',
    logs: [plain.created(), plain.increased(), plain.decreased()],
    said: [open],
  },
  { title: 'a filled order', logs: [plain.created(), plain.filled()], said: [delivered] },
  {
    title: 'a fill in a block before its order',
    logs: [plain.filled({}, 995), plain.created()],
    said: [delivered],
  },
  {
    title: 'a filled order whose solver has asked for its payment',
    logs: [plain.created(), plain.filled(), plain.unlocked()],
    said: [delivered],
  },
  {
    title: 'a filled order whose solver is paid',
    logs: [plain.created(), plain.filled(), plain.unlocked(), plain.claimed()],
    said: [paid],
  },
  {
    title: 'the same in the first form of its events',
    logs: [plain.createdBefore(), plain.filledBefore(), plain.claimed()],
    said: [paid],
  },
  {
    title: 'a filled order whose solver asked before there was an order',
    logs: [plain.created(), plain.filled(), plain.unpaid()],
    said: [unpaid],
  },
  {
    title: 'a payment that another chain asked for',
    logs: [plain.created(), plain.filled(), plain.mismatched()],
    said: [unpaid],
  },
  {
    title: 'the same, and then the right one',
    logs: [plain.created(), plain.filled(), plain.mismatched(), plain.claimed({}, 1_070)],
    said: [`${paid}, a claim after one that had failed for good`],
  },
  {
    title: 'a payment that was asked for again',
    logs: [plain.created(), plain.filled(), plain.claimed(), plain.unpaid({ status: 2 }, 1_070)],
    said: [paid],
  },
  {
    title: 'a payment that another chain asked for, of an open order',
    logs: [plain.created(), plain.mismatched()],
    said: [open],
  },
  { title: 'a fill of what nobody has placed', logs: [plain.filled()], said: [orphan] },
  {
    title: 'the same, whose solver asks for a payment that there is not',
    logs: [plain.filled(), plain.unlocked(), plain.unpaid()],
    said: [orphan],
  },
  {
    title: 'a payment for a fill on a chain that is not indexed',
    logs: [plain.created(), plain.claimed()],
    covered: [ethereum],
    said: [
      'order, confirmed, destination_not_covered, awaits fill, value: origin_contract, next: operator, settled',
    ],
  },
  {
    title: 'an order that was called off',
    logs: [plain.created(), plain.cancelled()],
    said: [calledOff],
  },
  {
    title: 'an order that came back',
    logs: [plain.created(), plain.cancelled(), plain.refunded()],
    said: [refunded],
  },
  {
    title: 'an order that came back, called off on a chain that is not indexed',
    logs: [plain.created(), plain.refunded()],
    covered: [ethereum],
    said: [refunded],
  },
  {
    title: 'an order that was called off before it was placed, and is stuck for ever',
    logs: [plain.cancelled({}, 900), plain.notRefunded({}, 910), plain.created()],
    said: ['order, failed, refund_failed, value: origin_contract'],
  },
  {
    title: 'what was called off and never placed',
    logs: [plain.cancelled(), plain.notRefunded()],
    said: ['order, pending, awaiting_origin, awaits create, next: operator'],
  },
  {
    title: 'a refund that was asked for again',
    logs: [
      plain.created(),
      plain.cancelled(),
      plain.refunded(),
      plain.notRefunded({ status: 3 }, 1_070),
    ],
    said: [refunded],
  },
  {
    title: 'a fill and a refund, which the contracts rule out',
    logs: [plain.created(), plain.filled(), plain.refunded()],
    said: ['order, complete, settlement_pending, value: sender, pending, refund_and_fill'],
  },
  {
    title: 'two orders of the same terms, one of them filled',
    logs: [plain.created(), second.created({}, 1_001), second.filled()],
    said: [open, delivered],
  },
  {
    title: 'a fill that pays another receiver: nobody’s but its own',
    logs: [plain.created(), elsewhere.filled()],
    said: [open, orphan],
  },
  {
    title: 'an order and a fill under an id that is not that of what they say',
    logs: [plain.created(), elsewhere.filled({ orderId: plain.orderId })],
    said: [open],
  },
  {
    title: 'an order that calls something after its fill',
    logs: [hooked.created()],
    said: ['hook, confirmed, intent_open, awaits fill, value: origin_contract, next: anyone'],
  },
  {
    title: 'such an order that was called off',
    logs: [hooked.created(), hooked.cancelled()],
    said: ['hook, refunding, refund_pending, awaits refund, value: origin_contract, next: anyone'],
  },
  {
    title: 'a hook that ran with the fill',
    logs: [hooked.created(), hooked.called(), hooked.filled()],
    said: [called],
  },
  {
    title: 'a fill whose hook is not seen',
    logs: [hooked.created(), hooked.filled()],
    said: [awaitsCall],
  },
  {
    title: 'a hook that was put off',
    logs: [hooked.created(), hooked.registered(), hooked.filled()],
    said: [awaitsCall],
  },
  {
    title: 'a hook that was put off, and ran, with the adapter’s first events',
    logs: [hooked.created(), hooked.registeredBefore(), hooked.filled(), hooked.called({}, 1_500)],
    said: [called],
  },
  {
    title: 'a hook that was put off, and called off',
    logs: [hooked.created(), hooked.registered(), hooked.filled(), hooked.callCancelled()],
    said: ['hook, cancelled, cancelled, value: recipient'],
  },
  {
    title: 'a hook that failed: its tokens are where it wants them then',
    logs: [hooked.created(), hooked.notCalled(), hooked.callFailed(), hooked.filled()],
    said: ['hook, failed, failed, value: recipient'],
  },
  {
    title: 'the same, whose solver is paid all the same',
    logs: [
      hooked.created(),
      hooked.notCalled(),
      hooked.callFailed(),
      hooked.filled(),
      hooked.claimed(),
    ],
    said: ['hook, failed, failed, value: recipient, settled'],
  },
  {
    title: 'a hook on a chain that deBridge numbers itself',
    logs: [onSonic.created(), onSonic.called(), onSonic.filled()],
    said: [called],
  },
  {
    title: 'an order for Solana, whose authority asks for less',
    logs: [toSolana.created(), atSolana.decreased()],
    said: [open],
  },
  {
    title: 'an order for Solana that is filled and paid for',
    logs: [
      toSolana.created(),
      atSolana.filledOrder(),
      atSolana.filled(),
      atSolana.unlocked(),
      toSolana.claimed(),
    ],
    said: [paid],
  },
  {
    title: 'an order for Solana that is called off',
    logs: [toSolana.created(), atSolana.cancelled()],
    said: [calledOff],
  },
  {
    title: 'an order for Solana that is called off, whose origin is told, and that comes back',
    logs: [toSolana.created(), atSolana.cancelled(), atSolana.cancelSent(), toSolana.refunded()],
    said: [refunded],
  },
  {
    title: 'an order for Solana with a hook, which cannot be seen there',
    logs: [hookedThere.created(), tellOnSolana({ ...there, externalCall: hook }).filled()],
    said: [delivered],
  },
  {
    title: 'an order from Solana, whose maker offers more',
    logs: [onSolana.created(), onSolana.increased()],
    said: [open],
  },
  {
    title: 'an order from Solana that is filled and paid for',
    logs: [onSolana.created(), fromSolana.filled(), fromSolana.unlocked(), onSolana.claimed()],
    said: [paid],
  },
  {
    title: 'an order from Solana that calls something after its fill',
    logs: [
      tellOnSolana({ ...thence, externalCall: hook }).created(),
      hookedThence.called(),
      hookedThence.filled(),
    ],
    said: [called],
  },
  {
    title: 'an order from Solana that comes back',
    logs: [onSolana.created(), fromSolana.cancelled(), onSolana.refunded()],
    said: [refunded],
  },
];

testProtocol(definition, { fixture: fixturePath('dln'), states });

/** What a leg of this log tells. */
const told = (log: RawLog) => legOf(dln, log).about;

// Of orders between EVM chains no event was found recorded.
test.each<[string, Hex, Partial<Terms>]>([
  [
    'placed on Arbitrum for Solana',
    '0xafd3e671a10a838cb41703166182c46698793e0dfcab2e8d593d3558819795bc',
    {
      makerOrderNonce: 1_720_631_333_780n,
      makerSrc: '0x25b60226c170fe88192b054666c90a00f52c4698',
      giveChainId: 42_161n,
      giveTokenAddress: '0xaf88d065e77c8cc2239327c5edb3a432268e5831',
      giveAmount: 1_173_693_309n,
      takeChainId: SOLANA,
      takeTokenAddress: usdcOnSolana,
      takeAmount: 1_172_807_627n,
      receiverDst: bytes32Of('2AueoQsAR2JQn9bVq6FCBhmEBRH31Cw5Dg5uayp8C8aB'),
      givePatchAuthoritySrc: '0x25b60226c170fe88192b054666c90a00f52c4698',
      orderAuthorityAddressDst: bytes32Of('2AueoQsAR2JQn9bVq6FCBhmEBRH31Cw5Dg5uayp8C8aB'),
    },
  ],
  [
    'placed on Solana for Polygon, with an allowed taker and canceller',
    '0xc5fda10c925c616861a99c5cba152559879b454b33837ae2b8009bf6c039c3c4',
    {
      makerOrderNonce: 1_782_554_514_531n,
      makerSrc: bytes32Of('8P3HwyMm18QNkVmjdRLVknCy7fpRjpHrNHXkkSuj4YU1'),
      giveChainId: SOLANA,
      giveTokenAddress: usdcOnSolana,
      giveAmount: 25_959_612n,
      takeChainId: 137n,
      takeTokenAddress: '0xc2132d05d31c914a87c6611c10748aeb04b58e8f',
      takeAmount: 25_182_353n,
      receiverDst: '0x6a4fc39a07ab79320496641122db2db3c14d308b',
      givePatchAuthoritySrc: bytes32Of('8P3HwyMm18QNkVmjdRLVknCy7fpRjpHrNHXkkSuj4YU1'),
      orderAuthorityAddressDst: '0x0746e7e4d15f30885616b4ac3d274393354e80c0',
      allowedTakerDst: '0x555ce236c0220695b68341bc48c68d52210cc35b',
      allowedCancelBeneficiarySrc: bytes32Of('8P3HwyMm18QNkVmjdRLVknCy7fpRjpHrNHXkkSuj4YU1'),
    },
  ],
])('an order %s has the id that its chains have computed', (_, id, terms) => {
  const order = anOrder(terms);
  expect(idOf(order)).toBe(id);
  expect(orderIdOf({ ...order, hookHash: '0x' })).toBe(id);
});

test('what is called after the fill is in the id as a hash', () => {
  const order = anOrder({ externalCall: hook });
  expect(orderIdOf({ ...order, hookHash: keccak256(hook) })).toBe(idOf(order));
});

describe('what is told of an order', () => {
  const full = {
    externalCall: hook,
    allowedTakerDst: solver,
    allowedCancelBeneficiarySrc: user,
  } as const;
  const order = tell(full);
  const details = {
    orderId: order.orderId,
    nonce: '7',
    orderAuthority: authority,
    allowedTaker: solver,
    allowedCancelBeneficiary: user,
    hookHash: keccak256(hook),
  };
  const common = {
    kind: 'hook',
    origin: { chain: ethereum, name: '1' },
    destination: { chain: arbitrum, name: '42161' },
    sender: user,
    recipient: user,
    sent: { token: giveToken, amount: '1000' },
    wanted: { token: native, amount: '990' },
  };

  test('by who placed it, with the fees on top', () => {
    const affiliateFee = concat([solver, numberToHex(6n, { size: 32 })]);
    const fees = { nativeFee: '5', percentFee: '4', referralCode: '30195' };
    expect(told(order.created({ affiliateFee }))).toEqual({
      ...common,
      details: { ...details, ...fees, affiliate: solver, affiliateFee: '6' },
    });
    expect(told(order.createdBefore())).toEqual({ ...common, details: { ...details, ...fees } });
  });

  test('by who filled it, and how much came', () => {
    const filled = { ...common, details: { ...details, filler, solver } };
    expect(told(order.filled({ actualFulfillAmount: 995n }))).toEqual({
      ...filled,
      received: { token: native, amount: '995' },
    });
    expect(told(order.filledBefore())).toEqual({
      ...filled,
      received: { token: native, amount: '990' },
    });
  });

  test('by who called it off', () => {
    expect(told(order.cancelled())).toEqual({
      ...common,
      details: { ...details, refundTo: user, submissionId: submission },
    });
    const { details: told32 } = told(
      tell(thence).cancelled({ cancelBeneficiary: bytes32Of(mint) }),
    );
    expect(told32?.['refundTo']).toBe(mint);
  });

  test('by id alone', () => {
    const { orderId } = order;
    const destination = { chain: arbitrum, name: '42161' };
    const origin = { chain: ethereum, name: '1' };
    const hookOf = (more: Record<string, unknown>, extra: Record<string, string> = {}) => ({
      kind: 'hook',
      destination,
      details: { orderId, ...extra },
      ...more,
    });
    expect({
      increased: told(order.increased()),
      decreased: told(order.decreased()),
      unlocked: told(order.unlocked()),
      claimed: told(order.claimed()),
      unpaid: told(order.unpaid()),
      mismatched: told(order.mismatched()),
      refunded: told(order.refunded()),
      notRefunded: told(order.notRefunded({ status: 2 })),
      registered: told(order.registered()),
      called: told(order.called()),
      callFailed: told(order.callFailed()),
      failedSilently: told(order.callFailed({ callResult: '0x' })),
      callCancelled: told(order.callCancelled()),
    }).toEqual({
      increased: { origin, details: { orderId, giveAmountNow: '1100', percentFeeNow: '4' } },
      decreased: { destination, details: { orderId, takeAmountNow: '900' } },
      unlocked: { destination, details: { orderId, submissionId: submission } },
      claimed: {
        origin,
        details: { orderId, paidTo: solver, paid: '1000', paidToken: giveToken },
      },
      unpaid: {
        origin,
        details: { orderId, beneficiary: solver },
        reason: 'the origin paid nothing: there the order was never placed',
      },
      mismatched: {
        origin,
        details: { orderId, beneficiary: solver },
        reason:
          'the origin paid nothing: chain 56 asked for it, and the order is to be filled on 42161',
      },
      refunded: {
        origin,
        details: { orderId, refundedTo: user, refunded: '1004', refundedToken: giveToken },
      },
      notRefunded: {
        origin,
        details: { orderId, beneficiary: user },
        reason: 'the origin paid nothing: there the order was paid out already',
      },
      registered: hookOf({}, { callId: submission }),
      called: hookOf({}),
      callFailed: hookOf({ reason: 'the hook: no room' }),
      failedSilently: hookOf({ reason: 'no reason given' }),
      callCancelled: hookOf(
        { owes: false },
        { callId: submission, takenBy: authority, taken: '990' },
      ),
    });
  });

  test('between Solana and an EVM chain, each address as its own chain writes it', () => {
    const from = told(onSolana.created());
    const { sender, recipient, sent, wanted } = from;
    expect({ sender, recipient, sent, wanted }).toEqual({
      sender: wallet,
      recipient: user,
      sent: { token: mint, amount: '1000' },
      wanted: { token: native, amount: '990' },
    });
    expect(from.details).toEqual({
      orderId: tell(thence).orderId,
      nonce: '7',
      orderAuthority: authority,
      nativeFee: '5',
      percentFee: '4',
    });
    const called = told(atSolana.cancelled());
    expect([called.sender, called.recipient, called.sent, called.wanted, called.details]).toEqual([
      user,
      wallet,
      { token: giveToken, amount: '1000' },
      { token: mint, amount: '990' },
      { orderId: tell(there).orderId, nonce: '7', orderAuthority: wallet },
    ]);
    const { orderId } = tell(there);
    expect(told(atSolana.filled())).toEqual({
      kind: 'order',
      destination: { chain: solana, name: '7565164' },
      details: { orderId, solver: wallet },
    });
    const { received, ...order } = told(atSolana.filledOrder());
    expect(received).toEqual({ token: mint, amount: '990' });
    expect(order).toEqual(told(atSolana.cancelled()));
    expect(told(onSolana.increased()).details).toEqual({
      orderId: tell(thence).orderId,
      giveAmountAdded: '100',
    });
  });

  test('for a chain that is not read, as deBridge calls it', () => {
    expect(told(tell({ takeChainId: 100_000_026n }).created()).destination).toEqual({
      chain: null,
      name: 'TRON',
    });
    expect(told(tell({ takeChainId: 1_000_000_000n }).created()).destination).toEqual({
      chain: null,
      name: '1000000000',
    });
  });

  test('on another network, under a link of its own', () => {
    const local = { ...dlnDeployments[ethereum], network: 'local' };
    const own = bindProtocol(definition, { [ethereum]: definition.deployment.parse(local) });
    expect(legOf(own, order.claimed()).links).toEqual([
      { key: `dln:local:${order.orderId}`, kind: 'exact', rule: 'order id' },
    ]);
  });
});

describe('what is not read', () => {
  const refusedBy = (log: RawLog) => {
    const result = dln.capture(log);
    return result.type === 'unreadable' ? result.reason : result.type;
  };
  const other: Hex = `0x${'ff'.repeat(32)}`;

  test.each([
    ['an order under another id', plain.created({ orderId: other })],
    ['a fill under another id', plain.filled({ orderId: other })],
    ['a cancellation under another id', plain.cancelled({ orderId: other })],
    ['a fill on Solana under another id', atSolana.filledOrder({ orderId: other })],
    ['a cancellation on Solana under another id', atSolana.cancelled({ orderId: other })],
  ])('%s', (_, log) => {
    expect(refusedBy(log)).toBe('an order that has another id than its event names');
  });

  test('an order of one chain that another one tells of', () => {
    const { created, filled } = tell({ giveChainId: 10n, takeChainId: 10n });
    expect([refusedBy(created()), refusedBy(filled())]).toEqual([
      'an order that gives on chain 10, made on 1',
      'an order to be filled on chain 10, met on 1',
    ]);
  });

  test('an order with an address whose length no byte can tell', () => {
    const order = anOrder({ receiverDst: `0x${'11'.repeat(256)}` });
    expect(refusedBy(plain.created({ order }))).toBe('an order with an address of 256 bytes');
  });

  test('a status that is not known', () => {
    expect(refusedBy(plain.unpaid({ status: 4 }))).toBe('an order of status 4');
  });

  test('a hook that another contract than the adapter tells of', () => {
    const log = { ...hooked.called(), emitter: dlnDeployments[arbitrum]?.source ?? '' };
    expect(refusedBy(log)).toBe('a hook by another than the adapter');
  });

  test('an instruction of a longer name, or in another form', () => {
    expect([
      refusedBy(onSolana.claimed({ rest: 'V2' })),
      refusedBy(onSolana.claimed({ discriminator: '0x0102030405060708' })),
    ]).toEqual([
      'an instruction ClaimUnlockV2, which is not known',
      'an instruction ClaimUnlock in another form than is known',
    ]);
  });

  test('an option that is neither there nor not', () => {
    const log = onSolana.created();
    const at = log.data.length - 2 * (8 + 8 + 3);
    const data: Hex = `0x${log.data.slice(2, at)}02${log.data.slice(at + 2)}`;
    expect(refusedBy({ ...log, data })).toBe('an option marked by 2');
  });
});
