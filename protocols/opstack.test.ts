import { describe, expect, test } from 'vitest';
import type { RawLog } from '../core/raw-log.ts';
import { testProtocol } from '../test/conformance/protocol.ts';
import { fixturePath } from '../test/fixture.ts';
import { bound } from '../test/operations-of.ts';
import * as interops from '../test/opstack/interop.ts';
import * as b from '../test/opstack/blast.ts';
import * as s from '../test/opstack/logs.ts';
import * as m from '../test/opstack/mantle.ts';
import * as transfers from '../test/opstack/transfers.ts';
import type { Protocol } from './bind.ts';
import { opstack as definition } from './opstack.ts';

// CAST: it is one of the protocols.
const opstack = bound.get('opstack') as Protocol;
const { ethereum, base, optimism, on, ofBase } = s;
const DAY = 24 * 3_600;

const onL1 = (time: number, ...emitted: s.Emitted[]) =>
  s.aTx({ chain: ethereum, time }, ...emitted);
const onBase = (time: number, ...emitted: s.Emitted[]) => s.aTx({ chain: base, time }, ...emitted);
const onOptimism = (time: number, ...emitted: s.Emitted[]) =>
  s.aTx({ chain: optimism, time }, ...emitted);
const onMantle = (time: number, ...emitted: s.Emitted[]) =>
  s.aTx({ chain: s.mantle, time }, ...emitted);
/** In a transaction that calls this contract. */
const calling = (
  to: `0x${string}`,
  input: `0x${string}`,
  { chain, time }: { chain: typeof ethereum; time: number },
  ...emitted: s.Emitted[]
) => s.aTx({ chain, time, call: { from: s.user, to, input } }, ...emitted);

const down = onL1(1_000, ...transfers.eth.downLeaves());
const arrived = onBase(1_100, ...transfers.eth.downCredit, s.relayedLog(on.messenger, s.ethDown));
const failedDown = onBase(1_100, s.failedLog(on.messenger, s.ethDown));
const depositDone = 'deposit, complete, delivered, value: recipient';
const depositWaits =
  'deposit, confirmed, awaiting_relay, awaits relay, value: origin_contract, next: anyone';
const FAILED = 'the call of its target failed, or there was not enough gas for it';

const up = onBase(1_000, ...transfers.eth.upLeaves);
const ethWithdrawal = s.withdrawalBy(s.ethUp);
const proven = onL1(5_000, ...s.provenLogs(ethWithdrawal));
const claimTime = 5_000 + 7 * DAY;
const claimed = onL1(
  claimTime,
  ...transfers.eth.upCredit,
  s.relayedLog(ofBase.messenger, s.ethUp),
  s.finalizedLog(ethWithdrawal),
);
const claimedInVain = onL1(
  claimTime,
  s.failedLog(ofBase.messenger, s.ethUp),
  s.finalizedLog(ethWithdrawal),
);
const withdrawalDone = 'withdrawal, complete, delivered, value: recipient';
const toProve =
  'withdrawal, confirmed, awaiting_user_action, awaits prove, value: origin_contract, next: user';
const toClaim =
  'withdrawal, confirmed, awaiting_user_action, awaits finalize, value: origin_contract, next: user';

const plain = s.withdrawalOf();
const plainUp = onBase(1_000, s.passedLog(plain));
const plainProven = onL1(5_000, ...s.provenLogs(plain));

const plainDeposit = onL1(
  1_000,
  s.depositLog({ from: s.user, to: s.friend, data: '0x', mint: 1_000n }),
);
const portalDeposit =
  'portal_deposit, confirmed, awaiting_relay, awaits execution, value: origin_contract, next: chain';
const lookupsOf = (logs: readonly RawLog[]) =>
  logs.flatMap((log) => {
    const result = opstack.capture(log);
    return result.type === 'leg' ? (result.captured.lookups ?? []) : [];
  });
/** The transaction on its OP chain that a deposit asks for. */
const transactionOf = (logs: readonly RawLog[]): `0x${string}` =>
  `0x${lookupsOf(logs)[0]?.view.data.slice(10, 74) ?? ''}`;
const lookups = lookupsOf(plainDeposit);
const plainTransaction = transactionOf(plainDeposit);

/** A message whose relay failed, and that a stranger's withdrawal or deposit relays again as the last thing it does. */
const victim = s.aMessage({ sender: s.user });
const onBlast = (time: number, ...emitted: s.Emitted[]) =>
  s.aTx({ chain: s.blast, time }, ...emitted);
const usdbRelayed = [
  ...onBlast(1_000, ...b.dollars.upLeaves),
  ...onL1(5_000, ...b.dollars.upProven),
  ...onL1(claimTime, ...b.dollars.upRelayed),
];
const toClaimDollars =
  'blast_withdrawal, confirmed, awaiting_user_action, awaits claim, value: destination_contract, next: recipient';
/** The transaction on Blast that its bridge's own deposit is. */
const directTransaction = transactionOf(onL1(1_000, ...b.direct.leaves));
const mantleUp = m.withdrawalOf({ mntValue: 5n, ethValue: 6n });
const thief = s.withdrawalOf({ sender: s.stranger, target: s.stranger, value: 0n });
const interopToBase = interops.interopOf(s.user, s.contract, '0xdeadbeef', {
  from: 10n,
  to: 8453n,
});
/** A log between a payment and its relay, such as a wallet's own. */
const between: s.Emitted = null;

const states = [
  {
    title: 'ether goes down by the standard bridge',
    logs: [...down, ...arrived],
    said: [depositDone],
  },
  { title: 'ether that went down is not there yet', logs: down, said: [depositWaits] },
  {
    title: 'ether arrives before its departure is read',
    logs: arrived,
    untilOn: { [ethereum]: 500 },
    said: ['deposit, pending, awaiting_origin, awaits send, value: recipient, next: operator'],
  },
  {
    title: 'what went down could not be relayed',
    logs: [...down, ...failedDown],
    said: [
      `deposit, confirmed, delivery_failed_retryable, awaits relay, ${FAILED}, value: origin_contract, next: anyone`,
    ],
  },
  {
    title: 'what could not be relayed is relayed again',
    logs: [
      ...down,
      ...failedDown,
      ...onBase(2_000, ...transfers.eth.downCredit, s.relayedLog(on.messenger, s.ethDown)),
    ],
    said: [depositDone],
  },
  {
    title: 'two equal deposits of one transaction stay apart',
    logs: [
      ...onL1(
        1_000,
        ...transfers.eth.downLeaves(),
        ...transfers.eth.downLeaves({ ...s.ethDown, nonce: s.ethDown.nonce + 1n }),
      ),
      ...arrived,
    ],
    said: [depositDone, depositWaits],
  },
  {
    title: 'two equal deposits of two transactions stay apart, whichever is relayed first',
    logs: [
      ...down,
      ...onL1(1_012, ...transfers.eth.downLeaves({ ...s.ethDown, nonce: s.ethDown.nonce + 1n })),
      ...onBase(
        1_100,
        ...transfers.eth.downCredit,
        s.relayedLog(on.messenger, { ...s.ethDown, nonce: s.ethDown.nonce + 1n }),
      ),
    ],
    said: [depositWaits, depositDone],
  },
  {
    title: 'several messages are relayed in one transaction, and one fails',
    logs: [
      ...down,
      ...onL1(1_012, ...transfers.tokens.downLeaves),
      ...onL1(1_024, ...s.messageDown(victim)),
      ...onBase(
        2_000,
        ...transfers.eth.downCredit,
        s.relayedLog(on.messenger, s.ethDown),
        ...transfers.tokens.downArrives,
        s.failedLog(on.messenger, victim),
      ),
    ],
    said: [
      depositDone,
      depositDone,
      `deposit, confirmed, delivery_failed_retryable, awaits relay, ${FAILED}, next: anyone`,
    ],
  },
  {
    title: 'tokens go down by the standard bridge',
    logs: [
      ...onL1(1_000, ...transfers.tokens.downLeaves),
      ...onBase(1_100, ...transfers.tokens.downArrives),
    ],
    said: [depositDone],
  },
  {
    title: 'an ERC-721 token goes down by its bridge',
    logs: [...onL1(1_000, ...transfers.nft.leaves), ...onBase(1_100, ...transfers.nft.arrives)],
    said: [depositDone],
  },
  {
    title: 'Dai goes down by a bridge of its own',
    logs: [...onL1(1_000, ...transfers.dai.leaves), ...onOptimism(1_100, ...transfers.dai.arrives)],
    said: [depositDone],
  },
  {
    title: 'wstETH goes down to Base by a bridge of its own',
    logs: [
      ...onL1(1_000, ...transfers.wstEth.leaves),
      ...onBase(1_100, ...transfers.wstEth.arrives),
    ],
    said: [depositDone],
  },
  {
    title: 'a message without value goes down, and moves nothing',
    logs: [
      ...onL1(1_000, ...s.messageDown(victim)),
      ...onBase(1_100, s.relayedLog(on.messenger, victim)),
    ],
    said: ['deposit, complete, delivered'],
  },
  {
    title: "a message that asks for what a bridge's does, and no bridge has sent, moves nothing",
    logs: onL1(1_000, ...s.messageDown(s.aMessage({ target: on.bridge, message: s.ethCall() }))),
    said: ['deposit, confirmed, awaiting_relay, awaits relay, next: anyone'],
  },
  {
    title: 'ether is deposited without the messenger, and no receipt says that it came',
    logs: plainDeposit,
    until: 1_000 + DAY,
    said: [portalDeposit],
  },
  {
    title: 'ether that was deposited without the messenger has come, as its receipt says',
    logs: [...plainDeposit, s.anAnswer(plainTransaction, 'succeeded', 1_100)],
    said: ['portal_deposit, complete, delivered, value: recipient'],
  },
  {
    title: 'what was deposited without the messenger has failed',
    logs: [...plainDeposit, s.anAnswer(plainTransaction, 'failed', 1_100)],
    said: ['portal_deposit, failed, failed, value: origin_contract'],
  },
  {
    title: 'the receipt of another transaction than the deposit has',
    logs: [...plainDeposit, s.anAnswer(s.hashOf(s.ethDown), 'succeeded', 1_100)],
    said: [portalDeposit, 'portal_deposit, pending, awaiting_origin, awaits send, next: operator'],
  },
  {
    title: 'ether goes up by the standard bridge',
    logs: [...up, ...proven, ...claimed],
    said: [withdrawalDone],
  },
  { title: 'what went up is to be proven', logs: up, said: [toProve] },
  {
    title: 'what went up and is proven is to be claimed',
    logs: [...up, ...proven],
    said: [toClaim],
  },
  {
    title: 'ether goes up from Blast, whose yield manager sets it free',
    logs: [
      ...s.aTx({ chain: s.blast, time: 1_000 }, s.passedLog(plain)),
      ...onL1(5_000, ...s.provenOnBlast(plain, 7n)),
      ...onL1(claimTime, b.etherClaimed, s.finalizedLog(plain, true, s.ofBlast.portal)),
    ],
    said: ['blast_portal_withdrawal, complete, delivered, value: recipient'],
  },
  {
    title: 'a proof that names nobody, as of a portal where a withdrawal is proven once for all',
    logs: [...up, ...proven.slice(0, 1)],
    said: [toClaim],
  },
  {
    title: 'a proof is struck down, and given again',
    logs: [...up, ...proven, ...onL1(90_000, ...s.provenLogs(ethWithdrawal)), ...claimed],
    said: [withdrawalDone],
  },
  {
    title: 'what went up is claimed, and the messenger fails to pass it on',
    logs: [...up, ...proven, ...claimedInVain],
    said: [
      `withdrawal, confirmed, delivery_failed_retryable, awaits relay, ${FAILED}, value: destination_contract, next: anyone`,
    ],
  },
  {
    title: 'what the messenger failed to pass on is passed on later',
    logs: [
      ...up,
      ...proven,
      ...claimedInVain,
      ...onL1(claimTime + 100, ...transfers.eth.upCredit, s.relayedLog(ofBase.messenger, s.ethUp)),
    ],
    said: [withdrawalDone],
  },
  {
    title: 'the portal fails to call the messenger, and never does so again',
    logs: [...up, ...proven, ...onL1(claimTime, s.finalizedLog(ethWithdrawal, false))],
    said: ['withdrawal, failed, failed, value: origin_contract'],
  },
  {
    title: 'tokens go up by the standard bridge',
    logs: [
      ...onBase(1_000, ...transfers.tokens.upLeaves),
      ...onL1(5_000, ...s.provenLogs(s.withdrawalBy(transfers.tokens.up))),
      ...onL1(claimTime, ...transfers.tokens.upArrives),
    ],
    said: [withdrawalDone],
  },
  {
    title: 'ether goes up without the messenger',
    logs: [...plainUp, ...plainProven, ...onL1(claimTime, s.finalizedLog(plain))],
    said: ['portal_withdrawal, complete, delivered, value: recipient'],
  },
  {
    title: 'what goes up without the messenger is to be proven',
    logs: plainUp,
    said: [toProve.replace('withdrawal', 'portal_withdrawal')],
  },
  {
    title: 'what goes up without the messenger fails',
    logs: [...plainUp, ...plainProven, ...onL1(claimTime, s.finalizedLog(plain, false))],
    said: ['portal_withdrawal, failed, failed, value: origin_contract'],
  },
  {
    title: 'where Base is not indexed, the call tells what is claimed',
    logs: calling(
      ofBase.portal,
      s.finalizeCall(ethWithdrawal),
      { chain: ethereum, time: claimTime },
      ...transfers.eth.upCredit,
      between,
      s.relayedLog(ofBase.messenger, s.ethUp),
      s.finalizedLog(ethWithdrawal),
    ),
    covered: [ethereum],
    said: [withdrawalDone],
  },
  {
    title: 'where Base is not indexed, the call tells that no messenger is concerned',
    logs: calling(
      ofBase.portal,
      s.finalizeCall(plain),
      { chain: ethereum, time: claimTime },
      s.finalizedLog(plain),
    ),
    covered: [ethereum],
    said: ['portal_withdrawal, complete, delivered, value: recipient'],
  },
  {
    title: 'where Base is not indexed, a call of the portal that failed is the end',
    logs: calling(
      ofBase.portal,
      s.finalizeCall(ethWithdrawal),
      { chain: ethereum, time: claimTime },
      s.finalizedLog(ethWithdrawal, false),
    ),
    covered: [ethereum],
    said: ['withdrawal, failed, failed'],
  },
  {
    title: 'where nothing tells what is claimed, nothing is said to be delivered',
    logs: onL1(claimTime, s.finalizedLog(plain)),
    covered: [ethereum],
    said: ['withdrawal, confirmed, awaiting_relay, awaits relay, next: anyone'],
  },
  {
    title: 'a call that claims another withdrawal than the event tells nothing',
    logs: [
      ...up,
      ...calling(
        ofBase.portal,
        s.finalizeCall(ethWithdrawal),
        { chain: ethereum, time: claimTime },
        s.finalizedLog(plain),
      ),
    ],
    said: [toProve, 'withdrawal, pending, awaiting_origin, awaits send, next: operator'],
  },
  {
    title:
      'a wallet that logs what it receives parts the payment from its relay, which the call ties again',
    logs: [
      ...down,
      ...calling(
        on.messenger,
        s.relayCall(s.ethDown),
        { chain: base, time: 1_100 },
        ...transfers.eth.downCredit,
        between,
        s.relayedLog(on.messenger, s.ethDown),
      ),
    ],
    said: [depositDone],
  },
  {
    title: 'a payment that nothing ties to its relay stands by itself',
    logs: [
      ...down,
      ...onBase(1_100, ...transfers.eth.downCredit, between, s.relayedLog(on.messenger, s.ethDown)),
    ],
    said: [depositDone, 'credit, complete, delivered, value: recipient'],
  },
  {
    title: 'a payment is not tied to what a stranger says to call',
    logs: [
      ...down,
      ...calling(
        s.stranger,
        s.relayCall(s.ethDown),
        { chain: base, time: 1_100 },
        ...transfers.eth.downCredit,
        between,
      ),
    ],
    said: [depositWaits, 'credit, complete, delivered, value: recipient'],
  },
  {
    title: 'a payment is not tied to a call that relays another transfer',
    logs: [
      ...down,
      ...calling(
        on.messenger,
        s.relayCall({ ...s.ethDown, message: s.ethCall({ ...s.coins, amount: 1n }) }),
        { chain: base, time: 1_100 },
        ...transfers.eth.downCredit,
        between,
        s.relayedLog(on.messenger, {
          ...s.ethDown,
          message: s.ethCall({ ...s.coins, amount: 1n }),
        }),
      ),
    ],
    said: [
      depositWaits,
      'credit, complete, delivered, value: recipient',
      'deposit, pending, awaiting_origin, awaits send, next: operator',
    ],
  },
  {
    title: 'a payment is not tied to what a stranger withdraws to a contract of their own',
    logs: [
      ...up,
      ...calling(
        ofBase.portal,
        s.finalizeCall({ ...ethWithdrawal, sender: s.stranger, target: s.stranger }),
        { chain: ethereum, time: claimTime },
        ...transfers.eth.upCredit,
      ),
    ],
    said: [toProve, 'credit, complete, delivered, value: recipient'],
  },
  {
    title: 'ether goes down by a portal that locks it elsewhere, with one log more',
    logs: [
      ...onL1(
        1_000,
        ...transfers.eth.downLeaves().slice(0, 2),
        between,
        ...s.messageDown(s.ethDown),
      ),
      ...arrived,
    ],
    said: [depositDone],
  },
  {
    title: 'before Bedrock tokens went down with one log of their message',
    logs: [
      ...onL1(1_000, ...transfers.legacy.downLeaves),
      ...onOptimism(1_100, ...transfers.legacy.downArrives),
    ],
    said: [depositDone],
  },
  {
    title: 'before Bedrock a bridge sent back what it could not pay out, by a withdrawal',
    logs: [
      ...onL1(1_000, ...transfers.legacy.downLeaves),
      ...onOptimism(1_100, ...transfers.legacy.downReturns),
    ],
    said: [
      'deposit, failed, failed, value: destination_contract',
      'withdrawal, confirmed, awaiting_relay, awaits relay, value: origin_contract, next: anyone',
    ],
  },
  {
    title: 'before Bedrock ether went up without proof or portal',
    logs: [
      ...onOptimism(1_000, ...transfers.legacy.upLeaves),
      ...onL1(claimTime, ...transfers.legacy.upArrives),
    ],
    said: [withdrawalDone],
  },
  {
    title: 'what went up before Bedrock is proven after it',
    logs: [
      ...onOptimism(1_000, ...transfers.legacy.upLeaves),
      ...onL1(5_000, ...transfers.legacy.migratedProven),
    ],
    said: [toClaim],
  },
  {
    title: 'what went up before Bedrock is claimed after it',
    logs: [
      ...onOptimism(1_000, ...transfers.legacy.upLeaves),
      ...onL1(5_000, ...transfers.legacy.migratedProven),
      ...onL1(claimTime, ...transfers.legacy.migratedArrives),
    ],
    said: [withdrawalDone],
  },
  {
    title: 'what went up before Bedrock fails at the portal after it',
    logs: [
      ...onOptimism(1_000, ...transfers.legacy.upLeaves),
      ...onL1(claimTime, ...transfers.legacy.migratedFails),
    ],
    said: ['withdrawal, failed, failed, value: origin_contract'],
  },
  {
    title: "Blast's dollars go up, and are claimed from its yield manager in the end",
    logs: [...usdbRelayed, ...onL1(claimTime + 100, ...b.dollars.upClaimed)],
    said: [`blast_${withdrawalDone}`],
  },
  {
    title: "Blast's dollars are relayed up, and wait for their recipient to claim them",
    logs: usdbRelayed,
    said: [toClaimDollars],
  },
  {
    title: 'where Blast is not indexed, its dollars that were relayed still wait to be claimed',
    logs: calling(
      s.ofBlast.portal,
      b.dollars.upFinalized,
      { chain: ethereum, time: claimTime },
      ...b.dollars.upRelayed,
    ),
    covered: [ethereum],
    said: [toClaimDollars],
  },
  {
    title: 'dollars are paid in USDC, and go down to Blast as DAI',
    logs: [...onL1(1_000, ...b.dollars.downLeaves), ...onBlast(1_100, ...b.dollars.downArrives)],
    said: [depositDone],
  },
  {
    title: 'staked ether goes down to Blast without the messenger, and its bridge there says so',
    logs: [
      ...onL1(1_000, ...b.direct.leaves),
      ...s
        .aTx(
          {
            chain: s.blast,
            time: 1_100,
            call: { from: s.user, to: b.blastBridge, input: b.direct.call },
          },
          ...b.direct.arrives,
        )
        .map((log) => ({ ...log, at: { ...log.at, transaction: directTransaction } })),
    ],
    said: ['staked_deposit, complete, delivered, value: recipient'],
  },
  {
    title: 'staked ether that went down to Blast is not there yet',
    logs: onL1(1_000, ...b.direct.leaves),
    said: [portalDeposit.replace('portal', 'staked')],
  },
  {
    title: 'less ether is paid than went up from Blast, and the call tells of which message',
    logs: [
      ...onBlast(1_000, ...b.ether.leaves),
      ...onL1(5_000, ...b.ether.proven),
      ...calling(
        s.ofBlast.portal,
        b.ether.claim,
        { chain: ethereum, time: claimTime },
        ...b.ether.arrives,
      ),
    ],
    said: [`blast_${withdrawalDone}`],
  },
  {
    title: "Mantle's coin goes down to it, where it is a coin",
    logs: [
      ...onL1(1_000, ...m.mntTransfers.downLeaves),
      ...onMantle(1_100, ...m.mntTransfers.downArrives),
    ],
    said: [depositDone],
  },
  {
    title: "Mantle's coin goes up from it, where it is a token, and the call tells what is paid",
    logs: [
      ...onMantle(1_000, ...m.mntTransfers.upLeaves),
      ...onL1(5_000, ...m.mntTransfers.upProven),
      ...calling(
        s.ofMantle.portal,
        m.mntTransfers.claim,
        { chain: ethereum, time: claimTime },
        ...m.mntTransfers.upArrives,
      ),
    ],
    said: [withdrawalDone],
  },
  {
    title: "Mantle's coin is claimed by another contract, and what is paid stays apart",
    logs: [
      ...onMantle(1_000, ...m.mntTransfers.upLeaves),
      ...onL1(5_000, ...m.mntTransfers.upProven),
      ...onL1(claimTime, ...m.mntTransfers.upArrives),
    ],
    said: [withdrawalDone, 'credit, complete, delivered, value: recipient'],
  },
  {
    title: 'ether goes down to Mantle, where it is a token',
    logs: [
      ...onL1(1_000, ...m.etherTransfers.downLeaves),
      ...calling(
        on.messenger,
        m.etherTransfers.relay,
        { chain: s.mantle, time: 1_100 },
        ...m.etherTransfers.downArrives,
      ),
    ],
    said: [depositDone],
  },
  {
    title: 'ether goes up from Mantle',
    logs: [
      ...onMantle(1_000, ...m.etherTransfers.upLeaves),
      ...onL1(5_000, ...m.etherTransfers.upProven),
      ...onL1(claimTime, ...m.etherTransfers.upArrives),
    ],
    said: [withdrawalDone],
  },
  {
    title: 'a message with both coins goes down to Mantle',
    logs: [...onL1(1_000, ...m.bothLeave), ...onMantle(1_100, ...m.bothArrive)],
    said: [depositDone],
  },
  {
    title: 'both coins go up from Mantle without the messenger',
    logs: [
      ...onMantle(1_000, m.passedLog(mantleUp)),
      ...onL1(5_000, m.provenLog(mantleUp)),
      ...onL1(claimTime, m.finalizedLog(mantleUp)),
    ],
    said: ['portal_withdrawal, complete, delivered, value: recipient'],
  },
  {
    title: "both coins are deposited at Mantle's portal, in the form before its last amount",
    logs: onL1(1_000, m.depositLog({ from: s.user, to: s.friend, data: '0x' }, [5n, 6n], 0n)),
    said: [portalDeposit],
  },
  {
    title: 'what went up from Mantle before Bedrock is claimed after it',
    logs: [
      ...onMantle(1_000, ...m.oldTransfer.leaves),
      ...onL1(5_000, ...m.oldTransfer.proven),
      ...onL1(claimTime, ...m.oldTransfer.arrives),
    ],
    said: [withdrawalDone],
  },
  {
    title: 'a message goes from one OP chain to another',
    logs: [
      ...onBase(1_000, interops.interop.message.sent),
      ...onOptimism(1_010, interops.interop.message.relayed),
    ],
    said: ['interop, complete, delivered'],
  },
  {
    title: 'a message between OP chains is relayed by the messenger of before',
    logs: [
      ...onBase(1_000, interops.interop.message.sent),
      ...onOptimism(1_010, interops.interop.message.relayedBefore),
    ],
    said: ['interop, complete, delivered'],
  },
  {
    title: 'a message between OP chains waits for somebody to relay it',
    logs: onBase(1_000, interops.interop.message.sent),
    said: ['interop, confirmed, awaiting_relay, awaits relay, next: anyone'],
  },
  {
    title: 'a message between OP chains is sent again, and is still one',
    logs: [
      ...onBase(1_000, interops.interop.message.sent),
      ...onBase(500_000, interops.interop.message.sent),
      ...onOptimism(500_010, interops.interop.message.relayed),
    ],
    said: ['interop, complete, delivered'],
  },
  {
    title: 'a message between OP chains has expired',
    logs: [
      ...onBase(1_000, interops.interop.message.sent),
      ...onBase(1_000_000, interops.interop.message.expired),
    ],
    said: ['interop, cancelled, cancelled'],
  },
  {
    title: 'ether goes from one OP chain to another',
    logs: [
      ...onBase(1_000, ...interops.interop.ethLeaves),
      ...onOptimism(1_010, ...interops.interop.ethArrives),
    ],
    said: ['interop, complete, delivered, value: recipient'],
  },
  {
    title: 'tokens go from one OP chain to another',
    logs: [
      ...onBase(1_000, ...interops.interop.tokensLeave),
      ...onOptimism(1_010, ...interops.interop.tokensArrive),
    ],
    said: ['interop, complete, delivered, value: recipient'],
  },
  {
    title: "a stranger's deposit of a message's own call is no message",
    logs: [
      ...down,
      ...onL1(
        1_012,
        s.depositLog({ from: s.stranger, to: on.messenger, data: s.relayCall(s.ethDown) }),
      ),
    ],
    said: [
      depositWaits,
      'portal_deposit, confirmed, awaiting_relay, awaits execution, next: chain',
    ],
  },
  {
    title: "a stranger's withdrawal that relays a failed message again stays apart from it",
    logs: [
      ...onBase(1_000, ...s.messageUp(victim)),
      ...onL1(5_000, ...s.provenLogs(s.withdrawalBy(victim))),
      ...onL1(
        claimTime,
        s.failedLog(ofBase.messenger, victim),
        s.finalizedLog(s.withdrawalBy(victim)),
      ),
      ...onBase(1_010, s.passedLog(thief)),
      ...onL1(5_100, ...s.provenLogs(thief)),
      ...onL1(
        claimTime + 100,
        s.relayedLog(ofBase.messenger, victim),
        s.finalizedLog(thief, false),
      ),
    ],
    said: ['withdrawal, complete, delivered', 'portal_withdrawal, failed, failed'],
  },
  {
    title: 'a message that fails while another pays out is not tied to what is paid',
    logs: [
      ...down,
      ...onL1(1_012, ...s.messageDown(victim)),
      ...onBase(
        2_000,
        ...transfers.eth.downCredit,
        s.failedLog(on.messenger, victim),
        s.relayedLog(on.messenger, s.ethDown),
      ),
    ],
    said: [
      depositDone,
      `deposit, confirmed, delivery_failed_retryable, awaits relay, ${FAILED}, next: anyone`,
      'credit, complete, delivered, value: recipient',
    ],
  },
  {
    title:
      'whoever is paid may relay a message of another OP chain, which stays apart from the payment',
    logs: [
      ...onOptimism(1_000, ...transfers.legacy.upLeaves),
      ...up,
      ...proven,
      ...onL1(claimTime, ...transfers.eth.upCredit, ...transfers.legacy.upArrives.slice(1)),
    ],
    said: [withdrawalDone, toClaim, 'credit, complete, delivered, value: recipient'],
  },
  {
    title:
      'whoever is paid may relay a message between OP chains, which stays apart from the payment',
    logs: [
      ...down,
      ...onOptimism(1_000, interopToBase.sent),
      ...onBase(1_100, ...transfers.eth.downCredit, interopToBase.relayed),
    ],
    said: [
      depositWaits,
      'interop, complete, delivered',
      'credit, complete, delivered, value: recipient',
    ],
  },
  {
    title: 'equal messages of two OP chains stay apart',
    logs: [...up, ...onOptimism(1_000, s.passedLog(ethWithdrawal)), ...proven],
    said: [toProve, toClaim],
  },
] as const;

testProtocol(definition, {
  fixture: fixturePath('opstack'),
  states,
  // A bridge's word comes in the transaction of the relay, and goes with it.
  never: ['relay_orphaned'],
});

test('a deposit asks for both ends of its transaction on its OP chain, and either answers both', () => {
  const keys = lookups.map(({ key }) => key);
  expect(keys).toEqual([
    `opstack:1-8453:transaction:${plainTransaction}`,
    `opstack:1-8453:transaction:${plainTransaction}:failed`,
  ]);
  expect(lookups).toMatchObject([
    { chain: base, step: 'execution', since: 940 },
    { chain: base, step: 'execution', since: 940 },
  ]);
  for (const end of ['succeeded', 'failed'] as const) {
    const result = opstack.capture(s.anAnswer(plainTransaction, end, 1_100));
    expect(result).toMatchObject({
      captured: { step: 'execution', links: keys.map((key) => ({ key })) },
    });
  }
});

describe('what no rule is known for is kept, and is no leg', () => {
  const [deposit = null] = s.messageDown(s.ethDown);
  const newer = s.aMessage({ nonce: 2n << 240n });
  const cases: [string, RawLog[], string][] = [
    [
      'a deposit of another version',
      onL1(1, s.depositLog({ from: s.user, to: s.friend, data: '0x' }, { version: 1n })),
      'a deposit of version 1',
    ],
    [
      'a deposit that is cut off',
      onL1(1, s.depositLog({ from: s.user, to: s.friend, data: '0x' }, { opaqueData: '0x00' })),
      'a deposit that is cut off',
    ],
    [
      'a message of another version',
      onBase(1, ...s.messageUp(newer)).slice(1, 2),
      'a message of version 2',
    ],
    [
      'a withdrawal of the messenger that is no message',
      onBase(1, s.passedLog({ ...ethWithdrawal, data: '0x' })),
      'a withdrawal of the messenger that is no message of version 0 or 1',
    ],
    [
      'a call that looks like the answer of a receipt',
      [{ ...s.anAnswer(plainTransaction, 'succeeded', 1), isAsked: false }],
      'not an answer of a receipt',
    ],
    [
      'the answer of another contract than a receipt',
      [{ ...s.anAnswer(plainTransaction, 'succeeded', 1), emitter: s.stranger }],
      'not an answer of a receipt',
    ],
    [
      'what the messenger says, by another contract that is read',
      onL1(1, [ofBase.portal, 'relayed', { msgHash: s.hashOf(s.ethDown) }]),
      'an event that another contract emits',
    ],
    [
      'what the portal says, by another contract that is read',
      onL1(1, deposit && [ofBase.bridge, deposit[1], deposit[2]]),
      'an event that another contract emits',
    ],
  ];
  test.each(cases)('%s', (_, [log], reason) => {
    if (!log) throw new Error('one log');
    expect(opstack.capture(log)).toMatchObject({ type: 'unreadable', reason });
  });
});
