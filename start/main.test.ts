import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { beforeAll, expect, inject, onTestFinished, test } from 'vitest';
import { createDatabase } from '../test/database.ts';
import { startJsonRpcServer } from '../test/json-rpc-server.ts';
import { freePort } from './free-port.ts';

// Starts that cannot succeed, each in a process of its own. An operator reads one sentence and a remedy, and no stack.

const EXIT_MS_MAX = 60_000;

// This one waits some seconds for nothing: it runs beside the others.
let silentUrl: string;
let silentStart: ReturnType<typeof failedStart>;
beforeAll(async () => {
  const silent = await startJsonRpcServer(() => new Promise(() => {}));
  silentUrl = silent.url;
  silentStart = failedStart({ env: { RPC_URL_8453: silent.url } });
  return silent.stop;
});

test('without a chain it says how to configure one', async () => {
  expect(await failedStart({})).toEqual({
    code: 1,
    stderr:
      'No chain is configured. Set RPC_URL_<chain id>, for example RPC_URL_8453=https://…, or fill in midflight.config.ts; `npm run demo` needs neither.\n',
  });
});

test('an unknown part is named, with those that there are', async () => {
  expect(await failedStart({ args: ['worker'] })).toEqual({
    code: 1,
    stderr:
      'There is no part called worker. Name one of indexer, jobs, api, or nothing to run all three.\n',
  });
});

test('a malformed configuration is refused in one sentence', async () => {
  expect(await failedStart({ config: 'export default {{' })).toEqual({
    code: 1,
    stderr: expect.stringMatching(
      /^\S+midflight\.config\.ts cannot be loaded: .* Correct the file\.\n$/,
    ) as string,
  });
});

test('a chain whose id is no number is refused', async () => {
  const config = `export default { chains: { 'eip155:mainnet': { rpc: ['http://127.0.0.1:1'] } } };`;
  expect(await failedStart({ config })).toEqual({
    code: 1,
    stderr:
      'Chain eip155:mainnet does not end in a chain id. Name it after the id of the chain, such as eip155:1 for Ethereum.\n',
  });
});

test('a dead RPC URL is named without its key', async () => {
  const port = await freePort();
  const env = { RPC_URL_8453: `http://me:s3cret@127.0.0.1:${port}/v2/k3yk3y` };
  expect(await failedStart({ env })).toEqual({
    code: 1,
    stderr: `No RPC endpoint of base answers: http://127.0.0.1:${port} (connect ECONNREFUSED 127.0.0.1:${port}). Check RPC_URL_8453 and that the endpoint runs, or add another one after a comma.\n`,
  });
});

test('a wrong chain is named with both ids', async () => {
  const server = await startJsonRpcServer(() => '0x1');
  onTestFinished(server.stop);
  expect(await failedStart({ env: { RPC_URL_8453: `${server.url}/k3yk3y` } })).toEqual({
    code: 1,
    stderr: `The RPC endpoint ${server.url} for base serves chain 1, not 8453. Set RPC_URL_8453 to an endpoint of chain 8453.\n`,
  });
});

test('a closed database port is named without the password', async () => {
  const port = await freePort();
  const env = { DATABASE_URL: `postgres://me:s3cret@127.0.0.1:${port}/midflight` };
  expect(await failedStart({ args: ['jobs'], env })).toEqual({
    code: 1,
    stderr: `The database of DATABASE_URL does not let us in: connect ECONNREFUSED 127.0.0.1:${port}. Check that it runs and that the URL is right, or unset DATABASE_URL to use an embedded one.\n`,
  });
});

test('a database that refuses the password is named without it', async () => {
  const url = new URL(inject('databaseUrl'));
  url.password = 's3cret';
  expect(await failedStart({ args: ['jobs'], env: { DATABASE_URL: url.href } })).toEqual({
    code: 1,
    stderr:
      'The database of DATABASE_URL does not let us in: password authentication failed for user "postgres". Check that it runs and that the URL is right, or unset DATABASE_URL to use an embedded one.\n',
  });
});

test('a taken port is named, with another one to try', async () => {
  const { url } = await createDatabase();
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  onTestFinished(() => void taken.close());
  const { port } = taken.address() as AddressInfo;
  const env = { DATABASE_URL: url, PORT: String(port) };
  expect(await failedStart({ args: ['api'], env })).toEqual({
    code: 1,
    stderr: `Port ${port} is taken. Set PORT to another one, for example PORT=8788.\n`,
  });
});

test('an RPC URL that accepts and stays silent ends the start too', async () => {
  expect(await silentStart).toEqual({
    code: 1,
    stderr: `No RPC endpoint of base answers: ${silentUrl} (The request timed out). Check RPC_URL_8453 and that the endpoint runs, or add another one after a comma.\n`,
  });
});

/** Runs a start that should fail, away from this machine's own configuration, to its end. */
async function failedStart({
  args = [],
  env = {},
  config = 'export default {};',
}: {
  args?: string[];
  env?: Record<string, string>;
  config?: string;
}) {
  const dir = mkdtempSync(join(tmpdir(), 'midflight-start-'));
  const file = join(dir, 'midflight.config.ts');
  writeFileSync(file, config);
  const { PATH = '' } = process.env;
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', join(import.meta.dirname, 'main.ts'), ...args],
    {
      cwd: join(import.meta.dirname, '..'),
      env: { PATH, MIDFLIGHT_DIR: dir, MIDFLIGHT_CONFIG: file, LOG_LEVEL: 'fatal', ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: EXIT_MS_MAX,
      killSignal: 'SIGKILL',
    },
  );
  const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  rmSync(dir, { recursive: true, force: true });
  return { code: code as number | null, stderr };
}
