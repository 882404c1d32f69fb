import type { ChainId } from '../core/chain.ts';
import type { KnownTokens } from '../core/token.ts';
import type { ChainView } from '../db/chains.ts';
import type { Quality, ToldTransition } from '../db/read-transitions.ts';
import type { Cause } from '../db/types.ts';
import { tellCause, tellTransition } from '../webhooks/tell-transition.ts';
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
  { quality, chains, tokens }: { quality: Quality; chains: Named; tokens: KnownTokens },
): StreamTransition {
  const told = tellTransition(row, { quality, nameOf: (chain) => chains.get(chain)?.name, tokens });
  return {
    ...told,
    from: told.from === null ? null : presentStatus(told.from),
    to: presentStatus(told.to),
    stageFrom: told.stageFrom === null ? null : presentStage(told.stageFrom),
    stageTo: told.stageTo === null ? null : presentStage(told.stageTo),
  };
}
