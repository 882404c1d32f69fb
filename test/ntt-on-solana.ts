import { createHash } from 'node:crypto';
import { stringToHex } from 'viem';
import type { Hex } from '../core/raw-log.ts';
import { programAddress } from '../protocols/program-address.ts';

// Instructions of NTT's programs on Solana, as the source of Solana gives them; the places of their accounts and the layout of their
// data are those of native-token-transfers, versions 1 to 3.

const discriminatorOf = (name: string) =>
  createHash('sha256').update(`global:${name}`).digest().subarray(0, 8);

/** An instruction of an Anchor program: who is given it, how a fixture declares it, and its facts. */
export function anchorInstruction(
  program: string,
  name: string,
  { fields = '', accounts, calls, ...args }: InstructionFacts,
): [emitter: string, event: string, args: object] {
  const discriminator = discriminatorOf(name);
  const tag = discriminator.subarray(0, 7).toString('hex');
  return [
    program,
    `instruction 0x${tag} (u64 discriminator${fields && `, ${fields}`})`,
    {
      accounts,
      ...(calls && { calls }),
      discriminator: discriminator.readBigUInt64LE().toString(),
      ...args,
    },
  ];
}

interface InstructionFacts {
  fields?: string;
  accounts: readonly string[];
  calls?: readonly { program: string; data: Hex }[];
  [argument: string]: unknown;
}

function littleEndian(amount: bigint): string {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(amount);
  return bytes.toString('hex');
}

export const tokenProgram = 'TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA';
/** `TransferChecked` and `MintTo` of the token program. */
export const transferred = (amount: bigint, decimals = 6) => ({
  program: tokenProgram,
  data: `0x0c${littleEndian(amount)}0${decimals}` as const,
});
export const minted = (amount: bigint) => ({
  program: tokenProgram,
  data: `0x07${littleEndian(amount)}` as const,
});

/** A manager on Solana with its transceiver, and what they are given. `any` stands where it does not matter. */
export function nttOnSolana(manager: string, { mint, any }: { mint: string; any: string }) {
  const config = programAddress([stringToHex('config')], manager);
  const mode = (isLocking: boolean) => (isLocking ? 'transfer_lock' : 'transfer_burn');
  return {
    emitter: programAddress([stringToHex('emitter')], manager),
    inboxItem: (digest: Hex) => programAddress([stringToHex('inbox_item'), digest], manager),
    transfer: ({
      outboxItem,
      toChain,
      recipient,
      calls = [transferred(700n)],
      isLocking = false,
    }: {
      outboxItem: string;
      toChain: number;
      recipient: Hex;
      calls?: InstructionFacts['calls'] | null;
      isLocking?: boolean;
    }) =>
      anchorInstruction(manager, mode(isLocking), {
        fields: 'u64 amount, u16 toChain, bytes32 recipient, u8 shouldQueue',
        accounts: [any, config, mint, any, tokenProgram, outboxItem, any, any, any],
        ...(calls && { calls }),
        amount: '705',
        toChain,
        recipient,
        shouldQueue: 1,
      }),
    releaseOutbound: (
      outboxItem: string,
      {
        by = manager,
        mustAct = 0,
        calls,
      }: { by?: string; mustAct?: number; calls?: InstructionFacts['calls'] } = {},
    ) =>
      anchorInstruction(by, 'release_wormhole_outbound', {
        fields: 'u8 mustAct',
        accounts: [any, config, outboxItem, any, any, any],
        ...(calls && { calls }),
        mustAct,
      }),
    receive: (posted: string, kept: string) =>
      anchorInstruction(manager, 'receive_wormhole_message', {
        accounts: [any, config, any, posted, kept],
      }),
    receiveData: (by: string, kept: string, body: Hex) =>
      anchorInstruction(by, 'receive_wormhole_message_instruction_data', {
        fields: 'u8 guardianSetBump, bytes body',
        accounts: [any, config, any, kept, any],
        guardianSetBump: 255,
        body,
      }),
    receiveAccount: (by: string, kept: string) =>
      anchorInstruction(by, 'receive_wormhole_message_account', {
        // The bump of the guardian set, and a seed behind it.
        fields: 'u8 guardianSetBump, u64 seed',
        accounts: [any, config, any, any, kept],
        guardianSetBump: 255,
        seed: '1',
      }),
    redeem: (kept: string, inboxItem: string) =>
      anchorInstruction(manager, 'redeem', {
        accounts: [any, config, any, kept, any, mint, inboxItem],
      }),
    releaseInbound: (
      inboxItem: string,
      {
        name = 'release_inbound_mint',
        mustAct = 0,
        calls,
      }: { name?: string; mustAct?: number; calls?: InstructionFacts['calls'] } = {},
    ) =>
      anchorInstruction(manager, name, {
        fields: 'u8 mustAct',
        accounts: [any, config, inboxItem, any, any, mint, tokenProgram, any],
        ...(calls && { calls }),
        mustAct,
      }),
  };
}
