import { PublicKey } from '@solana/web3.js';
import { sensibleDecimals, sensibleSymbol, type TokenAnswer } from '../../core/token.ts';
import type { SvmRpc } from './rpc.ts';

/** The programs that mints are of. */
const TOKEN = 'TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA';
const TOKEN_2022 = 'TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb';

/** Of an account: what a mint's symbol is found in, unless somebody has filled it up before. Any account may be named as a mint. */
export const MINT_BYTES_MAX = 2_048;

/**
 * A mint is 82 bytes: whether it was made is the 46th, its decimals the one before. With Token-2022, the 166th tells what kind of account it
 * is, and extensions follow: two bytes say which, two how long. Source: SPL Token `state.rs`, Token-2022 `extension/mod.rs`.
 */
const MINT_BYTES = 82;
const DECIMALS_AT = 44;
const INITIALIZED_AT = 45;
const KIND_AT = 165;
const KIND_MINT = 1;
/** Any bytes may be at that place of one. */
const MULTISIG_BYTES = 355;
const METADATA_POINTER = 18;
const METADATA = 19;

/** An account as far as it was read. */
export interface Account {
  owner: string;
  data: Uint8Array;
}

/** What mints say of themselves, in the order of their addresses. */
export async function readMints(
  rpc: Pick<SvmRpc, 'accounts'>,
  addresses: readonly string[],
): Promise<TokenAnswer[]> {
  const keys = addresses.filter(isKey);
  const accounts = await rpc.accounts(keys, MINT_BYTES_MAX);
  const read = new Map(keys.map((key, index) => [key, accounts[index] ?? null]));
  return addresses.map((address) => mintIn(address, read.get(address) ?? null));
}

function isKey(address: string): boolean {
  try {
    return new PublicKey(address).toBase58() === address;
  } catch {
    return false; // no 32 bytes
  }
}

/** What an account says as a mint. */
export function mintIn(address: string, account: Account | null): TokenAnswer {
  const nothing = (reason: string) => ({ decimals: null, symbol: null, reason });
  if (!account) return nothing('no account');
  const { owner, data } = account;
  if (owner !== TOKEN && owner !== TOKEN_2022) return nothing('an account of no token program');
  const isBare = data.length === MINT_BYTES;
  const isExtended =
    owner === TOKEN_2022 && data.length !== MULTISIG_BYTES && data[KIND_AT] === KIND_MINT;
  if ((!isBare && !isExtended) || data[INITIALIZED_AT] !== 1)
    return nothing('an account that is no mint');
  const decimals = sensibleDecimals(BigInt(data[DECIMALS_AT] ?? 0));
  if (decimals === null) return nothing('more decimals than amounts have');
  const told = isExtended ? symbolIn(address, data) : null;
  const symbol = told === null ? null : sensibleSymbol(told);
  if (symbol !== null) return { decimals, symbol, reason: null };
  return {
    decimals,
    symbol,
    reason:
      told === null ? 'the mint has no symbol of its own' : 'a symbol that is not fit to be shown',
  };
}

/** The symbol of the metadata that a mint keeps in itself, if it says that it keeps them there. */
function symbolIn(address: string, data: Uint8Array): string | null {
  const extensions = extensionsIn(data);
  const pointer = extensions.get(METADATA_POINTER);
  const metadata = extensions.get(METADATA);
  if (!pointer || !metadata || pointer.length !== 64) return null;
  if (new PublicKey(pointer.subarray(32)).toBase58() !== address) return null;
  // Who may change it, and the mint; then name, symbol and more, each with its length before it.
  const name = textAt(metadata, 64);
  const symbol = name && textAt(metadata, name.end);
  if (!symbol) return null;
  return new TextDecoder().decode(symbol.bytes);
}

/** Those that are there as a whole: what was read may end within the last one. */
function extensionsIn(data: Uint8Array): Map<number, Uint8Array> {
  const view = viewOf(data);
  const found = new Map<number, Uint8Array>();
  for (let at = KIND_AT + 1; at + 4 <= data.length;) {
    const [type, length] = [view.getUint16(at, true), view.getUint16(at + 2, true)];
    if (type === 0) break;
    if (!found.has(type)) found.set(type, data.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return found;
}

function textAt(data: Uint8Array, at: number): { bytes: Uint8Array; end: number } | null {
  if (at + 4 > data.length) return null;
  const end = at + 4 + viewOf(data).getUint32(at, true);
  return end > data.length ? null : { bytes: data.subarray(at + 4, end), end };
}

const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array) =>
  new DataView(buffer, byteOffset, byteLength);
