import { sql } from 'drizzle-orm';
import { compareFolds } from '../compare-folds.ts';
import { pageOperations } from '../page-operations.ts';
import type { Queryable } from '../pool.ts';
import { readExtent } from '../read-extent.ts';
import { readWorld } from '../world.ts';
import { EXAMPLES_MAX, REBUILD_REMEDY, type Check, type Finding } from './check.ts';

/** Operations that are folded at once. */
const PAGE_MAX = 200;
/** Operations that a sample has, or some more. */
const SAMPLE_MAX = 1_000;

/** The promise of the whole: what is stored of an operation is what its legs fold to. */
export const foldCheck: Check = {
  name: 'operations are what their legs fold to',
  meaning: 'An operation says something else than its legs, the rules and the chains do.',
  remedy: REBUILD_REMEDY,
  find: async ({ tx, rules, isThorough, onProgress }) => {
    const world = await readWorld(tx);
    const protocols = [...rules.keys()];
    const { operations } = await readExtent(tx, protocols);
    const isAll = isThorough || operations <= SAMPLE_MAX;
    const pages = isAll ? allPages(tx, protocols) : samplePages(tx, operations);
    const total = isAll ? operations : SAMPLE_MAX;
    const finding: Finding = { broken: 0, waiting: 0, examples: [] };
    let done = 0;
    for await (const ids of pages) {
      const { differences, failures, waiting, quarantined } = await compareFolds(tx, ids, {
        rules,
        world,
      });
      finding.broken += differences.length + failures.length;
      finding.waiting += waiting.length + quarantined.length;
      const found = [
        ...differences.map(({ id, stored, folded }) => `${id}: ${stored}, folds to ${folded}`),
        ...failures.map(({ id, reason }) => `${id} cannot be folded: ${reason}`),
      ];
      finding.examples.push(...found.slice(0, EXAMPLES_MAX - finding.examples.length));
      done += ids.length;
      onProgress({ done, total: Math.max(done, total) });
    }
    return finding;
  },
};

async function* allPages(tx: Queryable, protocols: readonly string[]): AsyncGenerator<string[]> {
  for (let after = ''; ;) {
    const ids = await pageOperations(tx, { after, limit: PAGE_MAX, protocols });
    const last = ids.at(-1);
    if (last === undefined) return;
    yield ids;
    after = last;
  }
}

/** Operations out of pages of the table that chance picks: it reads these alone, however many there are. */
async function* samplePages(tx: Queryable, operations: number): AsyncGenerator<string[]> {
  const percent = Math.min(100, (200 * SAMPLE_MAX) / operations);
  const { rows } = await tx.execute<{ id: string }>(sql`
    select id from operations tablesample system (${percent}) limit ${SAMPLE_MAX}`);
  const ids = rows.map(({ id }) => id);
  for (let from = 0; from < ids.length; from += PAGE_MAX) yield ids.slice(from, from + PAGE_MAX);
}
