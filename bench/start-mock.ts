import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../start/free-port.ts';
import { tether } from '../start/tether.ts';

/** What the mock chains have served so far. */
export interface Served {
  requests: number;
  calls: number;
  bytes: number;
  cpuSeconds: number;
  /** Logs of each chain by protocol. */
  counts: Record<string, number>[];
}

/** The mock chains in their own process. */
export interface Mock {
  urlOf: (chainId: number) => string;
  served: () => Promise<Served>;
  stop: () => Promise<void>;
}

/** Starts them and resolves once all their answers are prepared. */
export async function startMock({ blocks, logs }: { blocks: number; logs: number }): Promise<Mock> {
  const port = await freePort();
  const script = join(import.meta.dirname, 'mock-chain.ts');
  const numbers = [port, blocks, logs].map(String);
  const child = tether(process.execPath, ['--import', 'tsx', script, ...numbers]);
  let isGone = false;
  void child.exited.then(() => (isGone = true));
  const url = `http://127.0.0.1:${port}`;
  const served = async () => {
    const response = await fetch(`${url}/counted`);
    // CAST: our own process.
    return (await response.json()) as Served;
  };
  while (!(await served().catch(() => null))) {
    if (isGone) throw new Error(`The mock chains did not start: ${child.stderrTail()}`);
    await sleep(100);
  }
  return { urlOf: (chainId) => `${url}/${chainId}`, served, stop: () => child.stop() };
}
