import { slice, sha256, stringToHex } from 'viem';
import type { Hex } from '../../core/raw-log.ts';

/** Numbers of 32 bytes are written from the highest byte on, as on EVM chains. */
const order = {
  makerOrderNonce: 'u64',
  makerSrc: 'bytes',
  giveChainId: 'bytes32',
  giveTokenAddress: 'bytes',
  giveAmount: 'bytes32',
  takeChainId: 'bytes32',
  takeTokenAddress: 'bytes',
  takeAmount: 'bytes32',
  receiverDst: 'bytes',
  givePatchAuthoritySrc: 'bytes',
  orderAuthorityAddressDst: 'bytes',
  allowedTakerDst: 'bytes?',
  allowedCancelBeneficiarySrc: 'bytes?',
  /** `external_call_shortcut`, the hash of what is to be called. */
  externalCall: 'bytes32?',
} as const;

/**
 * What the programs on Solana log by `emit!`. Of their events these alone tell which order they are of. Source:
 * debridge-finance/abis-and-idls, `src.json` and `dst.json`.
 */
export const dlnSvmEvents = {
  created: { name: 'CreatedOrder', fields: { ...order, fixFee: 'u64', percentFee: 'u64' } },
  fulfilled: { name: 'Fulfilled', fields: { orderId: 'bytes32', taker: 'pubkey' } },
  decreased: {
    name: 'DecreaseTakeAmount',
    fields: { orderId: 'bytes32', orderTakeFinalAmount: 'u64' },
  },
} as const;

const shown = { discriminator: 'bytes8', ...order, orderId: 'bytes32' } as const;
const orderId = { discriminator: 'bytes8', orderId: 'bytes32' } as const;
const sending = { ...orderId, beneficiary: 'bytes', executionFee: 'u64' } as const;

/**
 * What is known by its instruction, since its event is empty or says little: Anchor logs the name of each instruction before it
 * runs. One that fails takes its transaction with it.
 */
export const dlnSvmTexts = {
  increased: instruction('PatchOrderGive', { ...orderId, addition: 'u64' }),
  claimedUnlock: instruction('ClaimUnlock', orderId),
  claimedCancel: instruction('ClaimOrderCancel', orderId),
  fulfilled: instruction('FulfillOrder', { ...shown, unlockAuthority: 'bytes32?' }),
  cancelled: instruction('CancelOrder', shown),
  sentCancel: instruction('SendOrderCancel', sending),
  sentUnlock: instruction('SendUnlock', sending),
} as const;

function instruction<const F>(name: string, fields: F) {
  return { name, beginning: `Instruction: ${name}`, instruction: fields };
}

/** The eight bytes with which Anchor calls an instruction: `claim_unlock` for `ClaimUnlock`. */
export function instructionDiscriminator(name: string): Hex {
  const snake = name.replaceAll(/(?!^)[A-Z]/g, (letter) => `_${letter}`).toLowerCase();
  return slice(sha256(stringToHex(`global:${snake}`)), 0, 8);
}
