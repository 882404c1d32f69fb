import { base58 } from '@scure/base';
import { describe, expect, test } from 'vitest';
import type { AbiEvent } from 'viem';
import { encodeAbiParameters, encodeEventTopics, keccak256, padHex, toHex } from 'viem';
import type { ChainId } from '../core/chain.ts';
import { foldAll } from '../core/fold-all.ts';
import type { Operation } from '../core/operation.ts';
import type { Hex, RawLog } from '../core/raw-log.ts';
import { encodeLogs } from '../test/fixture.ts';
import { testProtocol } from '../test/conformance/protocol.ts';
import { sayOperation } from '../test/conformance/say-operation.ts';
import { fixturePath } from '../test/fixture.ts';
import { across as definition } from './across.ts';
import { legOf } from '../test/leg-of.ts';
import { bound } from '../test/operations-of.ts';
import { acrossDeployments, acrossStartBlocks } from './across/deployments.ts';
import { acrossEvents, acrossRepayments, acrossV2Events } from './across/events.ts';
import type { Protocol } from './bind.ts';
import { bytes32Of } from './bytes32.ts';

// Deposits on Scroll for Arbitrum, made up, as their spoke pools tell them. Scroll's clock is at 1,000 when they begin.

// CAST: it is one of the protocols.
const across = bound.get('across') as Protocol;
const scroll: ChainId = 'eip155:534352';
const arbitrum: ChainId = 'eip155:42161';
const { v3, bytes32 } = acrossEvents;

const user: Hex = `0x${'11'.repeat(20)}`;
const other: Hex = `0x${'22'.repeat(20)}`;
const relayer: Hex = `0x${'33'.repeat(20)}`;
const usdcThere: Hex = `0x${'44'.repeat(20)}`;
const usdcHere: Hex = `0x${'55'.repeat(20)}`;
const worthless: Hex = `0x${'66'.repeat(20)}`;
const nobody: Hex = `0x${'00'.repeat(20)}`;
const zero: Hex = `0x${'00'.repeat(32)}`;
const message: Hex = '0xdeadbeef';
const DEADLINE = 5_000;

const wide = (value: unknown) =>
  typeof value === 'string' && value.length === 42 ? padHex(value as Hex, { size: 32 }) : value;

/** A log of a spoke pool at this time; an address is written as its event declares it. */
function aLog(
  chain: ChainId,
  time: number,
  event: AbiEvent,
  args: Record<string, unknown>,
  more: Partial<RawLog> = {},
): RawLog {
  const valueOf = ({ name = '', type }: { name?: string | undefined; type: string }) =>
    type === 'bytes32' ? wide(args[name]) : args[name];
  const values = Object.fromEntries(
    event.inputs.map((input) => [input.name ?? '', valueOf(input)]),
  );
  const rest = event.inputs.filter(({ indexed }) => !indexed);
  return {
    emitter: acrossDeployments[chain]?.spokePool ?? '',
    // CAST: values under the names that the event has for them.
    topics: encodeEventTopics({ abi: [event], args: values } as never) as Hex[],
    data: encodeAbiParameters(
      rest,
      rest.map(({ name }) => values[name ?? '']),
    ),
    ordinal: 0,
    receiptIndex: null,
    at: {
      chain,
      blockNumber: BigInt(time),
      blockHash: `0x${time.toString(16)}`,
      blockTime: time,
      transaction: `0x${time.toString(16).padStart(64, '0')}`,
      index: 1,
    },
    ...more,
  };
}

interface Terms {
  depositor?: Hex;
  inputToken?: Hex;
  originChainId?: bigint;
  destinationChainId?: bigint;
  inputAmount?: bigint;
  depositId?: bigint;
  outputToken?: Hex;
  outputAmount?: bigint;
  fillDeadline?: number;
  exclusiveRelayer?: Hex;
  exclusivityDeadline?: number;
  message?: Hex;
  recipient?: Hex;
}

const aRelay = (terms: Terms = {}) => ({
  depositor: user,
  recipient: user,
  exclusiveRelayer: nobody,
  inputToken: usdcThere,
  outputToken: usdcHere,
  inputAmount: 1_000n,
  outputAmount: 990n,
  originChainId: 534_352n,
  destinationChainId: 42_161n,
  depositId: 7n,
  quoteTimestamp: 900,
  fillDeadline: DEADLINE,
  exclusivityDeadline: 0,
  message: '0x' as Hex,
  messageHash: terms.message === undefined ? zero : keccak256(terms.message),
  ...terms,
});

interface Filling {
  time?: number;
  fillType?: number;
  paid?: { recipient?: Hex; amount?: bigint };
}

/** The events of one relay in one generation. */
const generation = (events: typeof v3 | typeof bytes32) => ({
  deposited: (terms?: Terms, time = 1_000) => aLog(scroll, time, events.deposited, aRelay(terms)),
  filled: (terms?: Terms, { time = 1_010, fillType = 0, paid = {} }: Filling = {}) => {
    const relay = aRelay(terms);
    const { recipient = relay.recipient, amount = relay.outputAmount } = paid;
    const isWide = events === bytes32;
    return aLog(arbitrum, time, events.filled, {
      ...relay,
      relayer: fillType === 2 ? nobody : relayer,
      repaymentChainId: fillType === 2 ? 0n : 42_161n,
      relayExecutionInfo: {
        updatedRecipient: isWide ? wide(recipient) : recipient,
        updatedMessageHash: relay.messageHash,
        updatedMessage: relay.message,
        updatedOutputAmount: amount,
        fillType,
      },
    });
  },
  slowRequested: (terms?: Terms, time = 1_100) =>
    aLog(arbitrum, time, events.slowRequested, aRelay(terms)),
  spedUp: (terms: { depositor?: Hex; depositId?: bigint; amount?: bigint } = {}, time = 1_005) =>
    aLog(scroll, time, events.spedUp, {
      depositor: user,
      depositId: 7n,
      updatedOutputAmount: terms.amount ?? 900n,
      updatedRecipient: other,
      updatedMessage: '0x',
      depositorSignature: '0x01',
      ...terms,
    }),
});
/** A leaf that pays these addresses in the token of the deposits, or a claim of what one has put off. */
const { executed, executedBefore, claimed } = acrossRepayments;
const leaf = (
  payments: readonly (readonly [Hex, bigint])[],
  { time = 9_000, chain = scroll, event = executed, token = usdcThere, deferred = false } = {},
) =>
  aLog(chain, time, event, {
    amountToReturn: 0n,
    chainId: 1n,
    refundAmounts: payments.map(([, amount]) => amount),
    rootBundleId: time,
    leafId: 2,
    l2TokenAddress: token,
    refundAddresses: payments.map(([address]) => address),
    deferredRefunds: deferred,
    caller: relayer,
  });
const claim = (caller: Hex, amount: bigint, { to = caller, time = 9_500 } = {}) =>
  aLog(scroll, time, claimed, { l2TokenAddress: usdcThere, refundAddress: to, amount, caller });
const is = generation(bytes32);
const was = generation(v3);

/** Of an `unsafeDeposit`. */
const chosen: Terms = { depositId: (1n << 255n) + 7n };

const relayV2 = {
  amount: 1_000n,
  totalFilledAmount: 1_000n,
  fillAmount: 1_000n,
  repaymentChainId: 42_161n,
  originChainId: 534_352n,
  destinationChainId: 42_161n,
  relayerFeePct: 5n,
  realizedLpFeePct: 5n,
  depositId: 7,
  quoteTimestamp: 900,
  originToken: usdcThere,
  destinationToken: usdcHere,
  relayer,
  depositor: user,
  recipient: user,
  message: '0x',
  updatableRelayData: {
    recipient: user,
    message: '0x',
    relayerFeePct: 5n,
    isSlowRelay: false,
    payoutAdjustmentPct: 0n,
  },
};
const ofVersion2 = {
  deposited: aLog(scroll, 1_000, acrossV2Events.deposited, relayV2),
  filled: aLog(arbitrum, 1_010, acrossV2Events.filled, relayV2),
};

/** What both chains were read to, twice, by their own times. */
interface Read {
  until?: number;
  arbitrumUntil?: number;
}

function operationsOf(logs: readonly RawLog[], { until = 2_000, arbitrumUntil }: Read = {}) {
  const timeOf = (chain: ChainId) => (chain === arbitrum ? (arbitrumUntil ?? until) : until);
  const chains = [...new Set([scroll, arbitrum, ...logs.map(({ at }) => at.chain)])].map(
    (chain) => {
      const [time, number] = [timeOf(chain), BigInt(timeOf(chain))];
      const head = { number, hash: '0x', time, safe: number, finalized: number };
      const read = { from: { number: 0n, time: 0 }, certain: { number, time } };
      return { chain, head, read };
    },
  );
  const legs = logs.map((log) => legOf(across, log));
  const world = {
    heads: new Map(chains.map(({ chain, head }) => [chain, head])),
    checkpoints: new Map([['across', new Map(chains.map(({ chain, read }) => [chain, read]))]]),
  };
  return foldAll(new Map([['across', across.rules]]), legs, world).map(({ folded, error }) => {
    if (!folded) throw error;
    return folded.operation;
  });
}

const open = 'transfer, confirmed, intent_open, awaits fill, value: origin_contract, next: anyone';
const orphan =
  'transfer, pending, awaiting_origin, awaits deposit, value: recipient, next: operator';
const done = 'transfer, complete, delivered, value: recipient';
const refunded = 'transfer, refunded, refunded, value: sender';
const alone = 'repayment, complete, delivered';
const late = { until: 10_000 };
const expired =
  'transfer, expired, expired_unfilled, awaits refund, value: origin_contract, next: protocol';

const table: { name: string; logs: readonly RawLog[]; read?: Read; is: string[] }[] = [
  { name: 'a deposit that nobody has filled', logs: [is.deposited()], is: [open] },
  { name: 'a filled deposit', logs: [is.deposited(), is.filled()], is: [done] },
  {
    name: 'a deposit that one relayer has for itself at first',
    logs: [is.deposited({ exclusiveRelayer: relayer, exclusivityDeadline: 1_030 })],
    is: [open],
  },
  { name: 'the same in the first generation', logs: [was.deposited(), was.filled()], is: [done] },
  {
    name: 'a deposit before the upgrade and its fill after it',
    logs: [was.deposited({ message }), is.filled({ message })],
    is: [done],
  },
  { name: 'a fill whose deposit was not seen', logs: [is.filled()], is: [orphan] },
  {
    name: 'a fill in a block before its deposit',
    logs: [is.filled({}, { time: 995 }), is.deposited()],
    is: [done],
  },
  {
    name: 'a slow fill that somebody has asked for',
    logs: [is.deposited(), is.slowRequested()],
    is: [
      'transfer, confirmed, awaiting_relay, awaits slow_fill, value: origin_contract, next: protocol',
    ],
  },
  {
    name: 'a slow fill',
    logs: [is.deposited(), is.slowRequested(), is.filled({}, { time: 1_900, fillType: 2 })],
    is: [done],
  },
  {
    name: 'a relayer that was faster than the slow fill',
    logs: [was.deposited(), was.slowRequested(), was.filled({}, { time: 1_200, fillType: 1 })],
    is: [done],
  },
  {
    name: 'a slow fill without its request in sight',
    logs: [is.deposited(), is.filled({}, { fillType: 2 })],
    is: [done],
  },
  {
    name: 'a request for a slow fill of what nobody has deposited',
    logs: [is.slowRequested()],
    is: ['transfer, pending, awaiting_origin, awaits deposit, next: operator'],
  },
  {
    name: 'a deposit past its fill deadline by the clock of the destination',
    logs: [is.deposited()],
    read: { until: 2_000, arbitrumUntil: DEADLINE + 1 },
    is: [expired],
  },
  {
    name: 'a deposit at its fill deadline',
    logs: [is.deposited()],
    read: { until: DEADLINE },
    is: [open],
  },
  {
    name: 'a deposit past its fill deadline by the clock of the origin alone',
    logs: [is.deposited()],
    read: { until: 9_000, arbitrumUntil: 2_000 },
    is: [open],
  },
  {
    name: 'a slow fill that did not come until the deadline',
    logs: [is.deposited(), is.slowRequested()],
    read: { until: 9_000 },
    is: [expired],
  },
  {
    name: 'a fill in the last second',
    logs: [is.deposited(), is.filled({}, { time: DEADLINE })],
    read: { until: 9_000 },
    is: [done],
  },
  {
    name: 'a fill after its deadline, which the contracts refuse',
    logs: [is.deposited(), is.filled({}, { time: DEADLINE + 1 })],
    read: { until: 9_000 },
    is: [`${done}, a fill after its deadline`],
  },
  {
    name: 'a deposit that offers better terms',
    logs: [is.deposited(), is.spedUp()],
    is: [open],
  },
  {
    name: 'a deposit that offers better terms, and is filled by these',
    logs: [was.deposited(), was.spedUp(), was.filled({}, { paid: { amount: 900n } })],
    is: [done],
  },
  {
    name: 'a fill of another output: nobody’s but its own',
    logs: [is.deposited(), is.filled({ outputAmount: 1n })],
    is: [open, orphan],
  },
  {
    name: 'a fill with a worthless token',
    logs: [is.deposited(), is.filled({ outputToken: worthless })],
    is: [open, orphan],
  },
  {
    name: 'a fill with another message',
    logs: [is.deposited({ message }), is.filled()],
    is: [open, orphan],
  },
  {
    name: 'a fill of the first generation with a worthless token',
    logs: [was.deposited(), was.filled({ outputToken: worthless })],
    is: [open, orphan],
  },
  {
    name: 'a wrong fill and a right one',
    logs: [
      was.deposited(),
      was.filled({ outputToken: worthless }),
      was.filled({}, { time: 1_020 }),
    ],
    is: [done, orphan],
  },
  {
    name: 'an early deposit that leaves the output token to the protocol',
    logs: [was.deposited({ outputToken: nobody }), was.filled()],
    is: [done],
  },
  {
    name: 'a speed-up of another’s deposit',
    logs: [is.deposited(), is.spedUp({ depositor: other })],
    is: [open, 'speed_up, complete, delivered'],
  },
  {
    name: 'a deposit whose id was chosen, filled slowly after a request',
    logs: [
      is.deposited(chosen),
      is.slowRequested(chosen),
      is.filled(chosen, { time: 1_900, fillType: 2 }),
    ],
    is: [done],
  },
  {
    name: 'a fill of a chosen id whose deposit was not seen',
    logs: [is.filled(chosen)],
    is: [orphan],
  },
  {
    name: 'two equal deposits of one chosen id: one fill is for the first, and the other waits',
    logs: [is.deposited(chosen), is.deposited(chosen, 1_001), is.filled(chosen)],
    is: [done, open],
  },
  {
    name: 'two equal deposits of one chosen id, of which the second is refunded',
    logs: [
      is.deposited(chosen),
      is.deposited(chosen, 1_001),
      is.filled(chosen),
      leaf([[user, 1_000n]]),
    ],
    read: late,
    is: [done, refunded, alone],
  },
  {
    name: 'a deposit and a fill of version 2, which are no legs',
    logs: Object.values(ofVersion2),
    is: [],
  },
  {
    name: 'a leaf that refunds an expired deposit among repayments of relayers',
    logs: [
      is.deposited(),
      leaf([
        [relayer, 8_123n],
        [user, 1_000n],
      ]),
    ],
    read: late,
    is: [refunded, alone],
  },
  {
    name: 'a leaf that refunds the expired deposits of several depositors',
    logs: [
      is.deposited(),
      is.deposited({ depositId: 8n, depositor: other, inputAmount: 2_000n }, 1_001),
      leaf([
        [user, 1_000n],
        [relayer, 8_123n],
        [other, 2_000n],
      ]),
    ],
    read: late,
    is: [refunded, refunded, alone],
  },
  {
    name: 'a leaf that refunds two expired deposits of one depositor in one sum: it cannot be told from other payments',
    logs: [
      is.deposited(),
      is.deposited({ depositId: 8n, inputAmount: 2_000n }, 1_001),
      leaf([[user, 3_000n]]),
    ],
    read: late,
    is: [expired, expired, alone],
  },
  {
    name: 'two leaves that refund equal deposits of one depositor, each one of them',
    logs: [
      is.deposited(),
      is.deposited({ depositId: 8n }, 1_001),
      leaf([[user, 1_000n]]),
      leaf([[user, 1_000n]], { time: 9_001 }),
    ],
    read: late,
    is: [refunded, refunded, alone, alone],
  },
  {
    name: 'the same before payments could be put off',
    logs: [was.deposited(), leaf([[user, 1_000n]], { event: executedBefore as never })],
    read: late,
    is: [refunded, alone],
  },
  {
    name: 'a refund of a deposit that was sped up, and asked for as a slow fill',
    logs: [is.deposited(), is.spedUp(), is.slowRequested(), leaf([[user, 1_000n]])],
    read: late,
    is: [refunded, alone],
  },
  {
    name: 'a refund whose deposit was not read: a repayment like others',
    logs: [leaf([[user, 1_000n]])],
    read: late,
    is: [alone],
  },
  {
    name: 'a leaf before the fill deadline, of the amount deposited',
    logs: [is.deposited(), leaf([[user, 1_000n]], { time: 4_000 })],
    read: { until: 4_500 },
    is: [open, alone],
  },
  {
    name: 'a leaf that pays the depositor as a relayer, after the deposit was filled',
    logs: [is.deposited(), is.filled(), leaf([[user, 1_000n]])],
    read: late,
    is: [done, alone],
  },
  {
    name: 'a leaf that pays the depositor more: it cannot be told from other payments',
    logs: [is.deposited(), leaf([[user, 1_500n]])],
    read: late,
    is: [expired, alone],
  },
  {
    name: 'a leaf of the next days, and one of the next week',
    logs: [
      is.deposited(),
      is.deposited({ depositId: 8n, inputAmount: 2_000n }, 1_001),
      leaf([[user, 1_000n]], { time: 180_000 }),
      leaf([[user, 2_000n]], { time: 700_000 }),
    ],
    read: { until: 800_000 },
    is: [refunded, expired, alone, alone],
  },
  {
    name: 'a leaf on another chain, or in another token',
    logs: [
      is.deposited(),
      leaf([[user, 1_000n]], { chain: arbitrum }),
      leaf([[user, 1_000n]], { token: worthless, time: 9_001 }),
    ],
    read: late,
    is: [expired, alone, alone],
  },
  {
    name: 'two expired deposits of one id and depositor, and a refund of one of them',
    logs: [is.deposited(), is.deposited({ recipient: other }, 1_001), leaf([[user, 1_000n]])],
    read: late,
    is: [refunded, expired, alone],
  },
  {
    name: 'a leaf that put off some of its payments',
    logs: [is.deposited(), leaf([[user, 1_000n]], { deferred: true })],
    read: late,
    is: [expired, alone],
  },
  {
    name: 'a payment that was put off and claimed',
    logs: [is.deposited(), leaf([[user, 1_000n]], { deferred: true }), claim(user, 1_000n)],
    read: late,
    is: [refunded, alone, alone],
  },
  {
    name: 'a payment that was put off and claimed, to go to another address than refuses it',
    logs: [is.deposited(), claim(user, 1_000n, { to: other })],
    read: late,
    is: [refunded, alone],
  },
  {
    name: 'a payment that is owed to another, who has it sent to the depositor',
    logs: [is.deposited(), claim(other, 1_000n, { to: user })],
    read: late,
    is: [expired, alone],
  },
];

const solana: ChainId = 'solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp';
const wallet = base58.encode(new Uint8Array(32).fill(7));
const token = base58.encode(new Uint8Array(32).fill(8));
const number = (value: bigint) => toHex(value, { size: 32 });
const events = {
  deposited:
    'anchor event FundsDeposited(pubkey inputToken, bytes32 outputToken, u64 inputAmount, bytes32 outputAmount, u64 destinationChainId, bytes32 depositId, u32 quoteTimestamp, u32 fillDeadline, u32 exclusivityDeadline, pubkey depositor, bytes32 recipient, bytes32 exclusiveRelayer, bytes message)',
  filled:
    'anchor event FilledRelay(bytes32 inputToken, pubkey outputToken, bytes32 inputAmount, u64 outputAmount, u64 repaymentChainId, u64 originChainId, bytes32 depositId, u32 fillDeadline, u32 exclusivityDeadline, bytes32 exclusiveRelayer, bytes32 relayer, bytes32 depositor, pubkey recipient, bytes32 messageHash, pubkey updatedRecipient, bytes32 updatedMessageHash, u64 updatedOutputAmount, u8 fillType)',
  slowRequested:
    'anchor event RequestedSlowFill(bytes32 inputToken, pubkey outputToken, bytes32 inputAmount, u64 outputAmount, u64 originChainId, bytes32 depositId, u32 fillDeadline, u32 exclusivityDeadline, bytes32 exclusiveRelayer, bytes32 depositor, pubkey recipient, bytes32 messageHash)',
  executed:
    'anchor event ExecutedRelayerRefundRoot(u64 amountToReturn, u64 chainId, u64[] refundAmounts, u32 rootBundleId, u32 leafId, pubkey l2TokenAddress, pubkey[] refundAddresses, u8 deferredRefunds, pubkey caller)',
  claimed:
    'anchor event ClaimedRelayerRefund(pubkey l2TokenAddress, u64 claimAmount, pubkey refundAddress)',
};
const onSolana = (event: keyof typeof events, args: Record<string, unknown>, time: number) => {
  const [log] = encodeLogs({
    why: 'made up for a test',
    chain: solana,
    hash: '2'.repeat(80) + time,
    block: { number: String(time), hash: null, time },
    logs: [
      {
        index: 1,
        emitter: acrossDeployments[solana]?.spokePool ?? '',
        event: events[event],
        args,
      },
    ],
  });
  if (!log) throw new Error('one log in, one log out');
  return log;
};
const common = { fillDeadline: DEADLINE, exclusivityDeadline: 0, exclusiveRelayer: zero };

function fromSolana() {
  const terms = { ...common, outputToken: wide(usdcHere), recipient: wide(user), message };
  const deposited = onSolana(
    'deposited',
    {
      ...terms,
      inputToken: token,
      inputAmount: 1_000n,
      outputAmount: number(990n),
      destinationChainId: 42_161n,
      depositId: number(7n),
      quoteTimestamp: 900,
      depositor: wallet,
    },
    1_000,
  );
  const filled = is.filled({
    message,
    inputToken: bytes32Of(token),
    depositor: bytes32Of(wallet),
    originChainId: 34_268_394_551_451n,
  });
  return { deposited, filled };
}

function toSolana() {
  const to = { recipient: bytes32Of(wallet), outputToken: bytes32Of(token) };
  const deposited = is.deposited({ ...to, destinationChainId: 34_268_394_551_451n });
  const relay = {
    ...common,
    inputToken: wide(usdcThere),
    outputToken: token,
    inputAmount: number(1_000n),
    outputAmount: 990n,
    originChainId: 534_352n,
    depositId: number(7n),
    depositor: wide(user),
    recipient: wallet,
    messageHash: zero,
  };
  const asked = onSolana('slowRequested', relay, 1_100);
  const paid = { updatedRecipient: wallet, updatedMessageHash: zero, updatedOutputAmount: 990n };
  const filled = onSolana(
    'filled',
    { ...relay, ...paid, relayer: zero, repaymentChainId: 0n, fillType: 2 },
    1_200,
  );
  return { deposited, asked, filled };
}

/** What Solana's program pays at 9,000, or puts off; and what was put off and is claimed then. */
const leafOnSolana = (deferredRefunds = 0) =>
  onSolana(
    'executed',
    {
      amountToReturn: 0n,
      chainId: 34_268_394_551_451n,
      refundAmounts: [8_123n, 1_000n],
      rootBundleId: 3,
      leafId: 0,
      l2TokenAddress: token,
      refundAddresses: [base58.encode(new Uint8Array(32).fill(9)), wallet],
      deferredRefunds,
      caller: wallet,
    },
    9_000,
  );
const claimOnSolana = () =>
  onSolana('claimed', { l2TokenAddress: token, claimAmount: 1_000n, refundAddress: wallet }, 9_500);

const ofSolana: typeof table = [
  {
    name: 'a leaf on Solana that refunds an expired deposit there',
    logs: [fromSolana().deposited, leafOnSolana()],
    read: late,
    is: [refunded, alone],
  },
  {
    name: 'a payment on Solana that was put off and claimed',
    logs: [fromSolana().deposited, leafOnSolana(1), claimOnSolana()],
    read: late,
    is: [refunded, alone, alone],
  },
  { name: 'a deposit on Solana that is filled', logs: Object.values(fromSolana()), is: [done] },
  {
    name: 'a deposit for Solana that is slowly filled',
    logs: Object.values(toSolana()),
    is: [done],
  },
];

testProtocol(definition, {
  fixture: fixturePath('across'),
  states: [...table, ...ofSolana].map(({ name, logs, read, is }) => ({
    title: name,
    logs,
    until: read?.until ?? 2_000,
    untilOn: read?.arbitrumUntil === undefined ? {} : { [arbitrum]: read.arbitrumUntil },
    said: is,
  })),
});

test('what each side tells of a relay is the same, but for what was paid', () => {
  const terms = { exclusiveRelayer: relayer, exclusivityDeadline: 1_030, message };
  const details = {
    depositId: '7',
    exclusiveRelayer: relayer,
    exclusivityDeadline: '1030',
    messageHash: keccak256(message),
  };
  const common = {
    kind: 'transfer',
    origin: { chain: scroll, name: '534352' },
    destination: { chain: arbitrum, name: '42161' },
    sender: user,
    recipient: user,
    sent: { token: usdcThere, amount: '1000' },
    wanted: { token: usdcHere, amount: '990' },
  };
  for (const told of [is, was]) {
    expect(legOf(across, told.deposited(terms)).about).toEqual({
      ...common,
      deadline: DEADLINE,
      details,
    });
    expect(legOf(across, told.slowRequested(terms)).about).toEqual({
      ...common,
      promises: ['slow_fill'],
      details,
    });
    const paid = { recipient: other, amount: 900n };
    expect(legOf(across, told.filled(terms, { paid })).about).toEqual({
      ...common,
      recipient: other,
      received: { token: usdcHere, amount: '900' },
      details: {
        ...details,
        fillType: 'fast',
        paidTo: other,
        relayer,
        repaymentChain: arbitrum,
      },
    });
  }
});

test('a claim tells whom it was owed, and where it went', () => {
  expect(legOf(across, claim(user, 1_000n, { to: other })).about).toEqual({
    kind: 'repayment',
    details: { token: usdcThere, payments: '1', owed: '1000', owedTo: user, sentTo: other },
  });
});

test('each chain is said to begin where its spoke pool was deployed', () => {
  const without = Object.keys(acrossDeployments).filter(
    (chain) => !acrossStartBlocks[chain as ChainId],
  );
  expect(without).toEqual([]);
  expect(
    Object.keys(acrossStartBlocks).filter((chain) => !acrossDeployments[chain as ChainId]),
  ).toEqual([]);
});

test('what Solana pays is told like what EVM chains do', () => {
  const told = (log: RawLog) => legOf(across, log).about.details;
  expect(told(leafOnSolana(1))).toEqual({
    rootBundle: '3',
    leaf: '0',
    token,
    payments: '2',
    deferred: 'true',
  });
  expect(told(claimOnSolana())).toEqual({
    token,
    payments: '1',
    owed: '1000',
    owedTo: wallet,
    sentTo: wallet,
  });
});

describe('between Solana and EVM chains', () => {
  const known = ({ status, origin, destination, about }: Operation) => ({
    status,
    origin,
    destination,
    sender: about.sender,
    recipient: about.recipient,
    sent: about.sent,
    received: about.received,
  });

  test('a deposit on Solana and its fill are one operation, with each chain’s addresses', () => {
    const { deposited, filled } = fromSolana();
    expect(operationsOf([deposited, filled]).map(known)).toEqual([
      {
        status: 'complete',
        origin: { chain: solana, name: '34268394551451' },
        destination: { chain: arbitrum, name: '42161' },
        sender: wallet,
        recipient: user,
        sent: { token, amount: '1000' },
        received: { token: usdcHere, amount: '990' },
      },
    ]);
  });

  test('a deposit for Solana is filled there, slowly after a request', () => {
    const { deposited, asked, filled } = toSolana();
    expect(operationsOf([deposited, asked]).map(({ stage }) => stage)).toEqual(['awaiting_relay']);
    expect(operationsOf([deposited, asked, filled]).map(known)).toEqual([
      {
        status: 'complete',
        origin: { chain: scroll, name: '534352' },
        destination: { chain: solana, name: '34268394551451' },
        sender: user,
        recipient: wallet,
        sent: { token: usdcThere, amount: '1000' },
        received: { token, amount: '990' },
      },
    ]);
  });

  test('its events are known by their discriminators', () => {
    expect(across.topicsOn(solana)).toEqual([
      '0x9dd1645f3b640344',
      '0x193ab6003263a075',
      '0xdd7b0b0e4725b2a7',
      '0xc6a7f8af220304f0',
      '0xa1869b9fd3259629',
    ]);
  });
});

describe('what anybody may make a spoke pool say', () => {
  test('a fill on a test network does not answer a deposit on the main one', () => {
    const sepolia: ChainId = 'eip155:421614';
    const [link] = legOf(across, is.filled()).links;
    const filled = is.filled();
    const there = {
      ...filled,
      emitter: acrossDeployments[sepolia]?.spokePool ?? '',
      at: { ...filled.at, chain: sepolia },
    };
    expect(link?.key).toMatch(/^across:534352:7:0x/);
    expect(legOf(across, there).links[0]?.key).toMatch(/^across:testnet:534352:7:0x/);
    expect(legOf(across, there).about.origin).toEqual({ chain: null, name: '534352' });
  });

  test('a fill on another chain than the deposit’s is another’s', () => {
    const optimism: ChainId = 'eip155:10';
    const filled = is.filled();
    const there = {
      ...filled,
      emitter: acrossDeployments[optimism]?.spokePool ?? '',
      at: { ...filled.at, chain: optimism },
    };
    expect(operationsOf([is.deposited(), there]).map(sayOperation)).toEqual([open, orphan]);
  });

  test('two deposits of one id are two operations, also where one is sped up', () => {
    const logs = [is.deposited(), is.deposited({ outputAmount: 5n }, 1_001), is.spedUp()];
    expect(operationsOf(logs).map(sayOperation)).toEqual([open, open]);
  });

  test('a fill of a type that is not known is kept, and no leg', () => {
    expect(across.capture(is.filled({}, { fillType: 3 }))).toEqual({
      type: 'unreadable',
      event: 'FilledRelay',
      reason: 'a fill of the unknown type 3',
    });
  });

  test('what version 2 emitted is kept with the reason, and no leg', () => {
    expect(Object.values(ofVersion2).map((log) => across.capture(log))).toEqual([
      {
        type: 'unreadable',
        event: 'FundsDeposited',
        reason: 'a deposit of version 2, which is not read',
      },
      {
        type: 'unreadable',
        event: 'FilledRelay',
        reason: 'a fill of version 2, which is not read',
      },
    ]);
    expect(Object.values(ofVersion2).map(({ topics }) => topics[0])).toEqual([
      '0xafc4df6845a4ab948b492800d3d8a25d538a102a2bc07cd01f1cfa097fddcff6',
      '0x8ab9dc6c19fe88e69bc70221b339c84332752fdd49591b7c51e66bae3947b73c',
    ]);
  });

  test('a log that is cut off is kept, and no leg', () => {
    const deposited = is.deposited();
    const cut = { ...deposited, data: deposited.data.slice(0, 200) as Hex };
    expect(across.capture(cut)).toMatchObject({ type: 'unreadable', event: 'FundsDeposited' });
  });
});
