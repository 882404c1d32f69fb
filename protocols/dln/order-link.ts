import type { Link } from '../../core/leg.ts';
import type { Hex } from '../../core/raw-log.ts';
import { exactLink } from '../define.ts';

/** The link of everything that is told of one order: a hash of all that the order says, which no contract accepts twice. */
export function orderLink(network: string, orderId: Hex): Link {
  const prefix = network === 'mainnet' ? 'dln' : `dln:${network}`;
  return exactLink(`${prefix}:${orderId}`, 'order id');
}
