import type { BorshFields } from '../borsh.ts';
import { anchorTag, type Instruction } from '../instruction-events.ts';

const discriminator = 'u64' as const;

// The data of the instructions of NTT's programs on Solana, versions 1 to 3. Source: native-token-transfers
// `example-native-token-transfers/src/lib.rs`, `ntt-transceiver/src/lib.rs`.

function transfer<N extends string>(name: N) {
  return {
    name,
    tag: anchorTag(name),
    data: {
      discriminator,
      amount: 'u64',
      toChain: 'u16',
      recipient: 'bytes32',
      shouldQueue: 'u8',
    },
    withCalls: true,
  } as const satisfies Instruction<BorshFields>;
}

/** One of those that revert, or do nothing and say nothing, if it is too early for them. */
function attempt<N extends string>(name: N) {
  return {
    name,
    tag: anchorTag(name),
    data: { discriminator, mustAct: 'u8' },
    withCalls: true,
  } as const satisfies Instruction<BorshFields>;
}

const plain = <N extends string>(name: N) =>
  ({ name, tag: anchorTag(name), data: { discriminator } }) as const;

export const nttInstructions = {
  transferBurn: transfer('transfer_burn'),
  transferLock: transfer('transfer_lock'),
  releaseOutbound: attempt('release_wormhole_outbound'),
  receive: plain('receive_wormhole_message'),
  receiveData: {
    ...plain('receive_wormhole_message_instruction_data'),
    data: { discriminator, guardianSetBump: 'u8', body: 'bytes' },
  },
  receiveAccount: plain('receive_wormhole_message_account'),
  redeem: plain('redeem'),
  releaseMint: attempt('release_inbound_mint'),
  releaseMintMultisig: attempt('release_inbound_mint_multisig'),
  releaseUnlock: attempt('release_inbound_unlock'),
  // They begin like an instruction of the core bridge, and tell nothing.
  acceptTokenAuthority: plain('accept_token_authority'),
  deregisterTransceiver: plain('deregister_transceiver'),
} as const;
