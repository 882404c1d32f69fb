import { sql } from 'drizzle-orm';
import { showUnit, unitAt } from '../../core/asset-unit.ts';
import type { ValuePlace } from '../../core/alerts/say-value.ts';
import type { KnownTokens } from '../../core/token.ts';
import type { Queryable } from '../pool.ts';
import { tokensOf } from '../tokens.ts';
import type { StoredOperation } from '../types.ts';

/** What an alert needs of an operation to say where its value is. */
export type Placed = Pick<StoredOperation, 'origin' | 'destination' | 'assetLocation'> & {
  about: Pick<StoredOperation['about'], 'sent' | 'wanted' | 'received'>;
};

/** A column `placed` for queries that select from `operations`: a `Placed`. */
export const placedColumn = sql`
  jsonb_build_object(
    'origin', body -> 'origin', 'destination', body -> 'destination', 'assetLocation', body -> 'assetLocation',
    'about', jsonb_strip_nulls(jsonb_build_object(
      'sent', body #> '{about,sent}', 'wanted', body #> '{about,wanted}', 'received', body #> '{about,received}'
    ))
  ) as placed`;

/** Where the values of operations are, their amounts to be read by people where somebody tells how; in their order. */
export async function placeValues(
  db: Queryable,
  placed: readonly Placed[],
): Promise<(ValuePlace | null)[]> {
  const tokens = await tokensOf(db, placed);
  return placed.map((operation) => valueOf(operation, tokens));
}

function valueOf(operation: Placed, tokens: KnownTokens): ValuePlace | null {
  const { assetLocation: value } = operation;
  if (!value) return null;
  return { ...value, ...showUnit(value.amount, unitAt(value, operation, tokens)) };
}
