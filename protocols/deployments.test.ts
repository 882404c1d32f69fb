import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { definitions } from '../chains/definitions/index.ts';
import type { ChainId } from '../core/chain.ts';
import { fixturePath } from '../test/fixture.ts';
import { bound } from '../test/operations-of.ts';
import type { ProtocolDefinition } from './define.ts';
import { protocols } from './index.ts';

const named = (name: string): ProtocolDefinition =>
  // CAST: the type of a deployment is its protocol's own; what all of them have is enough here.
  protocols[name as keyof typeof protocols] as unknown as ProtocolDefinition;

const transactionsOf = (name: string) => {
  // CAST: this repository's own file, which other tests check.
  const { transactions } = JSON.parse(readFileSync(fixturePath(name), 'utf8')) as {
    transactions: {
      chain: ChainId;
      hash: string;
      block: { number: string; hash: string | null; time: number | null };
    }[];
  };
  return transactions;
};

/**
 * A time at which a chain did not have a block yet, in Unix seconds: Base and OP Mainnet since Bedrock make one each 2 s. On
 * Ethereum it was one each 12 s at the most since the Merge, and one each 14 s at the least from 2021 up to then.
 */
const notBefore: Readonly<Record<ChainId, (block: bigint) => number>> = {
  'eip155:1': (block) => {
    const sinceMerge = Number(block - 15_537_394n);
    return 1_663_224_179 + sinceMerge * (sinceMerge < 0 ? 14 : 12);
  },
  'eip155:10': (block) =>
    block < 105_235_063n ? Infinity : 1_686_068_903 + 2 * Number(block - 105_235_063n),
  'eip155:8453': (block) => 1_686_789_347 + 2 * Number(block),
};

describe.each(Object.keys(protocols))('%s', (name) => {
  const { deployments, startBlocks = {}, since } = named(name);
  const secondsOf = (chain: ChainId) =>
    Date.parse(since?.on?.[chain] ?? since?.day ?? 'never') / 1000;

  test('a day tells since when it is on main networks, and no first block is older, as far as its time is known', () => {
    expect(since?.day).toMatch(/^20\d\d-\d\d-\d\d$/);
    const older = Object.entries(startBlocks).filter(
      // CAST: the keys of `startBlocks` are chain ids.
      ([chain, block]) =>
        (notBefore[chain as ChainId]?.(block) ?? Infinity) < secondsOf(chain as ChainId),
    );
    expect(older).toEqual([]);
  });

  test('nothing that is recorded is older than that day', () => {
    const older = transactionsOf(name).filter(
      ({ chain, block }) => block.time !== null && block.time < secondsOf(chain),
    );
    expect(older.map(({ chain, hash }) => [chain, hash])).toEqual([]);
  });

  test('every chain of its main network has a beginning, and no other chain has a day', () => {
    const beginsOn = (chain: ChainId) => bound.get(name)?.beginsOn?.(chain) ?? null;
    const strange = Object.entries(deployments).filter(([id, { network }]) => {
      // CAST: the keys of `deployments` are chain ids.
      const begins = beginsOn(id as ChainId);
      return network === 'mainnet' ? begins === null : begins !== null && !('block' in begins);
    });
    expect(strange).toEqual([]);
  });

  test('first blocks are positive, and of chains that it is on', () => {
    const strange = Object.entries(startBlocks).filter(
      ([chain, block]) => block <= 0n || !(chain in deployments),
    );
    expect(strange).toEqual([]);
  });

  test('nothing that is recorded lies below the first block of its chain', () => {
    const below = transactionsOf(name).filter(
      // Without a hash, its number was not recorded either.
      ({ chain, block }) => block.hash && BigInt(block.number) < (startBlocks[chain] ?? 0n),
    );
    expect(below.map(({ chain, hash }) => [chain, hash])).toEqual([]);
  });

  test('a chain is in the main network or in the test network, as its definition has it', () => {
    const isTestnet = (chain: ChainId) =>
      /(^|-)(sepolia|testnet|amoy|fuji|kairos|pegasus|devnet)$/.test(
        definitions.get(chain)?.name ?? '',
      );
    const strange = Object.entries(deployments).filter(([id, { network }]) => {
      // CAST: the keys of `deployments` are chain ids.
      const chain = id as ChainId;
      if (!definitions.has(chain)) return network !== 'mainnet' && network !== 'testnet';
      return network !== (isTestnet(chain) ? 'testnet' : 'mainnet');
    });
    expect(strange).toEqual([]);
  });

  test('no two chains of a network have the same name in its messages', () => {
    const names = [...(bound.get(name)?.chains.values() ?? [])].map(
      (chain) => `${chain.network} ${chain.name.toLowerCase()}`,
    );
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((one, index) => names.indexOf(one) !== index)).toEqual([]);
  });

  test('contracts of EVM chains are addresses in lower case, each once', () => {
    const strange = [...(bound.get(name)?.contracts ?? [])].filter(
      ([chain, contracts]) =>
        chain.startsWith('eip155:') &&
        (new Set(contracts).size !== contracts.length ||
          contracts.some((contract) => !/^0x[0-9a-f]{40}$/.test(contract))),
    );
    expect(strange).toEqual([]);
  });
});

test.each([
  'arbitrum/rollups',
  'hyperlane/chains',
  'opstack/chains',
  'stargate/chains',
  'wormhole/chains',
])('%s.json has every chain once', (file) => {
  // CAST: these files have rows that begin with the chain's id, by network.
  const { mainnet, testnet } = JSON.parse(
    readFileSync(new URL(`${file}.json`, import.meta.url), 'utf8'),
  ) as Record<'mainnet' | 'testnet', [number, ...unknown[]][]>;
  const ids = [...mainnet, ...testnet].map(([id]) => id);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
});
