import { encodeAbiParameters, parseAbiItem, parseAbiParameters } from 'viem';
import type { Asset } from '../../core/leg.ts';
import type { Hex } from '../../core/raw-log.ts';
import { keccak } from '../keccak.ts';
import { callDecoder } from './call-decoder.ts';

/** What a bridge moves. A chain's own coin is no token there. */
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

/** Which way a transfer goes; of Mantle, its coin where it settles. */
export interface Direction {
  isDown: boolean;
  mnt?: Hex | undefined;
}

/** In older events, the coin of the chain that is settled on; on Mantle, its own coin too. */
export const NO_TOKEN = `0x${'00'.repeat(20)}`;
/** How Mantle's contracts call ether there, which is a token, and before Bedrock its own coin. Source: mantle-v2 `Predeploys.sol`. */
export const ETHER_ON_MANTLE: Hex = '0xdeaddeaddeaddeaddeaddeaddeaddeaddead1111';
const MNT_ON_MANTLE = '0xdeaddeaddeaddeaddeaddeaddeaddeaddead0000';

/** Of the chain's own coin, which the other chain has too. */
export const coinTransfer = ({ from, to, amount, extraData }: Coins): Transfer => {
  return { from, to, amount, extraData, isNft: false };
};

/** Of ether, which is a token on Mantle. */
export function etherTransfer(coins: Coins, { isDown, mnt }: Direction): Transfer {
  if (mnt === undefined) return coinTransfer(coins);
  return { ...coinTransfer(coins), [isDown ? 'arriving' : 'leaving']: ETHER_ON_MANTLE };
}

/** Of Mantle's own coin, which is a token where Mantle settles. */
export function mntTransfer(coins: Coins, { isDown, mnt }: Direction): Transfer {
  if (mnt === undefined) throw new Error('MNT from or to another chain than Mantle');
  return { ...coinTransfer(coins), [isDown ? 'leaving' : 'arriving']: mnt };
}

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
  direction: Direction,
): Transfer {
  if (l1Token === NO_TOKEN) return etherTransfer(coins, direction);
  const isMnt = l2Token === NO_TOKEN || l2Token === MNT_ON_MANTLE;
  if (isMnt && direction.mnt !== undefined) return mntTransfer(coins, direction);
  const way = direction.isDown
    ? { leaving: l1Token, arriving: l2Token }
    : { leaving: l2Token, arriving: l1Token };
  return tokenTransfer(coins, way);
}

const decodeEther = callDecoder(
  parseAbiItem(
    'function finalizeBridgeETH(address from, address to, uint256 amount, bytes extraData)',
  ),
);
const decodeOldEther = callDecoder(
  parseAbiItem(
    'function finalizeETHWithdrawal(address from, address to, uint256 amount, bytes extraData)',
  ),
);
const decodeMnt = callDecoder(
  parseAbiItem(
    'function finalizeBridgeMNT(address from, address to, uint256 amount, bytes extraData)',
  ),
);
const decodeOldMnt = callDecoder(
  parseAbiItem(
    'function finalizeMantleWithdrawal(address from, address to, uint256 amount, bytes extraData)',
  ),
);
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
 * `L1StandardBridge.sol` and `L2StandardBridge.sol`; the same of mantle-v2.
 */
export function decodeTransfer(message: Hex, direction: Direction): Transfer | undefined {
  const ether = decodeEther(message) ?? decodeOldEther(message);
  if (ether) return etherTransfer(ether, direction);
  const mnt =
    direction.mnt === undefined ? undefined : (decodeMnt(message) ?? decodeOldMnt(message));
  if (mnt) return mntTransfer(mnt, direction);
  const arriving = decodeTokens(message);
  if (arriving) return tokenTransfer(arriving, wayOf(arriving));
  const nft = decodeNft(message);
  if (nft) return tokenTransfer(nft, wayOf(nft), true);
  const deposit = decodeDeposit(message);
  if (deposit) return chainTransfer(deposit, { ...direction, isDown: true });
  const withdrawal = decodeWithdrawal(message);
  return withdrawal && chainTransfer(withdrawal, { ...direction, isDown: false });
}

/**
 * What Bedrock has put into a message of a bridge that was on its way up: the coins, which until then were in the bridge.
 *
 * @param isMantle whether MNT is told beside ether
 */
export function migratedCoins(message: Hex, isMantle: boolean): { value: bigint; mnt?: bigint } {
  const value = decodeOldEther(message)?.amount ?? 0n;
  return isMantle ? { value, mnt: decodeOldMnt(message)?.amount ?? 0n } : { value };
}

const decodeDirect = callDecoder(
  parseAbiItem(
    'function finalizeBridgeETHDirect(address from, address to, uint256 amount, bytes extraData)',
  ),
);

/**
 * The ether that Blast's bridge asks its other end for without the messenger, in return for a token of staked ether; undefined
 * for any other call. Source: blast-io/blast `L2BlastBridge.sol`.
 */
export function decodeDirectTransfer(data: Hex): Transfer | undefined {
  const coins = decodeDirect(data);
  return coins && coinTransfer(coins);
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
