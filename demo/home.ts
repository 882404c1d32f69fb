import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { deploymentsOf } from './sodax/deployments-of.ts';
import type { World } from './world.ts';

/** Where one demo keeps its files. */
export interface Home {
  readonly dir: string;
  readonly configFile: string;
  readonly logFile: string;
  remove(): void;
}

/**
 * Makes a directory for this process and writes the product's config into it. What earlier demos left behind when they
 * were killed is removed.
 */
export function makeHome(world: World, baseDir: string): Home {
  const base = resolve(baseDir);
  const dir = join(base, `demo-${process.pid}`);
  removeAbandoned(base);
  removeTree(dir);
  mkdirSync(dir, { recursive: true });

  const configFile = join(dir, 'midflight.config.ts');
  writeFileSync(configFile, `export default ${JSON.stringify(configOf(world), null, 2)};\n`);
  // The config is an ES module, wherever MIDFLIGHT_DIR points.
  writeFileSync(join(dir, 'package.json'), '{ "type": "module" }\n');

  return {
    dir,
    configFile,
    logFile: join(dir, 'midflight.log'),
    remove: () => removeTree(dir),
  };
}

/** The same file that an operator would write for public chains. CCTP's network has a name of its own, like a testnet. */
export function configOf({ chains, hub, solana, sodax }: World) {
  const read = [
    ...[...chains, hub].map((chain) => ({ ...chain, url: chain.anvil.url })),
    { ...solana, url: solana.endpoint.url },
  ];
  return {
    chains: Object.fromEntries(
      read.map(({ chain, name, url, blockTimeMs, finality }) => [
        chain,
        { name, rpc: [url], startBlock: 0, blockTimeMs, finality },
      ]),
    ),
    protocols: {
      axelar: {
        deployments: Object.fromEntries(
          chains.map(({ chain, name, axelar }) => [
            chain,
            { chainName: name, gateway: axelar.gateway },
          ]),
        ),
      },
      cctp: {
        deployments: Object.fromEntries(
          [...chains, solana].map(({ chain, cctp: { domain, v1, v2 } }) => [
            chain,
            { network: 'demo', domain, v1, v2 },
          ]),
        ),
      },
      sodax: {
        deployments: deploymentsOf(sodax, {
          network: 'demo',
          solana: { chain: solana.chain, relayId: solana.sodax.relayId },
        }),
      },
    },
  };
}

function removeAbandoned(base: string): void {
  const names = readNames(base);
  for (const name of names) {
    const pid = Number(/^demo-(\d+)$/.exec(name)?.[1]);
    if (pid > 0 && !isAlive(pid)) removeTree(join(base, name));
  }
}

function readNames(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process answers EPERM, and lives.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

// A database that is still closing may write while we delete; a tree that cannot go now goes at the next start.
function removeTree(dir: string): void {
  try {
    rmSync(dir, { recursive: true, force: true, maxRetries: 3, retryDelay: 100 });
  } catch {
    // See above.
  }
}
