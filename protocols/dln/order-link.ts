import type { Link } from '../../core/leg.ts';
import type { Hex } from '../../core/raw-log.ts';
import { exactLink } from '../define.ts';
import { keyPrefix } from '../key-prefix.ts';

/** The link of everything that is told of one order: a hash of all that the order says, which no contract accepts twice. */
export function orderLink(network: string, orderId: Hex): Link {
  return exactLink(`${keyPrefix('dln', network)}:${orderId}`, 'order id');
}
