import { reasonText } from '../reason-text.ts';
import type { Captured, CaptureInput } from '../define.ts';
import type { Hex } from '../../core/raw-log.ts';
import type { SodaxDeployment } from './deployment.ts';
import { assetBookOf } from './assets.ts';
import { classifyCalls } from './classify.ts';
import { hubOf } from './hub-of.ts';
import { migrationLink, walletLink } from './links.ts';
import { executeStoredSelector } from './receive.ts';
import { callsOf, walletOf } from './relayed.ts';

type Input = CaptureInput<unknown, SodaxDeployment>;

/**
 * Something that a hub wallet did, as the contract that it called tells. What others do there without a packet is one
 * transaction on one chain: nothing is between its first step and its last.
 */
export function captureHubAction(step: string, input: Input): Captured | null {
  const {
    at,
    call,
    deployment: { network },
    here,
  } = input;
  const wallet = walletOf(call, hubOf(input).contracts.assetManager);
  if (wallet === null) return null;
  return { step, links: [walletLink(network, at.transaction, wallet)], about: { hub: here } };
}

/** A migration that somebody must approve first, and the approval. */
export function captureMigration(
  step: 'migration_request' | 'migration_approval',
  { index, user }: { index: bigint; user: string },
  { at, emitter, deployment: { network }, here }: Input,
): Captured {
  const link = migrationLink(network, emitter, index);
  return step === 'migration_approval'
    ? { step, links: [link], about: { hub: here } }
    : {
        step,
        links: [link, walletLink(network, at.transaction, user)],
        about: { hub: here, promises: ['migration_approval'] },
      };
}

/**
 * The value came to the hub wallet, and what it was to do failed. Null where it was to call an intent off: that stays as it
 * was.
 */
export function captureHookFailed(
  { wallet, reason }: { wallet: string; reason: Hex },
  input: Input,
): Captured | null {
  const reasoned = `its calls on the hub failed: ${reasonText(reason)}`;
  return failedFor(wallet, reasoned, input);
}

/** The same of calls that came as a hash. Anybody may emit such an event: only a wallet that was just handed calls counts. */
export function captureStoredFailed(input: Input): Captured | null {
  const { call, emitter } = input;
  if (call?.to !== emitter || !call.input.startsWith(executeStoredSelector)) return null;
  return failedFor(emitter, 'its calls on the hub failed', input);
}

function failedFor(wallet: string, reason: string, input: Input): Captured | null {
  const { at, call, deployment, here } = input;
  const { contracts } = hubOf(input);
  const { kind } = classifyCalls(callsOf(call), contracts, assetBookOf(contracts.assets));
  if (kind === 'cancel') return null;
  return {
    step: 'calls_failed',
    links: [walletLink(deployment.network, at.transaction, wallet)],
    // Calls that came without value have moved none: what they were to move lies where it was.
    about: { hub: here, reason, owes: 'sent' },
  };
}
