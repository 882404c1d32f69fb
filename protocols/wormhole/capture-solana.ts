import type { Hex } from '../../core/raw-log.ts';
import { bytes32Of } from '../bytes32.ts';
import type { Captured, CaptureInput } from '../define.ts';
import type { InstructionArgs } from '../instruction-events.ts';
import { keccak } from '../keccak.ts';
import { capturePublished } from './capture-core.ts';
import { accountAt } from './account-at.ts';
import { tokenBridgeEmitterOf, type WormholeDeployment } from './deployments.ts';
import { claimLink, postedLink, shimLink, vaaLink } from './links.ts';
import { decodeNttTransfer } from './ntt-message.ts';
import { UNKNOWN_ORIGIN } from './reachable.ts';
import { tellMessage } from './tell-message.ts';
import { vaaIdText } from './vaa-id.ts';

type Input<Args> = CaptureInput<Args, WormholeDeployment>;

/** Where an instruction's accounts stand. Source: wormhole `post_message.rs`, `post_vaa.rs`, `complete.rs`; the shim's `lib.rs`. */
const EMITTER = 2;
const POSTED = 3;
const CLAIM = 3;
const RECIPIENT = 5;

/** `PostMessage` and `PostMessageUnreliable` of the core bridge. */
interface PostMessage {
  nonce: number;
  payload: Hex;
  consistency: number;
}

/**
 * Reads a message on Solana. Its number is only in the line that the core bridge logs. A message without a payload is the
 * shim's, which says what it is itself.
 */
export function capturePostMessage(input: Input<InstructionArgs<PostMessage>>): Captured | null {
  const { instruction, accounts, logged } = input.args;
  const { nonce, payload, consistency } = instruction;
  if (payload === '0x') return null;
  const lines = logged.flatMap((line) => /^Sequence: (\d+)$/.exec(line)?.[1] ?? []);
  const [sequence] = lines;
  if (sequence === undefined || lines.length > 1) {
    throw new Error('a message whose number is not in the logs');
  }
  return capturePublished(
    {
      sender: accountAt(accounts, EMITTER),
      sequence: BigInt(sequence),
      nonce,
      payload,
      consistencyLevel: consistency,
    },
    input,
  );
}

/** `post_message` of the shim. */
interface ShimMessage {
  nonce: number;
  consistency: number;
  payload: Hex;
}

/** Reads what the shim was given. The number of the message is in the shim's event, which follows. */
export function captureShimMessage(input: Input<InstructionArgs<ShimMessage>>): Captured {
  const { instruction, accounts } = input.args;
  const { nonce, payload, consistency } = instruction;
  const { deployment: source, here: origin, at, ordinal } = input;
  const emitter = bytes32Of(accountAt(accounts, EMITTER));
  const { about, links } = tellMessage({ emitter, payload, source, origin }, input);
  return {
    step: 'publish',
    links: [shimLink(source.network, at, ordinal), ...links],
    about: {
      ...about,
      origin,
      content: keccak(payload),
      details: {
        nonce: String(nonce),
        consistencyLevel: String(consistency),
        ...about.details,
      },
    },
  };
}

/** Reads the shim's `MessageEvent`, which tells the message's number. */
export function captureShimEvent(input: Input<{ emitter: string; sequence: bigint }>): Captured {
  const { args, deployment, here, at, ordinal } = input;
  const { network, wormholeId } = deployment;
  const id = { chain: wormholeId, emitter: bytes32Of(args.emitter), sequence: args.sequence };
  return {
    step: 'publish',
    links: [vaaLink(network, id), shimLink(network, at, ordinal)],
    about: { origin: here, details: { vaa: vaaIdText(id), emitter: args.emitter } },
  };
}

/** `PostVAA` of the core bridge: a message with the guardians' signatures, which it has verified. */
interface PostVaa {
  emitterChain: number;
  emitter: Hex;
  sequence: bigint;
  payload: Hex;
}

/**
 * Reads a signed message on Solana, where it must be posted before the Token Bridge redeems it or a transceiver of NTT takes it;
 * null for all others.
 */
export function capturePostVaa(input: Input<InstructionArgs<PostVaa>>): Captured | null {
  const { instruction, accounts } = input.args;
  const { emitterChain: chain, emitter, sequence, payload } = instruction;
  const { here, deployment, chainNamed, deploymentOn } = input;
  const origin = chainNamed(String(chain));
  const source = deploymentOn(origin.chain);
  if (!source) return null;
  const isTokenBridge = emitter === tokenBridgeEmitterOf(source);
  if (!isTokenBridge && !decodeNttTransfer(payload, chain)) return null;
  const { about, links } = tellMessage({ emitter, sequence, payload, source, origin }, input);
  if (about.destination?.chain !== here.chain) return null;
  const id = { chain, emitter, sequence };
  return {
    step: isTokenBridge ? 'attestation' : 'posting',
    links: [
      vaaLink(deployment.network, id),
      ...links,
      ...(isTokenBridge ? [] : [postedLink(deployment.network, accountAt(accounts, POSTED))]),
    ],
    about: {
      ...about,
      origin,
      content: keccak(payload),
      details: { vaa: vaaIdText(id), ...about.details },
    },
  };
}

/** Reads one of the Token Bridge's `complete` instructions: it paid out, and made the message's claim account. */
export function captureComplete(input: Input<InstructionArgs<unknown>>): Captured {
  const { args, deployment, here } = input;
  const claim = accountAt(args.accounts, CLAIM);
  return {
    step: 'redemption',
    links: [claimLink(deployment.network, claim)],
    about: {
      kind: 'transfer',
      // The message that was posted before tells, and so does its origin.
      origin: UNKNOWN_ORIGIN,
      destination: here,
      recipient: accountAt(args.accounts, RECIPIENT),
      details: { claim },
    },
  };
}
