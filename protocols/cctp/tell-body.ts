import { hexToString } from 'viem';
import type { About, ChainRef } from '../../core/leg.ts';
import type { Hex } from '../../core/raw-log.ts';
import { addressOn } from '../bytes32.ts';
import { keccak } from '../keccak.ts';
import { bytesIn, sliceHex } from '../slice-hex.ts';
import { decodeCctpBurn, type CctpBurn } from './message.ts';

/** What both ends of a message carry, and its two chains. */
export interface Body {
  version: 1 | 2;
  sender: Hex;
  body: Hex;
  origin: ChainRef;
  destination: ChainRef;
  /** Circle's token messenger at the origin; undefined where it is not known here. */
  tokenMessenger: string | undefined;
}

/**
 * What a body tells. It is a transfer if Circle's token messenger has sent it: anybody may send a message whose body looks
 * like one. Where that contract is not known, only the mint beside the arrival tells that it was one, and this tells no kind.
 * Throws for a transfer whose body is of a version that is unknown here.
 */
export function tellBody(told: Body): { about: About; burn: CctpBurn | null } {
  const { version, sender, body, origin, destination, tokenMessenger } = told;
  const burn = decodeCctpBurn(version, body);
  const shownSender = addressOn(origin.chain, sender);
  if (tokenMessenger === undefined) {
    return { about: { ...(!burn && { kind: 'message' }), sender: shownSender }, burn };
  }
  if (shownSender !== tokenMessenger) {
    return { about: { kind: 'message', sender: shownSender }, burn: null };
  }
  if (!burn) throw new Error(`a transfer whose body of ${bytesIn(body)} bytes is unknown`);
  return {
    about: {
      kind: 'transfer',
      sender: addressOn(origin.chain, burn.messageSender),
      recipient: addressOn(destination.chain, burn.mintRecipient),
      sent: { token: addressOn(origin.chain, burn.burnToken), amount: burn.amount.toString() },
      details: burn.v2 ? { maxFee: burn.v2.maxFee.toString(), ...tellHook(burn.v2.hookData) } : {},
    },
    burn,
  };
}

/** How hook data begins by which Circle is asked to hand the message in itself. */
const FORWARDING = 'cctp-forward';

/** Circle runs no hook: whoever hands the message in is to do what it says. It may be long. */
function tellHook(hookData: Hex): Record<string, string> {
  if (hookData === '0x') return {};
  const isForwarded = hexToString(sliceHex(hookData, 0, FORWARDING.length)) === FORWARDING;
  return { hookDataHash: keccak(hookData), ...(isForwarded && { forwarding: 'circle' }) };
}
