import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import type { Database } from '../db/pool.ts';
import { protocols } from '../protocols/index.ts';
import { createDatabase } from '../test/database.ts';
import { registerRoute } from '../test/world-in-database.ts';

const root = resolve(import.meta.dirname, '..');

/** A command as an operator runs it, on a database. */
function run(url: string, file: string, ...args: string[]) {
  return new Promise<{ code: number; out: string; err: string }>((done) => {
    const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], DATABASE_URL: url };
    const command = ['--import', 'tsx', `start/${file}.ts`, ...args];
    execFile(process.execPath, command, { cwd: root, env }, (error, out, err) =>
      done({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    );
  });
}

async function aDatabase(): Promise<{ db: Database; url: string }> {
  const { db, url } = await createDatabase();
  await registerRoute(db);
  await db.execute(sql`
    update chains
    set head_number = 9, head_hash = '0x9', head_time = now(), safe_number = 8, seen_at = now()`);
  return { db, url };
}

describe('npm run analytics', () => {
  test('lists what can be asked, and answers what is asked', async () => {
    const { url } = await aDatabase();
    const list = await run(url, 'analytics');
    expect(list.code, list.err).toBe(0);
    expect(list.out.split('\n').filter((line) => line.endsWith('?'))).toHaveLength(10);
    const answer = await run(url, 'analytics', 'our-lag');
    expect(answer.code, answer.err).toBe(0);
    expect(answer.out).toMatch(/\nchain +events +p50_seconds .*\nhere +0 .*\nthere +0 /);
  });

  test('refuses a question that it does not know', async () => {
    const { url } = await createDatabase();
    expect(await run(url, 'analytics', 'why')).toMatchObject({
      code: 1,
      err: expect.stringMatching(
        /^There is no question why\. Ask one of: attestation-share, in-flight, /,
      ) as string,
    });
  });
});

describe('npm run doctor', () => {
  test('says that all is well, and else what is not, with exit code 1', async () => {
    const { db, url } = await aDatabase();
    const well = await run(url, 'doctor', '--all');
    expect(well.code, well.err).toBe(0);
    expect(well.out).toMatch(/\nAll is well\.\n$/);
    await db.execute(sql`update chains set safe_number = 10 where name = 'here'`);
    const ill = await run(url, 'doctor');
    expect(ill.code).toBe(1);
    expect(ill.out).toContain('BROKEN   no safe or finalized height is above its head: 1 are not');
    expect(ill.out).toContain('           here: head 9, safe 10, finalized none\n');
    expect(ill.out).toMatch(/\n1 of \d+ checks say that something is wrong\.\n$/);
  });

  test('refuses an argument that it does not know', async () => {
    const { url } = await createDatabase();
    expect(await run(url, 'doctor', '--mend')).toMatchObject({
      code: 1,
      err: 'There is no argument --mend. Give nothing, or --all to look at every operation.\n',
    });
  });
});

describe('npm run rebuild', () => {
  test('tells what it did', async () => {
    const { url } = await aDatabase();
    const { code, out, err } = await run(url, 'rebuild', '--dry-run', '--protocol', 'axelar');
    expect(code, err).toBe(0);
    expect(out).toMatch(/^events captured again +0\n/);
    expect(out).toMatch(/\nEverything of axelar is as it should be\.\n$/);
  });

  test('names the protocols that there are', async () => {
    const { url } = await createDatabase();
    expect(await run(url, 'rebuild', '--protocol', 'nope')).toMatchObject({
      code: 1,
      err: `There is no protocol nope. Use one of: ${Object.keys(protocols).join(', ')}.\n`,
    });
  });
});
