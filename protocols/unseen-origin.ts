import type { Waiting } from '../core/rules.ts';

/**
 * What to say of an operation whose origin was not seen: that is this indexer's to catch up with, and nobody's fault.
 *
 * @param what the origin, as the end of "It waits for …"
 * @param otherwise what to make of it if the origin does not come though its chain is read, where there may be none
 */
export function unseenOrigin(what: string, otherwise?: string): Waiting {
  const action = 'Wait until the origin chain is indexed that far; /v1/chains shows how far it is.';
  return {
    stage: 'awaiting_origin',
    what,
    mover: 'operator',
    who: 'this indexer',
    action: otherwise === undefined ? action : `${action} ${otherwise}`,
  };
}
