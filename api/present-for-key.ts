import { refsOfOperations } from '../db/client-refs.ts';
import type { Queryable } from '../db/pool.ts';
import type { KnownTokens } from '../core/token.ts';
import type { OperationRow } from '../db/read-operations.ts';
import { presentOperation } from './present.ts';
import type { OperationAnswer } from './schemas/operation.ts';
import type { Surroundings } from './surroundings.ts';

/** Operations as they are shown to whoever asks: with the references that the key has set, if there is one. */
export async function presentForKey(
  db: Queryable,
  rows: readonly OperationRow[],
  {
    surroundings,
    keyId,
    tokens,
  }: { surroundings: Surroundings; keyId: string | null; tokens: KnownTokens },
): Promise<OperationAnswer[]> {
  const answers = rows.map((row) => presentOperation(row, surroundings, tokens));
  if (keyId === null || rows.length === 0) return answers;
  const ids = answers.map(({ id }) => id);
  const refs = await refsOfOperations(db, ids, keyId);
  return answers.map((answer) => ({ ...answer, clientRefs: refs.get(answer.id) ?? [] }));
}
