import { gasEvents } from '../../protocols/axelar/events.ts';
import type { StateRow } from '../conformance/protocol.ts';
import * as a from './logs.ts';

const waits = 'confirmed, awaiting_attestation, awaits approval';
const isApproved = 'confirmed, awaiting_relay, awaits execution';
const token = { amount: 100n } as const;
const forSquid = { recipient: a.squid, ...token } as const;
const plainSquid = { recipient: a.squid } as const;
const express = (message: a.Message, time = 1_100) =>
  a.aTransaction(a.arbitrum, time, [a.expressed(message)]);
const repaid = (message: a.Message, time = 3_000) =>
  a.aTransaction(a.arbitrum, time, [a.executed(message), a.expressed(message, 'fulfilled')]);

const payload = a.transferPayload();
const direct = { sender: a.its, recipient: a.its, payload } as const;
const throughHub = {
  sender: a.its,
  recipient: a.hub,
  destinationChain: 'axelar',
  payload: a.toHub('arbitrum', payload),
} as const;
const sentToHub = a.aTransaction(a.base, 1_000, [a.transferred(), a.called(throughHub)]);
const messageOfHub = {
  recipient: a.its,
  payload: a.fromHub('base', payload),
  commandId: a.hashOf(5),
  sourceChain: 'axelar',
  sourceAddress: a.hub,
  messageId: `${a.hashOf(77)}-4`,
} as const;
const approvedFromHub = a.messageApproved(messageOfHub);
const givenFromHub = a.aTransaction(a.arbitrum, 3_000, [
  a.executed(messageOfHub),
  a.given(messageOfHub.commandId),
]);
const isTransfer = 'value: origin_contract';

const gasAlone = (time: number, said: a.Said) => a.aTransaction(a.base, time, [said]);
const zeroGas = { recipient: 'nobody' } as const;

/** What the chains show of Axelar, and what a user is told of it. */
export const axelarStates: readonly StateRow[] = [
  { title: 'a call', logs: a.call(), said: [`message, ${waits}, next: protocol`] },
  {
    title: 'a call with token',
    logs: a.call(token),
    said: [`message_with_token, ${waits}, value: origin_contract, next: protocol`],
  },
  {
    title: 'an approved call waits for anyone to execute it, for as long as it takes',
    logs: [...a.call(), ...a.approved()],
    until: 90_000_000,
    said: [`message, ${isApproved}, next: anyone`],
  },
  {
    title: 'an executed call',
    logs: [...a.call(), ...a.approved(), ...a.execution()],
    said: ['message, complete, delivered'],
  },
  {
    title: 'an executed call with token',
    logs: [...a.call(token), ...a.approved(token), ...a.execution()],
    said: ['message_with_token, complete, delivered, value: recipient'],
  },
  {
    title: 'an executed call between gateways of the other generation',
    logs: [
      ...a.call({ to: a.hyperliquid }),
      ...a.messageApproved({ to: a.hyperliquid }),
      ...a.execution({ to: a.hyperliquid }),
    ],
    said: ['message, complete, delivered'],
  },
  {
    title: 'an execution whose origin is not indexed',
    logs: [...a.approved(), ...a.execution()],
    covered: [a.arbitrum],
    said: ['message, complete, delivered'],
  },
  {
    title: 'an execution whose origin is nowhere, though its chain was read for months before',
    logs: [...a.approved({}, 9_000_000), ...a.execution({}, 9_000_010)],
    until: 9_001_000,
    said: ['message, complete, delivered, delivered_without_source'],
  },
  {
    title: 'a call for a chain that is not indexed',
    logs: a.call(),
    covered: [a.base],
    said: ['message, confirmed, destination_not_covered, awaits approval, next: operator'],
  },
  {
    title: 'a call for a chain that is not known here',
    logs: a.call({ destinationChain: 'osmosis', recipient: 'osmo1qq' }),
    said: ['message, confirmed, destination_not_covered, awaits approval, next: operator'],
  },
  {
    title: 'an express execution delivers before the approval',
    logs: [
      ...a.call(forSquid),
      ...express({ ...forSquid, commandId: a.commandIdOf(forSquid, 'old') }),
    ],
    said: ['message_with_token, complete, settlement_pending, value: recipient, pending'],
  },
  {
    title: 'the execution after it pays who executed expressly',
    logs: [
      ...a.call(forSquid),
      ...express({ ...forSquid, commandId: a.commandIdOf(forSquid, 'new') }),
      ...a.approved({ ...forSquid, commandId: a.commandIdOf(forSquid, 'new') }),
      ...repaid({ ...forSquid, commandId: a.commandIdOf(forSquid, 'new') }),
    ],
    said: ['message_with_token, complete, settled, value: recipient, settled'],
  },
  {
    title: 'the same of a call without token',
    logs: [
      ...a.call(plainSquid),
      ...express({ ...plainSquid, commandId: a.commandIdOf(plainSquid, 'new') }),
      ...a.approved({ ...plainSquid, commandId: a.commandIdOf(plainSquid, 'new') }),
      ...repaid({ ...plainSquid, commandId: a.commandIdOf(plainSquid, 'new') }),
    ],
    said: ['message, complete, settled, settled'],
  },
  {
    title: 'an express execution of a message that nobody has sent is nobody’s delivery',
    logs: express(forSquid),
    said: ['message, pending, awaiting_origin, awaits call, value: recipient, next: operator'],
  },
  {
    title: 'payments for gas beside a call, and later',
    logs: [
      ...a.aTransaction(a.base, 1_000, [
        a.gasPaid({}, gasEvents.paid[0]),
        a.called(),
        a.gasPaid(token, gasEvents.paidWithToken[0]),
        a.called(token),
      ]),
      ...gasEvents.added.slice(0, 1).flatMap((event) => a.gasAdded(event, { place: 1n })),
      ...a.gasAdded(gasEvents.refunded, { place: 1n, at: 4_000 }),
    ],
    said: [
      `message, ${waits}, next: protocol`,
      `message_with_token, ${waits}, value: origin_contract, next: protocol`,
    ],
  },
  {
    title: 'payments for what nobody called are by themselves',
    logs: [
      ...gasAlone(1_001, a.gasPaid(zeroGas, gasEvents.paid[1])),
      ...gasAlone(1_002, a.gasPaid(zeroGas, gasEvents.paidInToken[0], a.app)),
      ...gasAlone(1_003, a.gasPaid(zeroGas, gasEvents.paidInToken[1], a.app)),
      ...gasAlone(1_004, a.gasPaid({ ...zeroGas, ...token }, gasEvents.paidWithToken[1])),
      ...gasAlone(
        1_005,
        a.gasPaid({ ...zeroGas, ...token }, gasEvents.paidInTokenWithToken[0], a.app),
      ),
      ...gasAlone(
        1_006,
        a.gasPaid({ ...zeroGas, ...token }, gasEvents.paidInTokenWithToken[1], a.app),
      ),
      ...a.gasAdded(gasEvents.added[1], { at: 1_007 }),
      ...a.gasAdded(gasEvents.addedInToken[0], { at: 1_008 }),
      ...a.gasAdded(gasEvents.addedInToken[1], { at: 1_009 }),
    ],
    said: Array.from({ length: 9 }, () => 'gas, complete, delivered'),
  },
  {
    title: 'tokens sent by the gateway: no chain shows when they came',
    logs: a.tokenSent(),
    said: [
      'token_transfer, confirmed, destination_not_covered, awaits execution, value: origin_contract, next: protocol',
    ],
  },
  {
    title: 'a command that is no approval is by itself',
    logs: a.approved().slice(1),
    said: ['command, complete, delivered'],
  },
  {
    title: 'a transfer of the interchain token service from chain to chain',
    logs: a.aTransaction(a.base, 1_000, [a.transferred(), a.called(direct)]),
    said: [`interchain_token, ${waits}, ${isTransfer}, next: protocol`],
  },
  {
    title: 'given out at its destination',
    logs: [
      ...a.aTransaction(a.base, 1_000, [a.transferred(), a.called(direct)]),
      ...a.approved({ ...direct, place: 1 }),
      ...a.aTransaction(a.arbitrum, 3_000, [a.executed(), a.given(a.hashOf(99))]),
    ],
    said: ['interchain_token, complete, delivered, value: recipient'],
  },
  {
    title: 'a transfer by way of the hub',
    logs: sentToHub,
    said: [`interchain_token, ${waits}, ${isTransfer}, next: protocol`],
  },
  {
    title: 'approved with another id than it was sent with',
    logs: [...sentToHub, ...approvedFromHub],
    said: [`interchain_token, ${isApproved}, ${isTransfer}, next: anyone`],
  },
  {
    title: 'given out at its destination',
    logs: [...sentToHub, ...approvedFromHub, ...givenFromHub],
    said: ['interchain_token, complete, delivered, value: recipient'],
  },
  {
    title: 'a transfer by way of the hub whose origin is not indexed',
    logs: [...approvedFromHub, ...givenFromHub],
    covered: [a.arbitrum],
    said: ['interchain_token, complete, delivered, value: recipient'],
  },
  {
    title: 'a message of the service that moves no token',
    logs: a.call({ ...direct, payload: a.transferPayload(0n, 1n) }),
    said: [`interchain_token, ${waits}, next: protocol`],
  },
];
