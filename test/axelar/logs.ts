import {
  encodeAbiParameters,
  encodeEventTopics,
  keccak256,
  parseAbiParameters,
  toHex,
  type AbiEvent,
} from 'viem';
import type { ChainId } from '../../core/chain.ts';
import type { Hex, RawLog } from '../../core/raw-log.ts';
import { axelarDeployments } from '../../protocols/axelar/deployments.ts';
import {
  expressEvents,
  gasEvents,
  gatewayEvents,
  itsEvents,
} from '../../protocols/axelar/events.ts';

// What Axelar's contracts leave on chain, made up, for tests of the pure path: from Base to Arbitrum, unless told.

export const base: ChainId = 'eip155:8453';
export const arbitrum: ChainId = 'eip155:42161';
export const hyperliquid: ChainId = 'eip155:999';
export const user: Hex = `0x${'11'.repeat(20)}`;
export const app: Hex = `0x${'22'.repeat(20)}`;
export const executor: Hex = `0x${'33'.repeat(20)}`;
export const squid: Hex = '0xce16f69375520ab01377ce7b88f5ba8c48f8d666';
export const its: Hex = '0xb5fb4be02232b1bba4dc8f81dc24c26980de9e3c';
export const hub = 'axelar157hl7gpuknjmhtac2qnphuazv2yerfagva7lsu9vuj2pgn32z22qa26dk4';
export const tokenId: Hex = `0x${'77'.repeat(32)}`;
const gateway = (chain: ChainId) => axelarDeployments[chain]?.gateway ?? '0x';
const gasService = (chain: ChainId) => axelarDeployments[chain]?.gasService ?? '0x';

export const events = {
  ...gatewayEvents,
  ...expressEvents,
  ...itsEvents,
  refunded: gasEvents.refunded,
};

/** One log of a transaction: who emits it, what, and with what. */
export interface Said {
  emitter: Hex;
  event: AbiEvent;
  args: object;
}

/** One transaction, of which every log is in the receipt at its own place. */
export function aTransaction(chain: ChainId, time: number, logs: readonly Said[]): RawLog[] {
  return logs.map(({ emitter, event, args }, index) => {
    const values: Record<string, unknown> = { ...args };
    const rest = event.inputs.filter(({ indexed }) => !indexed);
    const needsReceipt = ['ContractCall', 'ContractCallWithToken', 'TokenSent'].includes(
      event.name,
    );
    return {
      emitter,
      // CAST: values under the names that the event has for them.
      topics: encodeEventTopics({ abi: [event], args: values } as never) as Hex[],
      data: encodeAbiParameters(
        rest,
        rest.map(({ name }) => values[name ?? '']),
      ),
      ordinal: logs
        .slice(0, index)
        .filter((other) => other.event === event && other.emitter === emitter).length,
      receiptIndex: needsReceipt ? index : null,
      at: {
        chain,
        blockNumber: BigInt(time),
        blockHash: toHex(time),
        blockTime: time,
        transaction: hashOf(time),
        index,
      },
    };
  });
}

export const hashOf = (time: number): Hex => toHex(time, { size: 32 });

/** A message, as its call and its approval say it. */
export interface Message {
  from?: ChainId;
  to?: ChainId;
  sender?: Hex;
  recipient?: string;
  payload?: Hex;
  /** Of a call with token. */
  amount?: bigint;
  /** When it is called; its transaction is named after it. */
  at?: number;
  /** The place of its log in the receipt. */
  place?: number;
  commandId?: Hex;
  destinationChain?: string;
}

const nameOf = (chain: ChainId) => axelarDeployments[chain]?.chainName ?? '';

const defaults = (message: Message) => ({
  from: base,
  to: arbitrum,
  sender: app,
  recipient: app as string,
  payload: '0x1234' as Hex,
  at: 1_000,
  place: 0,
  commandId: toHex(99, { size: 32 }),
  ...message,
});

const withToken = (amount: bigint | undefined) =>
  amount === undefined ? {} : { symbol: 'axlUSDC', amount };

export function called(message: Message = {}): Said {
  const { from, to, sender, recipient, payload, amount } = defaults(message);
  return {
    emitter: gateway(from),
    event: amount === undefined ? events.called : events.calledWithToken,
    args: {
      sender,
      destinationChain: message.destinationChain ?? nameOf(to),
      destinationContractAddress: recipient,
      payloadHash: keccak256(payload),
      payload,
      ...withToken(amount),
    },
  };
}

/** A call by itself in its transaction. */
export const call = (message: Message = {}): RawLog[] => {
  const { from, at } = defaults(message);
  return aTransaction(from, at, [called(message)]);
};

/** What a payment for gas beside a call says, by the event's place in its list. */
export function gasPaid(message: Message, event: AbiEvent, gasToken?: Hex): Said {
  const { from, to, sender, recipient, payload, amount } = defaults(message);
  return {
    emitter: gasService(from),
    event,
    args: {
      sourceAddress: sender,
      destinationChain: message.destinationChain ?? nameOf(to),
      destinationAddress: recipient,
      payloadHash: keccak256(payload),
      ...withToken(amount),
      gasToken,
      gasFeeAmount: 50n,
      refundAddress: user,
    },
  };
}

export function gasAdded(
  event: AbiEvent,
  { transaction = hashOf(1_000), place = 0n, at = 1_500, chain = base } = {},
): RawLog[] {
  return aTransaction(chain, at, [
    {
      emitter: gasService(chain),
      event,
      args: {
        txHash: transaction,
        logIndex: place,
        gasToken: app,
        gasFeeAmount: 7n,
        refundAddress: user,
        receiver: user,
        token: `0x${'00'.repeat(20)}`,
        amount: 9n,
      },
    },
  ]);
}

/** The approval of a consensus gateway, and the command that goes with it. */
export function approved(message: Message = {}, time = 2_000): RawLog[] {
  const { from, to, sender, recipient, payload, amount, at, place, commandId } = defaults(message);
  const args = {
    commandId,
    sourceChain: nameOf(from),
    sourceAddress: sender,
    contractAddress: recipient,
    payloadHash: keccak256(payload),
    ...withToken(amount),
    sourceTxHash: hashOf(at),
    sourceEventIndex: BigInt(place),
  };
  return aTransaction(to, time, [
    {
      emitter: gateway(to),
      event: amount === undefined ? events.approved : events.approvedWithMint,
      args,
    },
    { emitter: gateway(to), event: events.commandExecuted, args: { commandId } },
  ]);
}

/** The approval of an Amplifier gateway. */
export function messageApproved(
  message: Message & { messageId?: string; sourceChain?: string; sourceAddress?: string } = {},
  time = 2_000,
): RawLog[] {
  const { from, to, sender, recipient, payload, at, place, commandId } = defaults(message);
  return aTransaction(to, time, [
    {
      emitter: gateway(to),
      event: events.messageApproved,
      args: {
        commandId,
        sourceChain: message.sourceChain ?? nameOf(from),
        messageId: message.messageId ?? `${hashOf(at)}-${place}`,
        sourceAddress: message.sourceAddress ?? sender,
        contractAddress: recipient,
        payloadHash: keccak256(payload),
      },
    },
  ]);
}

/** What the gateway says of an execution. */
export function executed(message: Message = {}): Said {
  const { to, commandId } = defaults(message);
  const event = to === hyperliquid ? events.messageExecuted : events.callExecuted;
  return { emitter: gateway(to), event, args: { commandId } };
}

export const execution = (message: Message = {}, time = 3_000): RawLog[] =>
  aTransaction(defaults(message).to, time, [executed(message)]);

/** What an application says of an express execution, or of its repayment. */
export function expressed(
  message: Message,
  what: 'executed' | 'fulfilled' = 'executed',
  more: object = {},
): Said {
  const { from, sender, recipient, payload, amount, commandId } = defaults(message);
  const isWithToken = amount !== undefined;
  return {
    // CAST: the contract that is called.
    emitter: recipient as Hex,
    event:
      what === 'executed'
        ? events[isWithToken ? 'executedWithToken' : 'executed']
        : events[isWithToken ? 'fulfilledWithToken' : 'fulfilled'],
    args: {
      commandId,
      sourceChain: nameOf(from),
      sourceAddress: sender,
      payloadHash: keccak256(payload),
      ...withToken(amount),
      expressExecutor: executor,
      ...more,
    },
  };
}

const transferParameters = parseAbiParameters('uint256, bytes32, bytes, bytes, uint256, bytes');
const hubParameters = parseAbiParameters('uint256, string, bytes');

/** The payload of a transfer of the interchain token service. */
export const transferPayload = (amount = 1_000n, type = 0n): Hex =>
  encodeAbiParameters(transferParameters, [type, tokenId, user, user, amount, '0x']);
export const toHub = (destinationChain: string, payload: Hex): Hex =>
  encodeAbiParameters(hubParameters, [3n, destinationChain, payload]);
export const fromHub = (sourceChain: string, payload: Hex): Hex =>
  encodeAbiParameters(hubParameters, [4n, sourceChain, payload]);

/** What the interchain token service says beside its call. */
export const transferred = (amount = 1_000n, to = 'arbitrum'): Said => ({
  emitter: its,
  event: events.transfer,
  args: {
    tokenId,
    sourceAddress: user,
    destinationChain: to,
    destinationAddress: user,
    amount,
    dataHash: hashOf(0),
  },
});

/** What it says of what it gave out. */
export const given = (
  commandId: Hex,
  { amount = 1_000n, to = user, from = 'base' } = {},
): Said => ({
  emitter: its,
  event: events.received,
  args: {
    commandId,
    tokenId,
    sourceChain: from,
    sourceAddress: user,
    destinationAddress: to,
    amount,
    dataHash: hashOf(0),
  },
});

export const tokenSent = (time = 1_000): RawLog[] =>
  aTransaction(base, time, [
    {
      emitter: gateway(base),
      event: events.tokenSent,
      args: {
        sender: user,
        destinationChain: 'arbitrum',
        destinationAddress: user,
        symbol: 'axlUSDC',
        amount: 100n,
      },
    },
  ]);

/** The id of the command that a call becomes, written apart from what computes it: of each generation of the network. */
export function commandIdOf(message: Message, generation: 'old' | 'new' | 'amplifier'): Hex {
  const { from, to, at, place } = defaults(message);
  const hash = hashOf(at).slice(2);
  const chain = Number(to.split(':')[1]).toString(16).padStart(4, '0');
  const text = (value: string) => Buffer.from(value).toString('hex');
  const id = `0x${hash}-${place}`;
  if (generation === 'amplifier') return keccak256(`0x${text(`${nameOf(from)}_${id}`)}`);
  if (generation === 'new') return keccak256(`0x${text(id)}${chain}`);
  return keccak256(`0x${hash}${place.toString(16).padStart(2, '0')}${'00'.repeat(7)}${chain}`);
}
