import type { ChainDefinition } from '../../core/chain.ts';

export const bnbTestnet: ChainDefinition = {
  id: 'eip155:97',
  family: 'evm',
  name: 'bnb-testnet',
  coin: { symbol: 'tBNB', decimals: 18 },
  blockTimeMs: 450,
  finality: { safe: { tag: 'safe' }, finalized: { tag: 'finalized' } },
  explorer: 'https://testnet.bscscan.com',
};
