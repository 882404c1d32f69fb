import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { freePort } from '../start/free-port.ts';
import { tether, type Tether } from '../start/tether.ts';
import { documented, type Answer } from './documented.ts';

const root = resolve(import.meta.dirname, '..');
const READY_MS_MAX = 150_000;
const POLL_MS = 50;
/** Longer than any answer takes that comes at all: without it, one that never comes would only be a test that took too long. */
const ANSWER_MS_MAX = 60_000;

/** Midflight as a user runs it: a process of its own, with an environment and nothing else. */
export interface Product {
  dir: string;
  /** Asks the API; every answer is held against the OpenAPI document. */
  get: <T>(path: string) => Promise<Answer<T>>;
  /** Asks until the answer passes, and gives it back. */
  until: <T>(path: string, passes: (body: T) => boolean) => Promise<T>;
  start: () => Promise<void>;
  kill: () => Promise<void>;
  stop: () => Promise<void>;
}

/** Prepares a product with this environment; `start` starts it. It ends with the test unless told, and so does its folder. */
export async function product(
  env: Record<string, string>,
  config?: object,
  ends: (end: () => Promise<void>) => void = onTestFinished,
): Promise<Product> {
  const dir = mkdtempSync(join(tmpdir(), 'midflight-e2e-'));
  writeFileSync(join(dir, 'package.json'), '{ "type": "module" }');
  const file = join(dir, 'midflight.config.ts');
  writeFileSync(file, `export default ${JSON.stringify(config ?? {})};\n`);
  const port = await freePort();
  let process_: Tether | undefined;
  const get = async <T>(path: string) => {
    const signal = AbortSignal.timeout(ANSWER_MS_MAX);
    return documented<T>(path, await fetch(`http://127.0.0.1:${port}${path}`, { signal }));
  };

  const until = async <T>(path: string, passes: (body: T) => boolean) => {
    let last: unknown;
    for (const deadline = Date.now() + READY_MS_MAX; Date.now() < deadline; await sleep(POLL_MS)) {
      try {
        const { status, body } = await get<T>(path);
        last = body;
        if (status === 200 && passes(body)) return body;
      } catch (error) {
        // Not up yet, or just killed; a wrong answer is a failure at once.
        if (!(error instanceof TypeError)) throw error;
      }
    }
    throw new Error(
      `GET ${path} did not come to pass; its last answer was ${JSON.stringify(last)}; stderr: ${process_?.stderrTail()}`,
    );
  };
  const stop = async () => process_?.stop();
  ends(async () => {
    await stop();
    rmSync(dir, { recursive: true, force: true });
  });
  return {
    dir,
    get,
    until,
    stop,
    start: async () => {
      process_ = tether(process.execPath, ['--import', 'tsx', 'start/main.ts'], {
        cwd: root,
        env: {
          PATH: process.env['PATH'],
          HOME: process.env['HOME'],
          MIDFLIGHT_DIR: dir,
          MIDFLIGHT_CONFIG: file,
          PORT: String(port),
          LOG_LEVEL: 'warn',
          // It is asked as often as a screen or a test likes.
          API_RATE_LIMIT: 'off',
          ...env,
        },
      });
      await until('/readyz', () => true);
    },
    kill: async () => {
      await process_?.stop('SIGKILL');
    },
  };
}
