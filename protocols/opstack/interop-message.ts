import { encodeAbiParameters, parseAbiItem, parseAbiParameters } from 'viem';
import type { Hex } from '../../core/raw-log.ts';
import { keccak } from '../keccak.ts';
import { callDecoder } from './call-decoder.ts';
import { predeploys } from './end.ts';
import { coinTransfer, tokenTransfer, type Transfer } from './transfer.ts';

/** A message from one OP chain to another. Source: optimism `L2ToL2CrossDomainMessenger.sol`. */
export interface InteropMessage {
  destination: bigint;
  source: bigint;
  nonce: bigint;
  sender: Hex;
  target: Hex;
  message: Hex;
}

/** The hash by which both messengers know a message. Source: optimism `Hashing.sol`. */
export function interopHash(sent: InteropMessage): Hex {
  const { destination, source, nonce, sender, target, message } = sent;
  return keccak(
    encodeAbiParameters(parseAbiParameters('uint256, uint256, uint256, address, address, bytes'), [
      destination,
      source,
      nonce,
      sender,
      target,
      message,
    ]),
  );
}

const decodeTokens = callDecoder(
  parseAbiItem('function relayERC20(address token, address from, address to, uint256 amount)'),
);
const decodeCoins = callDecoder(
  parseAbiItem('function relayETH(address from, address to, uint256 amount)'),
);

/** The transfer that a message of a bridge is; undefined for any other. Its token has one address on all chains. */
export function interopTransferIn({ sender, message }: InteropMessage): Transfer | undefined {
  if (sender === predeploys.interopTokenBridge) {
    const tokens = decodeTokens(message);
    return tokens && interopTokens(tokens);
  }
  const coins = sender === predeploys.interopEthBridge ? decodeCoins(message) : undefined;
  return coins && interopCoins(coins);
}

interface Coins {
  from: Hex;
  to: Hex;
  amount: bigint;
}

export const interopCoins = (coins: Coins): Transfer => coinTransfer({ ...coins, extraData: '0x' });

export const interopTokens = ({ token, ...coins }: Coins & { token: Hex }): Transfer =>
  tokenTransfer({ ...coins, extraData: '0x' }, { leaving: token, arriving: token });
