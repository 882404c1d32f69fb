import { sql } from 'drizzle-orm';
import { expect, onTestFinished, test } from 'vitest';
import { createDatabase } from '../test/database.ts';
import { connect } from './pool.ts';
import { prepared } from './prepared.ts';

test('a statement is planned anew once a column that it reads has become another, though connections last', async () => {
  const { url } = await createDatabase();
  const { db, close } = connect({ url, connectionsMax: 1, onError: () => {} });
  onTestFinished(close);
  await db.execute(sql`create table own as select 1 as n`);
  const ask = () => prepared<{ n: unknown }>(db, { name: 'own', text: 'select * from own' }, []);
  expect(await ask()).toEqual([{ n: 1 }]);
  await db.execute(sql`alter table own alter column n type text`);
  expect([await ask(), await ask()]).toEqual([[{ n: '1' }], [{ n: '1' }]]);
  await db.execute(sql`alter table own alter column n type boolean using true`);
  expect(await ask()).toEqual([{ n: true }]);
});

test('any other failure is told', async () => {
  const { db } = await createDatabase();
  await expect(prepared(db, { name: 'none', text: 'select * from none' }, [])).rejects.toThrow(
    'relation "none" does not exist',
  );
});
