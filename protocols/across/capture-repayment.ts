import type { Link } from '../../core/leg.ts';
import type { Hex } from '../../core/raw-log.ts';
import { addressOn, bytes32Of } from '../bytes32.ts';
import { exactLink, type Captured, type CaptureInput } from '../define.ts';
import type { AcrossDeployment } from './deployments.ts';
import { paysLink, prefix } from './relay.ts';

type Input<Args> = CaptureInput<Args, AcrossDeployment>;

/** A leaf of a bundle: it pays many addresses in one token, each of them all that it is owed together. */
interface Leaf {
  rootBundleId: number;
  leafId: number;
  l2TokenAddress: Hex;
  refundAddresses: readonly Hex[];
  refundAmounts: readonly bigint[];
  /** Some of the payments failed, and may be claimed; it does not say which. */
  deferredRefunds?: boolean;
}

/**
 * Reads a leaf. It is an operation of its own, and the refund of each expired deposit whose depositor it pays exactly what was
 * deposited. One that put off some of its payments is taken for no refund: it does not say which.
 */
export function captureLeaf({ args, at, deployment, here }: Input<Leaf>): Captured {
  const { rootBundleId, leafId, l2TokenAddress: token, deferredRefunds = false } = args;
  const { refundAddresses, refundAmounts } = args;
  if (refundAddresses.length !== refundAmounts.length) {
    throw new Error(`${refundAddresses.length} addresses for ${refundAmounts.length} amounts`);
  }
  const { network, chainId } = deployment;
  const refunds = deferredRefunds
    ? []
    : refundAddresses.map((address, index) => {
        const amount = refundAmounts[index] ?? 0n;
        return paysLink({ network, chainId, token, address, amount }, at.blockTime);
      });
  const key = `${prefix(network)}:${chainId}:bundle:${rootBundleId}:${leafId}`;
  return repayment([exactLink(key, 'root bundle and leaf'), ...refunds], {
    rootBundle: String(rootBundleId),
    leaf: String(leafId),
    token: addressOn(here.chain, bytes32Of(token)),
    payments: String(refundAddresses.length),
    ...(deferredRefunds && { deferred: 'true' }),
  });
}

/** A payment that had failed in a leaf: whom it is owed may have it sent to any address. */
interface Claim {
  l2TokenAddress: Hex;
  refundAddress: Hex;
  amount: bigint;
  /** Whom it was owed. */
  caller: Hex;
}

/** Reads a claim of payments that were put off. It is the refund of whom they were owed, wherever they go. */
export function captureClaim({ args, at, ordinal, deployment, here }: Input<Claim>): Captured {
  const { l2TokenAddress: token, refundAddress, caller: address, amount } = args;
  const { network, chainId } = deployment;
  const key = `${prefix(network)}:${chainId}:claim:${at.transaction}-${ordinal}`;
  const links = [
    exactLink(key, 'own transaction'),
    paysLink({ network, chainId, token, address, amount }, at.blockTime),
  ];
  return repayment(links, {
    token: addressOn(here.chain, token),
    payments: '1',
    owed: String(amount),
    owedTo: addressOn(here.chain, bytes32Of(address)),
    sentTo: addressOn(here.chain, refundAddress),
  });
}

function repayment(links: readonly Link[], details: Record<string, string>): Captured {
  const distinct = new Map(links.map((link) => [link.key, link]));
  return { step: 'refund', links: [...distinct.values()], about: { kind: 'repayment', details } };
}
