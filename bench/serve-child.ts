import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../start/free-port.ts';
import { tether } from '../start/tether.ts';

/** A server in a process of its own. */
export interface Served {
  url: string;
  stop: () => Promise<void>;
}

/** The product's API, as an operator starts it. */
export async function serveApi(databaseUrl: string): Promise<Served> {
  const port = await freePort();
  const env = {
    DATABASE_URL: databaseUrl,
    PORT: String(port),
    API_RATE_LIMIT: 'off',
    LOG_LEVEL: 'warn',
  };
  return serve(join('start', 'main.ts'), { args: ['api'], env, port, probe: '/healthz' });
}

/** The least that a server may do: see bare-server.ts. */
export async function serveBare(databaseUrl: string): Promise<Served> {
  const port = await freePort();
  const args = [databaseUrl, String(port)];
  return serve(join('bench', 'bare-server.ts'), { args, env: {}, port, probe: '/' });
}

async function serve(
  script: string,
  {
    args,
    env,
    port,
    probe,
  }: { args: string[]; env: Record<string, string>; port: number; probe: string },
): Promise<Served> {
  const path = join(import.meta.dirname, '..', script);
  const child = tether(process.execPath, ['--import', 'tsx', path, ...args], {
    env: { ...process.env, ...env },
  });
  let isGone = false;
  void child.exited.then(() => (isGone = true));
  const url = `http://127.0.0.1:${port}`;
  while (!(await fetch(url + probe).catch(() => null))) {
    if (isGone) throw new Error(`${script} did not start: ${child.stderrTail()}`);
    await sleep(100);
  }
  return { url, stop: () => child.stop() };
}
