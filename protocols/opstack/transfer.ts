import { encodeAbiParameters, parseAbiItem, parseAbiParameters } from 'viem';
import type { Asset } from '../../core/leg.ts';
import type { Hex } from '../../core/raw-log.ts';
import { keccak } from '../keccak.ts';
import { callDecoder } from './call-decoder.ts';

/** What a bridge moves. The chain's own coin has no tokens. */
export interface Transfer {
  /** The token's address at the end where it leaves, and at the one where it arrives. */
  leaving?: Hex;
  arriving?: Hex;
  from: Hex;
  to: Hex;
  /** How much of it; of an ERC-721 token, which one. */
  amount: bigint;
  isNft: boolean;
  extraData: Hex;
}

/** Coins, as every bridge's event or call tells them. */
export interface Coins {
  from: Hex;
  to: Hex;
  amount: bigint;
  extraData: Hex;
}

/** Tokens by the chains that they are on. */
export interface ChainTokens extends Coins {
  l1Token: Hex;
  l2Token: Hex;
}

/** Tokens as the contract that tells of them sees them. */
export interface LocalTokens extends Coins {
  localToken: Hex;
  remoteToken: Hex;
}

/** In older events, the coin of the chain that is settled on. */
const NO_TOKEN = `0x${'00'.repeat(20)}`;

export const coinTransfer = ({ from, to, amount, extraData }: Coins): Transfer => {
  return { from, to, amount, extraData, isNft: false };
};

/** @param way the tokens' addresses where they leave and where they arrive */
export function tokenTransfer(
  coins: Coins,
  way: { leaving: Hex; arriving: Hex },
  isNft = false,
): Transfer {
  const { from, to, amount, extraData } = coins;
  return { ...way, from, to, amount, extraData, isNft };
}

/** Down to the OP chain or up from it, where the coin of the other chain goes by the zero address. */
export function chainTransfer(
  { l1Token, l2Token, ...coins }: ChainTokens,
  { isDown }: { isDown: boolean },
): Transfer {
  if (l1Token === NO_TOKEN) return coinTransfer(coins);
  const way = isDown
    ? { leaving: l1Token, arriving: l2Token }
    : { leaving: l2Token, arriving: l1Token };
  return tokenTransfer(coins, way);
}

const decodeCoins = [
  'function finalizeBridgeETH(address from, address to, uint256 amount, bytes extraData)' as const,
  'function finalizeETHWithdrawal(address from, address to, uint256 amount, bytes extraData)' as const,
].map((signature) => callDecoder(parseAbiItem(signature)));
const decodeTokens = callDecoder(
  parseAbiItem(
    'function finalizeBridgeERC20(address localToken, address remoteToken, address from, address to, uint256 amount, bytes extraData)',
  ),
);
const decodeNft = callDecoder(
  parseAbiItem(
    'function finalizeBridgeERC721(address localToken, address remoteToken, address from, address to, uint256 amount, bytes extraData)',
  ),
);
const decodeDeposit = callDecoder(
  parseAbiItem(
    'function finalizeDeposit(address l1Token, address l2Token, address from, address to, uint256 amount, bytes extraData)',
  ),
);
const decodeWithdrawal = callDecoder(
  parseAbiItem(
    'function finalizeERC20Withdrawal(address l1Token, address l2Token, address from, address to, uint256 amount, bytes extraData)',
  ),
);

/**
 * The transfer that one bridge asks of the other by this message; undefined for any other call. It is worth something only
 * where a bridge has sent the message. Source: optimism `StandardBridge.sol`, `ERC721Bridge.sol`; before Bedrock
 * `L1StandardBridge.sol` and `L2StandardBridge.sol`.
 */
export function decodeTransfer(message: Hex): Transfer | undefined {
  for (const decode of decodeCoins) {
    const coins = decode(message);
    if (coins) return coinTransfer(coins);
  }
  const arriving = decodeTokens(message);
  if (arriving) return tokenTransfer(arriving, wayOf(arriving));
  const nft = decodeNft(message);
  if (nft) return tokenTransfer(nft, wayOf(nft), true);
  const deposit = decodeDeposit(message);
  if (deposit) return chainTransfer(deposit, { isDown: true });
  const withdrawal = decodeWithdrawal(message);
  return withdrawal && chainTransfer(withdrawal, { isDown: false });
}

/** As the bridge sees it at which they arrive. */
const wayOf = ({ localToken, remoteToken }: LocalTokens) => ({
  leaving: remoteToken,
  arriving: localToken,
});

/** A digest of a transfer: two that have the same move the same. */
export function transferHash({ leaving, arriving, from, to, ...rest }: Transfer): Hex {
  const { amount, isNft, extraData } = rest;
  // CAST: it is an address.
  const none = NO_TOKEN as Hex;
  return keccak(
    encodeAbiParameters(
      parseAbiParameters('address, address, address, address, uint256, bool, bytes'),
      [leaving ?? none, arriving ?? none, from, to, amount, isNft, extraData],
    ),
  );
}

/** What is moved, as it is called at one end. An ERC-721 token is one of its kind. */
export function assetOf(
  { amount, isNft, ...transfer }: Transfer,
  end: 'leaving' | 'arriving',
): Asset {
  const token = transfer[end];
  return { ...(token && { token }), amount: isNft ? '1' : amount.toString() };
}
