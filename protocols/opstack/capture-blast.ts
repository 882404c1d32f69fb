import type { Hex } from '../../core/raw-log.ts';
import type { Captured, CaptureInput } from '../define.ts';
import type { OpstackDeployment } from './deployments.ts';
import { endOf } from './end.ts';
import { besideLink, requestLink } from './links.ts';

type BlastInput<Args> = CaptureInput<Args, OpstackDeployment>;

interface Requested {
  requestId: bigint;
  recipient: Hex;
  amount: bigint;
}

/**
 * Reads `WithdrawalRequested` of Blast's yield managers: the message is relayed, and its recipient is to claim the dollars. The
 * messenger's log comes right after it. Ether is requested for the portal, which names the request in its own proof. Source:
 * blast-io/blast `WithdrawalQueue.sol`, `L1BlastBridge.sol`.
 */
export function captureRequested({ args, ...input }: BlastInput<Requested>): Captured | null {
  const { requestId, recipient } = args;
  const { role, inbound: way, here, there } = endOf(input, ['etherManager', 'usdManager']);
  if (role === 'etherManager') return null;
  const { at } = input;
  return {
    step: 'credit',
    links: [
      requestLink(way, 'usdManager', requestId),
      besideLink('relay', { way, at, index: at.index + 1 }),
    ],
    about: {
      kind: 'blast_withdrawal',
      origin: there,
      destination: here,
      recipient,
      promises: ['claim'],
      details: { requestId: requestId.toString() },
    },
  };
}

interface Claimed {
  requestId: bigint;
  recipient: Hex;
  amountOfETH: bigint;
}

/**
 * Reads `WithdrawalClaimed` of Blast's yield managers: what was paid, which is less than was withdrawn where its manager has
 * lost some. The portal claims the ether of a withdrawal that it finalizes, and passes it on.
 */
export function captureClaimed({ args, ...input }: BlastInput<Claimed>): Captured {
  const { requestId, recipient, amountOfETH } = args;
  const end = endOf(input, ['etherManager', 'usdManager']);
  const { role, inbound: way, here, there, usd } = end;
  const isEther = role === 'etherManager';
  return {
    step: isEther ? 'credit' : 'claim',
    links: [requestLink(way, isEther ? 'etherManager' : 'usdManager', requestId)],
    about: {
      kind: isEther ? 'credit' : 'blast_withdrawal',
      origin: there,
      destination: here,
      ...(isEther ? {} : { recipient, promises: ['claim'] }),
      received: { ...(!isEther && usd && { token: usd }), amount: amountOfETH.toString() },
      details: { requestId: requestId.toString() },
    },
  };
}
