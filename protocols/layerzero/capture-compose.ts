import type { Link } from '../../core/leg.ts';
import type { Hex } from '../../core/raw-log.ts';
import type { Captured, CaptureInput } from '../define.ts';
import { assertExecutor } from './capture-packet.ts';
import type { LayerzeroDeployment } from './deployment.ts';
import { composeLink } from './links.ts';

type Input = CaptureInput<unknown, LayerzeroDeployment>;

/** A call that is to follow a delivery. Each one of a guid has its own `to` and `index`. */
interface Compose {
  from: string;
  to: string;
  guid: Hex;
  index: number;
}

function linkOf({ from, guid }: Compose, { deployment: { network, eid } }: Input): Link {
  return composeLink({ network, eid, guid, contract: from });
}

/** Reads `ComposeSent`: what was delivered promises a call of its own. */
export function captureComposeSent(args: Compose, input: Input): Captured {
  return {
    step: 'compose',
    links: [linkOf(args, input)],
    about: {
      destination: input.here,
      promises: ['composition'],
      details: { composer: args.to },
    },
  };
}

/** Reads `ComposeDelivered`. */
export function captureComposed(args: Compose, input: Input): Captured {
  return {
    step: 'composition',
    links: [linkOf(args, input)],
    about: { destination: input.here, details: { composer: args.to } },
  };
}

/** Reads `LzComposeAlert`, which anybody may make the endpoint emit. */
export function captureComposeAlert(
  args: Compose & { executor: string; reason: string },
  input: Input,
): Captured {
  assertExecutor(args.executor, input.deployment);
  return {
    step: 'composition',
    outcome: 'failed_retryable',
    links: [linkOf(args, input)],
    about: {
      destination: input.here,
      reason: `the composer refused it: ${args.reason}`,
      details: { composer: args.to },
    },
  };
}
