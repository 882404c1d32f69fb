import type { Hex } from '../../core/raw-log.ts';
import type { Captured, CaptureInput } from '../define.ts';
import { addressOf } from './address-of.ts';
import type { CcipDeployment } from './deployment.ts';
import { arrivalLink, placeLink } from './links.ts';
import { rampAt } from './ramp-at.ts';

type Input = CaptureInput<unknown, CcipDeployment>;

/** Messages of one lane that a report covers, from the first to the last. */
export interface Root {
  sourceChainSelector: bigint;
  onRampAddress: Hex;
  minSeqNr: bigint;
  maxSeqNr: bigint;
  merkleRoot: Hex;
}

interface Interval {
  interval: { min: bigint; max: bigint };
  merkleRoot: Hex;
}

/** Reads `ReportAccepted` of a CommitStore, up to version 1.5; where it has prices alone, the interval is of zeros. */
export function captureReport({ report }: { report: Interval }, input: Input): Captured | null {
  const { deployment, emitter, chainNamed, deploymentOn } = input;
  const { remote: source, version, ramps } = rampAt('commitStore', emitter, deployment);
  const { min, max } = report.interval;
  const { offRamp } = ramps;
  if (source === null || offRamp === undefined) throw new Error('a report for no known OffRamp');
  if (min !== max || min === 0n) return null;
  const there = deploymentOn(chainNamed(source).chain);
  const onRamp = there?.lanes?.[deployment.selector]?.[version]?.onRamp;
  const { merkleRoot } = report;
  return tellCommit({ source, onRamp, offRamp, sequenceNumber: min, merkleRoot }, input);
}

/**
 * Reads `CommitReportAccepted` of version 1.6. A leg belongs to one operation: a report that covers several messages is none
 * of any, nor one that has prices alone.
 */
export function captureCommit(roots: readonly Root[], input: Input): Captured | null {
  const { deployment, emitter, chainNamed } = input;
  rampAt('offRamp', emitter, deployment);
  const [root, ...more] = roots;
  if (!root || more.length > 0 || root.minSeqNr !== root.maxSeqNr) return null;
  const source = String(root.sourceChainSelector);
  return tellCommit(
    {
      source,
      onRamp: addressOf(chainNamed(source).chain, root.onRampAddress),
      offRamp: emitter,
      sequenceNumber: root.minSeqNr,
      merkleRoot: root.merkleRoot,
    },
    input,
  );
}

interface Commit {
  source: string;
  /** Undefined where the ramp at the other end of the lane is not known. */
  onRamp: string | undefined;
  offRamp: string;
  sequenceNumber: bigint;
  merkleRoot: Hex;
}

function tellCommit(commit: Commit, { at, deployment, here, chainNamed }: Input): Captured {
  const { network, selector } = deployment;
  const { source, onRamp, offRamp, sequenceNumber, merkleRoot } = commit;
  return {
    step: 'commit',
    links: [
      arrivalLink({ network, source, chain: at.chain, offRamp, sequenceNumber }),
      ...(onRamp === undefined
        ? []
        : [placeLink({ network, source, onRamp, destination: selector, sequenceNumber })]),
    ],
    about: {
      origin: chainNamed(source),
      destination: here,
      details: { sequenceNumber: String(sequenceNumber), merkleRoot },
    },
  };
}
