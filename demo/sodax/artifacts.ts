import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { encodeFunctionData } from 'viem';
import type { Abi, Address, Hex } from 'viem';

import type { Call } from './payload.ts';

export interface Artifact {
  readonly abi: Abi;
  readonly bytecode: Hex;
}

/** What `npm run contracts` writes. */
export const contractsPath = join(import.meta.dirname, 'contracts.json');

interface Compiled {
  readonly compiler: string;
  /** Of the sources that were compiled. */
  readonly sourceHash: string;
  readonly contracts: Record<string, Artifact>;
}

let compiled: Compiled | undefined;

/** All contracts as they were compiled. */
export function readCompiled(): Compiled {
  compiled ??= JSON.parse(readFileSync(contractsPath, 'utf8')) as Compiled;
  return compiled;
}

/** One of the contracts, by the name that its source gives it. */
export function readArtifact(name: string): Artifact {
  const artifact = readCompiled().contracts[name];
  if (artifact === undefined) throw new Error(`No contract is called ${name}.`);
  return artifact;
}

/** The text of each source file, by name. */
export function readSources(): Record<string, string> {
  const folder = join(import.meta.dirname, 'contracts');
  const names = readdirSync(folder).sort();
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

/** Tells whether sources are those that were compiled, without compiling them. */
export function sourceHash(sources: Record<string, string>): string {
  return createHash('sha256').update(JSON.stringify(sources)).digest('hex');
}

/** Call data for a function of one of the contracts. Overloads are told apart by the arguments. */
export function encodeCall(name: string, functionName: string, args: readonly unknown[]): Hex {
  return encodeFunctionData({ abi: readArtifact(name).abi, functionName, args });
}

/** A call for a hub wallet or a solver to make. */
export function callOf(
  to: Address,
  name: string,
  functionName: string,
  args: readonly unknown[],
): Call {
  return { to, value: 0n, data: encodeCall(name, functionName, args) };
}
