/** A fault to plant: a text that stands once in a file, and what it is replaced by. */
export interface PlantedFault {
  name: string;
  file: string;
  find: string;
  by: string;
  /** The test that is there for it, where few seeds would show it. */
  test?: string;
}

/** Faults that somebody might make, or has made elsewhere. Something must catch each. */
export const plantedFaults: readonly PlantedFault[] = [
  {
    name: 'a rollback marks no operation',
    file: 'db/rollback.ts',
    find: "join links on links.event_id = orphaned.id and links.kind = 'exact'",
    by: "join links on links.event_id = orphaned.id and links.kind = 'no such'",
  },
  {
    name: 'an empty answer takes back what is stored',
    file: 'indexer/second-look.ts',
    find: '(headers[i]?.hash === hash) !== isShown',
    by: 'headers[i] === undefined && hash === String(isShown)',
    test: 'indexer/second-look.test.ts',
  },
  {
    name: 'nothing looks for what a lost bell left',
    file: 'jobs/correlate-job.ts',
    find: 'everyMs: 2_000',
    by: 'everyMs: 0',
  },
  {
    name: "a deadline is judged by another clock than its chain's certain one",
    file: 'core/deadline.ts',
    find: 'read.certain.time <= deadline',
    by: 'read.certain.time <= deadline - 40',
  },
  {
    name: 'a firm delivery is complete without its origin',
    file: 'core/required.ts',
    find: "if (slot.step.side === 'origin') return !isAlone;",
    by: "if (slot.step.side === 'origin') return false;",
  },
  {
    name: 'a leg in a fresh block counts as firm',
    file: 'core/inclusion.ts',
    find: "return inclusion === 'confirmed' || inclusion === 'finalized';",
    by: "return inclusion === 'confirmed' || inclusion === 'finalized' || inclusion === 'included';",
  },
  {
    name: 'what was read once is final',
    file: 'core/inclusion.ts',
    find: 'if (leg.verified && isPast(head?.finalized))',
    by: 'if (isPast(head?.finalized))',
  },
  {
    name: 'a checkpoint moves outside of the transaction of its rows',
    file: 'db/ingest.ts',
    find: '  await db.transaction(async (tx) => {',
    by: `  await db.execute(sql\`
    update checkpoints
    set ranges = ranges + int8multirange(int8range(\${range.from}, \${range.to + 1n}))
    where chain = \${chain} and \${streams.length} > 0\`);
  await db.transaction(async (tx) => {`,
    test: 'db/ingest.test.ts',
  },
  {
    name: 'of several parts one counts twice',
    file: 'core/successes.ts',
    find: 'successes.reduce((sum, { leg }) => sum + BigInt(leg.about.filled ?? 0), 0n);',
    by: '[...successes, ...successes.slice(1, 2)].reduce((sum, { leg }) => sum + BigInt(leg.about.filled ?? 0), 0n);',
  },
  {
    name: 'a leg that was reorged away still counts',
    file: 'db/rollback.ts',
    find: 'set canonical = false, verified = false, orphaned_at = now()',
    by: 'set verified = false, orphaned_at = now()',
  },
  {
    name: 'a fold sees the heads of the fold before',
    file: 'jobs/fold-components.ts',
    find: 'const world = await readWorld(tx);',
    by: `const shared = globalThis as { before?: World };
  const now = await readWorld(tx);
  const world = shared.before ?? now;
  shared.before = now;`,
  },
  {
    name: 'what was read before a rollback is written after it',
    file: 'db/generation.ts',
    find: 'if (rows[0] && BigInt(rows[0].generation) === generation) return;',
    by: 'if (rows[0] && generation >= 0n) return;',
    // It takes a reorg while the blocks right below a first head are read.
    test: 'indexer/second-look.test.ts',
  },
  {
    name: 'nobody is told that the safe height has passed a leg',
    file: 'db/heads.ts',
    find: 'upTo: higher(moved.safe, moved.finalized),',
    by: 'upTo: higher(moved.old_safe, moved.old_finalized),',
  },
  {
    name: 'a second look takes back events and tells nobody',
    file: 'db/take-back.ts',
    find: 'await markEvents(tx, ids,',
    by: 'await markEvents(tx, [],',
    test: 'db/verify.test.ts',
  },
  {
    name: 'a hub that becomes known is told to nobody',
    file: 'db/checkpoints.ts',
    find: "(body ->> 'coverage' <> 'full' or body -> 'about' -> 'hub' ->> 'chain' = ${chain})",
    by: "body ->> 'coverage' <> 'full'",
    test: 'db/checkpoints.test.ts',
  },
];
