import { showAsset } from '../core/asset-unit.ts';
import type { ChainId } from '../core/chain.ts';
import { isOfFirmLeg } from '../core/inclusion.ts';
import type { ChainRef } from '../core/leg.ts';
import type { KnownTokens } from '../core/token.ts';
import type { Quality, ToldTransition } from '../db/read-transitions.ts';
import type { Cause } from '../db/types.ts';

/** In which quality it is told, and the names of chains. */
export interface Telling {
  quality: Quality;
  nameOf: NameOf;
  tokens: KnownTokens;
}
type NameOf = (chain: ChainId) => string | undefined;

/**
 * A transition as streams and webhooks tell it: all ids and numbers of any size are text. Of what is not firm, `confirmed` says
 * nothing: no stage, and no leg.
 */
export function tellTransition(row: ToldTransition, { quality, nameOf, tokens }: Telling) {
  const isAll = quality === 'included';
  return {
    seq: row.seq.toString(),
    operationId: row.operationId,
    version: row.version,
    from: row.fromStatus,
    to: row.toStatus,
    stageFrom: isAll ? row.fromStage : null,
    stageTo: isAll ? row.toStage : null,
    final: row.final,
    changes: row.changes
      .filter((change) => isAll || isOfFirmLeg(change))
      .map(({ step, from, to }) => ({ step, from, to })),
    cause: tellCause(row.cause, nameOf),
    chainTime: row.chainTime.toISOString(),
    observedAt: row.observedAt.toISOString(),
    operation: row.operation && tellOperation(row.operation, nameOf, tokens),
  };
}

/** A cause with the name of its chain, if it is one of a chain. */
export function tellCause(cause: Cause, nameOf: NameOf) {
  return 'chain' in cause ? { ...cause, chainName: nameOf(cause.chain) ?? cause.chain } : cause;
}

function tellOperation(
  { origin, destination, sent, ...own }: NonNullable<ToldTransition['operation']>,
  nameOf: NameOf,
  tokens: KnownTokens,
) {
  const place = (ref: ChainRef | null) =>
    ref && { chain: ref.chain, name: (ref.chain && nameOf(ref.chain)) ?? ref.name };
  return {
    ...own,
    origin: place(origin),
    destination: place(destination),
    sent: showAsset(sent, origin?.chain, tokens),
  };
}
