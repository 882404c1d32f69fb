import { bindProtocol, type Protocol } from '../protocols/bind.ts';
import { bindProtocols } from '../protocols/index.ts';
import { across } from './across.ts';

/** The product's own protocols, and the bench's own. */
export function boundProtocols(): Protocol[] {
  return [...bindProtocols(), bindProtocol(across)];
}
