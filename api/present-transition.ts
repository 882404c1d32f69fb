import type { ChainId } from '../core/chain.ts';
import type { ChainView } from '../db/chains.ts';
import type { Quality, ToldTransition } from '../db/read-transitions.ts';
import type { Cause } from '../db/types.ts';
import { tellCause, tellTransition } from '../webhooks/tell-transition.ts';
import { presentAsset } from './present.ts';
import type { StreamTransition } from './schemas/stream.ts';
import { presentStage, presentStatus } from './present-status.ts';

type Named = ReadonlyMap<ChainId, Pick<ChainView, 'name'>>;

/** A cause with the name of its chain, if it is one of a chain. */
export function presentCause(cause: Cause, chains: Named) {
  return tellCause(cause, (chain) => chains.get(chain)?.name);
}

/** A transition as a stream tells it. */
export function presentTransition(
  row: ToldTransition,
  { quality, chains }: { quality: Quality; chains: Named },
): StreamTransition {
  const told = tellTransition(row, { quality, nameOf: (chain) => chains.get(chain)?.name });
  return {
    ...told,
    from: told.from === null ? null : presentStatus(told.from),
    to: presentStatus(told.to),
    stageFrom: told.stageFrom === null ? null : presentStage(told.stageFrom),
    stageTo: told.stageTo === null ? null : presentStage(told.stageTo),
    operation: told.operation && {
      ...told.operation,
      sent: presentAsset(told.operation.sent ?? undefined),
    },
  };
}
