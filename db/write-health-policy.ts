import type { HealthPolicy } from '../core/health.ts';
import type { Queryable } from './pool.ts';
import { healthPolicy } from './schema.ts';

/** Writes down by what the jobs judge, for views that judge alike. Of several processes that differ, the one that started last is right. */
export async function writeHealthPolicy(
  db: Queryable,
  { blindAfterSeconds }: HealthPolicy,
): Promise<void> {
  await db
    .insert(healthPolicy)
    .values({ name: 'jobs', blindAfterSeconds })
    .onConflictDoUpdate({ target: healthPolicy.name, set: { blindAfterSeconds } });
}
