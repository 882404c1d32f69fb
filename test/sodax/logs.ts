import {
  encodeAbiParameters,
  encodeEventTopics,
  encodeFunctionData,
  keccak256,
  parseAbi,
  parseAbiItem,
  stringToHex,
  type AbiEvent,
  type AbiFunction,
  type Hex,
} from 'viem';
import type { ChainId } from '../../core/chain.ts';
import type { Call, RawLog } from '../../core/raw-log.ts';
import { intentHash, type SodaxIntent } from '../../protocols/sodax/intent.ts';
import { sodaxHub } from '../../protocols/sodax/networks.ts';
import { encodeCalls, encodeTransfer, type HubCall } from '../../protocols/sodax/payload.ts';

// What the contracts and relayers of SODAX leave on chain, for tests of the pure path: the chains are those of the mainnet.

export const sonic: ChainId = 'eip155:146';
export const arbitrum: ChainId = 'eip155:42161';
export const polygon: ChainId = 'eip155:137';
export const connections: Readonly<Record<ChainId, Hex>> = {
  [sonic]: '0xc000000000000000000000000000000000000146',
  [arbitrum]: '0x4555ac13d7338d9e671584c1d118c06b2a3c88ed',
  [polygon]: '0x4555ac13d7338d9e671584c1d118c06b2a3c88ed',
};
const managers: Readonly<Record<ChainId, Hex>> = {
  [sonic]: sodaxHub.assetManager,
  [arbitrum]: '0x348be44f63a458be9c1b13d6fd8e99048f297bc3',
  [polygon]: '0x348be44f63a458be9c1b13d6fd8e99048f297bc3',
};
const relayIds: Readonly<Record<ChainId, bigint>> = {
  [sonic]: 146n,
  [arbitrum]: 23n,
  [polygon]: 5n,
  'solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp': 1n,
};
export const fillers: Readonly<Record<ChainId, Hex>> = {
  [polygon]: '0x772ffe538e45b2cddfb5823041ec26c44815b9ab',
};

export const user: Hex = '0x0ab764ab3816cd036ea951be973098510d8105a6';
export const wallet: Hex = '0xa227b184a182bc87cc8dba6be54c132361fdb568';
export const relayer: Hex = '0x00000000000000000000000000000000000000ee';
const ETH_OF_ARBITRUM: Hex = '0xdcd9578b51ef55239b6e68629d822a8d97c95b86';
export const POL_OF_POLYGON: Hex = '0x9ee17486571917837210824b0d4cadfe3b324d12';
const COIN: Hex = '0x0000000000000000000000000000000000000000';

const events = parseAbi([
  'event Message(uint256 srcChainId, bytes srcAddress, uint256 connSn, uint256 dstChainId, bytes dstAddress, bytes payload)',
  'event IntentCreated(bytes32 intentHash, Intent intent)',
  'event IntentFilled(bytes32 intentHash, State intentState)',
  'event IntentCancelled(bytes32 intentHash)',
  'event ExternalFillFailed(uint256 fillId, Fill fill)',
  'event HookFailed(address wallet, bytes reason)',
  'event StoredCallReverted(bytes32 hash)',
  'struct Intent { uint256 intentId; address creator; address inputToken; address outputToken; uint256 inputAmount; uint256 minOutputAmount; uint256 deadline; bool allowPartialFill; uint256 srcChain; uint256 dstChain; bytes srcAddress; bytes dstAddress; address solver; bytes data; }',
  'struct State { bool exists; uint256 remainingInput; uint256 receivedOutput; bool pendingPayment; }',
  'struct Fill { bytes32 intentHash; address to; address token; uint256 inputAmount; uint256 outputAmount; }',
]);
const functions = parseAbi([
  'function recvMessage(uint256 srcChainId, bytes srcAddress, uint256 connSn, bytes payload, bytes[] signatures)',
  'function executeStored(bytes data)',
  'function approve(address spender, uint256 amount)',
  'function transfer(address asset, bytes to, uint256 amount, bytes data)',
  'function createIntent(Intent intent)',
  'function supply(address asset, uint256 amount, address onBehalfOf, uint16 referralCode)',
  'function unstake(address account, uint256 amount)',
  'function claim(uint256 requestId)',
  'function cancelIntent(Intent intent)',
  'struct Intent { uint256 intentId; address creator; address inputToken; address outputToken; uint256 inputAmount; uint256 minOutputAmount; uint256 deadline; bool allowPartialFill; uint256 srcChain; uint256 dstChain; bytes srcAddress; bytes dstAddress; address solver; bytes data; }',
]);
type EventName = Extract<(typeof events)[number], { type: 'event' }>['name'];

/** A transaction: when it was, and who called whom with what. */
export interface Tx {
  chain: ChainId;
  hash: string;
  time: number;
  call?: Call;
}
let transactions = 0;
export const aTx = (chain: ChainId, time: number, call?: Call): Tx => {
  transactions += 1;
  return { chain, time, hash: keccak256(stringToHex(`tx ${transactions}`)), ...(call && { call }) };
};

const at = ({ chain, hash, time }: Tx, index: number): RawLog['at'] => ({
  chain,
  blockNumber: BigInt(time),
  blockHash: `0x${chain}-${time}`,
  blockTime: time,
  transaction: hash,
  index,
});

export function aLog(
  tx: Tx,
  index: number,
  emitter: Hex,
  eventName: EventName,
  args: object,
): RawLog {
  const item = events.find((event) => event.type === 'event' && event.name === eventName);
  if (item?.type !== 'event') throw new Error(eventName);
  const values = item.inputs
    .filter((input) => !('indexed' in input))
    .map(({ name }) => (args as Record<string, unknown>)[name]);
  return {
    emitter,
    topics: encodeEventTopics({ abi: [item], args } as never) as Hex[],
    data: encodeAbiParameters(
      item.inputs.filter((input) => !('indexed' in input)),
      values as never,
    ),
    at: at(tx, index),
    ordinal: 0,
    receiptIndex: null,
    ...(tx.call && { call: tx.call }),
  };
}

/** An event with topics beside its data, as it is declared. */
export function anEvent(
  tx: Tx,
  index: number,
  [emitter, declaration]: readonly [Hex, string],
  args: Readonly<Record<string, unknown>>,
): RawLog {
  const item = parseAbiItem(`event ${declaration}`) as AbiEvent;
  const inData = item.inputs.filter(({ indexed }) => !indexed);
  return {
    emitter,
    topics: encodeEventTopics({ abi: [item], args } as never) as Hex[],
    data: encodeAbiParameters(
      inData,
      inData.map(({ name }) => args[name ?? '']),
    ),
    at: at(tx, index),
    ordinal: 0,
    receiptIndex: null,
    ...(tx.call && { call: tx.call }),
  };
}

/** The transaction's own call, as a reading shows it. */
export function aCall(tx: Tx, { isAsked = false } = {}): RawLog {
  const { to, input } = tx.call ?? { to: null, input: '0x' as const };
  return {
    emitter: to ?? '0x',
    topics: [input.slice(0, 10) as Hex],
    data: `0x${input.slice(10)}`,
    at: at(tx, -1),
    ordinal: 0,
    receiptIndex: null,
    isAsked,
    ...(tx.call && { call: tx.call }),
  };
}

/** A packet that leaves a chain. */
export interface APacket {
  from: ChainId;
  sn: number;
  to: ChainId;
  dstAddress?: Hex;
  payload: Hex;
  srcAddress?: Hex;
}
export const packetLog = (tx: Tx, index: number, packet: APacket): RawLog => {
  const { from, sn, to, payload } = packet;
  return aLog(tx, index, connections[from] ?? '0x', 'Message', {
    srcChainId: relayIds[from],
    srcAddress: packet.srcAddress ?? managers[from],
    connSn: BigInt(sn),
    dstChainId: relayIds[to],
    dstAddress: packet.dstAddress ?? managers[to],
    payload,
  });
};

/** The relayer's transaction that brings a packet in. */
export const bringing = (packet: APacket, time: number): Tx =>
  aTx(packet.to, time, {
    from: relayer,
    to: packet.dstAddress ?? managers[packet.to] ?? '0x',
    input: encodeFunctionData({
      abi: functions,
      functionName: 'recvMessage',
      args: [
        relayIds[packet.from] ?? 0n,
        packet.srcAddress ?? managers[packet.from] ?? '0x',
        BigInt(packet.sn),
        packet.payload,
        [],
      ],
    }),
  });

/** The relayer's transaction that hands a wallet the calls that it knows by their hash. */
export const handing = (calls: Hex, time: number): Tx =>
  aTx(sonic, time, {
    from: relayer,
    to: wallet,
    input: encodeFunctionData({ abi: functions, functionName: 'executeStored', args: [calls] }),
  });

export const anIntent = (more: Partial<SodaxIntent> = {}): SodaxIntent => ({
  intentId: 7n,
  creator: wallet,
  inputToken: ETH_OF_ARBITRUM,
  outputToken: POL_OF_POLYGON,
  inputAmount: 1_000n,
  minOutputAmount: 2_000n,
  deadline: 5_000n,
  allowPartialFill: false,
  srcChain: 23n,
  dstChain: 5n,
  srcAddress: user,
  dstAddress: user,
  solver: COIN,
  data: '0x',
  ...more,
});

const call = (to: Hex, data: Hex): HubCall => ({ to, value: 0n, data });
export const createCalls = (...intents: SodaxIntent[]): Hex =>
  encodeCalls(
    intents.flatMap((intent) => [
      call(
        intent.inputToken,
        encodeFunctionData({
          abi: functions,
          functionName: 'approve',
          args: [sodaxHub.intents, intent.inputAmount],
        }),
      ),
      call(
        sodaxHub.intents,
        encodeFunctionData({ abi: functions, functionName: 'createIntent', args: [intent] }),
      ),
    ]),
  );
const cancelCall = (intent: SodaxIntent): HubCall =>
  call(
    sodaxHub.intents,
    encodeFunctionData({ abi: functions, functionName: 'cancelIntent', args: [intent] }),
  );
export const cancelCalls = (intent: SodaxIntent): Hex => encodeCalls([cancelCall(intent)]);
/** Calls that are a supply to whoever reads them, and cancel an intent beside. */
export const supplyAndCancelCalls = (intent: SodaxIntent): Hex =>
  encodeCalls([
    call(
      sodaxHub.pool,
      encodeFunctionData({
        abi: functions,
        functionName: 'supply',
        args: [POL_OF_POLYGON, 1n, wallet, 0],
      }),
    ),
    cancelCall(intent),
  ]);
/** Calls of a wallet, each by the function's signature. */
export const callsTo = (...calls: [to: Hex, signature: string, args: readonly unknown[]][]): Hex =>
  encodeCalls(
    calls.map(([to, signature, args]) => {
      const item = parseAbiItem(`function ${signature}`) as AbiFunction;
      return call(to, encodeFunctionData({ abi: [item], args }));
    }),
  );
const sendCall = (asset: Hex, amount: bigint, to: Hex): HubCall =>
  call(
    sodaxHub.assetManager,
    encodeFunctionData({
      abi: functions,
      functionName: 'transfer',
      args: [asset, to, amount, '0x'],
    }),
  );
/** What a wallet holds, sent on to a network by its own token. */
export const sendCalls = (asset: Hex, amount: bigint, to: Hex = user): Hex =>
  encodeCalls([sendCall(asset, amount, to)]);
/** A deposit of Arbitrum's coin, with what the wallet is to do. */
export const deposit = (data: Hex, sn = 1, owner = { user, wallet }): APacket => ({
  from: arbitrum,
  to: sonic,
  sn,
  payload: encodeTransfer({
    token: COIN,
    from: owner.user,
    to: owner.wallet,
    amount: 1_000n,
    data,
  }),
});
/** A message for the wallet, without value. */
export const order = (calls: Hex, sn = 2): APacket => ({
  from: arbitrum,
  to: sonic,
  sn,
  dstAddress: wallet,
  srcAddress: user,
  payload: calls,
});
/** Polygon's coin for the user, as somebody on the hub ordered it. */
export const payout = (from: Hex, sn = 10, amount = 2_000n, to: Hex = user): APacket => ({
  from: sonic,
  to: polygon,
  sn,
  payload: encodeTransfer({ token: COIN, from, to, amount, data: '0x' }),
});

export const created = (tx: Tx, index: number, intent: SodaxIntent): RawLog =>
  aLog(tx, index, sodaxHub.intents, 'IntentCreated', { intentHash: intentHash(intent), intent });
export const filled = (
  tx: Tx,
  index: number,
  intent: SodaxIntent,
  { remaining = 0n, pendingPayment = false } = {},
): RawLog =>
  aLog(tx, index, sodaxHub.intents, 'IntentFilled', {
    intentHash: intentHash(intent),
    intentState: {
      exists: true,
      remainingInput: remaining,
      receivedOutput: 2_000n,
      pendingPayment,
    },
  });
