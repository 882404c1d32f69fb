import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as viemChains from 'viem/chains';
import { isChainId, type ChainDefinition } from '../../core/chain.ts';
import { definitions } from './index.ts';

const known = [...definitions.values()];
const evm = known.filter(({ family }) => family === 'evm');
const files = readdirSync(import.meta.dirname).filter(
  (file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && file !== 'index.ts',
);
const inFiles = await Promise.all(
  files.map(async (file) => {
    // CAST: what a definition's file may hold; the first test looks at it.
    const module = (await import(join(import.meta.dirname, file))) as Record<
      string,
      ChainDefinition
    >;
    return { file, exports: Object.values(module) };
  }),
);

/** The chains that viem knows by an id; some ids have been used twice. */
const inViem = ({ id }: ChainDefinition): viemChains.Chain[] =>
  Object.values<viemChains.Chain>(viemChains).filter((chain) => `eip155:${chain.id}` === id);

const explorersIn = ({ blockExplorers }: viemChains.Chain) =>
  Object.values(blockExplorers ?? {}).map(({ url }) => new URL(url).host);

test('every file has one definition, of the name of the file, and it is registered', () => {
  expect(inFiles.map(({ file, exports }) => [file, exports.map(({ name }) => name)])).toEqual(
    files.map((file) => [file, [file.replace(/\.ts$/, '')]]),
  );
  expect(new Set(known)).toEqual(new Set(inFiles.flatMap(({ exports }) => exports)));
});

test('no two chains share an id or a name', () => {
  const all = inFiles.flatMap(({ exports }) => exports);
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
});

test('ids are CAIP-2 ids, and a key of the map is the id of its chain', () => {
  expect([...definitions].filter(([key, { id }]) => key !== id || !isChainId(id))).toEqual([]);
  const forms = { evm: /^eip155:[1-9]\d*$/, svm: /^solana:[1-9A-HJ-NP-Za-km-z]{32}$/ };
  expect(known.filter(({ id, family }) => !forms[family].test(id))).toEqual([]);
});

test('names fit the configuration, and explorers are https without a trailing slash', () => {
  expect(known.filter(({ name }) => !/^[a-z0-9-]+$/.test(name))).toEqual([]);
  const without = known.filter(({ explorer }) => !/^https:\/\/[a-z0-9.-]+$/.test(explorer ?? ''));
  expect(without.map(({ name }) => name)).toEqual(['solana-devnet']);
});

test('block times are in milliseconds: a tenth of a second to half a minute', () => {
  expect(known.filter((chain) => chain.blockTimeMs < 100 || chain.blockTimeMs > 30_000)).toEqual(
    [],
  );
});

test('finalized is never the weaker rule', () => {
  const weaker = known.filter(({ finality: { safe, finalized } }) => {
    if ('tag' in finalized) return finalized.tag !== 'finalized';
    if ('commitment' in finalized) return finalized.commitment !== 'finalized';
    return !('depth' in safe) || safe.depth > finalized.depth;
  });
  expect(weaker).toEqual([]);
});

test('viem knows each id as a chain with the same explorer, but for a few', () => {
  const others = evm.flatMap((definition) => {
    const hosts = inViem(definition).flatMap(explorersIn);
    return hosts.includes(new URL(definition.explorer ?? '').host)
      ? []
      : [[definition.name, inViem(definition).map(({ name }) => name), hosts]];
  });
  expect(others).toEqual([
    ['optimism-sepolia', ['OP Sepolia'], ['optimism-sepolia.blockscout.com']],
    ['hyperevm-testnet', ['Hyperliquid EVM Testnet'], []],
    ['sonic-testnet', [], []],
  ]);
});

test('a chain is called a testnet exactly where viem says that it is one', () => {
  const isTestnet = ({ name }: ChainDefinition) =>
    /(^|-)(sepolia|testnet|amoy|fuji|kairos|pegasus)$/.test(name);
  const disputed = evm.filter((definition) => {
    const same = inViem(definition).filter(
      (chain) =>
        explorersIn(chain).length === 0 ||
        explorersIn(chain).includes(new URL(definition.explorer ?? '').host),
    );
    return same.some((chain) => (chain.testnet ?? false) !== isTestnet(definition));
  });
  expect(disputed).toEqual([]);
});
