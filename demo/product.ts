import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { MidflightError } from '../core/errors.ts';
import { tether } from '../start/tether.ts';
import type { Exit, Tether } from '../start/tether.ts';
import type { ApiClient } from './client.ts';
import type { Home } from './home.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const readyMsMax = 120_000;
const restMs = 1_000;
const politeMs = 3_000;
const restartsMax = 20;
const tailLines = 15;

export interface Product {
  /** How often it had to be started again. */
  readonly restarts: () => number;
  readonly stop: () => Promise<void>;
}

export interface ProductOptions {
  readonly home: Home;
  readonly port: number;
  readonly client: ApiClient;
  readonly onRestart: (sentence: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Starts Midflight as anybody would, a process with a config file, and resolves once it says that it is ready. From then
 * on it is started again whenever it ends.
 */
export async function startProduct(options: ProductOptions): Promise<Product> {
  const { home, port, client, onRestart, signal } = options;
  let restarts = 0;
  let isStopping = false;
  let process = spawnProduct(home, port);

  const stop = async () => {
    isStopping = true;
    const forced = sleep(politeMs, undefined, { ref: false }).then(() => process.stop('SIGKILL'));
    await Promise.race([process.stop('SIGTERM'), forced]);
  };

  const restart = async (exit: Exit): Promise<void> => {
    if (isStopping) return;
    const how = exit.signal ?? `code ${String(exit.code)}`;
    if (restarts === restartsMax) {
      onRestart(`Midflight ended (${how}) for the ${restarts + 1}th time and stays down.`);
      return;
    }
    await sleep(restMs);
    if (isStopping) return;
    restarts += 1;
    onRestart(`Midflight ended (${how}) and was started again.`);
    process = spawnProduct(home, port);
    void process.exited.then(restart);
  };

  try {
    await ready({ process, client, home, signal });
  } catch (error) {
    await stop();
    throw error;
  }
  void process.exited.then(restart);
  return { restarts: () => restarts, stop };
}

function spawnProduct(home: Home, port: number): Tether {
  return tether(process.execPath, ['--import', 'tsx', join(root, 'start/main.ts')], {
    cwd: root,
    env: environment(home, port),
    // Its log goes to a file. The shell becomes the process, so signals and the tether still reach it.
    prefix: ['sh', '-c', 'exec "$@" >>"$0" 2>&1', home.logFile],
  });
}

/** Our environment, without what would lead it to other databases or other chains. */
function environment(home: Home, port: number): NodeJS.ProcessEnv {
  const foreign = /^(DATABASE_URL|REDIS_URL|RPC_URL_.*|START_BLOCK_.*)$/;
  const kept = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  return {
    ...Object.fromEntries(kept),
    MIDFLIGHT_CONFIG: home.configFile,
    MIDFLIGHT_DIR: home.dir,
    PORT: String(port),
    LOG_LEVEL: 'warn',
    // It is asked as often as a screen or a test likes.
    API_RATE_LIMIT: 'off',
  };
}

async function ready(parts: {
  process: Tether;
  client: ApiClient;
  home: Home;
  signal: AbortSignal;
}): Promise<void> {
  const { process, client, home, signal } = parts;
  const exits: Exit[] = [];
  void process.exited.then((exit) => exits.push(exit));

  const deadline = performance.now() + readyMsMax;
  for (;;) {
    const isReady = await client.isReady();
    signal.throwIfAborted();
    const [exit] = exits;
    // A stranger may answer at our port, so an answer counts only while the process lives.
    if (isReady && exit === undefined) return;
    if (exit !== undefined || performance.now() > deadline) {
      const how = exit && (exit.error?.message ?? exit.signal ?? `code ${String(exit.code)}`);
      throw new MidflightError({
        code: 'product_not_ready',
        message: `Midflight ${how === undefined ? `was not ready after ${readyMsMax / 1_000} s` : `ended at its start (${how})`}. The end of its log:\n${tail(home.logFile)}\n`,
        recovery: `Read ${home.logFile}; it stays until the next demo.`,
      });
    }
    await sleep(100, undefined, { signal });
  }
}

function tail(file: string): string {
  if (!existsSync(file)) return '  (empty)';
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n').slice(-tailLines);
  return lines.map((line) => `  ${line}`).join('\n');
}
