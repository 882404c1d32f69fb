import { decodeAbiParameters, hexToBytes } from 'viem';
import { MidflightError } from '../../core/errors.ts';
import type { Hex } from '../../core/raw-log.ts';
import { sensibleDecimals, sensibleSymbol, type TokenAnswer } from '../../core/token.ts';
import { parseHex } from './parse/hex.ts';
import { isUnserved } from './query-logs.ts';
import { isRevert } from './read-views.ts';
import type { Rpc } from './rpc.ts';

/** Selectors of ERC-20's `decimals()` and `symbol()`. */
const DECIMALS = '0x313ce567';
const SYMBOL = '0x95d89b41';

const WORD_CHARS = 2 + 64;
/** Of a symbol's answer, in hexadecimal: one word says where it begins, one how long it is. The rest is no symbol. */
const SYMBOL_CHARS_MAX = 2 + 64 * 16;

/** What a contract answered, or why it did not. */
type Told = { hex: Hex } | { reason: string; error: MidflightError };

/**
 * What contracts say of themselves as tokens, in the order of their addresses. Only those with sensible decimals are asked for
 * their symbol.
 */
export async function readTokens(rpc: Rpc, addresses: readonly string[]): Promise<TokenAnswer[]> {
  const told = await askAll(rpc, addresses, DECIMALS);
  // Where nothing was answered and it is not the contracts that refuse, it is the endpoint.
  const [first, ...others] = told.flatMap((one) =>
    'error' in one && !isRevert(one.error) ? one.error : [],
  );
  if (first && others.length + 1 === told.length) throw first;
  const counted = told.map(decimalsIn);
  const tokens = addresses.filter((_, index) => counted[index]?.decimals !== null);
  const symbols = (await askAll(rpc, tokens, SYMBOL)).map(symbolIn);
  const named = new Map(tokens.map((address, index) => [address, symbols[index]]));
  return addresses.map((address, index) => {
    const { decimals = null, reason = null } = counted[index] ?? {};
    return { decimals, symbol: null, reason, ...named.get(address) };
  });
}

/** Asks all contracts the same. One that refuses is an answer; where the endpoint does not answer, all of it fails. */
function askAll(rpc: Rpc, addresses: readonly string[], data: Hex): Promise<Told[]> {
  const ask = async (to: string): Promise<Told> => {
    try {
      const call = [{ to, data }, 'latest'];
      return { hex: await rpc.call('eth_call', call, (answer) => parseHex(answer, '')) };
    } catch (error) {
      if (!(error instanceof MidflightError) || !isUnserved(error)) throw error;
      return { reason: isRevert(error) ? 'reverts' : 'is not answered', error };
    }
  };
  return Promise.all(addresses.map(ask));
}

/** One word; anything else is a fallback's answer, or that of an address without code. */
function decimalsIn(told: Told): { decimals: number | null; reason: string | null } {
  if ('reason' in told) return { decimals: null, reason: `decimals() ${told.reason}` };
  if (told.hex === '0x') return { decimals: null, reason: 'no contract with decimals()' };
  const decimals = told.hex.length === WORD_CHARS ? sensibleDecimals(BigInt(told.hex)) : null;
  return {
    decimals,
    reason: decimals === null ? 'decimals() answers no number of decimals' : null,
  };
}

/** A string, or 32 bytes filled up with zeros, as the first tokens have it. */
function symbolIn(told: Told): { symbol: string | null; reason: string | null } {
  if ('reason' in told) return { symbol: null, reason: `symbol() ${told.reason}` };
  const text = told.hex.length > SYMBOL_CHARS_MAX ? null : textIn(told.hex);
  const symbol = text === null ? null : sensibleSymbol(text);
  return { symbol, reason: symbol === null ? 'symbol() answers nothing fit to be shown' : null };
}

function textIn(hex: Hex): string | null {
  try {
    if (hex.length === WORD_CHARS) {
      const bytes = hexToBytes(hex);
      const end = bytes.findLastIndex((byte) => byte !== 0) + 1;
      return new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, end));
    }
    // As bytes: viem would put something in the place of what is no text.
    const [bytes] = decodeAbiParameters([{ type: 'bytes' }], hex);
    return new TextDecoder('utf-8', { fatal: true }).decode(hexToBytes(bytes));
  } catch {
    return null; // neither
  }
}
