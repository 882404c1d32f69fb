import { toFunctionSelector } from 'viem';
import type { Hex } from '../../core/raw-log.ts';
import { sliceHex } from '../slice-hex.ts';
import type { AssetBook } from './assets.ts';
import { decodeIntentCall, intentHash, type SodaxIntent } from './intent.ts';
import type { SodaxHub } from './networks.ts';
import type { HubCall } from './payload.ts';
import { tupleDecoder } from './tuple-decoder.ts';

/**
 * What a user does. `limit_order`: a swap without a deadline; `transfer`: the same asset elsewhere; `withdrawal`: takes out
 * what the hub wallet holds already, as after a refund; `withdraw`: out of the money market; `lock`: what is done with BALN that is locked after its migration; `deposit`: the value stays in
 * the hub wallet, or the calls are not known.
 */
export type OperationKind =
  | 'swap'
  | 'limit_order'
  | 'cancel'
  | 'supply'
  | 'borrow'
  | 'repay'
  | 'withdraw'
  | 'stake'
  | 'unstake'
  | 'instant_unstake'
  | 'claim'
  | 'cancel_unstake'
  | 'migration'
  | 'lock'
  | 'transfer'
  | 'withdrawal'
  | 'deposit';

/** What the calls of a hub wallet amount to. */
export interface CallsMeaning {
  kind: OperationKind;
  /** Of a swap, a limit order and a cancel. */
  intent?: SodaxIntent;
  intentHash?: Hex;
  /** What leaves the hub wallet for the user: the token on Sonic. */
  asset?: Hex;
  /** In the smallest unit of `asset`. */
  amount?: bigint;
  /** In the bytes of the network that it goes to. */
  recipient?: Hex;
  /** The relay id of that network; absent where the asset is not known. */
  destination?: string;
}

/** Contracts whose calls decide by themselves, each with its functions. */
const decisive: [contract: keyof SodaxHub, signature: string, kind: OperationKind][] = [
  ['pool', 'supply(address,uint256,address,uint16)', 'supply'],
  ['pool', 'borrow(address,uint256,uint256,uint16,address)', 'borrow'],
  ['pool', 'repay(address,uint256,uint256,address)', 'repay'],
  ['pool', 'withdraw(address,uint256,address)', 'withdraw'],
  ['stakingRouter', 'stake(uint256,address,uint128)', 'stake'],
  ['stakingRouter', 'unstake(uint256,uint256,address,uint256,bytes)', 'instant_unstake'],
  ['stakedSoda', 'unstake(address,uint256)', 'unstake'],
  ['stakedSoda', 'claim(uint256)', 'claim'],
  ['stakedSoda', 'cancelUnstakeRequest(uint256)', 'cancel_unstake'],
  ['icxMigration', 'swap(uint256,address)', 'migration'],
  ['icxMigration', 'reverseSwap(uint256,address)', 'migration'],
  ['balnSwap', 'swap(uint256,uint256,address,bool)', 'migration'],
  ['balnSwap', 'stake(uint256)', 'lock'],
  ['balnSwap', 'unstake(uint256)', 'lock'],
  ['balnSwap', 'claim(uint256)', 'claim'],
  ['balnSwap', 'claimUnstaked(uint256)', 'claim'],
  ['balnSwap', 'cancelUnstake(uint256)', 'lock'],
];
const kinds = new Map(
  decisive.map(([contract, signature, kind]) => [
    `${contract} ${toFunctionSelector(signature)}`,
    kind,
  ]),
);
const contracts = [...new Set(decisive.map(([contract]) => contract))];

/** Kinds by which value leaves the hub wallet, so that a plain transfer of a token brings it to the user, on Sonic. */
const leaving: ReadonlySet<OperationKind> = new Set<OperationKind>([
  'borrow',
  'withdraw',
  'instant_unstake',
  'claim',
  'migration',
  'transfer',
  'withdrawal',
]);

/**
 * What the calls of a hub wallet amount to: the first call that decides does so; approvals, vaults and fees decide nothing.
 * Where none decides, value that goes through a vault is a transfer, and other value a withdrawal. Never throws.
 */
export function classifyCalls(
  calls: readonly HubCall[],
  hub: SodaxHub,
  book: AssetBook,
): CallsMeaning {
  const sent = lastOf(calls, (call) => sentBy(call, hub, book));
  // A fee is paid like this as well, but before the user.
  const paid = sent ?? lastOf(calls, (call) => paidBy(call, hub));
  for (const call of calls) {
    const intent = intentOf(call, hub);
    if (intent) return { ...intent, ...sent };
    const kind = kindOf(call, hub);
    if (kind) return { kind, ...(leaving.has(kind) ? paid : sent) };
  }
  if (!paid) return { kind: 'deposit' };
  return { kind: calls.some(isVaultDeposit) ? 'transfer' : 'withdrawal', ...paid };
}

function lastOf<T>(calls: readonly HubCall[], read: (call: HubCall) => T | null): T | undefined {
  return calls.flatMap((call) => read(call) ?? []).at(-1);
}

function intentOf(call: HubCall, hub: SodaxHub): CallsMeaning | null {
  const decoded = call.to === hub.intents ? decodeIntentCall(call.data) : null;
  if (!decoded) return null;
  const { type, intent } = decoded;
  const known = { intent, intentHash: intentHash(intent) };
  if (type === 'cancel') return { kind: 'cancel', ...known };
  if (type !== 'create') return null;
  return { kind: intent.deadline === 0n ? 'limit_order' : 'swap', ...known };
}

function kindOf(call: HubCall, hub: SodaxHub): OperationKind | undefined {
  if (isBnUsdMigration(call, hub)) return 'migration';
  const contract = contracts.find((name) => hub[name] === call.to);
  return contract && kinds.get(`${contract} ${sliceHex(call.data, 0, 4)}`);
}

const VAULT_DEPOSIT = toFunctionSelector('deposit(address,uint256)');
const VAULT_WITHDRAW = toFunctionSelector('withdraw(address,uint256)');
const isVaultDeposit = ({ data }: HubCall) => data.startsWith(VAULT_DEPOSIT);

/** Vaults and tokens: an address, and an amount. */
const readPair = tupleDecoder([
  { name: 'address', type: 'address' },
  { name: 'amount', type: 'uint256' },
]);

/** The new bnUSD is a vault that holds the vault of the old one. */
function isBnUsdMigration({ to, data }: HubCall, hub: SodaxHub): boolean {
  const selector = sliceHex(data, 0, 4);
  if (to !== hub.bnUsdVault || (selector !== VAULT_DEPOSIT && selector !== VAULT_WITHDRAW)) {
    return false;
  }
  return readPair(sliceHex(data, 4))?.address === hub.legacyBnUsdVault;
}

type Payout = Pick<CallsMeaning, 'asset' | 'amount' | 'recipient' | 'destination'>;

const SEND = toFunctionSelector('transfer(address,bytes,uint256,bytes)');
const readSend = tupleDecoder([
  { name: 'asset', type: 'address' },
  { name: 'recipient', type: 'bytes' },
  { name: 'amount', type: 'uint256' },
]);

/** What the hub's asset manager sends to the home network of the asset. */
function sentBy({ to, data }: HubCall, hub: SodaxHub, book: AssetBook): Payout | null {
  const isSend = to === hub.assetManager && data.startsWith(SEND);
  const decoded = isSend ? readSend(sliceHex(data, 4)) : null;
  if (!decoded) return null;
  const destination = book.ofHub(decoded.asset)[0]?.relayId;
  return { ...decoded, ...(destination !== undefined && { destination }) };
}

const PAY = toFunctionSelector('transfer(address,uint256)');
const PAY_COIN = toFunctionSelector('withdrawTo(address,uint256)');

/** What stays on Sonic: a token that is transferred there, or its coin out of the wrapped one. */
function paidBy({ to, data }: HubCall, hub: SodaxHub): Payout | null {
  const isPay = data.startsWith(PAY) || (to === hub.wrappedSonic && data.startsWith(PAY_COIN));
  const decoded = isPay ? readPair(sliceHex(data, 4)) : null;
  if (!decoded) return null;
  const { address, amount } = decoded;
  return { asset: to, amount, recipient: address, destination: hub.relayId };
}
