import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { createDatabase } from '../test/database.ts';
import { readTransitions } from './read-transitions.ts';

const all = { filter: {}, quality: 'included' } as const;

test('a page ends with the transition that fills it, by its rows or by its bytes', async () => {
  const { db } = await createDatabase();
  // What is easily compressed is as long when it is told.
  await db.execute(sql`
    insert into transitions (
      operation_id, version, to_status, to_stage, final, changes, cause, as_of, rules_version, chain_time
    )
    select 'route:a', version, 'pending', 'origin_included', false,
      jsonb_build_array(jsonb_build_object('step', repeat('x', 1000), 'from', null, 'to', 'included')),
      '{"type": "rebuild"}', '{}', 1, now()
    from generate_series(1, 9) as version`);
  const page = async (after: bigint, limits: { limit: number; bytesMax: number }) => {
    const { rows, through } = await readTransitions(db, all, { after, through: 20n, ...limits });
    return { seqs: rows.map(({ seq }) => Number(seq)), through };
  };
  expect(await page(0n, { limit: 50, bytesMax: 2_500 })).toEqual({ seqs: [1, 2, 3], through: 3n });
  expect(await page(3n, { limit: 2, bytesMax: 2_500 })).toEqual({ seqs: [4, 5], through: 5n });
  expect(await page(5n, { limit: 50, bytesMax: 1 })).toEqual({ seqs: [6], through: 6n });
  expect(await page(6n, { limit: 50, bytesMax: 99_999 })).toEqual({
    seqs: [7, 8, 9],
    through: 20n,
  });
  expect(await page(20n, { limit: 50, bytesMax: 1 })).toEqual({ seqs: [], through: 20n });
});
