import { concat, numberToHex } from 'viem';
import type { Hex } from '../../core/raw-log.ts';
import { keccak } from '../keccak.ts';
import { bytesIn } from '../slice-hex.ts';

/**
 * An order, as its maker has placed it. What the maker gives is on the origin ("src"), what is taken on the destination
 * ("dst"); addresses are as long as their own chain has them, and empty where there is none.
 */
export interface Order {
  makerOrderNonce: bigint;
  makerSrc: Hex;
  giveChainId: bigint;
  giveTokenAddress: Hex;
  giveAmount: bigint;
  takeChainId: bigint;
  takeTokenAddress: Hex;
  takeAmount: bigint;
  receiverDst: Hex;
  givePatchAuthoritySrc: Hex;
  orderAuthorityAddressDst: Hex;
  allowedTakerDst: Hex;
  allowedCancelBeneficiarySrc: Hex;
  /** Keccak-256 of what is to be called after the delivery; empty for most orders, which call nothing. */
  hookHash: Hex;
}

/**
 * The id by which every chain knows an order: the Keccak-256 of all that it says. Throws for an address of more bytes than its
 * length can tell. Source: debridge-finance/dln-contracts, `DlnOrderLib.sol`; docs.debridge.com, "Deterministic Order ID".
 */
export function orderIdOf(order: Order): Hex {
  return keccak(
    concat([
      numberToHex(order.makerOrderNonce, { size: 8 }),
      withLength(order.makerSrc),
      wordOf(order.giveChainId),
      withLength(order.giveTokenAddress),
      wordOf(order.giveAmount),
      wordOf(order.takeChainId),
      withLength(order.takeTokenAddress),
      wordOf(order.takeAmount),
      withLength(order.receiverDst),
      withLength(order.givePatchAuthoritySrc),
      withLength(order.orderAuthorityAddressDst),
      withLength(order.allowedTakerDst),
      withLength(order.allowedCancelBeneficiarySrc),
      order.hookHash === '0x' ? '0x00' : `0x01${order.hookHash.slice(2)}`,
    ]),
  );
}

const wordOf = (number: bigint): Hex => numberToHex(number, { size: 32 });

const LENGTH_MAX = 255;

function withLength(bytes: Hex): Hex {
  const length = bytesIn(bytes);
  if (length > LENGTH_MAX) throw new Error(`an order with an address of ${length} bytes`);
  return concat([numberToHex(length, { size: 1 }), bytes]);
}
