import { expect, test } from 'vitest';
import { createDatabase } from '../test/database.ts';
import { copyInto } from './copy.ts';

const values = [
  { text: 'plain', hex: '0xab', int4: 7, int8: 1, seconds: 1_750_000_000, json: { a: 'b' } },
  { text: null, hex: undefined, int4: null, int8: 2, seconds: 0, json: {} },
  {
    text: 'tab\tline\nback\\slash \\N “ünïcode” 𝛑',
    hex: '0x',
    int4: -2_147_483_648,
    int8: 2 ** 53 - 1,
    seconds: 946_684_799,
    json: { 'quo"te': ['𝛑', '\\'] },
  },
  { text: '', hex: '0x', int4: 0, int8: 3, seconds: 1, json: [] },
  { text: 'schön', hex: '0x', int4: 0, int8: 3, seconds: 1, json: [] },
  // Larger than a chunk, and so are both together.
  {
    text: 'é'.repeat(200_000),
    hex: `0x${'00'.repeat(100_000)}`,
    int4: 0,
    int8: -(2 ** 40) - 5,
    seconds: 4_000_000_000,
    json: { long: 'x'.repeat(300_000) },
  },
] as const;

test('what goes in by COPY comes out as it was', async () => {
  const { db } = await createDatabase();
  await db.execute(
    'create table copied (text text, hex text, bytes bytea, int4 integer, int8 bigint, at timestamptz, json jsonb, filled boolean default true)',
  );
  await db.transaction((tx) =>
    copyInto(
      tx,
      'copied',
      ['text', 'hex', 'bytes', 'int4', 'int8', 'at', 'json'],
      values,
      (row, value) => {
        row.start();
        row.text(value.text);
        row.hex(value.hex);
        row.bytes(value.hex ?? '0x');
        row.int4(value.int4);
        row.int8(value.int8);
        row.time(value.seconds);
        row.jsonb(value.json);
      },
    ),
  );
  const { rows } = await db.execute(
    "select text, hex, '0x' || encode(bytes, 'hex') as bytes, int4, int8::text as int8, extract(epoch from at)::text as seconds, json, filled from copied",
  );
  expect(rows).toEqual(
    values.map(({ int8, seconds, hex, ...rest }) => ({
      ...rest,
      hex: hex ?? null,
      bytes: hex ?? '0x',
      int8: String(int8),
      seconds: `${seconds}.000000`,
      filled: true,
    })),
  );
});

test('a row that is there already fails the whole COPY', async () => {
  const { db } = await createDatabase();
  await db.execute('create table copied (id bigint primary key)');
  const copy = db.transaction((tx) =>
    copyInto(tx, 'copied', ['id'], [1, 2, 1], (row, id) => {
      row.start();
      row.int8(id);
    }),
  );
  await expect(copy).rejects.toThrow('duplicate key');
  const { rows } = await db.execute('select count(*)::int as count from copied');
  expect(rows).toEqual([{ count: 0 }]);
});
