import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { createApp } from '../api/create-app.ts';
import { apiDefaults } from '../api/settings.ts';
import { createDatabase } from '../test/database.ts';

// `npm run keys` as an operator runs it: in a process of its own.

const USAGE = 'Give one of: create <name> [--admin] [--expires 90d], list, revoke <id>.';
const EXIT_MS_MAX = 60_000;

async function keys(databaseUrl: string, ...args: string[]) {
  const { PATH = '' } = process.env;
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', join(import.meta.dirname, 'keys.ts'), ...args],
    {
      cwd: join(import.meta.dirname, '..'),
      env: { PATH, DATABASE_URL: databaseUrl },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: EXIT_MS_MAX,
      killSignal: 'SIGKILL',
    },
  );
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  return { code: code as number | null, stdout, stderr };
}

// It starts seven processes, which take turns with those of other tests.
test(
  'a key is made, its secret shown once; it opens the API until it is revoked',
  { timeout: 300_000 },
  async () => {
    const { db, url } = await createDatabase();
    /** What an API answers that has just started: none remembers a key for another. */
    const statusWith = async (secret: string, path = '/v1/chains') => {
      const app = createApp({
        db,
        protocols: [],
        log: pino({ level: 'silent' }),
        now: () => new Date(),
        settings: { ...apiDefaults, keysRequired: true },
      });
      return (await app.request(path, { headers: { authorization: `Bearer ${secret}` } })).status;
    };

    const made = await keys(url, 'create', 'my wallet');
    expect(made).toMatchObject({ code: 0, stderr: '' });
    const [first = '', second = '', ...rest] = made.stdout.trimEnd().split('\n');
    const [id = ''] = first.split('  ');
    const secret = second.trim();
    expect(secret).toMatch(/^mk_[\w-]{43}$/);
    expect(first).toBe(
      `${id}  my wallet  ${secret.slice(0, 9)}…  read, active, for good, never used`,
    );
    expect(rest).toEqual(['The secret is shown this once: only a hash of it is kept.']);
    expect(await statusWith(secret)).toBe(200);
    expect(await statusWith(secret, '/v1/admin/keys')).toBe(403);

    const admin = await keys(url, 'create', 'ops', '--admin', '--expires', '90d');
    expect(admin.stdout).toMatch(/^key_\w+ {2}ops {2}mk_\S+ {2}admin, active, until 20\S+Z, never/);

    const listed = await keys(url, 'list');
    expect(listed).toMatchObject({ code: 0, stderr: '' });
    expect(listed.stdout.split('\n').map((line) => line.split('  ')[1])).toEqual([
      'ops',
      'my wallet',
      undefined,
    ]);
    expect(listed.stdout).not.toContain(secret);

    const sentence = `${id} (my wallet) is revoked: it opens nothing any more, within seconds.\n`;
    for (const _ of ['once', 'twice']) {
      expect(await keys(url, 'revoke', id)).toEqual({ code: 0, stdout: sentence, stderr: '' });
    }
    expect(await statusWith(secret)).toBe(401);
    expect((await keys(url, 'list')).stdout).toMatch(/my wallet {2}\S+ {2}read, revoked,/);
  },
);

test.each<[args: string[], said: string]>([
  [[], `A command is missing. ${USAGE}`],
  [['list', '--admin'], `"list --admin" is no command of this. ${USAGE}`],
  [['create', 'a', '--scope', 'b'], `"create a --scope b" is no command of this. ${USAGE}`],
  [
    ['create', 'a', '--expires', '5'],
    `--expires is "5" and must be a number of days such as 90d. ${USAGE}`,
  ],
  [
    ['create', 'a\nb'],
    `The name "a\\nb" must have 1 to 100 characters, not only spaces, all on one line. ${USAGE}`,
  ],
  [['revoke', 'key_1'], 'There is no key key_1. npm run keys -- list shows their ids.'],
])('%j is refused in one sentence and a remedy', async (args, said) => {
  const { url } = await createDatabase();
  expect(await keys(url, ...args)).toEqual({ code: 1, stdout: '', stderr: `${said}\n` });
});
