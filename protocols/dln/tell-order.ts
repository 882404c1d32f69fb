import type { ChainId } from '../../core/chain.ts';
import type { About } from '../../core/leg.ts';
import type { Hex } from '../../core/raw-log.ts';
import { addressOn } from '../bytes32.ts';
import type { CaptureInput } from '../define.ts';
import { bytesIn } from '../slice-hex.ts';
import type { DlnDeployment } from './deployments.ts';
import { orderIdOf, type Order } from './order.ts';

type Input = Pick<CaptureInput<unknown, DlnDeployment>, 'chainNamed' | 'deploymentOn'>;

/** What an order says of its operation, and its id. Throws if the order has another id than its event names. */
export function tellOrder(
  order: Order,
  named: Hex | null,
  { chainNamed, deploymentOn }: Input,
): { orderId: Hex; about: About } {
  const orderId = orderIdOf(order);
  if (named !== null && named !== orderId) {
    throw new Error('an order that has another id than its event names');
  }
  const origin = chainNamed(String(order.giveChainId));
  const destination = chainNamed(String(order.takeChainId));
  const hasHook = order.hookHash !== '0x';
  const hasAdapter = (deploymentOn(destination.chain)?.adapters ?? []).length > 0;
  const optional = {
    allowedTaker: addressOf(destination.chain, order.allowedTakerDst),
    allowedCancelBeneficiary: addressOf(origin.chain, order.allowedCancelBeneficiarySrc),
  };
  return {
    orderId,
    about: {
      // Where no hook can be seen to run, none is awaited.
      kind: hasHook && hasAdapter ? 'hook' : 'order',
      origin,
      destination,
      sender: addressOf(origin.chain, order.makerSrc),
      recipient: addressOf(destination.chain, order.receiverDst),
      sent: {
        token: addressOf(origin.chain, order.giveTokenAddress),
        amount: String(order.giveAmount),
      },
      wanted: {
        token: addressOf(destination.chain, order.takeTokenAddress),
        amount: String(order.takeAmount),
      },
      details: {
        orderId,
        nonce: String(order.makerOrderNonce),
        orderAuthority: addressOf(destination.chain, order.orderAuthorityAddressDst),
        ...Object.fromEntries(Object.entries(optional).filter(([, address]) => address !== '0x')),
        ...(hasHook && { hookHash: order.hookHash }),
      },
    },
  };
}

/** As its own chain writes it. Only addresses on Solana have 32 bytes; those of EVM chains come as they are. */
export function addressOf(chain: ChainId | null, bytes: Hex): string {
  return bytesIn(bytes) === 32 ? addressOn(chain, bytes) : bytes;
}
