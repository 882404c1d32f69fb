import { describe, expect, test } from 'vitest';
import { keccak256, type Hex } from 'viem';
import type { ChainId } from '../../core/chain.ts';
import { foldAll } from '../../core/fold-all.ts';
import type { Operation } from '../../core/operation.ts';
import type { RawLog } from '../../core/raw-log.ts';
import { testProtocol } from '../../test/conformance/protocol.ts';
import { fixturePath } from '../../test/fixture.ts';
import { legOf } from '../../test/leg-of.ts';
import { bound } from '../../test/operations-of.ts';
import { kindRows } from '../../test/sodax/kind-rows.ts';
import * as s from '../../test/sodax/logs.ts';
import { sodax } from '../sodax.ts';
import { intentHash } from './intent.ts';
import { sodaxHub } from './networks.ts';
import { encodeFill, encodeFillResponse } from './payload.ts';

const HUB = sodaxHub;
const intent = s.anIntent();
const swap = s.deposit(s.createCalls(intent));
const sending = s.aTx(s.arbitrum, 1_000);
const sent = s.packetLog(sending, 3, swap);
const bringing = s.bringing(swap, 1_010);
const executed = s.aCall(bringing);
const created = s.created(bringing, 5, intent);
const filling = s.aTx(s.sonic, 1_020, { from: s.relayer, to: s.relayer, input: '0x1234' });
const filled = s.filled(filling, 8, intent);
const out = s.payout(HUB.intents);
const dispatched = s.packetLog(filling, 7, out);
const delivered = s.aCall(s.bringing(out, 1_030), { isAsked: true });

/** All chains were read, twice, up to this time. */
function operationsOf(logs: readonly RawLog[], until = 2_000): Operation[] {
  const protocol = bound.get('sodax');
  if (!protocol) throw new Error('SODAX is a protocol');
  const height = BigInt(until);
  const head = { number: height, hash: '0x', time: until, safe: height, finalized: height };
  const chains: ChainId[] = [s.sonic, s.arbitrum, s.polygon];
  const checkpoint = { from: { number: 0n, time: 0 }, certain: { number: height, time: until } };
  const legs = logs
    .filter((log) => protocol.capture(log).type !== 'aside')
    .map((log) => legOf(protocol, log));
  const world = {
    heads: new Map(chains.map((chain) => [chain, head])),
    checkpoints: new Map([['sodax', new Map(chains.map((chain) => [chain, checkpoint]))]]),
  };
  return foldAll(new Map([['sodax', protocol.rules]]), legs, world).map(({ folded, error }) => {
    if (!folded) throw error;
    return folded.operation;
  });
}

/** What a user sees of an operation, in a line. */
const said = ({ kind, status, stage, pending, assetLocation, nextAction, ...rest }: Operation) =>
  [
    kind,
    status,
    stage,
    ...(pending ? [`awaits ${pending.step}`] : []),
    ...(assetLocation ? [`value: ${assetLocation.place}`] : []),
    ...(nextAction ? [`next: ${nextAction.mover}`] : []),
    ...(rest.settlement === 'n/a' ? [] : [rest.settlement]),
    ...rest.conflicts,
    ...rest.specGaps,
  ].join(', ');

const intentOf = (more: Parameters<typeof s.anIntent>[0]) => {
  const own = s.anIntent(more);
  const packet = s.deposit(s.createCalls(own));
  const tx = s.bringing(packet, 1_010);
  return [s.packetLog(sending, 3, packet), s.aCall(tx), s.created(tx, 5, own), own] as const;
};
const limit = intentOf({ deadline: 0n });
const parts = intentOf({ allowPartialFill: true });
const toHub = intentOf({
  dstChain: 146n,
  outputToken: '0x039e2fb66102314ce7b64ce5ce3e5183bc94ad38',
});
const strange = intentOf({ outputToken: '0xdcd9578b51ef55239b6e68629d822a8d97c95b86' });

const cancelPacket = s.order(s.cancelCalls(intent));
const cancelTx = s.bringing(cancelPacket, 1_500);
const cancelling = [
  s.packetLog(s.aTx(s.arbitrum, 1_490), 1, cancelPacket),
  s.aCall(cancelTx),
  s.aLog(cancelTx, 4, HUB.intents, 'IntentCancelled', { intentHash: intentHash(intent) }),
];

const fillTerms: Parameters<typeof encodeFill>[0] = {
  fillId: 5n,
  intentHash: intentHash(intent),
  solver: s.relayer,
  receiver: s.user,
  token: '0x0000000000000000000000000000000000000000',
  amount: 1_999n,
};
const orderOf = (terms: typeof fillTerms) => ({
  from: s.sonic,
  to: s.polygon,
  sn: 20,
  dstAddress: s.fillers[s.polygon] ?? '0x',
  srcAddress: HUB.intents,
  payload: encodeFill(terms),
});
const fillOrder = orderOf(fillTerms);
const ordering = s.packetLog(s.aTx(s.sonic, 1_020), 2, fillOrder);
const answer = (isSuccess: boolean) =>
  s.packetLog(s.aTx(s.polygon, 1_030), 2, {
    from: s.polygon,
    to: s.sonic,
    sn: 3,
    srcAddress: fillOrder.dstAddress,
    dstAddress: HUB.intents,
    payload: encodeFillResponse({ fillId: 5n, isSuccess }),
  });
const settling = s.filled(s.aTx(s.sonic, 1_040), 3, intent);
const fillFailed = s.aLog(s.aTx(s.sonic, 1_040), 3, HUB.intents, 'ExternalFillFailed', {
  fillId: 5n,
  fill: {
    intentHash: intentHash(intent),
    to: s.user,
    token: s.POL_OF_POLYGON,
    inputAmount: 1_000n,
    outputAmount: 2_000n,
  },
});

const hashed = s.deposit(keccak256(s.createCalls(intent)));
const hashedTx = s.bringing(hashed, 1_010);
const handing = s.handing(s.createCalls(intent), 1_015);

const vainly = s.handing(s.cancelCalls(intent), 1_500);

const transfer = s.deposit(s.sendCalls(s.POL_OF_POLYGON, 1_000n));
const transferTx = s.bringing(transfer, 1_010);
const transferOut = s.payout(s.wallet, 11, 1_000n);

const first = s.payout(HUB.intents, 10, 900n);
const second = s.payout(HUB.intents, 11, 1_100n);
const firstFill = s.aTx(s.sonic, 1_020);
const secondFill = s.aTx(s.sonic, 1_050);
const inParts = [
  ...parts.slice(0, 3),
  s.filled(firstFill, 2, parts[3], { remaining: 600n }),
  s.packetLog(firstFill, 1, first),
  s.aCall(s.bringing(first, 1_030), { isAsked: true }),
] as RawLog[];

const unstaking = s.order(
  s.callsTo([HUB.stakedSoda, 'unstake(address,uint256)', [s.wallet, 400n]]),
  40,
);
const unstakingTx = s.bringing(unstaking, 1_010);
const XSODA_WITHDRAW =
  'Withdraw(address indexed sender, address indexed receiver, address indexed owner, uint256 assets, uint256 shares)';
const withdrawn = (tx: s.Tx, who: Hex) =>
  s.anEvent(tx, 3, [HUB.xSoda, XSODA_WITHDRAW], {
    sender: who,
    receiver: who,
    owner: who,
    assets: 400n,
    shares: 400n,
  });
const unstaked = [
  s.packetLog(sending, 3, unstaking),
  s.aCall(unstakingTx),
  withdrawn(unstakingTx, s.wallet),
];
const claimCalls = s.callsTo(
  [HUB.stakedSoda, 'claim(uint256)', [0n]],
  [
    HUB.assetManager,
    'transfer(address,bytes,uint256,bytes)',
    [s.POL_OF_POLYGON, s.user, 400n, '0x'],
  ],
);
const claiming = s.order(claimCalls, 41);
const hashedClaim = s.order(keccak256(claimCalls));
const claimInVain = s.handing(claimCalls, 1_015);
const claimTx = s.bringing(claiming, 1_110);
const claimOut = s.payout(s.wallet, 42, 400n);
const claimSent = s.packetLog(s.aTx(s.arbitrum, 1_100), 3, claiming);

const hasty = s.order(
  s.callsTo([
    HUB.stakingRouter,
    'unstake(uint256,uint256,address,uint256,bytes)',
    [400n, 400n, s.POL_OF_POLYGON, 5n, s.user],
  ]),
  43,
);
const hastyTx = s.bringing(hasty, 1_010);

const migrating = s.deposit(
  s.callsTo([HUB.icxMigration, 'swap(uint256,address)', [1_000n, s.wallet]]),
  44,
);
const migratingTx = s.bringing(migrating, 1_010);
const requested = [
  s.packetLog(sending, 3, migrating),
  s.aCall(migratingTx),
  s.anEvent(
    migratingTx,
    3,
    [
      HUB.icxMigration,
      'PendingMigrationCreated(address indexed user, uint256 amount, uint256 index)',
    ],
    { user: s.wallet, amount: 1_000n, index: 0n },
  ),
];
const partOrder = orderOf({ ...fillTerms, intentHash: intentHash(parts[3]), amount: 900n });
const besidePaid = [
  ...parts.slice(0, 3),
  s.packetLog(s.aTx(s.sonic, 1_020), 2, partOrder),
  answer(true),
  s.filled(s.aTx(s.sonic, 1_040), 3, parts[3], { remaining: 600n }),
  s.filled(secondFill, 2, parts[3]),
  s.packetLog(secondFill, 1, second),
] as RawLog[];

const table: { name: string; logs: readonly RawLog[]; until?: number; is: string }[] = [
  {
    name: 'a deposit that nobody has brought to the hub',
    logs: [sent],
    is: 'swap, confirmed, awaiting_hub, awaits execution, value: origin_contract, next: anyone',
  },
  {
    name: 'an open intent',
    logs: [sent, executed, created],
    is: 'swap, confirmed, intent_open, awaits fill, value: hub_contract, next: protocol',
  },
  {
    name: 'a filled intent whose packet is on its way',
    logs: [sent, executed, created, filled, dispatched],
    is: 'swap, confirmed, awaiting_relay, awaits delivery, value: destination_contract, next: protocol',
  },
  {
    name: 'a swap to its real end',
    logs: [sent, executed, created, filled, dispatched, delivered],
    is: 'swap, complete, delivered, value: recipient',
  },
  {
    name: 'a fill whose packet was not seen to leave',
    logs: [sent, executed, created, filled],
    is: 'swap, confirmed, awaiting_relay, awaits dispatch, value: hub_contract, next: protocol',
  },
  {
    name: 'an intent past its deadline',
    logs: [sent, executed, created],
    until: 5_001,
    is: 'swap, expired, expired_unfilled, awaits cancellation, value: hub_contract, next: anyone',
  },
  {
    name: 'an order without a deadline, years later',
    logs: limit.slice(0, 3) as RawLog[],
    until: 200_000_000,
    is: 'limit_order, confirmed, intent_open, awaits fill, value: hub_contract, next: protocol',
  },
  {
    name: 'an intent that was cancelled: the value is in the hub wallet',
    logs: [sent, executed, created, ...cancelling],
    is: 'swap, refunding, refund_pending, awaits refund, its intent was cancelled, value: hub_wallet, next: user',
  },
  {
    name: 'a first part',
    logs: inParts,
    is: 'swap, confirmed, partially_filled, awaits fill, value: hub_contract, next: protocol',
  },
  {
    name: 'all parts filled, and one of two delivered',
    logs: [...inParts, s.filled(secondFill, 2, parts[3]), s.packetLog(secondFill, 1, second)],
    is: 'swap, confirmed, awaiting_relay, awaits delivery, value: destination_contract, next: protocol',
  },
  {
    name: 'all parts delivered',
    logs: [
      ...inParts,
      s.filled(secondFill, 2, parts[3]),
      s.packetLog(secondFill, 1, second),
      s.aCall(s.bringing(second, 1_060), { isAsked: true }),
    ],
    is: 'swap, complete, delivered, value: recipient',
  },
  {
    name: 'a part that was paid at the destination, and the rest on its way',
    logs: besidePaid,
    is: 'swap, confirmed, awaiting_relay, awaits delivery, value: destination_contract, next: protocol, settled',
  },
  {
    name: 'the same, delivered',
    logs: [...besidePaid, s.aCall(s.bringing(second, 1_060), { isAsked: true })],
    is: 'swap, complete, settled, value: recipient, settled',
  },
  {
    name: 'a swap that ends on the hub',
    logs: [...(toHub.slice(0, 3) as RawLog[]), s.filled(filling, 8, toHub[3])],
    is: 'swap, complete, delivered, value: recipient',
  },
  {
    name: 'a token that is not at home at the destination',
    logs: [...(strange.slice(0, 3) as RawLog[]), s.filled(filling, 8, strange[3])],
    is: 'swap, confirmed, awaiting_user_action, awaits collection, value: hub_wallet, next: recipient',
  },
  {
    name: 'a fill before its intent was created',
    logs: [sent, s.filled(filling, 8, intent, { pendingPayment: true }), dispatched, delivered],
    is: 'swap, complete, settlement_pending, value: recipient, pending',
  },
  {
    name: 'the same once its input has come',
    logs: [
      sent,
      s.filled(filling, 8, intent, { pendingPayment: true }),
      dispatched,
      delivered,
      executed,
      created,
    ],
    is: 'swap, complete, settled, value: recipient, settled',
  },
  {
    name: 'a fill that was ordered at the destination',
    logs: [sent, executed, created, ordering],
    is: 'swap, confirmed, intent_open, awaits fill, value: hub_contract, next: protocol',
  },
  {
    name: 'a fill that was paid at the destination',
    logs: [sent, executed, created, ordering, answer(true)],
    is: 'swap, complete, settlement_pending, value: recipient, pending',
  },
  {
    name: 'a fill at the destination, settled on the hub',
    logs: [sent, executed, created, ordering, answer(true), settling],
    is: 'swap, complete, settled, value: recipient, settled',
  },
  {
    name: 'a fill at the destination that failed: the intent is open again',
    logs: [sent, executed, created, ordering, answer(false), fillFailed],
    is: 'swap, confirmed, delivery_failed_retryable, awaits fill, fill 5 on the destination failed; the intent is open again, value: hub_contract, next: protocol',
  },
  {
    name: 'calls that failed on the hub',
    logs: [
      sent,
      executed,
      s.aLog(bringing, 6, HUB.assetManager, 'HookFailed', {
        wallet: s.wallet,
        reason: '0x2c5211c6',
      }),
    ],
    is: 'swap, refunding, refund_pending, awaits refund, its calls on the hub failed: 0x2c5211c6, value: hub_wallet, next: user',
  },
  {
    name: 'calls of which the hub knows but the hash',
    logs: [s.packetLog(sending, 3, hashed), s.aCall(hashedTx)],
    is: 'message, confirmed, awaiting_hub, awaits stored_execution, value: hub_wallet, next: anyone',
  },
  {
    name: 'the same once they are handed in',
    logs: [
      s.packetLog(sending, 3, hashed),
      s.aCall(hashedTx),
      s.aCall(handing),
      s.created(handing, 4, intent),
    ],
    is: 'swap, confirmed, intent_open, awaits fill, value: hub_contract, next: protocol',
  },
  {
    name: 'calls that were handed in and failed',
    logs: [
      s.packetLog(sending, 3, hashed),
      s.aCall(hashedTx),
      s.aCall(handing),
      s.aLog(handing, 4, s.wallet, 'StoredCallReverted', { hash: keccak256('0x') }),
    ],
    is: 'swap, refunding, refund_pending, awaits refund, its calls on the hub failed, value: hub_wallet, next: user',
  },
  {
    name: 'calls that were to take value out, handed in and failed: nothing is owed',
    logs: [
      s.packetLog(sending, 3, hashedClaim),
      s.aCall(s.bringing(hashedClaim, 1_010)),
      s.aCall(claimInVain),
      s.aLog(claimInVain, 4, s.wallet, 'StoredCallReverted', { hash: keccak256('0x') }),
    ],
    is: 'claim, cancelled, cancelled',
  },
  {
    name: 'a cancellation that was handed in and failed: the intent stays open',
    logs: [
      sent,
      executed,
      created,
      s.aCall(vainly),
      s.aLog(vainly, 4, s.wallet, 'StoredCallReverted', { hash: keccak256('0x') }),
    ],
    is: 'swap, confirmed, intent_open, awaits fill, value: hub_contract, next: protocol',
  },
  {
    name: 'a withdrawal from the hub wallet, on its way out',
    logs: [
      s.packetLog(sending, 3, transfer),
      s.aCall(transferTx),
      s.packetLog(transferTx, 4, transferOut),
    ],
    is: 'withdrawal, confirmed, awaiting_relay, awaits delivery, value: destination_contract, next: protocol',
  },
  {
    name: 'the same, delivered',
    logs: [
      s.packetLog(sending, 3, transfer),
      s.aCall(transferTx),
      s.packetLog(transferTx, 4, transferOut),
      s.aCall(s.bringing(transferOut, 1_040), { isAsked: true }),
    ],
    is: 'withdrawal, complete, delivered, value: recipient',
  },
  {
    name: 'what was unstaked, in its waiting period',
    logs: unstaked,
    is: 'unstake, confirmed, policy_hold, awaits claim, next: user',
  },
  {
    name: 'a claim that nobody has brought to the hub',
    logs: [...unstaked, claimSent],
    is: 'claim, confirmed, awaiting_hub, awaits execution, next: anyone',
  },
  {
    name: 'a claim, delivered',
    logs: [
      ...unstaked,
      claimSent,
      s.aCall(claimTx),
      s.packetLog(claimTx, 4, claimOut),
      s.aCall(s.bringing(claimOut, 1_120), { isAsked: true }),
    ],
    is: 'claim, complete, delivered, value: recipient',
  },
  {
    name: 'unstaked in haste: the router sends out what is the wallet’s',
    logs: [
      s.packetLog(sending, 3, hasty),
      s.aCall(hastyTx),
      withdrawn(hastyTx, HUB.stakingRouter),
      s.packetLog(hastyTx, 4, s.payout(HUB.stakingRouter, 45, 400n)),
    ],
    is: 'instant_unstake, confirmed, awaiting_relay, awaits delivery, value: destination_contract, next: protocol',
  },
  {
    name: 'a migration that somebody must approve',
    logs: requested,
    is: 'migration, confirmed, policy_hold, awaits migration_approval, value: hub_contract, next: protocol',
  },
  {
    name: 'the same, approved',
    logs: [
      ...requested,
      s.anEvent(
        s.aTx(s.sonic, 1_050),
        3,
        [
          HUB.icxMigration,
          'PendingMigrationApproved(uint256 index, address indexed user, uint256 amount)',
        ],
        { user: s.wallet, amount: 1_000n, index: 0n },
      ),
    ],
    is: 'migration, complete, delivered, value: hub_contract',
  },
  {
    name: 'a deposit into the hub wallet',
    logs: [s.packetLog(sending, 3, s.deposit('0x')), s.aCall(s.bringing(s.deposit('0x'), 1_010))],
    is: 'deposit, complete, delivered, value: hub_wallet',
  },
];

testProtocol(sodax, {
  fixture: fixturePath('sodax'),
  states: [
    ...table.map(({ name, logs, until = 2_000, is }) => ({ title: name, logs, until, said: [is] })),
    ...kindRows,
  ],
  // What leaves the hub does so in the transaction of what ordered it.
  never: ['relay_included', 'relay_orphaned'],
});

test('calls that take value out and fail owe the value that came with them, whatever they are', () => {
  const deposited = s.deposit(keccak256(claimCalls), 50);
  const tx = s.bringing(deposited, 1_010);
  const handed = s.handing(claimCalls, 1_015);
  const [operation] = operationsOf([
    s.packetLog(sending, 3, deposited),
    s.aCall(tx),
    s.aCall(handed),
    s.aLog(handed, 4, s.wallet, 'StoredCallReverted', { hash: keccak256('0x') }),
  ]);
  expect(operation && said(operation)).toBe(
    'claim, refunding, refund_pending, awaits refund, value: hub_wallet, next: user',
  );
});

test('what is to be taken home lies on the hub, wherever home is', () => {
  const [operation] = operationsOf([sent, executed, created, ...cancelling]);
  expect(operation?.assetLocation).toMatchObject({ place: 'hub_wallet', chain: s.sonic });
});

test('what a fill that failed was to pay is not received, and what others pay in parts adds up', () => {
  const [operation] = operationsOf([
    ...inParts,
    s.packetLog(s.aTx(s.sonic, 1_020), 2, {
      ...fillOrder,
      payload: encodeFill({ ...fillTerms, intentHash: intentHash(parts[3]) }),
    }),
    s.filled(secondFill, 2, parts[3]),
    s.packetLog(secondFill, 1, second),
  ]);
  expect(operation?.about.received?.amount).toBe('2000');
});

test('of two intents in one packet each has an end of its own', () => {
  const further = s.anIntent({ intentId: 9n });
  const packet = s.deposit(s.createCalls(intent, further));
  const tx = s.bringing(packet, 1_010);
  const logs = [s.packetLog(sending, 3, packet), s.aCall(tx), s.created(tx, 5, intent)];
  const filledFirst = [filled, dispatched, delivered];
  const both = operationsOf([...logs, s.created(tx, 6, further), ...filledFirst]).map(said);
  expect(both).toEqual([
    'swap, complete, delivered, value: recipient',
    'swap, confirmed, intent_open, awaits fill, value: hub_contract, next: protocol',
  ]);
});

test('a claim is not final before its unstaking is read, whenever that is', () => {
  const claimed = [
    claimSent,
    s.aCall(claimTx),
    s.packetLog(claimTx, 4, claimOut),
    s.aCall(s.bringing(claimOut, 1_150), { isAsked: true }),
  ];
  const [alone] = operationsOf(claimed);
  expect(alone).toMatchObject({ status: 'complete', final: false });
  const [whole] = operationsOf([...unstaked, ...claimed]);
  expect(whole).toMatchObject({ status: 'complete', final: true });
});

describe('several packets of one transaction', () => {
  const other: Hex = '0x00000000000000000000000000000000000000b0';
  const theirs = s.anIntent({ intentId: 8n, dstAddress: other });
  const twice = s.anIntent({ intentId: 9n });
  const together = s.aTx(s.sonic, 1_020);
  const [mine, theirPayout, mySecond] = [
    s.payout(HUB.intents, 30),
    s.payout(HUB.intents, 31, 2_000n, other),
    s.payout(HUB.intents, 32),
  ];
  const logs = [
    s.created(s.aTx(s.sonic, 1_001), 1, intent),
    s.created(s.aTx(s.sonic, 1_002), 1, theirs),
    s.created(s.aTx(s.sonic, 1_003), 1, twice),
    s.packetLog(together, 1, theirPayout),
    s.packetLog(together, 2, s.payout(HUB.solverRouters[0] ?? '0x', 33)),
    s.packetLog(together, 3, mine),
    s.packetLog(together, 4, mySecond),
    s.filled(together, 5, intent),
    s.filled(together, 6, theirs),
    s.filled(together, 7, twice),
  ];

  test('each goes to the operation of its recipient, and the solver’s own to none', () => {
    const packets = operationsOf(logs).map(({ kind, about, legs }) => [
      kind,
      about.recipient,
      legs.filter(({ step, event }) => event && (step === 'dispatch' || step === 'hub_order'))
        .length,
    ]);
    expect(packets).toEqual([
      ['swap', s.user, 1],
      ['swap', other, 1],
      ['swap', s.user, 1],
      ['solver_move', s.user, 1],
    ]);
  });
});

describe('what anybody may pretend', () => {
  const liar: Hex = '0x00000000000000000000000000000000000000bd';
  const pretending = s.bringing({ ...s.order(s.createCalls(intent), 1), dstAddress: liar }, 1_010);

  test('a contract that is called as if a packet came in executes no other’s packet', () => {
    const [operation] = operationsOf([sent, s.aCall(pretending)]);
    expect(operation && said(operation)).toContain('awaiting_hub, awaits execution');
  });

  test('a call on a spoke that no lookup has led to delivers nothing', () => {
    const unasked = s.aCall(s.bringing(out, 1_030));
    const [operation] = operationsOf([sent, executed, created, filled, dispatched, unasked]);
    expect(operation && said(operation)).toContain('awaits delivery');
  });

  test.each([
    ['a deposit', sending, { ...swap, srcAddress: liar }],
    ['a payment', s.aTx(s.sonic, 1_020), { ...out, srcAddress: liar }],
    ['an order to pay', s.aTx(s.sonic, 1_020), { ...fillOrder, srcAddress: liar }],
    [
      'an answer to a fill',
      s.aTx(s.polygon, 1_030),
      {
        from: s.polygon,
        to: s.sonic,
        sn: 3,
        srcAddress: liar,
        dstAddress: HUB.intents,
        payload: encodeFillResponse({ fillId: 5n, isSuccess: true }),
      },
    ],
  ])('%s that a stranger has sent is kept, and no leg', (_, tx, packet) => {
    const result = bound.get('sodax')?.capture(s.packetLog(tx, 1, packet));
    expect(result).toMatchObject({
      type: 'unreadable',
      reason: expect.stringContaining('another than') as string,
    });
  });

  test.each([
    ['by another wallet', { ...s.order(s.createCalls(intent)), dstAddress: liar }],
    ['by another user', { ...s.order(s.createCalls(intent)), srcAddress: liar }],
  ])('an intent that is named %s stays its creator’s', (_, packet) => {
    const tx = s.bringing(packet, 1_012);
    const failed = s.aLog(tx, 6, HUB.assetManager, 'HookFailed', {
      wallet: packet.dstAddress ?? liar,
      reason: '0x',
    });
    const theirs = [s.packetLog(s.aTx(s.arbitrum, 1_005), 1, packet), s.aCall(tx), failed];
    const [operation] = operationsOf([sent, executed, created, ...theirs]);
    expect(operation && said(operation)).toContain('swap, confirmed, intent_open');
  });

  test('who cancels another’s intent when it is late gets no say in its operation', () => {
    const theirs = s.deposit(s.supplyAndCancelCalls(intent), 40, {
      user: liar,
      wallet: '0x00000000000000000000000000000000000000be',
    });
    const tx = s.bringing(theirs, 6_000);
    const [operation] = operationsOf(
      [
        sent,
        executed,
        created,
        s.packetLog(s.aTx(s.arbitrum, 5_990), 1, theirs),
        s.aCall(tx),
        s.aLog(tx, 4, HUB.intents, 'IntentCancelled', { intentHash: intentHash(intent) }),
      ],
      7_000,
    );
    expect(operation && said(operation)).toBe(
      'swap, refunding, refund_pending, awaits refund, value: hub_wallet, next: user',
    );
  });

  test('an intent in another’s name that comes in the same transaction stays apart', () => {
    const theirs = s.anIntent({ intentId: 66n, minOutputAmount: 1n, dstAddress: liar });
    const tx = s.aTx(s.sonic, 1_010, { from: liar, to: liar, input: '0x12345678' });
    const [operation] = operationsOf([
      sent,
      s.created(tx, 1, intent),
      s.created(tx, 2, theirs),
      s.filled(tx, 3, theirs, { pendingPayment: true }),
    ]);
    expect(operation && said(operation)).toContain('swap, confirmed, intent_open');
  });

  test('a claim that a stranger tells a wallet to make claims nothing', () => {
    const theirs = s.packetLog(s.aTx(s.arbitrum, 1_100), 1, { ...claiming, srcAddress: liar });
    const [alone] = operationsOf(unstaked);
    const [beside] = operationsOf([...unstaked, theirs]);
    expect(beside).toEqual(alone);
  });

  test('a failure that another contract reports is none', () => {
    const lie = s.aLog(handing, 4, liar, 'StoredCallReverted', { hash: keccak256('0x') });
    expect(operationsOf([sent, executed, created, lie]).map(said)).toEqual([
      'swap, confirmed, intent_open, awaits fill, value: hub_contract, next: protocol',
    ]);
  });
});
