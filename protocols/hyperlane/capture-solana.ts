import type { Hex } from '../../core/raw-log.ts';
import type { Captured, CaptureInput } from '../define.ts';
import { keccak } from '../keccak.ts';
import type { TextArgs } from '../text-events.ts';
import type { HyperlaneDeployment } from './deployments.ts';
import { messageLink } from './links.ts';
import { decodeHyperlaneMessage } from './message.ts';
import { tellMessage } from './tell-message.ts';

type Input<Args> = CaptureInput<Args, HyperlaneDeployment>;

/** `OutboxDispatch` of the mailbox on Solana, which makes a message of it and logs the id. */
interface OutboxDispatch {
  variant: number;
  sender: Hex;
  destination: number;
  recipient: Hex;
  body: Hex;
}

/** Reads a departure on Solana. The nonce is nowhere in it; the mailbox has hashed it into the id. */
export function captureOutbox({
  args: { rest, instruction },
  deployment,
  here,
  chainNamed,
  deploymentOn,
}: Input<TextArgs<OutboxDispatch>>): Captured {
  const [, domain, id] = /^(\d+), ID (0x[0-9a-f]{64})$/.exec(rest) ?? [];
  if (id === undefined || instruction.variant !== 4) {
    throw new Error('a departure in other words than are known');
  }
  if (Number(domain) !== instruction.destination) {
    throw new Error('a departure that says otherwise than its instruction');
  }
  const { details, ...told } = tellMessage(
    {
      ...instruction,
      origin: here,
      destination: chainNamed(String(domain)),
      seenAt: 'origin',
    },
    deploymentOn,
  );
  return {
    step: 'dispatch',
    // CAST: the pattern has just been checked.
    links: [messageLink(deployment.network, id as Hex)],
    about: { ...told, details: { ...details, messageId: id } },
  };
}

/** `InboxProcess` of the mailbox on Solana: the whole message, and what its security module was shown. */
interface InboxProcess {
  variant: number;
  metadata: Hex;
  message: Hex;
}

/** Reads an arrival on Solana. */
export function captureInbox({
  args: { rest, instruction },
  deployment,
  here,
  chainNamed,
  deploymentOn,
}: Input<TextArgs<InboxProcess>>): Captured {
  if (instruction.variant !== 1 || keccak(instruction.message) !== rest) {
    throw new Error('an arrival of another message than its instruction brings');
  }
  const message = decodeHyperlaneMessage(instruction.message);
  if (message.destination !== deployment.domain) {
    throw new Error(`a message to domain ${message.destination} taken on ${deployment.domain}`);
  }
  const { details, ...told } = tellMessage(
    {
      ...message,
      origin: chainNamed(String(message.origin)),
      destination: here,
      seenAt: 'destination',
    },
    deploymentOn,
  );
  return {
    step: 'process',
    links: [messageLink(deployment.network, message.id)],
    about: {
      ...told,
      details: { ...details, messageId: message.id, nonce: `${message.nonce}` },
    },
  };
}
