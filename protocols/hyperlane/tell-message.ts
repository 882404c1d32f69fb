import type { About, ChainRef } from '../../core/leg.ts';
import { addressOn } from '../bytes32.ts';
import type { CaptureInput } from '../define.ts';
import type { HyperlaneDeployment } from './deployments.ts';
import { decodeWarpTransfer, type HyperlaneMessage } from './message.ts';
import { assetOf, routeAt } from './routes.ts';

/** A message with its chains, and the end at which it was seen. */
type Parts = Pick<HyperlaneMessage, 'sender' | 'recipient' | 'body'> & {
  origin: ChainRef;
  destination: ChainRef;
  seenAt: 'origin' | 'destination';
};

/**
 * What a message says. Its body is a transfer if the contract at the end where it was seen is a warp route that is known: the
 * origin's mailbox proves who sends, and a route takes messages of its other ends alone. Whoever else writes such a body
 * moves nothing, and a recipient may take any message for proven. So neither the events of routes nor the bodies of
 * strangers are believed.
 */
export function tellMessage(
  { origin, destination, sender, recipient, body, seenAt }: Parts,
  deploymentOn: CaptureInput<unknown, HyperlaneDeployment>['deploymentOn'],
): About {
  const [from, to] = [addressOn(origin.chain, sender), addressOn(destination.chain, recipient)];
  const taking = routeAt(origin.chain, from, deploymentOn(origin.chain));
  const paying = routeAt(destination.chain, to, deploymentOn(destination.chain));
  const isKnown = seenAt === 'origin' ? taking : paying;
  const transfer = isKnown && decodeWarpTransfer(body, destination.chain);
  if (!transfer) return { origin, destination, sender: from, recipient: to };
  const sent = taking && assetOf(taking, transfer.amount);
  const wanted = paying && assetOf(paying, transfer.amount);
  return {
    kind: 'transfer',
    origin,
    destination,
    sender: from,
    recipient: transfer.recipient,
    ...(sent && { sent }),
    ...(wanted && { wanted }),
    // The route that pays out does so in the transaction that delivers.
    ...(wanted && seenAt === 'destination' && { received: wanted }),
    details: { recipientRoute: to },
  };
}
