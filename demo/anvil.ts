import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';

import { MidflightError } from '../core/errors.ts';
import { findOnPath } from '../start/find-on-path.ts';
import { freePort } from '../start/free-port.ts';
import { tether } from '../start/tether.ts';
import type { Tether } from '../start/tether.ts';

const startMsMax = 15_000;
const portsMax = 3;
/** Accounts of anvil's well-known mnemonic that hold 10,000 ether each. */
export const accountsFunded = 31;

export interface AnvilOptions {
  readonly chainId: number;
  /** Seconds between blocks, fractions allowed. Without it a block is mined for each transaction. */
  readonly blockTimeSeconds?: number;
  /** `safe` is this many blocks behind the head, `finalized` twice as many. anvil's default is 32. */
  readonly slotsInAnEpoch?: number;
  /** A free one unless given. */
  readonly port?: number;
  /** Past states that anvil keeps in memory; it keeps all of them unless told. Reorgs cannot go deeper. */
  readonly statesMax?: number;
}

export interface Anvil {
  readonly url: string;
  readonly port: number;
  readonly chainId: number;
  readonly pid: number | undefined;
  stop(): Promise<void>;
}

/**
 * Starts one local EVM chain and resolves once it answers with its chain id. It ends with this process, however that
 * ends. Call it from the main thread, as `tether` says.
 *
 * @example
 * const anvil = await startAnvil({ chainId: 31337 }); // a block per transaction
 * const alpha = await startAnvil({ chainId: 31337, blockTimeSeconds: 1, slotsInAnEpoch: 2 });
 */
export async function startAnvil(options: AnvilOptions): Promise<Anvil> {
  // Somebody may take a free port before anvil listens on it: then another is as good, unless the caller named this one.
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port ?? (await freePort());
    const process = tether(findAnvil(), argumentsOf({ ...options, port }), { signal: 'SIGTERM' });
    try {
      await answers({ process, port, chainId: options.chainId });
      return {
        url: `http://127.0.0.1:${port}`,
        port,
        chainId: options.chainId,
        pid: process.child.pid,
        stop: () => process.stop(),
      };
    } catch (error) {
      await process.stop('SIGKILL');
      if (options.port !== undefined || attempt === portsMax) throw error;
    }
  }
}

function argumentsOf(options: AnvilOptions & { port: number }): string[] {
  const values = {
    '--chain-id': options.chainId,
    '--host': '127.0.0.1',
    '--port': options.port,
    '--order': 'fifo',
    '--accounts': accountsFunded,
    '--block-time': options.blockTimeSeconds,
    '--slots-in-an-epoch': options.slotsInAnEpoch,
    '--prune-history': options.statesMax,
  };
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  return ['--silent', ...given.flatMap(([flag, value]) => [flag, String(value)])];
}

/** The binary that npm installed for this machine, else `anvil` on PATH. */
function findAnvil(): string {
  const architecture = process.arch === 'x64' ? 'amd64' : process.arch;
  const name = `@foundry-rs/anvil-${process.platform}-${architecture}`;
  try {
    // The package's own bin.mjs is a launcher; a signal has to reach the program itself.
    return createRequire(import.meta.url).resolve(`${name}/bin/anvil`);
  } catch (cause) {
    const installed = findOnPath('anvil');
    if (installed !== undefined) return installed;
    throw new MidflightError({
      code: 'anvil_missing',
      message: `There is no anvil for ${process.platform} ${process.arch}: neither the npm package ${name} nor a program on PATH.`,
      recovery:
        'Run npm ci without --omit=optional, or install Foundry (https://getfoundry.sh) so that anvil is on PATH.',
      cause,
    });
  }
}

interface Expected {
  readonly process: Tether;
  readonly port: number;
  readonly chainId: number;
}

/** Resolves when this chain answers at this port; a stranger at the port is an error, not a chain. */
async function answers({ process, port, chainId }: Expected): Promise<void> {
  let ended = false;
  void process.exited.then(() => (ended = true));

  const deadline = performance.now() + startMsMax;
  while (performance.now() < deadline) {
    const answer = await askChainId(port);
    if (answer === chainId && !ended) return;
    if (ended) break;
    await sleep(25);
  }

  const said = process.stderrTail().trim().split('\n').at(-1) ?? '';
  throw new MidflightError({
    code: 'anvil_start_failed',
    message: `anvil ${ended ? 'ended' : `did not answer within ${startMsMax / 1000} s`} on port ${port} (chain ${chainId})${said === '' ? '.' : `: ${said}`}`,
    recovery:
      'Look whether another program listens on that port, and run `anvil --version`: it needs glibc 2.35 or newer.',
    isTransient: true,
  });
}

async function askChainId(port: number): Promise<number | undefined> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":[]}',
      signal: AbortSignal.timeout(1_000),
    });
    const { result } = (await response.json()) as { result?: string };
    return Number(result);
  } catch {
    return undefined;
  }
}
