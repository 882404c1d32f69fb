import { decodeFunctionData, numberToHex, parseAbi, toFunctionSelector, zeroAddress } from 'viem';
import type { Call, Hex } from '../../core/raw-log.ts';
import { keccak } from '../keccak.ts';
import { bytesIn, sliceHex } from '../slice-hex.ts';
import { aliasOf, hashOf, quantity, word } from './content.ts';

/** What a message of a user has the child do, and the hash of that transaction there. */
export interface UserTransaction {
  form: 'signed' | 'unsigned' | 'contract';
  hash: Hex;
  /** Of what is not signed: whom it calls, null where it creates a contract, and with how much of the sender's. */
  call?: { to: Hex | null; value: bigint; gasLimit: bigint; maxFeePerGas: bigint };
  /** What it calls with came with the message. */
  isFunded: boolean;
}

interface Message {
  child: number;
  index: bigint;
  inbox: string;
  /** The call of its transaction on the parent. */
  call: Call | undefined;
}

const WORD = 32;
const GAS_MAX = (1n << 64n) - 1n;

/** The functions of an inbox that take the value of their call along. Source: nitro-contracts `Inbox.sol`. */
const funded = [
  'sendL1FundedUnsignedTransaction(uint256,uint256,uint256,address,bytes)',
  'sendL1FundedContractTransaction(uint256,uint256,address,bytes)',
].map(toFunctionSelector);

const fromOrigin = parseAbi(['function sendL2MessageFromOrigin(bytes messageData)']);

/** The data of a message that only the call of its inbox has; undefined for another call. */
export function fromOriginData({ to, input }: Call, inbox: string): Hex | undefined {
  if (to !== inbox) return undefined;
  try {
    return decodeFunctionData({ abi: fromOrigin, data: input }).args[0];
  } catch {
    return undefined; // another function, which sends the same by itself
  }
}

/**
 * Reads the data of a message of kind 3 or 7. Null for what may hold any number of transactions, for what no chain runs, and
 * where the sender's address decides and is not told: of an unsigned one it is known if the inbox was called directly.
 * Source: nitro `arbos/parse_l2.go`, `incomingmessage.go`; go-ethereum `arb_types.go`.
 */
export function readUserMessage(data: Hex, message: Message): UserTransaction | null {
  const { child, index, inbox, call } = message;
  const [form, body] = [sliceHex(data, 0, 1), sliceHex(data, 1)];
  if (form === '0x04') {
    return bytesIn(body) === 0 ? null : { form: 'signed', hash: keccak(body), isFunded: false };
  }
  if (call?.to !== inbox) return null;
  const sender = aliasOf(call.from);
  // CAST: hex that is cut behind the selector.
  const isFunded = funded.includes(call.input.slice(0, 10) as Hex);
  const fields = readFields(body, form === '0x00');
  if (!fields) return null;
  const { nonce, to, value, gasLimit, maxFeePerGas, input } = fields;
  const rest = [quantity(maxFeePerGas), quantity(gasLimit), to ?? '0x', quantity(value), input];
  const common = { call: { to, value, gasLimit, maxFeePerGas }, isFunded };
  const chain = quantity(BigInt(child));
  if (form === '0x00') {
    const hash = hashOf('0x65', [chain, sender, quantity(nonce), ...rest]);
    return { form: 'unsigned', hash, ...common };
  }
  if (form !== '0x01') return null;
  // What is funded makes two transactions of one message: its deposit, and this one.
  const own = word(index);
  const request = isFunded ? keccak(`${own}${word(1n).slice(2)}`) : own;
  return { form: 'contract', hash: hashOf('0x66', [chain, request, sender, ...rest]), ...common };
}

/** The fields as an inbox packs them; null where they are cut off, or more than a chain takes. */
function readFields(body: Hex, hasNonce: boolean) {
  const names = ['gasLimit', 'maxFeePerGas', ...(hasNonce ? ['nonce'] : []), 'to', 'value'];
  if (bytesIn(body) < names.length * WORD) return null;
  const at = (name: string): bigint => {
    const place = names.indexOf(name);
    return place === -1 ? 0n : BigInt(sliceHex(body, place * WORD, (place + 1) * WORD));
  };
  const [gasLimit, nonce] = [at('gasLimit'), at('nonce')];
  if (gasLimit > GAS_MAX || nonce > GAS_MAX) return null;
  const to = numberToHex(at('to') & ((1n << 160n) - 1n), { size: 20 });
  return {
    gasLimit,
    nonce,
    maxFeePerGas: at('maxFeePerGas'),
    to: to === zeroAddress ? null : to,
    value: at('value'),
    input: sliceHex(body, names.length * WORD),
  };
}
