import type { ChainId } from '../core/chain.ts';
import { isOfFirmLeg } from '../core/inclusion.ts';
import type { ChainView } from '../db/chains.ts';
import type { Quality, ToldTransition } from '../db/read-transitions.ts';
import type { Cause } from '../db/types.ts';
import { presentAsset } from './present.ts';
import type { StreamTransition } from './schemas/stream.ts';
import { presentStage, presentStatus } from './present-status.ts';

/** A cause with the name of its chain, if it is one of a chain. */
export function presentCause(cause: Cause, chains: ReadonlyMap<ChainId, ChainView>) {
  if (!('chain' in cause)) return cause;
  return { ...cause, chainName: chains.get(cause.chain)?.name ?? cause.chain };
}

/** A transition as a stream tells it. Of what is not firm, `confirmed` says nothing: no stage, and no leg. */
export function presentTransition(
  row: ToldTransition,
  { quality, chains }: { quality: Quality; chains: ReadonlyMap<ChainId, ChainView> },
): StreamTransition {
  const isAll = quality === 'included';
  return {
    seq: row.seq.toString(),
    operationId: row.operationId,
    version: row.version,
    from: row.fromStatus === null ? null : presentStatus(row.fromStatus),
    to: presentStatus(row.toStatus),
    stageFrom: isAll && row.fromStage !== null ? presentStage(row.fromStage) : null,
    stageTo: isAll ? presentStage(row.toStage) : null,
    final: row.final,
    changes: row.changes
      .filter((change) => isAll || isOfFirmLeg(change))
      .map(({ step, from, to }) => ({ step, from, to })),
    cause: presentCause(row.cause, chains),
    chainTime: row.chainTime.toISOString(),
    observedAt: row.observedAt.toISOString(),
    operation: row.operation && presentBrief(row.operation, chains),
  };
}

function presentBrief(
  { origin, destination, sent, ...brief }: NonNullable<ToldTransition['operation']>,
  chains: ReadonlyMap<ChainId, ChainView>,
): NonNullable<StreamTransition['operation']> {
  const named = (ref: typeof origin) =>
    ref && { chain: ref.chain, name: (ref.chain && chains.get(ref.chain)?.name) ?? ref.name };
  return {
    ...brief,
    origin: named(origin),
    destination: named(destination),
    sent: presentAsset(sent ?? undefined),
  };
}
