import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ChainId } from '../core/chain.ts';
import { loadComponents } from '../db/load-components.ts';
import type { StoredLeg } from '../db/load-legs.ts';
import { storedChain } from '../db/heads.ts';
import type { Database } from '../db/pool.ts';
import { findOperation, readHistory } from '../db/read-operations.ts';
import type { AsOf } from '../db/types.ts';
import { aLeg, here, there } from '../test/builders.ts';
import { createDatabase } from '../test/database.ts';
import { correlateAll, ingestLegs, registerRoute, rollBackTo } from '../test/world-in-database.ts';

/** Where the chains' heads end. */
const END = { here: 20, there: 30 };

/** An operation that was delivered, lost its delivery in a reorg, got it again and became final, with a fold after each. */
async function aLife(): Promise<Database> {
  const { db } = await createDatabase();
  await registerRoute(db);
  const see = async (parts: Parameters<typeof ingestLegs>[1]) => {
    await ingestLegs(db, { finalized: 99, ...parts });
    await correlateAll(db);
  };
  await see({ chain: here, legs: [aLeg({ step: 'send', block: 5 })], to: 5 });
  await see({ chain: here, legs: [], to: 6 });
  await see({ chain: there, legs: [aLeg({ step: 'attest', block: 5 })], to: 5 });
  await see({ chain: there, legs: [], to: 7 });
  await see({ chain: there, legs: [aLeg({ step: 'deliver', block: 8 })], to: 8 });
  await see({ chain: there, legs: [], to: 9 });
  await rollBackTo(db, there, 7);
  await correlateAll(db);
  const again = aLeg({ step: 'deliver', block: 9, fork: 'b' });
  await see({ chain: there, legs: [again], to: 9, fork: 'b' });
  await see({ chain: there, legs: [], to: 10, fork: 'b' });
  await see({ chain: here, legs: [], to: END.here, finalized: 2 });
  await see({ chain: there, legs: [], to: END.there, fork: 'b', finalized: 2 });
  return db;
}

const legsOf = async (db: Database) => (await loadComponents(db, ['route:a'])).legs;

const steps = async (db: Database) =>
  (await readHistory(db, 'route:a')).map((row) => [
    row.version,
    row.fromStatus,
    row.fromStage,
    row.toStatus,
    row.toStage,
    row.final,
  ]);

/** Microseconds, as text: what happened in one millisecond is still told apart. */
const micros = (column: string) =>
  sql.raw(`(extract(epoch from ${column}) * 1000000)::bigint as at`);

/** Everything that a log of transitions came of, in the order in which it was seen. */
async function recordOf(db: Database) {
  const { rows: events } = await db.execute<{ id: string; at: string }>(sql`
    select id, ${micros('observed_at')} from events order by id`);
  const { rows: reorgs } = await db.execute<{ chain: ChainId; ancestor: string; at: string }>(sql`
    select chain, ancestor_number as ancestor, ${micros('detected_at')}
    from reorgs
    -- In the transaction that orphaned its events.
    where detected_at in (select orphaned_at from events)
    order by id`);
  const { rows: folds } = await db.execute<{ as_of: AsOf; at: string }>(sql`
    select as_of, ${micros('observed_at')} from transitions order by seq`);
  const stored = await legsOf(db);
  const legs = new Map(stored.map((leg) => [leg.eventId, leg]));
  const arrivals = events.flatMap(({ id, at }) => {
    const leg = legs.get(id);
    return leg ? [{ leg: { ...leg, canonical: true, verified: false }, at: BigInt(at) }] : [];
  });
  return {
    arrivals,
    reorgs: reorgs.map((reorg) => ({ ...reorg, at: BigInt(reorg.at) })),
    folds: folds.map(({ as_of, at }) => ({ asOf: as_of, at: BigInt(at) })),
  };
}

test('the stored events, replayed as they came, give the same transitions again', async () => {
  const first = await aLife();
  const { arrivals, reorgs, folds } = await recordOf(first);
  const { db } = await createDatabase();
  await registerRoute(db);
  let since = 0n;
  for (const { asOf, at: until } of folds) {
    const isNow = ({ at }: { at: bigint }) => since < at && at <= until;
    for (const { chain, ancestor } of reorgs.filter(isNow)) {
      await rollBackTo(db, chain, Number(ancestor));
    }
    // CAST: the keys are chain ids.
    for (const [chain, head] of Object.entries(asOf) as [ChainId, AsOf[ChainId]][]) {
      const legs = arrivals.filter(isNow).flatMap(({ leg }) => (leg.at.chain === chain ? leg : []));
      const known = (await storedChain(db, chain)).head;
      if (known?.hash === head.hash && legs.length === 0) continue;
      const to = Number(head.head);
      await ingestLegs(db, {
        chain,
        legs,
        to,
        fork: head.hash.replace(`0x${chain}-${to}`, ''),
        safe: to - Number(head.safe),
        finalized: head.finalized === null ? 99 : to - Number(head.finalized),
      });
    }
    await correlateAll(db);
    since = until;
  }
  expect(await steps(db)).toEqual(await steps(first));
  expect((await steps(db)).map(([, , , status, stage]) => `${status}/${stage}`)).toEqual([
    'pending/origin_included',
    'confirmed/awaiting_attestation',
    'confirmed/attestation_included',
    'confirmed/awaiting_relay',
    'confirmed/destination_included',
    'complete/delivered',
    'confirmed/destination_orphaned',
    'confirmed/destination_included',
    'complete/delivered',
    'complete/delivered',
    'complete/delivered',
  ]);
});

/** Takes an event back, as a rollback of its block does. */
async function orphan(db: Database, { at }: StoredLeg): Promise<void> {
  await db.execute(sql`
    update events
    set canonical = false, verified = false, orphaned_at = now()
    where block_hash = ${at.blockHash} and transaction = ${at.transaction}`);
  await db.execute(sql`insert into dirty (key, cause) values ('route:a', '{"type":"rebuild"}')`);
}

test('the stored events give the same operation in any order', { timeout: 180_000 }, async () => {
  const first = await aLife();
  const expected = (await findOperation(first, 'route:a'))?.body;
  const legs = await legsOf(first);
  expect(legs).toHaveLength(4);
  const order = fc.shuffledSubarray(legs, { minLength: legs.length });
  await fc.assert(
    fc.asyncProperty(order, async (shuffled) => {
      const { db } = await createDatabase();
      await registerRoute(db);
      const top = async (chain: ChainId, to: number, from: number) =>
        ingestLegs(db, { chain, legs: [], from, to, fork: chain === there ? 'b' : '' });
      // The heads are far on, and everything below is a hole.
      await top(here, END.here - 1, END.here - 1);
      await top(there, END.there - 1, END.there - 1);
      for (const leg of shuffled) {
        const block = Number(leg.at.blockNumber);
        const { chain } = leg.at;
        await ingestLegs(db, { chain, legs: [leg], from: block, to: block, isBackfill: true });
        if (!leg.canonical) await orphan(db, leg);
        await correlateAll(db);
      }
      const ends: [ChainId, number][] = [
        [here, END.here],
        [there, END.there],
      ];
      for (const [chain, end] of ends) {
        await ingestLegs(db, { chain, legs: [], from: 0, to: end - 1, isBackfill: true });
        await top(chain, end, end);
      }
      await correlateAll(db);
      expect((await findOperation(db, 'route:a'))?.body).toEqual(expected);
    }),
    { numRuns: 12 },
  );
});
