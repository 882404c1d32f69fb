import type { Hex } from 'viem';

import type { Sent } from '../wallet.ts';
import { callOf, encodeCall } from './artifacts.ts';
import type { Intent } from './intent.ts';
import type { Call, Fill } from './payload.ts';
import type { Asset, Sodax, Spoke } from './sodax.ts';

const gasEach = 1_000_000n;

/** One intent to be filled, in full unless told. */
export interface FillPart {
  readonly intent: Intent;
  readonly inputAmount?: bigint;
  /** As much as the intent asks for what is taken of it, unless told. */
  readonly outputAmount?: bigint;
  /** Names what the solver has put aside on the destination; without it the hub pays. */
  readonly externalFillId?: bigint;
  /** Fills an intent that may not be there yet. */
  readonly isEarly?: boolean;
}

/** Tokens that a solver takes home on its own account. */
export interface Move {
  readonly asset: Asset;
  readonly to: Hex;
  readonly amount: bigint;
}

/** Has the solver fill intents, all in one transaction, and in the same move some of its own tokens first. */
export async function fill(
  { hub }: Sodax,
  parts: { fills: readonly FillPart[]; moves?: readonly Move[] },
): Promise<Sent> {
  const { assetManager, intents, solver } = hub.contracts;
  const { fills, moves = [] } = parts;
  const calls: Call[] = [
    ...moves.map(({ asset, to, amount }) =>
      callOf(assetManager, 'HubAssetManager', 'transfer', [asset.hubAsset, to, amount, '0x']),
    ),
    ...fills.map((part) => {
      const { intent, inputAmount = intent.inputAmount, externalFillId = 0n } = part;
      const share = (intent.minOutputAmount * inputAmount) / intent.inputAmount;
      const args = [intent, inputAmount, part.outputAmount ?? share, externalFillId];
      const name = part.isEarly === true ? 'preFillIntent' : 'fillIntent';
      return callOf(intents, 'Intents', name, args);
    }),
  ];
  const gas = gasEach * BigInt(calls.length);
  return await hub.solver.send({ to: solver, data: encodeCall('Solver', 'run', [calls]), gas });
}

/** Puts aside on a spoke what the solver will pay there once the hub agrees. The hub says the same in its packet. */
export async function escrow(spoke: Spoke, fill: Fill): Promise<Sent> {
  return await hold(spoke, fill, 'fillIntent');
}

/** Takes back what was put aside and not used. */
export async function cancelEscrow(spoke: Spoke, fill: Fill): Promise<Sent> {
  return await hold(spoke, fill, 'cancelFill');
}

async function hold({ solver, contracts }: Spoke, fill: Fill, name: 'fillIntent' | 'cancelFill') {
  const { intentFiller: to } = contracts;
  const isCoin = BigInt(fill.token) === 0n;
  if (name === 'fillIntent' && !isCoin) {
    await solver.send({ to: fill.token, data: encodeCall('Token', 'approve', [to, fill.amount]) });
  }
  const value = name === 'fillIntent' && isCoin ? fill.amount : 0n;
  return await solver.send({ to, data: encodeCall('SpokeIntentFiller', name, [fill]), value });
}
