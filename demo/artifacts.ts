import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import type { Abi, Hex } from 'viem';

const folders = {
  AxelarAuthWeighted: 'axelar-cgp-solidity/artifacts/contracts/auth/AxelarAuthWeighted.sol',
  TokenDeployer: 'axelar-cgp-solidity/artifacts/contracts/TokenDeployer.sol',
  AxelarGateway: 'axelar-cgp-solidity/artifacts/contracts/AxelarGateway.sol',
  AxelarGatewayProxy: 'axelar-cgp-solidity/artifacts/contracts/AxelarGatewayProxy.sol',
  AxelarExecutable: 'axelar-gmp-sdk-solidity/artifacts/contracts/executable/AxelarExecutable.sol',
  InterchainMultisig:
    'axelar-gmp-sdk-solidity/artifacts/contracts/governance/InterchainMultisig.sol',
} as const;

export type ArtifactName = keyof typeof folders;

export interface Artifact {
  readonly abi: Abi;
  readonly bytecode: Hex;
}

/** Reads one of Axelar's own contracts as it was compiled for its npm package: what runs here is what runs in public. */
export function readArtifact(name: ArtifactName): Artifact {
  const path = createRequire(import.meta.url).resolve(
    `@axelar-network/${folders[name]}/${name}.json`,
  );
  return JSON.parse(readFileSync(path, 'utf8')) as Artifact;
}
