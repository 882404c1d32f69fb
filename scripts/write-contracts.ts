import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import { contractsPath, readSources, sourceHash } from '../demo/sodax/artifacts.ts';

interface Answer {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[];
  readonly contracts: Record<
    string,
    Record<string, { abi: unknown; evm: { bytecode: { object: string } } }>
  >;
}

// Loaded here because the package has no types, and because a program of 9 MB is not to be loaded by the tests.
const solc = createRequire(import.meta.url)('solc') as {
  compile: (input: string) => string;
  version: () => string;
};

const sources = readSources();
const answer = JSON.parse(
  solc.compile(
    JSON.stringify({
      language: 'Solidity',
      sources: Object.fromEntries(
        Object.entries(sources).map(([name, content]) => [name, { content }]),
      ),
      settings: {
        evmVersion: 'cancun',
        optimizer: { enabled: true, runs: 200 },
        // No hash of the metadata behind the code: the same sources are then the same bytes.
        metadata: { appendCBOR: false, bytecodeHash: 'none' },
        outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object'] } },
      },
    }),
  ),
) as Answer;

const errors = (answer.errors ?? []).map(({ formattedMessage }) => formattedMessage);
if (errors.length > 0) throw new Error(errors.join('\n'));

// One contract a line: a change to one of them is one line of a diff.
const lines = Object.values(answer.contracts)
  .flatMap((file) => Object.entries(file))
  .filter(([, { evm }]) => evm.bytecode.object !== '')
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([name, { abi, evm }]) => {
    const contract = { abi, bytecode: `0x${evm.bytecode.object}` };
    return `${JSON.stringify(name)}: ${JSON.stringify(contract)}`;
  });
const head = `"compiler": "${solc.version()}",\n"sourceHash": "${sourceHash(sources)}"`;
writeFileSync(contractsPath, `{\n${head},\n"contracts": {\n${lines.join(',\n')}\n}\n}\n`);
